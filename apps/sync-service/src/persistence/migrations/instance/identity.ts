/**
 * What this database is, and whether that contradicts what is recorded. `system_identifier` tells one PostgreSQL cluster from another, the timeline changes
 * with every recovery to a point in time and every promotion, the oid with `create database … template` and with a dump that is restored beside the original.
 * The timeline is that of the log being written: the one in the control file is changed by a checkpoint only, some minutes after a promotion. Where a server
 * does not tell, it is unknown; what was known once must not become unknown.
 */
export const identityFunctions = `
create function bilag.database_identity()
returns table (system_identifier text, timeline text, database_oid bigint, database_name text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  database_name := current_database();
  select d.oid::bigint into database_oid from pg_database d where d.datname = current_database();
  begin
    select c.system_identifier::text into system_identifier from pg_control_system() c;
  exception when insufficient_privilege or feature_not_supported or undefined_function then
    system_identifier := null;
  end;
  begin
    timeline := substring(pg_walfile_name(pg_current_wal_lsn()) for 8);
  exception when insufficient_privilege or feature_not_supported or undefined_function then
    timeline := null;
  end;
  return next;
end $$;

-- Why this database is not the one that it was, or null. The caller tells what it remembers of it, if anything: that must not lie ahead.
create function bilag.contradiction(p_instance uuid, p_epoch bigint, p_beats bigint) returns text
language sql stable set search_path = pg_catalog as $$
  select case
    when i.system_identifier is not null and i.system_identifier is distinct from live.system_identifier then 'another-server'
    when i.timeline is not null and i.timeline is distinct from live.timeline then 'another-timeline'
    when i.database_oid is not null and i.database_oid is distinct from live.database_oid then 'another-database'
    when p_instance is not null and i.instance_id is distinct from p_instance then 'another-instance'
    when (i.epoch, i.beats) < (p_epoch, p_beats) then 'behind-witness'
  end
  from bilag.instance i cross join bilag.database_identity() live
$$;

-- Asked inside the statements that lease a lane and that open an attempt. Whatever is not plainly right is no.
create function bilag.may_send(p_instance uuid, p_epoch bigint, p_beats bigint) returns boolean
language sql stable set search_path = pg_catalog as $$
  select exists (select from bilag.instance i where i.mode = 'normal' and i.send_after <= clock_timestamp())
    and bilag.contradiction(p_instance, p_epoch, p_beats) is null
$$;

-- Whether what this database holds as unsent may have been booked all the same.
create function bilag.is_held() returns boolean
language sql stable set search_path = pg_catalog as $$
  select not exists (select from bilag.instance i where i.mode = 'normal') or bilag.contradiction(null, null, null) is not null
$$;

revoke execute on function bilag.database_identity(), bilag.contradiction(uuid, bigint, bigint), bilag.may_send(uuid, bigint, bigint), bilag.is_held() from public;
grant execute on function bilag.database_identity(), bilag.contradiction(uuid, bigint, bigint), bilag.may_send(uuid, bigint, bigint), bilag.is_held() to bilag_app;
`;
