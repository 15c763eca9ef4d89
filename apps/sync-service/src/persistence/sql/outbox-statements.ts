import { askAlongFrom } from '@bilag/core';
import { someEntry } from './some-entry.ts';
import { runOfEntry } from './sync-run-statements.ts';

/** The lane is still ours: same owner, same fence. $1 organization, $2 owner, $3 fence. */
const mine = 'organization_id = $1 and owner = $2 and fence = $3';
const after = (ms: string) => `clock_timestamp() + ${ms} * interval '1 millisecond'`;

/** Whether this is still the database that it was, and is not held, by what the worker remembers of it, or null: three parameters from `first` on. */
const maySendBy = (first: number) => `bilag.may_send($${first}::uuid, $${first + 1}::bigint, $${first + 2}::bigint)`;
const maySend = maySendBy(4);

/**
 * In `returning`: this transaction does not wait until it is on disk, for what a crash of the database may take back: a lease, a cursor. Whatever is committed
 * after it and does wait, as every intent does, brings it to disk as well, so no call that writes is ever made under a lease that is forgotten.
 */
const unhurried = "set_config('synchronous_commit', 'off', true)";

const since = (at: string) => `extract(epoch from clock_timestamp() - ${at})::double precision * 1000`;

const ofLane = 'o.organization_id = l.organization_id';
const hasOrphans = someEntry.sending(ofLane);
/** Something of the lane `l` is due. Receipts are found as entries are. */
const isDue = `(
    ${someEntry.fresh(`${ofLane} and o.sequence > l.cursor`)}
    or ${someEntry.timed(`${ofLane} and o.due_at <= now()`)}
    or ${hasOrphans}
    or (l.receipts_rest_until <= now() and (
      select 1 from bilag.receipts f where f.organization_id = l.organization_id and f.due_at <= now() order by f.organization_id, f.due_at limit 1) is not null))`;
/** Lanes that may be leased now; none while nothing may be sent. */
const dueLanes = (mayBeSent: string) => `from bilag.lanes l
  join bilag.integration_configs c on c.organization_id = l.organization_id and c.enabled
  where (select ${mayBeSent}) and l.pause_code is null and l.rest_until <= now() and l.lease_until <= now() and ${isDue}`;

/** $1 limit, $2 to $4 what the worker remembers of this database, or null. Longest unserved first. */
export const findDueLanes = `
select l.organization_id ${dueLanes(maySendBy(2))}
order by l.served_at, l.organization_id limit $1`;

/**
 * $1 owner, $2 organizations, $3 lease in ms, $4 to $6 what the worker remembers of this database, or null. What is still being sent in a lane that nobody holds was left there.
 * How many are named is kept from the planner: for so few it would plan anew each time, which takes twice as long as leasing.
 */
export const leaseLanes = `
with due as (
  select l.organization_id ${dueLanes(maySend)} and l.organization_id = any(array(select unnest($2::text[]))) for update of l skip locked
)
update bilag.lanes l
set owner = $1, fence = l.fence + 1, lease_until = ${after('$3::integer')}, served_at = clock_timestamp()
from due where l.organization_id = due.organization_id
returning l.organization_id, l.fence, l.troubles, ${hasOrphans} as has_orphans, ${unhurried}`;

/** The settling time of what was sent before it was kept, in milliseconds: the longest of our accounting systems. */
export const unknownSettlingMs = 1_800_000;

/**
 * What an earlier owner left in the middle of a call may be booked. It is due when the settling time of its call is over, of the books that the call went to, as if
 * it began now: whoever makes it goes by a clock of its own, and by this one, which may have been put forward, its deadline may be over too soon. $4 what is said of it.
 */
export const adoptOrphans = `
with lane as (
  select organization_id from bilag.lanes where ${mine} for update
), adopted as (
  update bilag.outbox o
  set state = 'unknown', in_doubt = true, ever_in_doubt = true, due_at = greatest(o.sent_at, clock_timestamp())
      + coalesce(o.settling_ms, ${unknownSettlingMs}) * interval '1 millisecond',
    failure_code = 'SENDER_LOST', failure_message = $4, failure_field = null, updated_at = clock_timestamp()
  from lane where o.organization_id = lane.organization_id and o.state = 'sending'
  returning o.organization_id, o.sequence, o.record_id, o.attempts
), logged as (
  insert into bilag.sync_logs (organization_id, actor, action, result, record_id, sequence, attempt, error_code, message, trigger, run_id)
  select c.organization_id, 'engine', 'attempt', 'in-doubt', c.record_id, c.sequence, c.attempts, 'SENDER_LOST', $4,
    coalesce(s.trigger, 'automatic'), s.run_id
  from adopted c ${runOfEntry}
)
select (select count(*) from lane)::integer as lanes, (select count(*) from adopted)::integer as adopted`;

