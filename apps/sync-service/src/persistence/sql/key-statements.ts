import { type SealedPlace, sealedPlaces } from '../sealed-places.ts';

const secrets = sealedPlaces
  .map(
    ({ kind, table, column, version }) =>
      `select '${kind}' as kind, organization_id, ${version} as version, ${column} as sealed from ${table} where ${column} is not null`,
  )
  .join('\nunion all ');

export const check = 'select sealed from bilag.key_check';
/** $1 check value. */
export const placeCheck =
  "insert into bilag.key_check (organization_id, sealed) values ('*', $1::jsonb) on conflict do nothing";
/** $1 check value. */
export const putCheck = `insert into bilag.key_check (organization_id, sealed) values ('*', $1::jsonb)
on conflict (organization_id) do update set sealed = excluded.sealed, set_at = clock_timestamp()`;
/** $1 former check value, $2 next. */
export const replaceCheck =
  'update bilag.key_check set sealed = $2::jsonb, set_at = clock_timestamp() where sealed = $1::jsonb';

/** Waits for those who store at this moment what they have sealed before. */
export const begin = 'update bilag.key_check set rotations = rotations + 1';

/** $1 limit. */
export const some = `select kind, organization_id, version, sealed from (${secrets}) s order by organization_id, kind limit $1`;

/** $1 id of the key, $2 after which organization, $3 how many organizations. */
export const notSealedWith = `
with others as materialized (
  select * from (${secrets}) s
  where organization_id > $2 and (sealed->>'keyId' is distinct from $1 or sealed->>'form' is distinct from '2')
), turn as (select distinct organization_id from others order by 1 limit $3)
select kind, organization_id, version, sealed from others join turn using (organization_id) order by organization_id, kind`;

export const counts = `
select kind, coalesce(sealed->>'keyId', '') as key_id, count(*)::integer as count from (${secrets}) s group by 1, 2 order by 1, 2`;

/**
 * $1 organizations. Those who save settings take the same locks before they read: else they would write back what they have read, under the key of before.
 */
export const lockOrganizations =
  'select from bilag.lanes where organization_id = any($1::text[]) order by organization_id for update';

/** $1 organization, $2 version, $3 as it was read, $4 next. */
export const replace = ({ table, column, version }: SealedPlace): string =>
  `update ${table} set ${column} = $4::jsonb where organization_id = $1 and ${version} = $2 and ${column} = $3::jsonb`;

/** $1 organization, $2 actor, $3 detail. */
export const logRotation = `
insert into bilag.sync_logs (organization_id, actor, action, result, detail, trigger)
values ($1, $2, 'key-rotated', 'succeeded', $3::jsonb, 'manual')`;

/** $1 actor, $2 why, $3 detail. */
export const logAdoption = `
insert into bilag.sync_logs (organization_id, actor, action, result, message, detail, trigger)
select organization_id, $1, 'key-adopted', 'succeeded', $2, $3::jsonb, 'manual' from bilag.organizations order by organization_id`;
