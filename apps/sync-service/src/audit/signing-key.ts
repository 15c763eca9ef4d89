import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign, verify } from 'node:crypto';
import { sha256 } from './canonical.ts';

/** Signs seals. */
export interface SigningKey {
  readonly keyId: string;
  /** The public key that verifies its signatures, as {@link publicKeyOf} reads it. */
  readonly publicKey: string;
  sign(message: Uint8Array): Buffer;
}

/** Public keys by their id. */
export type PublicKeys = ReadonlyMap<string, KeyObject>;

const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** The Ed25519 key that belongs to a key-encryption key. Only its holder can sign; the key of the credentials cannot be found from it. */
export function signingKeyOf(keyEncryptionKey: Uint8Array): SigningKey {
  const seed = Buffer.from(hkdfSync('sha256', keyEncryptionKey, '', 'bilag-sync-log-signing-1', 32));
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
  const publicBytes = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(spkiPrefix.length);
  return {
    keyId: keyIdOf(publicBytes),
    publicKey: publicBytes.toString('base64'),
    sign: (message) => sign(null, message, key),
  };
}

/** Public keys of their texts, 32 bytes in base64 each. @throws naming the text that is none. */
export function publicKeysOf(texts: readonly string[]): PublicKeys {
  return new Map(
    texts.map((text) => {
      const bytes = Buffer.from(text, 'base64');
      if (bytes.length !== 32) throw new TypeError(`«${text}» is not a public key: 32 bytes in base64.`);
      const key = createPublicKey({ key: Buffer.concat([spkiPrefix, bytes]), format: 'der', type: 'spki' });
      return [keyIdOf(bytes), key];
    }),
  );
}

/** Whether the signature is the key's, over this message. */
export const isSigned = (message: Uint8Array, signature: Uint8Array, key: KeyObject): boolean =>
  verify(null, message, key, signature);

const keyIdOf = (publicBytes: Uint8Array) => sha256(publicBytes).toString('hex').slice(0, 16);
