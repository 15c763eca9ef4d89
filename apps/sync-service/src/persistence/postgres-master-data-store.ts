import type { MasterData, MasterDataStore } from '@bilag/core';
import { createMasterDataCache, type MasterDataCache } from './master-data-cache.ts';
import type { OrganizationDoor } from './organization-door.ts';
import { storableJson } from './storable-json.ts';

interface ReadingRow {
  readonly reading_id: string;
  readonly read_ms: string;
  readonly age_ms: number;
  /** `null` when it is the reading that was named. */
  readonly data: MasterData | null;
}

const instants = `(extract(epoch from read_at) * 1000)::bigint as read_ms,
  greatest(extract(epoch from clock_timestamp() - read_at) * 1000, 0)::double precision as age_ms`;

/** $1 organization, $2 and $3 versions, $4 the reading that is known, or null. By primary key; the data only when it is another reading. */
const latestReading = `
select reading_id, ${instants}, case when reading_id = $4::uuid then null else data end as data
from bilag.master_data where organization_id = $1 and config_version = $2 and credential_version = $3`;

/** $4 the data. One of an older configuration changes nothing, and no row comes back. */
const saveReading = `
insert into bilag.master_data as m (organization_id, config_version, credential_version, read_at, data)
values ($1, $2, $3, clock_timestamp(), $4::jsonb)
on conflict (organization_id) do update
set config_version = excluded.config_version, credential_version = excluded.credential_version,
  reading_id = excluded.reading_id, read_at = excluded.read_at, data = excluded.data
where (excluded.config_version, excluded.credential_version) >= (m.config_version, m.credential_version)
returning reading_id, ${instants}`;

/**
 * Master data on PostgreSQL, through the door given; ages are by the database's clock. Stores of one process share a cache, so that a reading is
 * fetched once for all of them.
 */
export function createPostgresMasterDataStore(
  door: OrganizationDoor,
  cache: MasterDataCache = createMasterDataCache(),
): MasterDataStore {
  return {
    async latest({ organizationId, configVersion, credentialVersion }) {
      const known = cache.get(organizationId);
      const values = [organizationId, configVersion, credentialVersion, known?.readingId ?? null];
      const query = { name: 'latest-reading', text: latestReading, values };
      const { rows } = await door(organizationId, (sender) => sender.query<ReadingRow>(query));
      const [row] = rows;
      if (row === undefined) return undefined;
      const data = row.data ?? known?.data;
      if (data === undefined) throw new Error('A reading came without its data.');
      if (row.data !== null) cache.put(organizationId, { readingId: row.reading_id, data });
      return { data, readAt: new Date(Number(row.read_ms)), ageMs: row.age_ms };
    },
    async save({ organizationId, configVersion, credentialVersion }, given) {
      const text = storableJson(given);
      const data: MasterData = JSON.parse(text);
      const values = [organizationId, configVersion, credentialVersion, text];
      const query = { name: 'save-reading', text: saveReading, values };
      const { rows } = await door(organizationId, (sender) => sender.query<Omit<ReadingRow, 'data'>>(query));
      const [row] = rows;
      if (row === undefined) return { data, readAt: new Date(), ageMs: 0 };
      cache.put(organizationId, { readingId: row.reading_id, data });
      return { data, readAt: new Date(Number(row.read_ms)), ageMs: row.age_ms };
    },
  };
}
