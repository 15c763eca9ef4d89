const milliseconds = (instant: string) => `(extract(epoch from ${instant}) * 1000)::bigint`;

const columns = `e.organization_id, e.endpoint_id, e.url, e.event_types, e.enabled, e.disabled_for, ${milliseconds('e.failing_since')} as failing_ms, e.last_error,
  ${milliseconds('e.last_delivered_at')} as delivered_ms, ${milliseconds('e.created_at')} as created_ms, e.created_by, ${milliseconds('e.updated_at')} as updated_ms,
  e.updated_by, (select ${milliseconds('s.set_at')} from bilag.webhook_secrets s
    where s.organization_id = e.organization_id and s.endpoint_id = e.endpoint_id and s.expires_at is null) as secret_ms`;

/** $1 organization, $2 endpoint or null for all. */
export const endpoints = `
select ${columns} from bilag.webhook_endpoints e where e.organization_id = $1 and ($2::uuid is null or e.endpoint_id = $2::uuid) order by e.endpoint_id`;

/** $1 organization. Changes follow one another, and a rotation of the key follows them. */
export const lockOrganization = 'select from bilag.lanes where organization_id = $1 for update';

/** $1 organization, $2 address, $3 events, $4 enabled, $5 actor. */
export const create = `
insert into bilag.webhook_endpoints (organization_id, url, event_types, enabled, created_by, updated_by) values ($1, $2, $3, $4, $5, $5) returning endpoint_id`;

/** $1 organization, $2 endpoint, $3 address, $4 events, $5 enabled, $6 actor. Switched on, or at another address, it begins afresh. */
export const save = `
update bilag.webhook_endpoints e set url = $3, event_types = $4, enabled = $5, disabled_for = case when not $5 then e.disabled_for end,
  active_since = case when $5 and not e.enabled then clock_timestamp() else e.active_since end,
  failures = case when begins.afresh then 0 else e.failures end, failing_since = case when begins.afresh then null else e.failing_since end,
  rest_until = case when begins.afresh then '-infinity' else e.rest_until end, last_error = case when begins.afresh then null else e.last_error end,
  updated_at = clock_timestamp(), updated_by = $6
from (select $5 and (not b.enabled or b.url <> $3) as afresh from bilag.webhook_endpoints b where b.organization_id = $1 and b.endpoint_id = $2) begins
where e.organization_id = $1 and e.endpoint_id = $2`;

/** $1 organization, $2 endpoint. */
export const remove = 'delete from bilag.webhook_endpoints where organization_id = $1 and endpoint_id = $2';

/** $1 organization. Numbers of secrets are never used for another one that is still there. */
export const nextSecretVersion =
  'select coalesce(max(secret_version), 0) + 1 as version from bilag.webhook_secrets where organization_id = $1';

/** $1 organization, $2 endpoint, $3 how long in ms. */
export const endFormerSecrets = `
with gone as (
  delete from bilag.webhook_secrets where organization_id = $1 and endpoint_id = $2 and expires_at is not null
)
update bilag.webhook_secrets set expires_at = clock_timestamp() + $3::double precision * interval '1 millisecond'
where organization_id = $1 and endpoint_id = $2 and expires_at is null`;

/** $1 organization, $2 endpoint, $3 version, $4 sealed, $5 actor. */
export const addSecret = `
insert into bilag.webhook_secrets (organization_id, endpoint_id, secret_version, sealed_secret, set_by) values ($1, $2, $3, $4::jsonb, $5)`;

/** $1 organization, $2 actor, $3 detail. */
export const logSaved = `
insert into bilag.sync_logs (organization_id, actor, action, result, detail, trigger) values ($1, $2, 'webhook-endpoint-saved', 'succeeded', $3::jsonb, 'manual')`;
/** $1 organization, $2 actor, $3 detail. */
export const logRemoved = `
insert into bilag.sync_logs (organization_id, actor, action, result, detail, trigger) values ($1, $2, 'webhook-endpoint-removed', 'succeeded', $3::jsonb, 'manual')`;
/** $1 organization, $2 actor, $3 detail. */
export const logSecret = `
insert into bilag.sync_logs (organization_id, actor, action, result, detail, trigger) values ($1, $2, 'webhook-secret-replaced', 'succeeded', $3::jsonb, 'manual')`;
/** $1 organization, $2 actor, $3 detail. What becomes of the message is an entry of its own. */
export const logTest = `
insert into bilag.sync_logs (organization_id, actor, action, result, detail, trigger) values ($1, $2, 'webhook-test', 'requested', $3::jsonb, 'manual')`;

const deliveryColumns = `d.delivery_id, d.type, d.record_id, d.state, d.attempts, ${milliseconds('d.next_at')} as next_ms, d.last_error,
  ${milliseconds('d.occurred_at')} as occurred_ms, ${milliseconds('d.ended_at')} as ended_ms`;

/** $1 organization, $2 endpoint, $3 limit, $4 state or null, $5 the one before or null. Ids begin with their time, so that the list goes on by them. */
export const deliveries = `
select ${deliveryColumns} from bilag.webhook_deliveries d
where d.organization_id = $1 and d.endpoint_id = $2 and ($4::text is null or d.state = $4) and ($5::uuid is null or d.delivery_id < $5::uuid)
order by d.delivery_id desc limit $3`;

/** $1 organization, $2 endpoint, $3 delivery. */
export const delivery = `
select ${deliveryColumns} from bilag.webhook_deliveries d where d.organization_id = $1 and d.endpoint_id = $2 and d.delivery_id = $3`;

/** $1 organization, $2 endpoint, $3 delivery. The lease of one that is being tried stays. */
export const sendAgain = `
update bilag.webhook_deliveries d set state = 'waiting', next_at = clock_timestamp(), owed_since = clock_timestamp(), ended_at = null
where d.organization_id = $1 and d.endpoint_id = $2 and d.delivery_id = $3 returning ${deliveryColumns}`;

/** $1 organization, $2 endpoint. Whoever asks to send now does not wait for the end of a rest. */
export const endRest = `update bilag.webhook_endpoints set rest_until = '-infinity' where organization_id = $1 and endpoint_id = $2`;

/** $1 organization, $2 endpoint, $3 type. */
export const sendTest = `
insert into bilag.webhook_deliveries as d (organization_id, endpoint_id, type, occurred_at) values ($1, $2, $3, clock_timestamp()) returning ${deliveryColumns}`;
