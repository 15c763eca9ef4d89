import { testEventType } from '@bilag/core';
import { entriesBeyond, lockFrontierOf, settleFrontierOf } from './log-frontier.ts';

const milliseconds = (instant: string) => `(extract(epoch from ${instant}) * 1000)::bigint`;

/** Nothing comes back while another process reads. `is_asked`: whether there is anybody to tell. A frontier of no database has read nothing yet. */
export const lockFrontier = lockFrontierOf('webhook_frontier', {
  isSame: 'f.database is not distinct from live.database',
  further: 'exists (select from bilag.webhook_endpoints e where e.enabled) as is_asked',
});

/** What an entry tells of a receipt: of tries to fetch its file the first in a row and the last, and nothing of an address that has been renewed since. */
const receiptEventType = `case
  when l.result = 'succeeded' then 'record.receipt_attached'
  when l.detail ? 'addressRenewed' then null
  when l.result = 'failed' or (l.result = 'retrying' and l.error_code = 'RECEIPT_UNAVAILABLE' and l.detail->>'failures' = '1') then 'record.receipt_failed'
end`;

/** Why, by an entry of its own or, where a receipt was given up for something else than its last step, by what the record shows. */
const errorCode =
  "case when l.action = 'receipt' then coalesce(l.detail->>'failure', l.error_code) else l.error_code end";

/** The event that an entry tells of, or null. `l` is the entry, `v` its voucher. A look-up that has left the record for a person says so in the record only. */
const eventType = `case
  when l.action = 'receipt' then ${receiptEventType}
  when l.action in ('attempt', 'look-up', 'status', 'mapping', 'posted') and l.result = 'succeeded'
    then case when v.is_reversal then 'record.reversed' else 'record.synced' end
  when l.action not in ('attempt', 'look-up', 'status', 'mapping', 'recall', 'undo', 'ignore', 'not-booked') then null
  when l.result = 'accepted' then 'record.accepted'
  when l.result = 'failed' then 'record.failed'
  when l.result = 'held' then 'record.needs_decision'
  when l.result = 'retrying' and l.error_code is not null then 'record.retrying'
  when l.result = 'in-doubt' then case when v.is_held and not exists (
      select from bilag.sync_logs x where x.organization_id = l.organization_id and x.record_id = l.record_id and x.sequence = l.sequence and x.log_id > l.log_id
    ) then 'record.needs_decision' else 'record.in_doubt' end
  when l.result in ('cancelled', 'nothing-to-post') and not v.is_reversal then 'record.cancelled'
end`;

/** Owes every endpoint that asked for it a message about each of the entries `next`. */
const owe = `
insert into bilag.webhook_deliveries (organization_id, endpoint_id, type, occurred_at, log_id, record_id, subject)
select l.organization_id, e.endpoint_id, t.type, l.at, l.log_id, l.record_id, jsonb_build_object('recordId', l.record_id, 'kind', r.kind,
  'sourceId', r.source_id, 'revision', r.revision, 'of', case when v.is_reversal then 'reversal' else 'voucher' end, 'reference', v.reference,
  'erpReference', case when t.type in ('record.synced', 'record.reversed') then v.erp_reference end,
  'errorCode', case when t.type not in ('record.synced', 'record.reversed', 'record.accepted') then ${errorCode} end, 'logId', l.log_id::text)
  || case when c.position is null then '{}' else jsonb_build_object('receipt', jsonb_build_object('position', c.position, 'mediaType', c.media_type,
    'state', case l.result when 'succeeded' then 'attached' when 'failed' then 'failed' else 'pending' end, 'code', ${errorCode},
    'voucher', jsonb_build_object('reference', v.reference, 'state', case when v.is_booked then 'synced' else 'accepted' end))) end
from next l
join bilag.webhook_endpoints e on e.organization_id = l.organization_id and e.enabled and l.at >= e.active_since
join bilag.expense_records r on r.organization_id = l.organization_id and r.record_id = l.record_id
cross join lateral (
  select o.reference, o.reverses is not null as is_reversal, o.state = 'held' as is_held, false as is_booked, null as erp_reference
  from bilag.outbox o where o.organization_id = l.organization_id and o.sequence = l.sequence
  union all
  select f.reference, f.reverses is not null, false, f.state = 'synced', f.erp_reference
  from bilag.finished_entries f where f.organization_id = l.organization_id and f.sequence = l.sequence
  union all
  select o.reference, false, false, false, null from bilag.outbox o
  where l.action = 'receipt' and o.organization_id = l.organization_id and o.record_id = l.record_id and o.reverses is null
  union all
  select f.reference, false, false, f.state = 'synced', null from bilag.finished_entries f
  where l.action = 'receipt' and f.organization_id = l.organization_id and f.record_id = l.record_id and f.reverses is null
) v
left join bilag.receipts c on l.action = 'receipt' and c.organization_id = l.organization_id and c.record_id = l.record_id
  and c.position = (l.detail->>'position')::integer
cross join lateral (select ${eventType} as type) t
where t.type = any(e.event_types) and (l.action <> 'receipt' or c.position is not null)
on conflict do nothing`;

