export { endRest, lockLane } from './sync-run-statements.ts';

/** Refused, waiting for a person, or waiting out a backoff. */
export const isFailed = `o.failure_code is not null and o.state in ('pending', 'rejected', 'held')`;

/** $1 organization, $2 record ids, $3 error code, $4 kind, each of them null when it narrows nothing. */
const chosen = `
select o.sequence, o.record_id from bilag.outbox o
join bilag.expense_records r on r.organization_id = o.organization_id and r.record_id = o.record_id
where o.organization_id = $1 and ${isFailed} and o.waits_for is null
  and ($2::uuid[] is null or o.record_id = any($2::uuid[])) and ($3::text is null or o.failure_code = $3) and ($4::text is null or r.kind = $4)`;

/** How many records. */
export const countFailed = `select count(distinct record_id)::integer as records from (${chosen}) c`;

/** $5 actor. As the engine's own state machine says of a retry that was asked for. */
export const retry = `
with chosen as (${chosen}), told as (
  insert into bilag.sync_logs (organization_id, actor, action, result, record_id, sequence, trigger)
  select $1, $5, 'retry', 'requested', c.record_id, c.sequence, 'manual' from chosen c order by c.sequence
  returning log_id, sequence
)
update bilag.outbox o set retry_log_id = t.log_id, state = case when o.in_doubt then 'unknown' else 'pending' end,
  due_at = clock_timestamp(), failures = 0, look_ups = 0, fresh = false, updated_at = clock_timestamp()
from told t where o.organization_id = $1 and o.sequence = t.sequence
returning o.record_id`;

/**
 * $1 organization, $2 record, $3 reason, $4 actor. Only its voucher: one that is to be taken back must be, and what waits for it follows. Never what may be
 * booked by a call whose answer nobody has waited for yet.
 */
export const ignore = `
with taken as (
  delete from bilag.outbox o
  where o.organization_id = $1 and o.record_id = $2 and o.reverses is null and o.recalled is null and o.state in ('pending', 'rejected', 'held')
  returning o.*
), told as (
  insert into bilag.sync_logs (organization_id, actor, action, result, record_id, sequence, error_code, message, trigger)
  select t.organization_id, $4, 'ignore', 'cancelled', t.record_id, t.sequence, 'RECORD_IGNORED', $3, 'manual' from taken t
)
insert into bilag.finished_entries (organization_id, sequence, record_id, reference, reverses, state, attempts, ever_in_doubt, batch_key, sent_at,
  sent_mapping_version, sent_ledger, failure_code, failure_message)
select organization_id, sequence, record_id, reference, reverses, 'cancelled', attempts, ever_in_doubt, batch_key, sent_at,
  sent_mapping_version, sent_ledger, 'RECORD_IGNORED', $3
from taken`;
