import { hkdfSync } from 'node:crypto';
import { decrypt, encrypt, keyBytes } from './aes-gcm.ts';
import type { KeyRing, WrappingKey } from './key-ring.ts';

/**
 * Keys that this process holds itself, from the environment or a file. Each has its id from its own bytes, so that nobody can give two keys one name.
 * @param former keys that open what they sealed, and seal nothing more.
 * @throws when a key is not 32 bytes long.
 */
export function localKeyRing(current: Uint8Array, former: readonly Uint8Array[] = []): KeyRing {
  const first = localKey(current);
  const local = [first, ...localKeys(former).filter((it) => it.id !== first.id)];
  return {
    current: async () => first,
    local,
    find: (id) => local.find((it) => it.id === id),
    assertUsable: async () => undefined,
  };
}

/** @throws when one of them is not 32 bytes long. */
export const localKeys = (keys: readonly Uint8Array[]): readonly WrappingKey[] => keys.map(localKey);

/** The id of a local key: 64 bits derived from it, in hexadecimal; the key cannot be found from it. */
export function keyIdOf(key: Uint8Array): string {
  return Buffer.from(hkdfSync('sha256', key, '', 'bilag-credential-key-id-1', 8)).toString('hex');
}

function localKey(key: Uint8Array): WrappingKey {
  if (key.length !== keyBytes) throw new Error(`The key-encryption key must have ${keyBytes} bytes.`);
  return {
    id: keyIdOf(key),
    wrap: async (dataKey, purpose) => encrypt(key, dataKey, purpose),
    unwrap: async (wrapped, purpose) => decrypt(key, wrapped, purpose),
  };
}
