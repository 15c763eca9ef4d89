import { isRetrying } from './failed-entries.ts';
import { someEntry } from './some-entry.ts';

export { endRest, lockLane } from './lane-of-organization.ts';

/** The instant at which the statement began: that of its transaction may lie before what another one has just committed. */
const now = 'statement_timestamp()';

/** What is owed and not yet handed over. */
const pending = `('pending', 'sending', 'unknown')`;

/** The entries of a sync: those that were pending when it was asked for. `s` is the sync, `o` an entry. */
const covered = `o.organization_id = s.organization_id and o.sequence <= s.last_sequence
  and not exists (select from unnest(s.excluded) x where x = o.sequence)`;

/** Tried since the sync began, and failed: it waits for its turn like any other. */
const wasTried = `o.updated_at > s.requested_at and (o.failures > 0 or o.state = 'unknown')`;

/**
 * There is still something for the sync to do: a call under way, a new entry, or one whose time has come and that has not been tried since. `l` is the lane.
 * What waits for a later time, or for another entry, does not keep it open.
 */
const isOpen = `(
  ${someEntry.sending(covered)}
  or ${someEntry.fresh(`${covered} and o.sequence > l.cursor`)}
  or ${someEntry.timed(`${covered} and o.due_at <= ${now} and o.state in ('pending', 'unknown') and not (${wasTried})`)})`;

/** From so many turns without service on the ERP counts as out of service, as in the engine. */
const outage = 3;
const isAway = `l.troubles >= ${outage}`;
const awayMessage = 'The accounting system has served nothing, several times in a row.';

/** Why a sync ends before its time, as code and message; no row when it goes on. */
const stopped = `
select * from (values
  (not coalesce(i.enabled, false), 'INTEGRATION_DISABLED', 'The connector was disabled.'),
  (l.pause_code is not null, l.pause_code, l.pause_message),
  (l.rest_code is not null and l.rest_until > ${now}, l.rest_code, l.rest_message),
  (${isAway} and l.rest_until > ${now}, 'ERP_UNAVAILABLE', '${awayMessage}'),
  (exists (select from bilag.instance n where n.mode <> 'normal'), 'SYNC_STALLED', 'Bilag is held back until an administrator releases it.'),
  (greatest(s.requested_at, (
      select g.at from bilag.sync_logs g
      where g.organization_id = s.organization_id and g.action in ('attempt', 'look-up', 'status') order by g.log_id desc limit 1)) < ${now} - interval '15 minutes',
    'SYNC_STALLED', 'Nothing has become of the organization’s vouchers since.')
) as reason(holds, code, message) where holds limit 1`;

/** How far a sync has come. Whatever of its entries is no longer in the outbox is finished; all others are counted there. */
const progress = `
select s.records - left_over.entries - dropped.entries as synced, left_over.accepted, dropped.entries as nothing_to_post, left_over.failed, left_over.waiting
from (
  select count(*)::integer as entries, (count(*) filter (where o.state = 'accepted'))::integer as accepted,
    (count(*) filter (where o.state in ('rejected', 'held')))::integer as failed, (count(*) filter (where o.state in ${pending}))::integer as waiting
  from bilag.outbox o where ${covered}
) left_over, (
  select count(*)::integer as entries from bilag.finished_entries o
  where ${covered} and o.state = 'cancelled' and o.updated_at > s.requested_at
) dropped`;

/**
 * Ends the syncs that have nothing more to do, or cannot go on. $1 organization, or null for all. Each leaves its entry in the sync log. Another process may
 * be at it: what that one has locked is passed over.
 */
export const close = `
with running as (
  select s.*, reason.code as why, reason.message as explained from bilag.sync_runs s
  join bilag.lanes l on l.organization_id = s.organization_id
  left join bilag.integration_configs i on i.organization_id = s.organization_id
  left join lateral (${stopped}) reason on true
  where s.state = 'running' and ($1::text is null or s.organization_id = $1) and (reason.code is not null or not ${isOpen})
  for update of s skip locked
), ended as (
  update bilag.sync_runs r
  set finished_at = clock_timestamp(), synced = p.synced, accepted = p.accepted, nothing_to_post = p.nothing_to_post, failed = p.failed, waiting = p.waiting,
    stop_code = case when p.waiting > 0 then s.why end, stop_message = case when p.waiting > 0 then s.explained end,
    state = case when p.failed + p.waiting = 0 then 'done' when s.why is null or p.waiting = 0 then 'incomplete' else 'stopped' end
  from running s cross join lateral (${progress}) p
  where r.organization_id = s.organization_id and r.run_id = s.run_id and r.state = 'running'
  returning r.*
)
insert into bilag.sync_logs (organization_id, actor, action, result, error_code, message, detail, trigger, run_id)
select organization_id, requested_by, 'sync-ended', case state when 'done' then 'succeeded' else 'failed' end, stop_code, stop_message,
  jsonb_build_object('syncId', run_id, 'state', state, 'requestedAt', requested_at, 'records', records, 'synced', synced, 'accepted', accepted,
    'nothingToPost', nothing_to_post, 'failed', failed, 'waiting', waiting), trigger, run_id
from ended`;