const entryColumns = `o.sequence, o.record_id, o.reference, o.state, o.attempts, o.failures, o.look_ups, o.in_doubt, o.ever_in_doubt,
  o.batch_limit, o.batch_key, o.erp_reference, o.failure_code, o.failure_message, o.failure_field, o.sent_mapping_version, o.sent_at, o.reverses, o.recalled,
  r.content, r.traceparent, ${since('r.received_at')} as stored_since_ms`;
const withRecord =
  'join bilag.expense_records r on r.organization_id = o.organization_id and r.record_id = o.record_id';
/** Which books a call goes to: one that was in doubt in other books is not settled by looking into these. */
const ledger = `i.connector || ' ' || coalesce(i.ledger_id, '')`;

/** Of the lane: these books, and the versions by which a process knows whether they are those that it opened the door to. */
const connection = `${ledger} as ledger, i.config_version, i.credential_version`;
const versions = 'lane.config_version, lane.credential_version';

/** 0 for one that is not due yet. */
const dueSince = `greatest(0, ${since('o.due_at')}) as due_since_ms`;

/** How the voucher was booked that a reversal takes back. */
const reversed = `left join lateral (
   select f.sent_mapping_version as reversed_mapping_version, f.sent_ledger as reversed_ledger, (
     select a.posting_date::text from bilag.delivery_attempts a
     where a.organization_id = f.organization_id and a.sequence = f.sequence order by a.attempt desc limit 1) as reversed_date
   from bilag.finished_entries f
   where o.reverses is not null and f.organization_id = o.organization_id and f.record_id = o.record_id and f.reverses is null
 ) f on true`;
const reversedColumns = `reversed_mapping_version, reversed_date, coalesce(reversed_ledger <> lane.ledger, false) as reversed_elsewhere`;

/** In the order of their index, $4 at most: the entries of the lane. */
const ofLaneInTime = (conditions: string) => `(
   select * from bilag.outbox o where o.organization_id = lane.organization_id and ${conditions}
   order by o.organization_id, o.due_at, o.sequence limit $4
 )`;

/**
 * Accepted ones that are asked for along with one that is «due», of the $4 that come due next: so few are read, however many wait for something else. One of which
 * the ERP said anything but «not yet» has a failure, and waits out its time.
 */
const askedAlong = `
  select o.* from lane cross join lateral ${ofLaneInTime("o.due_at > now() and (select 1 from due where state = 'accepted' limit 1) is not null")} o
  where o.state = 'accepted' and o.failure_code is null and now() - o.updated_at >= (o.due_at - o.updated_at) * ${askAlongFrom}`;

/** $4 limit for each: those whose waiting time is over, and new ones in order from the lane's cursor. */
export const readDue = `
with lane as (
  select l.organization_id, l.cursor, ${connection}
  from bilag.lanes l join bilag.integration_configs i on i.organization_id = l.organization_id
  where l.organization_id = $1 and l.owner = $2 and l.fence = $3
), due as materialized (
  select o.* from lane cross join lateral ${ofLaneInTime("o.due_at <= now() and o.state <> 'sending'")} o
), along as materialized (${askedAlong}
)
(select ${entryColumns}, ${versions}, false as fresh, ${dueSince}, coalesce(o.sent_ledger <> lane.ledger, false) as sent_elsewhere,
   ${reversedColumns}
 from lane cross join (select * from due union all select * from along) o ${withRecord} ${reversed} order by o.due_at, o.sequence)
union all
(select ${entryColumns}, ${versions}, true as fresh, ${since('r.received_at')} as due_since_ms, false as sent_elsewhere, null::integer, null::text, false
 from lane cross join lateral (
   select * from bilag.outbox o where o.organization_id = lane.organization_id and o.sequence > lane.cursor and o.fresh
   order by o.organization_id, o.sequence limit $4
 ) o ${withRecord} order by o.sequence)`;

