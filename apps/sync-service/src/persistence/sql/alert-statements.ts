import { isError } from './alert-fact-statements.ts';

const milliseconds = (instant: string) => `(extract(epoch from ${instant}) * 1000)::bigint`;

/** Whoever gets the row evaluates the rules until its transaction ends; nobody waits for it. */
export const takeTurn = `
with turn as (select organization_id from bilag.alert_turns where organization_id = '*' for update skip locked)
update bilag.alert_turns t set evaluated_at = clock_timestamp() from turn where t.organization_id = turn.organization_id`;

const columns = `a.organization_id, o.name as organization_name, a.alert_id, a.kind, a.cause, a.state, a.code, a.connector, a.count, a.message, a.details,
  ${milliseconds('a.raised_at')} as raised_ms, ${milliseconds('a.changed_at')} as changed_ms, ${milliseconds('a.cleared_at')} as cleared_ms,
  ${milliseconds('a.acknowledged_at')} as acknowledged_ms, a.acknowledged_by, a.acknowledgement`;
const withName = 'left join bilag.organizations o on o.organization_id = a.organization_id';

/** In the platform's scope. */
export const listOpen = `select ${columns} from bilag.alerts a ${withName} where a.state = 'open'`;

/** $1 organization, $2 limit, $3 state or null, $4 the one before or null. Ids begin with their time, so that the list goes on by them. */
export const list = `
select ${columns} from bilag.alerts a ${withName}
where a.organization_id = $1 and ($3::text is null or a.state = $3) and ($4::uuid is null or a.alert_id < $4)
order by a.alert_id desc limit $2`;

/** $1 organization, $2 alert. */
export const find = `select ${columns} from bilag.alerts a ${withName} where a.organization_id = $1 and a.alert_id = $2`;

/** $1 organization, $2 alert; oldest first. */
export const deliveries = `
select d.delivery_id, d.event, d.sink, d.target, d.state, d.attempts, ${milliseconds('d.next_at')} as next_ms, d.last_error,
  ${milliseconds('d.created_at')} as created_ms, ${milliseconds('d.ended_at')} as ended_ms
from bilag.alert_deliveries d where d.organization_id = $1 and d.alert_id = $2 order by d.created_at, d.delivery_id`;

/**
 * Owes everybody who is to be told a message about each of the alerts. $1 addresses of the platform, $2 whether it has a webhook, $3 how long its messages are
 * gathered, in ms. Who has not been told of an earlier one yet will be told all in that.
 */
const owe = (alerts: string, event: string) => `
insert into bilag.alert_deliveries (organization_id, alert_id, event, sink, target, next_at)
select t.organization_id, t.alert_id, ${event}, t.sink, t.target,
  clock_timestamp() + case when t.organization_id = '*' then $3::integer * interval '1 millisecond' else interval '0' end
from (
  select x.organization_id, x.alert_id, 'email' as sink, e.target from ${alerts} x
  join bilag.alert_settings s on s.organization_id = x.organization_id cross join unnest(s.emails) e(target)
  union all
  select x.organization_id, x.alert_id, 'webhook', null from ${alerts} x
  join bilag.alert_settings s on s.organization_id = x.organization_id and s.webhook_url is not null
  union all
  select x.organization_id, x.alert_id, 'email', e.target from ${alerts} x cross join unnest($1::text[]) e(target) where x.organization_id = '*'
  union all
  select x.organization_id, x.alert_id, 'webhook', null from ${alerts} x where x.organization_id = '*' and $2::boolean
) t
where ${event} <> 'grown' or not exists (
  select from bilag.alert_deliveries d where d.organization_id = t.organization_id and d.alert_id = t.alert_id and d.sink = t.sink
    and d.target is not distinct from t.target and d.state = 'waiting' and d.attempts = 0)`;

const subjects = `jsonb_to_recordset($4::jsonb) as c(
  organization_id text, alert_id uuid, kind text, cause text, code text, connector text, count integer, message text, details jsonb, is_told boolean)`;

/** $4 alerts. */
export const raise = `
with raised as (
  insert into bilag.alerts (organization_id, kind, cause, code, connector, count, message, details)
  select c.organization_id, c.kind, c.cause, c.code, c.connector, c.count, c.message, c.details from ${subjects}
  on conflict (organization_id, kind, cause) where state = 'open' do nothing
  returning organization_id, alert_id
)
${owe('raised', "'raised'")}`;