const ofLane = 'o.organization_id = l.organization_id';

/** An entry of the lane is due now, for the engine by itself. */
const isDue = `(
  ${someEntry.fresh(`${ofLane} and o.sequence > l.cursor`)}
  or ${someEntry.sending(ofLane)}
  or ${someEntry.timed(`${ofLane} and o.due_at <= ${now} and o.state in ('pending', 'unknown')`)})`;

/** The engine is sending by itself at this moment. */
export const isServed = `(l.owner is not null and l.lease_until > ${now} and ${isDue})`;

/** Something waits out a backoff, which the engine leaves alone and a manual sync does not. */
export const isBackingOff = someEntry.timed(`${ofLane} and o.state = 'pending' and o.due_at > ${now}`);

/** $1 organization. What decides whether a sync may begin; no row for an organization that does not exist. */
export const mayBegin = `
select i.enabled, s.run_id is not null as is_running, ${isServed} as is_served, ${isBackingOff} as is_backing_off
from bilag.lanes l
left join bilag.integration_configs i on i.organization_id = l.organization_id
left join bilag.sync_runs s on s.organization_id = l.organization_id and s.state = 'running'
where l.organization_id = $1`;

/** $1 organization, $2 trigger, $3 time of the schedule or null, $4 actor. Counts what is pending, and remembers what is not; no row when it was begun already. */
export const begin = `
with run as (
  insert into bilag.sync_runs (organization_id, trigger, slot, requested_by, last_sequence, excluded, records)
  select $1::text, $2::text, $3::timestamptz, $4::text, coalesce(max(o.sequence), 0),
    coalesce(array_agg(o.sequence) filter (where o.state not in ${pending}), '{}'), count(*) filter (where o.state in ${pending})
  from bilag.outbox o where o.organization_id = $1
  on conflict do nothing
  returning organization_id, run_id, trigger, requested_by, records
), logged as (
  insert into bilag.sync_logs (organization_id, actor, action, result, detail, trigger, run_id)
  select organization_id, requested_by, 'sync-requested', 'succeeded', jsonb_build_object('syncId', run_id, 'records', records), trigger, run_id from run
)
select run_id from run`;

/** $1 organization. Ends its pause: trying again is what a manual sync is for. */
export const endPause =
  'update bilag.lanes set pause_code = null, pause_message = null, paused_at = null where organization_id = $1';

/**
 * $1 organization. What waits out a backoff is due now, and its backoff starts afresh. What is in doubt keeps its settling time, and what waits for another
 * entry has no time of its own.
 */
export const endBackoffs = `
update bilag.outbox set due_at = clock_timestamp(), failures = 0, look_ups = 0
where organization_id = $1 and state = 'pending' and due_at > clock_timestamp()`;

/** Organizations for which a scheduled sync may begin: enabled, not paused, with something pending. */
const isScheduled = `i.enabled and l.pause_code is null
  and ${someEntry.any(`o.organization_id = i.organization_id and o.state in ${pending}`)}`;

/** All of them; with $1 whether that one is still among them. */
export const scheduled = `
select i.organization_id from bilag.integration_configs i join bilag.lanes l using (organization_id)
where ($1::text is null or i.organization_id = $1) and ${isScheduled} order by i.organization_id`;

const milliseconds = (instant: string) => `(extract(epoch from ${instant}) * 1000)::bigint`;

const columns = `
select s.run_id, s.trigger, s.state, ${milliseconds('s.requested_at')} as requested_ms, s.requested_by, ${milliseconds('s.finished_at')} as finished_ms,
  s.records, p.synced, p.accepted, p.nothing_to_post, p.failed, p.waiting, s.stop_code, s.stop_message
from bilag.sync_runs s cross join lateral (
  select s.synced, s.accepted, s.nothing_to_post, s.failed, s.waiting where s.state <> 'running'
  union all
  select * from (${progress}) now where s.state = 'running'
) p
where s.organization_id = $1`;

