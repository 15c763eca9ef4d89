import { unknownSettlingMs } from './outbox-statements.ts';

/** The lane is still ours: same owner, same fence. $1 organization, $2 owner, $3 fence. */
const mine = 'organization_id = $1 and owner = $2 and fence = $3';
const after = (ms: string) => `clock_timestamp() + ${ms} * interval '1 millisecond'`;

const vouchers = (table: string) => `
  select v.sequence, v.reference, v.state, v.batch_key, v.erp_reference, v.sent_ledger from bilag.${table} v
  where v.organization_id = r.organization_id and v.record_id = r.record_id and v.reverses is null`;

/**
 * $4 limit, $5 what is said of orphans. What an earlier owner left in the middle of a call may be attached; the settling time of the books that
 * the call went to begins now, as by a clock that was put forward it might be over while the call is still made. What is due but whose
 * voucher is no longer accepted waits until it is again, unless it has become due anew while this waited for the lane: then its voucher is
 * not as it was read any more. Answers with one row more than there are receipts: the first says that the
 * lane is ours. Most turns have no receipt: then nothing is locked, so nothing is written that would have to reach the disk. What is
 * being sent is due as well once the lease of its sender is over.
 */
export const readDueReceipts = `
with ours as (
  select organization_id from bilag.lanes where ${mine}
), lane as (
  select l.organization_id, l.receipts_rest_until from bilag.lanes l where ${mine} and (
    select 1 from bilag.receipts r where r.organization_id = $1 and r.due_at <= now() order by r.organization_id, r.due_at limit 1) is not null for update
), books as (
  select lane.organization_id, lane.receipts_rest_until <= now() as is_open, i.connector || ' ' || coalesce(i.ledger_id, '') as ledger
  from lane join bilag.integration_configs i using (organization_id)
), adopted as (
  update bilag.receipts r
  set state = 'unknown', ever_in_doubt = true, due_at = greatest(r.sent_at, clock_timestamp()) + coalesce(r.settling_ms, ${unknownSettlingMs}) * interval '1 millisecond',
    failure_code = 'SENDER_LOST', failure_message = $5, failure_field = null, updated_at = clock_timestamp()
  from lane where r.organization_id = lane.organization_id and r.state = 'sending'
  returning r.organization_id, r.record_id, r.position, r.attempts
), logged as (
  insert into bilag.sync_logs (organization_id, actor, action, result, record_id, attempt, error_code, message, detail)
  select organization_id, 'engine', 'receipt', 'in-doubt', record_id, attempts, 'SENDER_LOST', $5,
    jsonb_build_object('position', position, 'step', 'attempt')
  from adopted order by record_id, position
), due as (
  select r.*, v.sequence, v.reference, v.state as voucher_state, v.batch_key, v.erp_reference,
    coalesce(v.sent_ledger <> books.ledger, false) as is_elsewhere
  from books cross join lateral (
    select * from bilag.receipts r where books.is_open and r.organization_id = books.organization_id and r.due_at <= now() and r.state in ('pending', 'unknown')
    order by r.organization_id, r.due_at limit $4
  ) r cross join lateral (${vouchers('outbox')} union all ${vouchers('finished_entries')}) v
), parked as (
  update bilag.receipts r set due_at = null from due
  where due.voucher_state not in ('accepted', 'synced')
    and r.organization_id = due.organization_id and r.record_id = due.record_id and r.position = due.position
    and r.due_at = due.due_at
)
select due.organization_id, due.record_id, due.position, due.file_name, due.media_type, due.size_bytes, due.sha256, due.url, due.url_version, due.state,
  due.attempts, due.failures, due.fetch_failures, due.look_ups, due.ever_in_doubt, due.failure_code, due.failure_message, due.failure_field,
  due.reference, due.voucher_state, due.batch_key, due.erp_reference, due.is_elsewhere
from ours left join (select * from due where voucher_state in ('accepted', 'synced')) due using (organization_id)
order by due.due_at, due.record_id, due.position`;

