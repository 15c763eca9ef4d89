import { isFailed } from './failed-entries.ts';

export { endRest, lockLane } from './lane-of-organization.ts';

/** $1 organization, $2 record ids, $3 error code, $4 kind, each of them null when it narrows nothing. */
const chosen = `
select o.sequence, o.record_id from bilag.outbox o
join bilag.expense_records r on r.organization_id = o.organization_id and r.record_id = o.record_id
where o.organization_id = $1 and ${isFailed} and o.waits_for is null
  and ($2::uuid[] is null or o.record_id = any($2::uuid[])) and ($3::text is null or o.failure_code = $3) and ($4::text is null or r.kind = $4)`;

/** How many records. */
export const countFailed = `select count(distinct record_id)::integer as records from (${chosen}) c`;

/** $5 actor, $6 the sequence after which they are looked for, $7 limit. As the engine's own state machine says of a retry that was asked for. */
export const retry = `
with chosen as (${chosen} and o.sequence > $6::bigint order by o.sequence limit $7), told as (
  insert into bilag.sync_logs (organization_id, actor, action, result, record_id, sequence, trigger)
  select $1, $5, 'retry', 'requested', c.record_id, c.sequence, 'manual' from chosen c order by c.sequence
  returning log_id, sequence
)
update bilag.outbox o set retry_log_id = t.log_id, state = case when o.in_doubt then 'unknown' else 'pending' end, ever_in_doubt = o.ever_in_doubt or o.in_doubt,
  due_at = clock_timestamp(), failures = 0, look_ups = 0, fresh = false, updated_at = clock_timestamp()
from told t where o.organization_id = $1 and o.sequence = t.sequence
returning o.record_id, o.sequence`;

/** $1 organization, $2 record, $3 names. */
export const otherBookedAs = `
select r.source_id from bilag.finished_entries f
join bilag.expense_records r on r.organization_id = f.organization_id and r.record_id = f.record_id
where f.organization_id = $1 and f.record_id <> $2 and f.state = 'synced' and (f.erp_reference = any($3::text[]) or f.reference = any($3::text[]))
order by f.sequence limit 1`;

/** Whether a voucher may be decided so: the one rule for what is offered and for what is carried out. `o` is an entry. */
const isDecidable = (decision: string) => `not bilag.may_have_forgotten() and case ${decision}
    when 'ignore' then o.state in ('pending', 'rejected') and not o.in_doubt and not o.ever_in_doubt and o.reverses is null and o.recalled is null
    when 'not-booked' then o.state in ('rejected', 'held') and o.reverses is null
    when 'posted' then o.state in ('rejected', 'held') or o.state = 'pending' and o.failure_code is not null and not o.in_doubt and not o.ever_in_doubt
  end`;

/** $1 organization, $2 record. */
export const openDecisions = `
select d.decision, case when o.reverses is null then 'voucher' else 'reversal' end as of
from bilag.outbox o cross join unnest(array['posted', 'not-booked', 'ignore']) with ordinality d(decision, position)
where o.organization_id = $1 and o.record_id = $2 and ${isDecidable('d.decision')}
order by o.reverses is not null, d.position`;

/**
 * $1 organization, $2 record, $3 decision, $4 whether of its reversal, $5 the ledger's name or null, $6 reason, $7 actor, $8 what the ledger
 * said of that name or null, $9 the amount there or null. What waits for it follows. A voucher
 * that a person has posted keeps no mapping version: Bilag could not say what is to be taken back, and does not look for it in the ledger.
 */
export const decide = `
with taken as (
  delete from bilag.outbox o
  where o.organization_id = $1 and o.record_id = $2 and (o.reverses is not null) = $4::boolean and ${isDecidable('$3')}
  returning o.*
), told as (
  insert into bilag.sync_logs (organization_id, actor, action, result, record_id, sequence, message, detail, trigger)
  select t.organization_id, $7, $3, case when $3 = 'posted' then 'succeeded' else 'cancelled' end, t.record_id, t.sequence, $6,
    jsonb_strip_nulls(jsonb_build_object('erpReference', $5::text, 'former', t.failure_code, 'ledgerCheck', $8::text, 'ledgerAmount', $9::text)), 'manual'
  from taken t
)
insert into bilag.finished_entries (organization_id, sequence, record_id, reference, reverses, state, attempts, in_doubt, ever_in_doubt, batch_key, sent_at,
  erp_reference, failure_code, failure_message)
select organization_id, sequence, record_id, reference, reverses, case when $3 = 'posted' then 'synced' else 'cancelled' end, attempts, in_doubt,
  ever_in_doubt, batch_key, sent_at, $5, case when $3 <> 'posted' then 'RECORD_IGNORED' end, case when $3 <> 'posted' then $6 end
from taken`;
