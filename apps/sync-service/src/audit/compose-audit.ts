import type { ChainReader, Clock, SealStore } from '@bilag/core';
import type { Logger } from 'pino';
import { createSealer } from './sealer.ts';
import { publicKeysOf, type SigningKey } from './signing-key.ts';
import { createSyncLogVerifier } from './sync-log-verifier.ts';

/** What the audit log is sealed and verified with. */
export interface AuditParts {
  readonly store: SealStore;
  readonly reader: ChainReader;
  readonly clock: Clock;
  readonly keys: {
    signing(): Promise<SigningKey>;
    /** Of former keys as well, which older seals were made with. */
    publicKeys(): Promise<readonly string[]>;
  };
}

/** The sealer and the verifier of this process. */
export function composeAudit({ store, reader, clock, keys }: AuditParts, log: Logger) {
  const verifier = createSyncLogVerifier(reader, async () => publicKeysOf(await keys.publicKeys()), clock);
  return { sealer: createSealer(store, () => keys.signing(), log), verifier };
}
