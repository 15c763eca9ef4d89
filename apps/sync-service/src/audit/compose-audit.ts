import type { ChainReader, Clock, SealStore } from '@bilag/core';
import type { Logger } from 'pino';
import { createSealer } from './sealer.ts';
import { publicKeysOf, signingKeyOf } from './signing-key.ts';
import { createSyncLogVerifier } from './sync-log-verifier.ts';

/** What the audit log is sealed and verified with. */
export interface AuditParts {
  readonly store: SealStore;
  readonly reader: ChainReader;
  readonly clock: Clock;
  readonly credentialKey: Uint8Array;
  /** Public keys of former keys, which older seals were made with. */
  readonly formerKeys: readonly string[];
}

/** The sealer and the verifier of this process. */
export function composeAudit({ store, reader, clock, credentialKey, formerKeys }: AuditParts, log: Logger) {
  const key = signingKeyOf(credentialKey);
  const verifier = createSyncLogVerifier(reader, publicKeysOf([key.publicKey, ...formerKeys]), clock);
  return { sealer: createSealer(store, key, log), verifier };
}
