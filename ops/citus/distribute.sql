-- Distributes the tables of a migrated database over the nodes of a Citus cluster, each organization's rows on one of them. An experiment, not a way to run Bilag:
-- docs/adr/0013-scale-out-by-whole-databases.md says what does not work there. As superuser, on the coordinator:
--   psql --set ON_ERROR_STOP=1 --file ops/citus/distribute.sql <address of the coordinator>

-- Triggers of distributed tables run on the node that has the rows, which is where all that they read and write is.
select run_command_on_all_nodes('alter system set citus.enable_unsafe_triggers = on');
select run_command_on_all_nodes('select pg_reload_conf()');
set citus.enable_unsafe_triggers = on;

-- What every node has to know: whether anything may be sent at all.
select create_reference_table('bilag.instance');

do $$
declare
  next_table regclass;
begin
  loop
    -- A table comes after those that its foreign keys point to.
    select c.oid::regclass into next_table
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id'
    where c.relnamespace = 'bilag'::regnamespace and c.relkind = 'r'
      and not exists (select from pg_dist_partition p where p.logicalrelid = c.oid)
      and not exists (
        select from pg_constraint f where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid
          and not exists (select from pg_dist_partition p where p.logicalrelid = f.confrelid))
    order by c.relname <> 'organizations', c.relname limit 1;
    exit when next_table is null;
    perform create_distributed_table(next_table, 'organization_id',
      colocate_with => case when next_table = 'bilag.organizations'::regclass then 'none' else 'bilag.organizations' end);
  end loop;
end $$;
