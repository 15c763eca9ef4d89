/**
 * How approvals come in: record and outbox entry in one transaction. The lock on the organization is taken before the first number is drawn, so numbers
 * become visible in their order and a cursor over them loses nothing. Only the first approval of a source is stored; what is there already
 * comes back with its content, for the caller to compare.
 */
export const acceptApprovals = `
-- A UUID of version 7 (time first, so new rows lie together), also on servers before PostgreSQL 18.
create function bilag.record_id() returns uuid language sql volatile parallel safe
set search_path = pg_catalog as $$
  select encode(set_bit(set_bit(
    overlay(uuid_send(gen_random_uuid()) placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
    52, 1), 53, 1), 'hex')::uuid
$$;

create function bilag.accept_approvals(p_organization_id text, p_approvals jsonb)
returns table (ord bigint, record_id uuid, reference text, revision integer, content jsonb, created boolean)
language plpgsql volatile set search_path = pg_catalog as $$
begin
  perform set_config('bilag.organization_id', p_organization_id, true);
  perform pg_advisory_xact_lock(hashtextextended(p_organization_id, 6245391));
  return query
  with given as (
    select it.ordinality as ord, it.value->>'reference' as reference, it.value->'content' as content,
      it.value->>'traceparent' as traceparent, it.value->'content'->>'kind' as kind,
      it.value->'content'->>'sourceId' as source_id, (it.value->'content'->>'revision')::integer as revision
    from jsonb_array_elements(p_approvals) with ordinality it
  ), first as (
    select distinct on (g.kind, g.source_id) g.* from given g order by g.kind, g.source_id, g.ord
  ), fresh as (
    select f.* from first f where not exists (
      select from bilag.expense_records r
      where r.organization_id = p_organization_id and r.kind = f.kind and r.source_id = f.source_id
    ) order by f.ord
  ), stored as (
    insert into bilag.expense_records as r
      (organization_id, record_id, sequence, kind, source_id, revision, reference, content, traceparent)
    select p_organization_id, bilag.record_id(), nextval('bilag.outbox_sequence'),
      f.kind, f.source_id, f.revision, f.reference, f.content, f.traceparent
    from fresh f
    returning r.record_id, r.sequence, r.kind, r.source_id, r.revision, r.reference, r.content
  ), owed as (
    insert into bilag.outbox (organization_id, sequence, record_id, reference, state)
    select p_organization_id, s.sequence, s.record_id, s.reference, 'pending' from stored s
  ), known as (
    select s.record_id, s.kind, s.source_id, s.revision, s.reference, s.content, true as created from stored s
    union all
    select r.record_id, r.kind, r.source_id, r.revision, r.reference, r.content, false
    from bilag.expense_records r join first f on r.kind = f.kind and r.source_id = f.source_id
    where r.organization_id = p_organization_id
  )
  select g.ord, k.record_id, k.reference, k.revision, k.content, k.created and g.ord = f.ord
  from given g join first f using (kind, source_id) join known k using (kind, source_id)
  order by g.ord;
end $$;
`;
