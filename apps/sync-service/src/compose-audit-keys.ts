import { type KeyStore, SyncError } from '@bilag/core';
import { type SigningKey, signingKeyOf } from './audit/signing-key.ts';
import type { CredentialKeys } from './config-keys.ts';
import { seedIn } from './secrets/key-check.ts';
import type { KeyRing } from './secrets/key-ring.ts';
import { keyIdOf } from './secrets/local-keys.ts';

/** What the audit log is sealed and verified with. Under a key vault it can change while the service runs, so it is asked for each time. */
export interface AuditKeys {
  /** @throws {SyncError} `KEY_VAULT_UNAVAILABLE` or `CREDENTIALS_UNREADABLE`. */
  signing(): Promise<SigningKey>;
  /** Public keys that verify seals: of every key that is known, and those that are given. @throws as {@link signing}. */
  publicKeys(): Promise<readonly string[]>;
}

interface AuditKeyParts {
  readonly store: KeyStore;
  readonly ring: KeyRing;
  readonly given: readonly string[];
}

/**
 * From a key of this process the signing key is derived. A vault’s key cannot be derived from: there it comes of a seed in the check value, which the vault’s key opens;
 * until the check value has gone over to the vault, that of the former key goes on.
 */
export function auditKeysOf(keys: CredentialKeys, { store, ring, given }: AuditKeyParts): AuditKeys {
  const { credentialKey, formerCredentialKeys } = keys;
  const held = credentialKey === undefined ? formerCredentialKeys : [credentialKey, ...formerCredentialKeys];
  const seeded = async (): Promise<SigningKey> => {
    const stored = await store.check();
    if (stored === undefined) throw new SyncError('NOT_READY', 'No key was held against this database yet.');
    const seed = await seedIn(stored, ring);
    const key = seed ?? held.find((it) => keyIdOf(it) === stored['keyId']);
    if (key !== undefined) return signingKeyOf(key);
    throw new SyncError('CREDENTIALS_UNREADABLE', 'The check value of the key has no seed in it.');
  };
  const signing = async () => (credentialKey === undefined ? await seeded() : signingKeyOf(credentialKey));
  return {
    signing,
    async publicKeys() {
      const seed = keys.keyVault === undefined ? undefined : await seedOf(store, ring);
      return [...(seed === undefined ? held : [seed, ...held]).map((it) => signingKeyOf(it).publicKey), ...given];
    },
  };
}

async function seedOf(store: KeyStore, ring: KeyRing): Promise<Uint8Array | undefined> {
  const stored = await store.check();
  return stored === undefined ? undefined : await seedIn(stored, ring);
}