/** $4 alerts. */
export const change = `
with changed as (
  update bilag.alerts a set count = c.count, message = c.message, details = c.details, changed_at = clock_timestamp()
  from ${subjects}
  where a.organization_id = c.organization_id and a.alert_id = c.alert_id and a.state = 'open'
  returning a.organization_id, a.alert_id, c.is_told
), told as (
  select organization_id, alert_id from changed where is_told
)
${owe('told', "'grown'")}`;

/**
 * $4 and $5 organizations and their alerts. Records that the accounting system has taken and not booked yet have not succeeded: while one of those that failed for
 * this reason is among them, the alert stays.
 */
export const clear = `
with cleared as (
  update bilag.alerts a set state = 'cleared', cleared_at = clock_timestamp(), changed_at = clock_timestamp()
  from unnest($4::text[], $5::uuid[]) as c(organization_id, alert_id)
  where a.organization_id = c.organization_id and a.alert_id = c.alert_id and a.state = 'open'
    and not (a.kind in ('third-failure', 'records-refused', 'decision-needed') and exists (
      select from bilag.sync_logs l
      join bilag.outbox o on o.organization_id = l.organization_id and o.sequence = l.sequence and o.state = 'accepted'
      where l.organization_id = a.organization_id and l.at > a.raised_at - interval '1 day' and ${isError} and l.error_code = a.code))
  returning a.organization_id, a.alert_id
), owed as (
  ${owe('cleared', "'cleared'")}
)
select count(*)::integer as cleared from cleared`;

/** $1 organization, $2 alert, $3 actor, $4 note or null. The first one stands; no row when there is no such alert, or somebody was first. */
const seen = `
  update bilag.alerts a set acknowledged_at = clock_timestamp(), acknowledged_by = $3, acknowledgement = $4
  where a.organization_id = $1 and a.alert_id = $2 and a.acknowledged_at is null
  returning a.*`;
const told = `'alert-acknowledged', 'succeeded', $4, jsonb_build_object('alertId', seen.alert_id, 'kind', seen.kind, 'cause', seen.cause), 'manual'`;

/** One of an organization, with its entry in the sync log. */
export const acknowledge = `
with seen as (${seen})
insert into bilag.sync_logs (organization_id, actor, action, result, message, detail, trigger)
select seen.organization_id, $3, ${told} from seen`;

/** One of the platform, which has no log of its own: with an entry in that of each organization that it lists. */
export const acknowledgeOfPlatform = `
with seen as (${seen})
insert into bilag.sync_logs (organization_id, actor, action, result, message, detail, trigger)
select listed.value->>'id', $3, ${told} from seen cross join jsonb_array_elements(seen.details->'organizations') listed`;

/** What a message tells, in the form of a row of an alert: the alert as it is at the first try. */
const content = `
(select jsonb_build_object('organization_id', a.organization_id, 'organization_name', o.name, 'alert_id', a.alert_id, 'kind', a.kind, 'cause', a.cause,
   'state', case when d.event = 'cleared' then 'cleared' else 'open' end, 'code', a.code, 'connector', a.connector, 'count', a.count, 'message', a.message,
   'details', a.details, 'raised_ms', ${milliseconds('a.raised_at')}, 'changed_ms', ${milliseconds('a.changed_at')},
   'cleared_ms', case when d.event = 'cleared' then ${milliseconds('a.cleared_at')} end, 'acknowledged_ms', ${milliseconds('a.acknowledged_at')},
   'acknowledged_by', a.acknowledged_by, 'acknowledgement', a.acknowledgement)
 from bilag.alerts a ${withName} where a.organization_id = d.organization_id and a.alert_id = d.alert_id)`;

/** What a database that was held could not tell, and which was over once it might: nobody needs to hear of it, nor that it is over. */
export const giveUpWhatIsOver = `
with over as (
  select d.organization_id, d.alert_id, d.sink, d.target from bilag.alert_deliveries d
  join bilag.alerts a on a.organization_id = d.organization_id and a.alert_id = d.alert_id and a.state = 'cleared'
  where d.state = 'waiting' and d.attempts = 0 and d.event = 'raised' and d.created_at < (select i.released_at from bilag.instance i)
    and not (select bilag.is_held())
)
update bilag.alert_deliveries d set state = 'given-up', last_error = 'It was over before the database was released.', ended_at = clock_timestamp()
from over
where d.organization_id = over.organization_id and d.alert_id = over.alert_id and d.sink = over.sink and d.target is not distinct from over.target
  and d.state = 'waiting' and d.attempts = 0`;

