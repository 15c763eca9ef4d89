import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type { MockClock } from '../clock.ts';

/** One version of a key. */
export interface StoredVersion {
  readonly version: string;
  readonly kty: 'RSA' | 'RSA-HSM';
  readonly operations: readonly string[];
  readonly privateKey: KeyObject;
  readonly created: Date;
  enabled: boolean;
  updated: Date;
}

/** How a key is made; what is left out is as Azure has it. */
export interface NewKey {
  readonly bits?: 2048 | 3072 | 4096 | undefined;
  readonly kty?: 'RSA' | 'RSA-HSM' | undefined;
  readonly operations?: readonly string[] | undefined;
}

/** The keys of the one vault that is simulated. */
export interface KeyStore {
  /** All versions, oldest first; `undefined` for a key that is unknown or deleted. */
  versionsOf(name: string): readonly StoredVersion[] | undefined;
  /** A new key, or a new version of one. */
  create(name: string, key?: NewKey): StoredVersion;
  /** One version, or all of them. Throws when there is none. */
  setEnabled(name: string, enabled: boolean, version?: string): void;
  /** Deletes softly: it can be recovered. */
  remove(name: string): void;
  recover(name: string): void;
  /** Deletes what was deleted softly, for good. */
  purge(name: string): void;
  clear(): void;
}

const ALL_OPERATIONS = ['encrypt', 'decrypt', 'sign', 'verify', 'wrapKey', 'unwrapKey'];

/** An empty vault. */
export function createKeyStore(clock: MockClock): KeyStore {
  const keys = new Map<string, StoredVersion[]>();
  const deleted = new Map<string, StoredVersion[]>();
  const move = (name: string, from: typeof keys, to: typeof keys) => {
    const versions = from.get(name);
    if (versions === undefined) throw new Error(`There is no key ${name} there`);
    from.delete(name);
    to.set(name, versions);
  };
  return {
    versionsOf: (name) => keys.get(name),
    create(name, { bits = 2048, kty = 'RSA', operations = ALL_OPERATIONS } = {}) {
      if (deleted.has(name))
        throw new Error(`The key ${name} is deleted but recoverable: its name cannot be used again`);
      const now = clock.now();
      const made: StoredVersion = {
        version: randomBytes(16).toString('hex'),
        kty,
        operations,
        privateKey: newKey(bits),
        created: now,
        updated: now,
        enabled: true,
      };
      keys.set(name, [...(keys.get(name) ?? []), made]);
      return made;
    },
    setEnabled(name, enabled, version) {
      const meant = (keys.get(name) ?? []).filter((it) => version === undefined || it.version === version);
      if (meant.length === 0) throw new Error(`There is no such version of ${name}`);
      for (const it of meant) Object.assign(it, { enabled, updated: clock.now() });
    },
    remove: (name) => move(name, keys, deleted),
    recover: (name) => move(name, deleted, keys),
    purge: (name) => void deleted.delete(name),
    clear() {
      keys.clear();
      deleted.clear();
    },
  };
}

function newKey(bits: number): KeyObject {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: bits,
    privateKeyEncoding: { format: 'der', type: 'pkcs8' },
    publicKeyEncoding: { format: 'der', type: 'spki' },
  });
  return createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' });
}
