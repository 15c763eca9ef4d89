import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type SealedSecret, type SecretBox, type SecretContext, SyncError } from '@bilag/core';

const algorithm = 'aes-256-gcm';
const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;

/**
 * Envelope encryption by AES-256-GCM: each secret has a data key of its own, which the key-encryption key wraps. Both are bound to organization and
 * version. `keyId` names the key, so that it can be replaced.
 * @throws when the key is not 32 bytes long.
 */
export function createEnvelopeSecretBox(keyEncryptionKey: Uint8Array, keyId = 'default'): SecretBox {
  if (keyEncryptionKey.length !== keyBytes) throw new Error(`The key-encryption key must have ${keyBytes} bytes.`);
  return {
    async seal(secret, context) {
      const dataKey = randomBytes(keyBytes);
      const purpose = purposeOf(context, keyId);
      const wrapped = encrypt(keyEncryptionKey, dataKey, `key:${purpose}`);
      const sealed = encrypt(dataKey, Buffer.from(JSON.stringify(secret)), `secret:${purpose}`);
      return { form: 1, keyId, wrappedKey: wrapped.toString('base64'), ciphertext: sealed.toString('base64') };
    },
    async open(sealed, context) {
      try {
        const { wrappedKey, ciphertext } = parse(sealed, keyId);
        const purpose = purposeOf(context, keyId);
        const dataKey = decrypt(keyEncryptionKey, wrappedKey, `key:${purpose}`);
        return JSON.parse(decrypt(dataKey, ciphertext, `secret:${purpose}`).toString());
      } catch (cause) {
        throw new SyncError('CREDENTIALS_UNREADABLE', 'The stored credentials do not open with this key.', { cause });
      }
    },
  };
}

const purposeOf = ({ organizationId, version }: SecretContext, keyId: string) =>
  JSON.stringify(['bilag-credentials-1', keyId, organizationId, version]);

function encrypt(key: Uint8Array, plain: Uint8Array, purpose: string): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key, iv, { authTagLength: tagBytes }).setAAD(Buffer.from(purpose));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Uint8Array, text: string, purpose: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length < ivBytes + tagBytes) throw new Error('Too short to be sealed.');
  const iv = bytes.subarray(0, ivBytes);
  const decipher = createDecipheriv(algorithm, key, iv, { authTagLength: tagBytes })
    .setAAD(Buffer.from(purpose))
    .setAuthTag(bytes.subarray(-tagBytes));
  return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]);
}

function parse({ form, keyId, wrappedKey, ciphertext }: SealedSecret, expectedKeyId: string) {
  if (form !== 1 || keyId !== expectedKeyId) throw new Error('Sealed in another form or with another key.');
  if (typeof wrappedKey !== 'string' || typeof ciphertext !== 'string') throw new Error('Not a sealed secret.');
  return { wrappedKey, ciphertext };
}
