import { type KeyStore, type SealStore, type SecretBox, SyncError } from '@bilag/core';
import type { Logger } from 'pino';
import { type AuditKeys, auditKeysOf } from './compose-audit-keys.ts';
import type { CredentialKeys } from './config-keys.ts';
import { ConfigError } from './environment.ts';
import type { Database } from './persistence/database.ts';
import { createPostgresKeyStore } from './persistence/postgres-key-store.ts';
import { createEnvelopeSecretBox } from './secrets/envelope-secret-box.ts';
import { assertKeyFits, WrongKey } from './secrets/key-check.ts';
import type { KeyRing } from './secrets/key-ring.ts';
import { localKeyRing } from './secrets/local-keys.ts';
import { createVaultClient } from './secrets/vault/vault-client.ts';
import { vaultKeyRing } from './secrets/vault/vault-keys.ts';
import { VaultTrouble } from './secrets/vault/vault-trouble.ts';

/** The keys of this process, and what they seal. */
export interface Keys {
  /** Neither seals nor opens before the key was held against the database. */
  readonly secrets: SecretBox;
  /** Seals of the audit log, likewise: one that is made with a wrong key nobody could verify. */
  sealing(store: SealStore): SealStore;
  /** What seals of the audit log are made with, and verified with. */
  readonly audit: AuditKeys;
  /** Tries the key. @throws {ConfigError} when it lies in a vault that does not let it be used. */
  assertUsable(): Promise<void>;
  /** Holds the key against the database; when that does not answer, it is done before the first use. @throws {ConfigError} when it is the wrong one. */
  assertFits(): Promise<void>;
  close(): Promise<void>;
}

/** What commands that replace keys work with. */
export interface KeyWork {
  readonly ring: KeyRing;
  readonly store: KeyStore;
  readonly audit: AuditKeys;
  /** @throws {ConfigError} */
  readonly assertFits: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * The keys over this database, unguarded.
 * @param given further public keys that verify seals of the audit log.
 */
export function keyWork(
  keys: CredentialKeys,
  database: Pick<Database, 'enginePool'>,
  given: readonly string[] = [],
): KeyWork {
  const { ring, close } = openKeyRing(keys);
  const store = createPostgresKeyStore(database.enginePool);
  return {
    ring,
    store,
    audit: auditKeysOf(keys, { store, ring, given }),
    assertFits: () =>
      assertKeyFits(store, ring).catch((error: unknown) => {
        throw error instanceof WrongKey ? new ConfigError([`${sealingNameOf(keys)} ${error.message}`]) : error;
      }),
    close,
  };
}

function openKeyRing(keys: CredentialKeys): { readonly ring: KeyRing; readonly close: () => Promise<void> } {
  const { credentialKey, formerCredentialKeys, keyVault } = keys;
  if (keyVault !== undefined) {
    const client = createVaultClient(keyVault);
    const held = credentialKey === undefined ? formerCredentialKeys : [credentialKey, ...formerCredentialKeys];
    return { ring: vaultKeyRing(keyVault, client, held), close: () => client.close() };
  }
  if (credentialKey === undefined) throw new ConfigError(['BILAG_CREDENTIAL_KEY is missing']);
  return { ring: localKeyRing(credentialKey, formerCredentialKeys), close: async () => undefined };
}

const sealingNameOf = ({ credentialKey }: CredentialKeys) =>
  credentialKey === undefined ? 'BILAG_KEY_VAULT_KEY' : 'BILAG_CREDENTIAL_KEY';

/** Puts the keys of the service together. */
export function composeKeys(
  config: CredentialKeys & { readonly formerAuditKeys: readonly string[] },
  database: Pick<Database, 'enginePool'>,
  log: Logger,
): Keys {
  const { ring, store, audit, assertFits, close } = keyWork(config, database, config.formerAuditKeys);
  const box = createEnvelopeSecretBox(ring);
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
      sealNext: async (limit, maker) => {
        await fitting();
        return await seals.sealNext(limit, maker);
      },
    }),
    audit,
    async assertUsable() {
      await ring.assertUsable().catch((error: unknown) => {
        throw error instanceof VaultTrouble ? new ConfigError([`${sealingNameOf(config)} ${error.message}`]) : error;
      });
    },
    async assertFits() {
      try {
        await fitting();
        await tellUnknown(ring, store, log);
      } catch (error) {
        if (error instanceof SyncError && error.cause instanceof ConfigError) throw error.cause;
        log.warn({ err: error }, 'The key could not be held against the database; this is done before it is used.');
      }
    },
    close,
  };
}

async function tellUnknown(ring: KeyRing, store: KeyStore, log: Logger): Promise<void> {
  const unknown = (await store.counts()).filter((it) => it.keyId !== 'default' && ring.find(it.keyId) === undefined);
  if (unknown.length === 0) return;
  log.error({ unknown }, 'Some secrets are sealed with keys that are not known here. See docs/keys.md.');
}
