import type { MasterData } from '@bilag/core';

/** A reading that this process has seen. */
export interface KnownReading {
  readonly readingId: string;
  readonly data: MasterData;
}

/** The readings that this process has seen last, by organization. */
export interface MasterDataCache {
  get(organizationId: string): KnownReading | undefined;
  put(organizationId: string, reading: KnownReading): void;
}

/** Keeps readings up to `maxItems` accounts, values, codes and periods together, the newest one always; those unused longest go first. */
export function createMasterDataCache(maxItems = 500_000): MasterDataCache {
  const readings = new Map<string, KnownReading>();
  let items = 0;
  const remove = (organizationId: string) => {
    const known = readings.get(organizationId);
    if (known === undefined) return;
    readings.delete(organizationId);
    items -= sizeOf(known.data);
  };
  const add = (organizationId: string, reading: KnownReading) => {
    readings.set(organizationId, reading);
    items += sizeOf(reading.data);
  };
  return {
    get(organizationId) {
      const known = readings.get(organizationId);
      if (known !== undefined) {
        remove(organizationId);
        add(organizationId, known);
      }
      return known;
    },
    put(organizationId, reading) {
      remove(organizationId);
      add(organizationId, reading);
      for (const other of readings.keys()) {
        if (items <= maxItems || other === organizationId) break;
        remove(other);
      }
    },
  };
}

function sizeOf({ ledgerAccounts, dimensions = {}, taxCodes, payees, periods }: MasterData): number {
  const lists = [ledgerAccounts, ...Object.values(dimensions), taxCodes, payees, periods];
  return lists.reduce((sum, list) => sum + (list?.length ?? 0), 1);
}
