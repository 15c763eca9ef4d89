import type { Clock } from '../ports/clock.ts';
import type { MasterDataOwner, MasterDataReading, MasterDataStore } from '../ports/master-data-store.ts';

/** The store of master data in memory, by the clock given. */
export function createInMemoryMasterDataStore(clock: Clock): MasterDataStore {
  const readings = new Map<string, Omit<MasterDataReading, 'ageMs'> & { readonly atMs: number }>();
  const keyOf = ({ organizationId, configVersion, credentialVersion }: MasterDataOwner) =>
    JSON.stringify([organizationId, configVersion, credentialVersion]);
  const reading = (key: string): MasterDataReading | undefined => {
    const kept = readings.get(key);
    return kept && { data: kept.data, readAt: kept.readAt, ageMs: clock.monotonicMs() - kept.atMs };
  };
  return {
    latest: (owner) => Promise.resolve(reading(keyOf(owner))),
    save(owner, data) {
      const readAt = clock.now();
      readings.set(keyOf(owner), { data, readAt, atMs: clock.monotonicMs() });
      return Promise.resolve({ data, readAt, ageMs: 0 });
    },
  };
}
