import type { MasterData } from '../domain/master-data.ts';
import type { Integration } from './config-repo.ts';

/** Whose master data: those read with exactly this configuration and these credentials. */
export type MasterDataOwner = Pick<Integration, 'organizationId' | 'configVersion' | 'credentialVersion'>;

/** The master data as they were last read. */
export interface MasterDataReading {
  readonly data: MasterData;
  readonly readAt: Date;
  /** How long ago that was by the database's clock, in milliseconds. */
  readonly ageMs: number;
}

/** Where the last reading of every organization's master data is kept. Reading it costs next to nothing while it has not changed. */
export interface MasterDataStore {
  /** `undefined` when none was read with this configuration and these credentials. The same `data` object as long as it is the same reading. */
  latest(owner: MasterDataOwner): Promise<MasterDataReading | undefined>;
  /** Replaces the former one; one of an older configuration is not kept. */
  save(owner: MasterDataOwner, data: MasterData): Promise<MasterDataReading>;
}