/** See {@link entriesBeyond}: in the order in which the seals are made. */
export const readNext = `
with next as materialized (${entriesBeyond}
), owed as (${owe})
select (select count(*) from next)::integer as entries, l.transaction_id::text, l.log_id::text from next l order by l.transaction_id desc, l.log_id desc limit 1`;

/**
 * In a database that came from another server: whatever an endpoint should have been told in the last days and has not, as far as this database knows. $1 the first
 * transaction that is still open, $2 the first that has not begun.
 */
export const readEverything = `
with next as materialized (
  select l.* from bilag.sync_logs l
  where (l.transaction_id < $1::bigint or l.transaction_id >= $2::bigint) and l.record_id is not null and l.at > clock_timestamp() - interval '3 days'
    and exists (select from bilag.webhook_endpoints e where e.organization_id = l.organization_id and e.enabled and l.at >= e.active_since)
)
${owe}`;

/** $1 transaction, $2 number. */
export const moveFrontier = 'update bilag.webhook_frontier set transaction_id = $1::bigint, log_id = $2::bigint';

/** Everything before is done. */
export const settleFrontier = settleFrontierOf('webhook_frontier');

/** Messages of one organization that are tried at a time: its receivers may be as slow as they like, and have no more of the places than that. */
const mostOfOrganization = 4;

/**
 * $1 limit, $2 lease in ms. Nothing while this database is held: what a copy or a restored database believes of a voucher may not be true. Of an endpoint that fails
 * one at a time; otherwise in turn, so that none waits for the many messages of another: first of organizations with fewer under way, and of each the endpoints with fewer.
 * What is under way is among the first that are due, as they are taken in that order.
 */
export const take = `
with loads as materialized (
  select e.organization_id, e.endpoint_id, e.failures, e.last_delivered_at, f.under_way,
    f.is_any_free and e.rest_until <= clock_timestamp() and (e.failures <= 2 or f.under_way = 0) as is_due
  from bilag.webhook_endpoints e cross join lateral (
    select count(*) filter (where w.leased_until > clock_timestamp()) as under_way, coalesce(bool_or(w.leased_until <= clock_timestamp()), false) as is_any_free
    from (
      select d.leased_until from bilag.webhook_deliveries d
      where d.organization_id = e.organization_id and d.endpoint_id = e.endpoint_id and d.state = 'waiting' and d.next_at <= clock_timestamp()
      order by d.next_at limit 32
    ) w
  ) f
  where not (select bilag.is_held()) and e.enabled
), organizations as materialized (
  select organization_id, sum(under_way) as under_way, max(last_delivered_at) as served_at from loads
  group by organization_id having bool_or(is_due) order by 2, 3 nulls first limit $1
), found as materialized (
  select d.organization_id, d.delivery_id, e.failures, e.last_delivered_at, d.next_at,
    e.under_way + row_number() over (partition by e.organization_id, e.endpoint_id order by d.next_at, d.delivery_id) as nth
  from organizations o join loads e on e.organization_id = o.organization_id and e.is_due cross join lateral (
    select w.organization_id, w.delivery_id, w.next_at from bilag.webhook_deliveries w
    where w.organization_id = e.organization_id and w.endpoint_id = e.endpoint_id and w.state = 'waiting'
      and w.next_at <= clock_timestamp() and w.leased_until <= clock_timestamp()
    order by w.next_at, w.delivery_id limit case when e.failures > 2 then 1 else ${mostOfOrganization} end for update skip locked
  ) d
), turns as (
  select f.*, o.served_at,
    o.under_way + row_number() over (partition by f.organization_id order by f.nth, f.last_delivered_at nulls first, f.next_at, f.delivery_id) as place
  from found f join organizations o on o.organization_id = f.organization_id
), due as (
  select organization_id, delivery_id, failures from turns where place <= ${mostOfOrganization} order by place, served_at nulls first limit $1
), taken as (
  update bilag.webhook_deliveries d set attempts = d.attempts + 1, leased_until = clock_timestamp() + $2::integer * interval '1 millisecond'
  from due where d.organization_id = due.organization_id and d.delivery_id = due.delivery_id
  returning d.*, due.failures
)
select t.organization_id, t.endpoint_id, t.delivery_id, t.type, ${milliseconds('t.occurred_at')} as occurred_ms, t.subject, t.attempts, t.failures,
  ${milliseconds('clock_timestamp()')} - ${milliseconds('t.owed_since')} as age_ms, e.url,
  (select jsonb_agg(jsonb_build_object('version', s.secret_version, 'sealed', s.sealed_secret) order by s.secret_version desc) from bilag.webhook_secrets s
   where s.organization_id = t.organization_id and s.endpoint_id = t.endpoint_id and (s.expires_at is null or s.expires_at > clock_timestamp())) as secrets
from taken t join bilag.webhook_endpoints e on e.organization_id = t.organization_id and e.endpoint_id = t.endpoint_id`;

