/** The night by the database's clock: the calendar date in Norway. */
const tonight = "(clock_timestamp() at time zone 'Europe/Oslo')::date";

/** Enabled organizations that nobody has taken over tonight. */
export const dueTonight = `
select c.organization_id from bilag.integration_configs c
left join bilag.mapping_checks m on m.organization_id = c.organization_id
where c.enabled and m.night is distinct from ${tonight}
order by c.organization_id`;

/** $1 organization. One row for whoever comes first, none for all others. */
export const claimTonight = `
insert into bilag.mapping_checks as m (organization_id, night) values ($1, ${tonight})
on conflict (organization_id) do update set night = excluded.night where m.night is distinct from excluded.night
returning 1`;

/** $1 organization, $2 to $4 versions, $5 and $6 failure or null, $7 how many findings, $8 the first of them, $9 actor. */
export const recordCheck = `
with checked as (
  insert into bilag.mapping_checks as m (organization_id, checked_at, config_version, credential_version, mapping_version,
    failure_code, failure_message, finding_count, findings)
  values ($1, clock_timestamp(), $2::integer, $3::integer, $4::integer, $5, $6, $7::integer, $8::jsonb)
  on conflict (organization_id) do update
  set checked_at = excluded.checked_at, config_version = excluded.config_version, credential_version = excluded.credential_version,
    mapping_version = excluded.mapping_version, failure_code = excluded.failure_code, failure_message = excluded.failure_message,
    finding_count = excluded.finding_count, findings = excluded.findings
  returning organization_id
)
insert into bilag.sync_logs (organization_id, actor, action, result, error_code, message, detail)
select organization_id, $9, 'mapping-checked',
  case when $5::text is null and $7::integer = 0 then 'succeeded' else 'failed' end,
  coalesce($5::text, case when $7::integer > 0 then 'MAPPING_INVALID' end), $6,
  jsonb_build_object('configVersion', $2::integer, 'credentialVersion', $3::integer, 'mappingVersion', $4::integer,
    'findingCount', $7::integer, 'findings', $8::jsonb)
from checked`;

/** $1 organization, $2 and $3 the versions that it must be about. Instants in milliseconds since 1970. */
export const latestCheck = `
select (extract(epoch from checked_at) * 1000)::bigint as checked_ms, mapping_version, failure_code, failure_message, finding_count, findings
from bilag.mapping_checks
where organization_id = ? and config_version = ? and credential_version = ? and checked_at is not null`;
