const ofKey = 'k.organization_id = $1 and k.caller = $2 and k.key = $3';

/** $1 organization, $2 caller, $3 key, $4 fingerprint, $5 attempt. One row when the key was taken. What is older than a day goes on the way. */
export const takeKey = `
with old as (
  delete from bilag.idempotency_keys k
  where k.organization_id = $1 and k.begun_at < clock_timestamp() - interval '24 hours' and not (k.caller = $2 and k.key = $3)
)
insert into bilag.idempotency_keys as k (organization_id, caller, key, fingerprint, attempt)
select o.organization_id, $2, $3, $4, $5::uuid from bilag.organizations o where o.organization_id = $1
on conflict (organization_id, caller, key) do update
set fingerprint = excluded.fingerprint, attempt = excluded.attempt, begun_at = clock_timestamp(), status = null, headers = null, body = null
where k.begun_at < clock_timestamp() - interval '24 hours'
  or (k.status is null and k.fingerprint = excluded.fingerprint and k.begun_at < clock_timestamp() - interval '2 minutes')
returning k.attempt`;

/** $1 organization, $2 caller, $3 key. */
export const readKey = `select k.fingerprint, k.status, k.headers, k.body from bilag.idempotency_keys k where ${ofKey}`;

/** $4 attempt, $5 status, $6 headers, $7 body. */
export const answerKey = `update bilag.idempotency_keys k set status = $5::integer, headers = $6::jsonb, body = $7 where ${ofKey} and k.attempt = $4::uuid`;

/** $4 attempt. */
export const releaseKey = `delete from bilag.idempotency_keys k where ${ofKey} and k.attempt = $4::uuid and k.status is null`;