/** $1 organization, $2 endpoint. Before its messages, everywhere, so that nobody waits for each other. */
export const lockEndpoint =
  'select enabled from bilag.webhook_endpoints where organization_id = $1 and endpoint_id = $2 for no key update';

/** Tests that have ended are in the log, as somebody has asked for them. */
const logEndedTests = (ended: string) => `
insert into bilag.sync_logs (organization_id, actor, action, result, message, detail, trigger)
select organization_id, 'engine', 'webhook-test', case state when 'delivered' then 'succeeded' else 'failed' end, last_error,
  jsonb_build_object('endpointId', endpoint_id, 'deliveryId', delivery_id, 'attempts', attempts), 'manual'
from ${ended} where type = '${testEventType}' and state <> 'waiting'`;

/** $1 organization, $2 delivery, $3 attempt, $4 state, $5 error or null, $6 in how many ms again. One row when this try is the one that counts. */
export const record = `
with recorded as (
  update bilag.webhook_deliveries
  set state = $4, last_error = $5, next_at = clock_timestamp() + $6::double precision * interval '1 millisecond', leased_until = '-infinity',
    ended_at = case when $4 <> 'waiting' then clock_timestamp() end
  where organization_id = $1 and delivery_id = $2 and attempts = $3 and state = 'waiting'
  returning *
), told as (${logEndedTests('recorded')}
)
select from recorded`;

/** $1 organization, $2 endpoint. */
export const noteSuccess = `
update bilag.webhook_endpoints set failures = 0, failing_since = null, rest_until = '-infinity', last_error = null, last_delivered_at = clock_timestamp()
where organization_id = $1 and endpoint_id = $2`;

/** Once it takes messages again, what waits need not wait longer. $1 organization, $2 endpoint. */
export const hurry = `
update bilag.webhook_deliveries set next_at = clock_timestamp()
where organization_id = $1 and endpoint_id = $2 and state = 'waiting' and next_at > clock_timestamp()`;

/**
 * $1 organization, $2 endpoint, $3 error, $4 how long it is left alone in ms, $5 fault or null, $6 after how long in ms without success it is switched off. One
 * row when this has switched it off.
 */
export const noteFailure = `
update bilag.webhook_endpoints e set failures = e.failures + 1, failing_since = coalesce(e.failing_since, clock_timestamp()), last_error = $3,
  rest_until = clock_timestamp() + $4::double precision * interval '1 millisecond', enabled = e.enabled and ended.fault is null,
  disabled_for = case when e.enabled then ended.fault else e.disabled_for end, updated_at = case when ended.fault is null then e.updated_at else clock_timestamp() end,
  updated_by = case when ended.fault is null then e.updated_by else 'engine' end
from (
  select b.enabled as was_enabled, coalesce($5::text, case when b.failing_since < clock_timestamp() - $6::double precision * interval '1 millisecond' then 'failing' end) as fault
  from bilag.webhook_endpoints b where b.organization_id = $1 and b.endpoint_id = $2
) ended
where e.organization_id = $1 and e.endpoint_id = $2
returning ended.was_enabled and ended.fault is not null as is_disabled, ended.fault`;

/** $1 organization, $2 endpoint, $3 why. */
export const giveUp = `
with given_up as (
  update bilag.webhook_deliveries set state = 'given-up', last_error = coalesce(last_error, $3), ended_at = clock_timestamp(), leased_until = '-infinity'
  where organization_id = $1 and endpoint_id = $2 and state = 'waiting'
  returning *
)${logEndedTests('given_up')}`;

/** $1 organization, $2 message, $3 detail. */
export const logDisabled = `
insert into bilag.sync_logs (organization_id, actor, action, result, message, detail, trigger)
values ($1, 'engine', 'webhook-endpoint-disabled', 'failed', $2, $3::jsonb, 'automatic')`;

/** A few at a time. */
export const forgetOld = `
delete from bilag.webhook_deliveries d using (
  select organization_id, delivery_id from bilag.webhook_deliveries
  where state <> 'waiting' and ended_at < clock_timestamp() - interval '30 days' order by ended_at limit 1000 for update skip locked
) old where d.organization_id = old.organization_id and d.delivery_id = old.delivery_id`;