/** Messages of one organization that are taken at a time: its receivers may be as slow as they like, and keep those of others waiting no longer than that. */
const mostOfOrganization = 4;

/**
 * $1 limit, $2 lease in ms, $3 organizations of which nothing is taken. With who gets it by the settings of now. While this database is held, those who run it are told that it is, by what this installation was
 * configured with, and nobody else is told anything: what a copy or a restored database believes may not be true, and whom it would tell are the original's people.
 */
export const take = `
with turns as (
  select organization_id, delivery_id, row_number() over (partition by organization_id order by next_at, delivery_id) as place
  from bilag.alert_deliveries
  where state = 'waiting' and next_at <= clock_timestamp() and organization_id <> all($3::text[]) and (
    not (select bilag.is_held())
    or organization_id = '*' and event <> 'cleared' and created_at >= (select i.since from bilag.instance i)
  )
), due as (
  select d.organization_id, d.delivery_id from turns t
  join bilag.alert_deliveries d on d.organization_id = t.organization_id and d.delivery_id = t.delivery_id
  where t.place <= ${mostOfOrganization} and d.state = 'waiting' and d.next_at <= clock_timestamp()
  order by d.next_at limit $1 for update of d skip locked
), taken as (
  update bilag.alert_deliveries d
  set attempts = d.attempts + 1, next_at = clock_timestamp() + $2::integer * interval '1 millisecond', content = coalesce(d.content, ${content}),
    first_tried_at = coalesce(d.first_tried_at, clock_timestamp())
  from due where d.organization_id = due.organization_id and d.delivery_id = due.delivery_id
  returning d.*
)
select t.organization_id, t.delivery_id, t.event, t.sink, t.target, t.attempts, t.content, ${milliseconds('t.first_tried_at')} as first_ms,
  (extract(epoch from clock_timestamp() - t.created_at) * 1000)::bigint as age_ms,
  s.emails, s.webhook_url, s.sealed_secret, s.secret_version
from taken t left join bilag.alert_settings s on s.organization_id = t.organization_id`;

/** $1 organization, $2 delivery, $3 attempt, $4 state, $5 error or null, $6 in how many ms again. */
export const record = `
update bilag.alert_deliveries
set state = $4, last_error = $5, next_at = clock_timestamp() + $6::double precision * interval '1 millisecond',
  ended_at = case when $4 <> 'waiting' then clock_timestamp() end
where organization_id = $1 and delivery_id = $2 and attempts = $3 and state = 'waiting'`;

const settingsColumns = `s.errors_per_day, s.pending_hours, s.emails, s.webhook_url, s.sealed_secret, s.secret_version,
  ${milliseconds('s.secret_set_at')} as secret_ms, s.secret_set_by, ${milliseconds('s.updated_at')} as updated_ms, s.updated_by`;

/** $1 organization. */
export const settings = `select ${settingsColumns} from bilag.alert_settings s where s.organization_id = $1`;

/** $1 organization. Taken before settings are changed, so that changes follow one another. */
export const lockSettings = 'select from bilag.lanes where organization_id = $1 for update';

/** $1 organization, $2 errors, $3 hours, $4 addresses, $5 webhook, $6 sealed secret or null without a webhook, $7 its version, $8 actor, $9 whether the secret is new. */
export const saveSettings = `
insert into bilag.alert_settings as s (organization_id, errors_per_day, pending_hours, emails, webhook_url, sealed_secret, secret_version, secret_set_at,
  secret_set_by, updated_by)
values ($1, $2, $3, $4, $5, $6::jsonb, $7, case when $6::jsonb is not null then clock_timestamp() end, case when $6::jsonb is not null then $8 end, $8)
on conflict (organization_id) do update set errors_per_day = excluded.errors_per_day, pending_hours = excluded.pending_hours, emails = excluded.emails,
  webhook_url = excluded.webhook_url, sealed_secret = excluded.sealed_secret, secret_version = excluded.secret_version,
  secret_set_at = case when $9::boolean or $6::jsonb is null then excluded.secret_set_at else s.secret_set_at end,
  secret_set_by = case when $9::boolean or $6::jsonb is null then excluded.secret_set_by else s.secret_set_by end,
  updated_at = clock_timestamp(), updated_by = excluded.updated_by`;

/** $1 organization, $2 actor, $3 what has changed. */
export const logSettings = `
insert into bilag.sync_logs (organization_id, actor, action, result, detail, trigger) values ($1, $2, 'alert-settings-saved', 'succeeded', $3::jsonb, 'manual')`;
