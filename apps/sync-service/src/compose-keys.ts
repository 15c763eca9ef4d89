import { type KeyStore, type SealStore, type SecretBox, SyncError } from '@bilag/core';
import type { Logger } from 'pino';
import { signingKeyOf } from './audit/signing-key.ts';
import type { CredentialKeys } from './config-keys.ts';
import { ConfigError } from './environment.ts';
import type { Database } from './persistence/database.ts';
import { createPostgresKeyStore } from './persistence/postgres-key-store.ts';
import { createEnvelopeSecretBox, type EnvelopeSecretBox } from './secrets/envelope-secret-box.ts';
import { assertKeyFits, WrongKey } from './secrets/key-check.ts';
import type { KeyRing } from './secrets/key-ring.ts';
import { localKeyRing } from './secrets/local-keys.ts';

/** The keys of this process, and what they seal. */
export interface Keys {
  /** Neither seals nor opens before the key was held against the database. */
  readonly secrets: SecretBox;
  /** Seals of the audit log, likewise: one that is made with a wrong key nobody could verify. */
  sealing(store: SealStore): SealStore;
  /** Holds the key against the database; when that is away, it is done before the first use. @throws {ConfigError} when it is the wrong one. */
  start(): Promise<void>;
}

/** What commands that replace keys work with. */
export interface KeyWork {
  readonly ring: KeyRing;
  readonly box: EnvelopeSecretBox;
  readonly store: KeyStore;
  /** @throws {ConfigError} */
  readonly assertFits: () => Promise<void>;
}

/** The keys over this database, unguarded. */
export function keyWork(keys: CredentialKeys, database: Pick<Database, 'enginePool'>): KeyWork {
  const ring = localKeyRing(keys.credentialKey, keys.formerCredentialKeys);
  const box = createEnvelopeSecretBox(ring);
  const store = createPostgresKeyStore(database.enginePool);
  return {
    ring,
    box,
    store,
    assertFits: () =>
      assertKeyFits(store, ring).catch((error: unknown) => {
        throw error instanceof WrongKey ? new ConfigError([`BILAG_CREDENTIAL_KEY ${error.message}`]) : error;
      }),
  };
}

/** Public keys that verify seals of the audit log: of every key that is known, and those that are given. The key that seals is not among them. */
export const auditKeysOf = (formerCredentialKeys: readonly Uint8Array[], given: readonly string[]): string[] => [
  ...formerCredentialKeys.map((it) => signingKeyOf(it).publicKey),
  ...given,
];

/** Puts the keys of the service together. */
export function composeKeys(config: CredentialKeys, database: Pick<Database, 'enginePool'>, log: Logger): Keys {
  const { ring, box, store, assertFits } = keyWork(config, database);
  let fits: Promise<void> | undefined;
  const fitting = (): Promise<void> => {
    fits ??= assertFits().catch((error: unknown) => {
      fits = undefined;
      if (error instanceof ConfigError) throw new SyncError('CREDENTIALS_UNREADABLE', error.message, { cause: error });
      throw error;
    });
    return fits;
  };
  return {
    secrets: {
      seal: async (secret, context) => {
        await fitting();
        return await box.seal(secret, context);
      },
      open: async (sealed, context) => {
        await fitting();
        return await box.open(sealed, context);
      },
    },
    sealing: (seals) => ({
      sealNext: async (limit, seal) => {
        await fitting();
        return await seals.sealNext(limit, seal);
      },
    }),
    async start() {
      try {
        await fitting();
        await tellUnknown(ring, store, log);
      } catch (error) {
        if (error instanceof SyncError && error.cause instanceof ConfigError) throw error.cause;
        log.warn({ err: error }, 'The key could not be held against the database; this is done before it is used.');
      }
    },
  };
}

async function tellUnknown({ keys }: KeyRing, store: KeyStore, log: Logger): Promise<void> {
  const known = new Set([...keys.map((it) => it.id), 'default']);
  const unknown = (await store.counts()).filter((it) => !known.has(it.keyId));
  if (unknown.length === 0) return;
  log.error({ unknown }, 'Some secrets are sealed with keys that are not known here. See docs/keys.md.');
}