/** $4 limit. Of what is due only what the ERP may have, with what is asked for along with it. */
export const readInDoubt = `
with lane as (
  select l.organization_id, ${connection}
  from bilag.lanes l join bilag.integration_configs i on i.organization_id = l.organization_id
  where l.organization_id = $1 and l.owner = $2 and l.fence = $3
), due as materialized (
  select o.* from lane cross join lateral ${ofLaneInTime("o.due_at <= now() and o.state in ('unknown', 'accepted')")} o
), along as materialized (${askedAlong}
)
select ${entryColumns}, ${versions}, false as fresh, ${dueSince}, coalesce(o.sent_ledger <> lane.ledger, false) as sent_elsewhere,
  ${reversedColumns}
from lane cross join (select * from due union all select * from along) o ${withRecord} ${reversed} order by o.due_at, o.sequence limit $4`;

/**
 * $4 sequences. Of each the payload of its last attempt, and of those that were sent in the same calls and are in doubt. Each of these has a failure, by which
 * few are found, however many wait.
 */
export const sentPayloads = `
with lane as (
  select organization_id from bilag.lanes where ${mine}
), asked as materialized (
  select o.organization_id, o.sequence, o.reference, o.batch_key from lane join bilag.outbox o on o.organization_id = lane.organization_id
  where o.organization_id = $1 and o.sequence = any($4::bigint[])
), along as (
  select o.organization_id, o.sequence, o.reference from lane join bilag.outbox o on o.organization_id = lane.organization_id
  where o.organization_id = $1 and o.failure_code is not null and o.in_doubt and o.state <> 'accepted' and o.batch_key in (select batch_key from asked)
)
select o.reference, a.payload
from (select organization_id, sequence, reference from asked union select * from along) o cross join lateral (
  select payload from bilag.delivery_attempts a where a.organization_id = o.organization_id and a.sequence = o.sequence order by a.attempt desc limit 1
) a`;

/** Still ours, its lease not over, and in a database that may send: taken before the configuration is read, as whoever changes that takes the lane first. */
export const lockLane = `
select from bilag.lanes where ${mine} and lease_until > clock_timestamp() and (select ${maySend}) for update`;

/** $2 and $3 the versions of configuration and credentials that the call is made with: nobody changes them until it is granted. */
export const lockConfig = `
select from bilag.integration_configs
where organization_id = $1 and enabled and config_version = $2 and credential_version = $3 for share`;

/**
 * $4 intents, $5 how long their calls may take in ms, $6 how much longer the lease lasts, $7 to $9 what the worker remembers of this database, $10 and $11 the
 * versions of configuration and credentials that the calls are made with, $12 the newest mapping that is known. `opened`, or `lost`; raises BL001 when something is no longer as it was read.
 */
export const openAttempts = 'select bilag.open_attempts($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) as outcome';

/** $4 outcomes, $5 the name of this recording: the same once more changes nothing. False when the lane is no longer ours; raises when an outcome belongs to no entry. */
export const recordOutcomes = 'select bilag.record_outcomes($1, $2, $3, $4, $5) as recorded';

/** $4 how long the lease lasts at least, in ms. */
export const renewLease = `
update bilag.lanes set lease_until = greatest(lease_until, ${after('$4::integer')})
where ${mine} and lease_until > clock_timestamp() returning ${unhurried}`;

/** $4 the sequence up to which everything has been dealt with. */
export const advanceCursor = `update bilag.lanes set cursor = greatest(cursor, $4::bigint) where ${mine} returning ${unhurried}`;

/**
 * $4 rest in ms, $5 and $6 code and message of a pause, or null; $7 and $8 the versions of configuration and credentials that it is about, $9 turns
 * without service or null, $10 and $11 code and message of a rest, or null. Once an
 * administrator has changed the versions, the pause is about the past and is not written. What rests or is paused stays so after a crash. Answers whether
 * something of the lane is due.
 */
export const releaseLane = `
with reason as (
  select $5::text as code, $6::text as message from bilag.integration_configs
  where organization_id = $1 and config_version = $7 and credential_version = $8 and $5::text is not null
)
update bilag.lanes l
set owner = null, lease_until = '-infinity', rest_until = ${after('$4::integer')}, rest_code = $10::text, rest_message = $11::text,
  pause_code = (select code from reason), pause_message = (select message from reason),
  paused_at = (select clock_timestamp() from reason), troubles = coalesce($9::integer, troubles)
where ${mine}
returning l.pause_code is null and l.rest_until <= clock_timestamp() and ${isDue} as is_due, case when $4::integer = 0 and $5::text is null then ${unhurried} end`;
