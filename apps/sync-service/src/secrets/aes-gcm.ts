import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { KeyRefusal } from './key-ring.ts';

const algorithm = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/** Bytes of a key of AES-256. */
export const keyBytes = 32;

/** Encrypts by AES-256-GCM under a new nonce. @returns nonce (12 bytes), ciphertext and tag (16 bytes). */
export function encrypt(key: Uint8Array, plain: Uint8Array, purpose: string): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key, iv, { authTagLength: tagBytes }).setAAD(Buffer.from(purpose));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @throws {KeyRefusal} when the key or the purpose is another one, or a byte was changed or is missing. */
export function decrypt(key: Uint8Array, bytes: Uint8Array, purpose: string): Buffer {
  if (bytes.length < ivBytes + tagBytes) throw new KeyRefusal('Too short to be sealed.');
  try {
    const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
      .setAAD(Buffer.from(purpose))
      .setAuthTag(bytes.subarray(-tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]);
  } catch (cause) {
    throw new KeyRefusal('It does not open with this key.', { cause });
  }
}
