/** Nobody else stores an approval of the organization, nor sends for it, until the transaction ends. $1 organization. */
export const lockApprovals = `select pg_advisory_xact_lock(hashtextextended($1, 6245391))`;

export { lockLane } from './lane-of-organization.ts';

/** $1 organization, $2 kind, $3 source id. Each revision with what became of its voucher. */
export const knownRevisions = `
select r.record_id, r.revision, r.content, v.sequence, v.state, v.may_be_booked, v.is_recalled, w.record_id is not null as is_withdrawn,
  exists (select from bilag.outbox o where o.organization_id = r.organization_id and o.record_id = r.record_id and o.reverses is not null)
    or exists (select from bilag.finished_entries f where f.organization_id = r.organization_id and f.record_id = r.record_id and f.reverses is not null)
    as is_reversed
from bilag.expense_records r cross join lateral (
  select o.sequence, o.state, o.in_doubt or o.ever_in_doubt or o.state in ('sending', 'unknown', 'accepted') or (select bilag.may_have_forgotten()) as may_be_booked, o.recalled is not null as is_recalled
  from bilag.outbox o where o.organization_id = r.organization_id and o.sequence = r.sequence
  union all
  select f.sequence, f.state, false, false from bilag.finished_entries f where f.organization_id = r.organization_id and f.sequence = r.sequence
) v
left join bilag.withdrawals w on w.organization_id = r.organization_id and w.record_id = r.record_id
where r.organization_id = $1 and r.kind = $2 and r.source_id = $3
order by r.revision`;

/** $1 organization, $2 sequence, $3 code, $4 message. Only what was surely never booked, which a database that was restored cannot say of anything. */
export const cancel = `
with taken as (
  delete from bilag.outbox o
  where o.organization_id = $1 and o.sequence = $2 and o.state in ('pending', 'rejected') and not o.in_doubt and not o.ever_in_doubt
    and not (select bilag.may_have_forgotten())
  returning o.*
)
insert into bilag.finished_entries (organization_id, sequence, record_id, reference, reverses, state, attempts, batch_key, sent_at,
  sent_mapping_version, sent_ledger, failure_code, failure_message)
select organization_id, sequence, record_id, reference, reverses, 'cancelled', attempts, batch_key, sent_at,
  sent_mapping_version, sent_ledger, $3, $4
from taken`;

/** $1 organization, $2 sequence, $3 code. What failed or waits for a person is looked up once more; what is in doubt keeps its settling time. */
export const recall = `
update bilag.outbox o set recalled = $3, fresh = false, updated_at = clock_timestamp(),
  state = case when o.state in ('rejected', 'held') then 'unknown' else o.state end,
  look_ups = case when o.state in ('rejected', 'held') then 0 else o.look_ups end,
  due_at = case when o.state in ('rejected', 'held', 'pending') and o.waits_for is null then clock_timestamp() else o.due_at end
where o.organization_id = $1 and o.sequence = $2`;

/** $1 organization, $2 the record that is taken back, $3 reference, $4 the sequence it waits for, or null. */
export const oweReversal = `
insert into bilag.outbox (organization_id, sequence, record_id, reference, reverses, state, fresh, waits_for, due_at)
select r.organization_id, nextval('bilag.outbox_sequence'), r.record_id, $3, r.reference, 'pending', false, $4::bigint,
  case when $4::bigint is null then clock_timestamp() end
from bilag.expense_records r where r.organization_id = $1 and r.record_id = $2`;

/**
 * $1 organization, $2 content, $3 reference, $4 trace context, $5 addresses of its files, $6 and $7 why nothing is sent for it, or null. Its voucher
 * waits for the last one of its source that is not finished.
 */
export const addRevision = `
with given as (
  select $2::jsonb as content, $2::jsonb->>'kind' as kind, $2::jsonb->>'sourceId' as source_id
), before as (
  select max(o.sequence) as sequence from given g
  join bilag.expense_records r on r.organization_id = $1 and r.kind = g.kind and r.source_id = g.source_id
  join bilag.outbox o on o.organization_id = r.organization_id and o.record_id = r.record_id
), stored as (
  insert into bilag.expense_records (organization_id, record_id, sequence, kind, source_id, revision, reference, content, traceparent)
  select $1, bilag.record_id(), nextval('bilag.outbox_sequence'), g.kind, g.source_id, (g.content->>'revision')::integer, $3, g.content, $4 from given g
  returning record_id, sequence, reference, content
), owed as (
  insert into bilag.outbox (organization_id, sequence, record_id, reference, state, fresh, waits_for)
  select $1, s.sequence, s.record_id, s.reference, 'pending', b.sequence is null, b.sequence from stored s cross join before b where $6::text is null
), unchanged as (
  insert into bilag.finished_entries (organization_id, sequence, record_id, reference, state, failure_code, failure_message)
  select $1, s.sequence, s.record_id, s.reference, 'cancelled', $6, $7 from stored s where $6::text is not null
), attached as (
  insert into bilag.receipts (organization_id, record_id, position, file_name, media_type, size_bytes, sha256, url)
  select $1, s.record_id, a.ordinality, a.value->>'fileName', a.value->>'mediaType', (a.value->>'sizeBytes')::integer, a.value->>'sha256',
    $5::jsonb->>(a.ordinality - 1)::integer
  from stored s cross join lateral jsonb_array_elements(s.content->'attachments') with ordinality a where $6::text is null
)
select record_id from stored`;

/** $1 organization, $2 record, $3 when, $4 by whom, $5 why. */
export const withdraw = `
insert into bilag.withdrawals (organization_id, record_id, withdrawn_at, withdrawn_by, reason) values ($1, $2, $3, $4, $5)`;

/** $1 organization, $2 actor, $3 action, $4 result, $5 record, $6 sequence or null, $7 code, $8 message, $9 detail. Whoever changes an approval does so in the approving app, from which it comes by itself. */
export const log = `
insert into bilag.sync_logs (organization_id, actor, action, result, record_id, sequence, error_code, message, detail, trigger)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'automatic')`;