/** How a change of one receipt travels: a JSON object with these fields, as $4. */
const change = `
  jsonb_to_record($4::jsonb) as c(
    record_id uuid, position integer, url_version integer, from_state text, from_attempts integer, state text, due_in_ms double precision,
    attempts integer, failures integer, fetch_failures integer, look_ups integer, ever_in_doubt boolean, settling_ms integer,
    failure_code text, failure_message text, failure_field text, result text, log_code text, log_message text, detail jsonb)`;

const theOne = `r.record_id = c.record_id and r.position = c.position and r.state = c.from_state and r.attempts = c.from_attempts`;

/**
 * $4 the intent, $5 how long the call may take in ms, $6 how much longer the lease lasts. What is being sent is due when the lease is over, for whoever takes
 * the lane over then.
 */
export const openReceiptAttempt = `
with lane as (
  update bilag.lanes l set lease_until = greatest(l.lease_until, ${after('($5::integer + $6::integer)')})
  where ${mine} and lease_until > clock_timestamp() returning l.organization_id
)
update bilag.receipts r
set state = c.state, attempts = c.attempts, failures = c.failures, fetch_failures = c.fetch_failures, look_ups = c.look_ups,
  sent_at = clock_timestamp(), settling_ms = c.settling_ms, due_at = ${after('($5::integer + $6::integer)')}, updated_at = clock_timestamp()
from lane, ${change} where r.organization_id = lane.organization_id and ${theOne}`;

/** The address that was fetched from has been renewed since: what it served says nothing any more. */
const isStale = `r.url_version <> c.url_version and c.state in ('pending', 'failed')
  and c.failure_code in ('RECEIPT_UNAVAILABLE', 'RECEIPT_CHANGED')`;

/** $4 the outcome. The log says how often in a row the file was not to be had, that it is fetched from a new address now, or what it was given up for. Counts lanes (0: no longer ours) and receipts touched. */
export const recordReceiptOutcome = `
with lane as (
  select organization_id from bilag.lanes where ${mine} for update
), told as (
  select lane.organization_id, c.* from lane, ${change}
), touched as (
  update bilag.receipts r
  set state = case when ${isStale} then 'pending' else c.state end,
    due_at = case when ${isStale} then clock_timestamp() else ${after('c.due_in_ms')} end,
    url = case when c.state in ('attached', 'failed') and not (${isStale}) then null else r.url end,
    attempts = c.attempts, failures = c.failures, fetch_failures = case when ${isStale} then 0 else c.fetch_failures end,
    look_ups = c.look_ups, ever_in_doubt = c.ever_in_doubt,
    failure_code = c.failure_code, failure_message = c.failure_message, failure_field = c.failure_field,
    attached_at = case when c.state = 'attached' then clock_timestamp() end, updated_at = clock_timestamp()
  from told c where r.organization_id = c.organization_id and ${theOne}
  returning r.organization_id, r.record_id, ${isStale} as is_renewed
), logged as (
  insert into bilag.sync_logs (organization_id, actor, action, result, record_id, attempt, error_code, message, detail, trigger)
  select c.organization_id, 'engine', 'receipt', c.result, c.record_id, c.attempts, c.log_code, c.log_message,
    c.detail || case when is_renewed then '{"addressRenewed": true}'
      when c.log_code = 'RECEIPT_UNAVAILABLE' then jsonb_build_object('failures', c.fetch_failures)
      when c.state = 'failed' and c.failure_code <> c.log_code then jsonb_build_object('failure', c.failure_code) else '{}' end, 'automatic'
  from told c join touched using (organization_id, record_id)
)
select (select count(*) from lane)::integer as lanes, (select count(*) from touched)::integer as touched`;

/** $4 how long, in ms. */
export const restReceipts = `update bilag.lanes set receipts_rest_until = ${after('$4::integer')} where ${mine}`;