/** $2 sync. */
export const find = `${columns} and s.run_id = $2`;

/** $2 limit, $3 the one before or null. Ids begin with their time, so that the list goes on by them. */
export const list = `${columns} and ($3::uuid is null or s.run_id < $3) order by s.run_id desc limit $2`;

/** The sync that a step of entry `c` belongs to, as the sync log names it. `c` has organization and sequence. */
export const runOfEntry = `
left join bilag.sync_runs s on s.organization_id = c.organization_id and s.state = 'running'
  and c.sequence <= s.last_sequence and not exists (select from unnest(s.excluded) x where x = c.sequence)`;

/** Turns without service are forgotten by the next one that is served: where nothing is left to be served they mean nothing any more. */
const isMissed = `${isAway} and entries.pending + entries.accepted > 0`;

/** When the record of an entry came in that the lane `l` has; null of none. */
const receivedAt = (sequence: string) => `case when ${sequence} is not null then (
  select r.received_at from bilag.outbox o join bilag.expense_records r on r.organization_id = o.organization_id and r.record_id = o.record_id
  where o.organization_id = l.organization_id and o.sequence = ${sequence}) end`;

/**
 * Everything that the status of an organization tells; nothing here grows with what is finished. What is owed is counted and its first entries are found in one
 * reading, as the overview asks for hundreds of organizations of which most owe nothing.
 */
const everyStatus = `
select l.organization_id, ${milliseconds(now)} as now_ms, i.connector, coalesce(i.enabled, false) as enabled,
  l.pause_code, l.pause_message, ${milliseconds('l.paused_at')} as paused_ms,
  coalesce(l.rest_code, case when ${isMissed} then 'ERP_UNAVAILABLE' end) as rest_code,
  coalesce(l.rest_message, case when ${isMissed} then '${awayMessage}' end) as rest_message,
  ${milliseconds("nullif(l.rest_until, '-infinity')")} as rest_ms,
  entries.pending, entries.accepted, entries.rejected, entries.held, entries.retrying, ${milliseconds(receivedAt('entries.oldest'))} as oldest_ms,
  ${milliseconds('greatest(calls.at, ended.finished_at)')} as synced_ms, s.run_id, s.trigger, ${isServed} as is_served, ${isBackingOff} as is_backing_off,
  coalesce(l.resumed_at, '-infinity') < ${now} - interval '1 day' and (
    ${someEntry.timed(`${ofLane} and o.due_at < ${now} - interval '1 day' and o.state in ('pending', 'unknown')`)}
    or ${receivedAt('entries.first_new')} < ${now} - interval '1 day') as is_overdue
from bilag.lanes l
left join bilag.integration_configs i on i.organization_id = l.organization_id
left join bilag.sync_runs s on s.organization_id = l.organization_id and s.state = 'running'
cross join lateral (
  select count(*) filter (where o.state in ${pending}) as pending, count(*) filter (where o.state = 'accepted') as accepted,
    count(*) filter (where o.state = 'rejected') as rejected, count(*) filter (where o.state = 'held') as held,
    count(*) filter (where ${isRetrying}) as retrying,
    min(o.sequence) filter (where o.state in ${pending}) as oldest, min(o.sequence) filter (where o.fresh and o.sequence > l.cursor) as first_new
  from bilag.outbox o where o.organization_id = l.organization_id
) entries
left join lateral (
  select g.at from bilag.sync_logs g
  where g.organization_id = l.organization_id and g.action in ('attempt', 'look-up', 'status') order by g.log_id desc limit 1
) calls on true
left join lateral (
  select e.finished_at from bilag.sync_runs e
  where e.organization_id = l.organization_id and e.finished_at is not null and e.state <> 'stopped' order by e.finished_at desc limit 1
) ended on true`;

/** $1 organization. */
export const status = `${everyStatus} where l.organization_id = $1`;

/** In the platform's scope. $1 the organization before or null, $2 limit, $3 a connector's name, `none`, or null for all. One statement for all of them. */
export const overview = `
select s.*, n.name from (
  ${everyStatus}
  where ($1::text is null or l.organization_id > $1) and ($3::text is null or coalesce(i.connector, 'none') = $3)
  order by l.organization_id limit $2
) s join bilag.organizations n using (organization_id) order by s.organization_id`;
