import { randomBytes } from 'node:crypto';
import { type SealedSecret, type SecretBox, type SecretContext, SyncError } from '@bilag/core';
import { decrypt, encrypt, keyBytes } from './aes-gcm.ts';
import { KeyRefusal, type KeyRing, type WrappingKey } from './key-ring.ts';
import { localKeyRing } from './local-keys.ts';

/** A box whose key can be replaced. */
export interface EnvelopeSecretBox extends SecretBox {
  /** The id of the key that seals. */
  keyId(): Promise<string>;
  /**
   * The same secret under the current key; as it is when it lies there already. What is of the present form is not opened for that.
   * @throws {SyncError} `CREDENTIALS_UNREADABLE` when it does not open with any key that is known; `KEY_VAULT_UNAVAILABLE` when that cannot be told now.
   */
  reseal(sealed: SealedSecret, context: SecretContext): Promise<SealedSecret>;
}

/**
 * Envelope encryption by AES-256-GCM: each secret has a data key of its own, which a key-encryption key wraps. Both are bound to organization and version,
 * the wrapped key to the id of its key as well. In form 1, of earlier releases, the secret did not say by which key, so each is tried.
 * @param keys those that are known, or the only one.
 */
export function createEnvelopeSecretBox(keys: KeyRing | Uint8Array): EnvelopeSecretBox {
  const ring = keys instanceof Uint8Array ? localKeyRing(keys) : keys;
  const wrapped = async (dataKey: Uint8Array, ciphertext: string, context: SecretContext) => {
    const key = await ring.current();
    const wrappedKey = await key.wrap(dataKey, keyPurpose(context, key.id));
    return { form: 2, keyId: key.id, wrappedKey: wrappedKey.toString('base64'), ciphertext };
  };
  const seal: SecretBox['seal'] = (secret, context) => {
    const dataKey = randomBytes(keyBytes);
    const sealed = encrypt(dataKey, Buffer.from(JSON.stringify(secret)), secretPurpose(context));
    return wrapped(dataKey, sealed.toString('base64'), context);
  };
  return {
    keyId: async () => (await ring.current()).id,
    seal,
    open: (sealed, context) => orUnreadable(opened(ring, sealed, context)),
    async reseal(sealed, context) {
      if (sealed.form === 2 && sealed.keyId === (await ring.current()).id) return sealed;
      if (sealed.form === 1) return await seal(await orUnreadable(opened(ring, sealed, context)), context);
      const { dataKey, ciphertext } = await orUnreadable(unwrapped(ring, sealed, context));
      return await wrapped(dataKey, ciphertext, context);
    },
  };
}

async function opened(ring: KeyRing, sealed: SealedSecret, context: SecretContext): Promise<unknown> {
  const { dataKey, ciphertext } = await unwrapped(ring, sealed, context);
  const purpose = sealed.form === 1 ? `secret:${formerPurpose(context)}` : secretPurpose(context);
  return JSON.parse(decrypt(dataKey, Buffer.from(ciphertext, 'base64'), purpose).toString());
}

async function unwrapped(ring: KeyRing, sealed: SealedSecret, context: SecretContext) {
  const { form, keyId, wrappedKey, ciphertext } = sealed;
  if (typeof wrappedKey !== 'string' || typeof ciphertext !== 'string' || typeof keyId !== 'string') {
    throw new KeyRefusal('Not a sealed secret.');
  }
  const bytes = Buffer.from(wrappedKey, 'base64');
  if (form === 1 && keyId === formerKeyId) {
    return { dataKey: await unwrappedByAny(ring.local, bytes, `key:${formerPurpose(context)}`), ciphertext };
  }
  const key = form === 2 ? ring.find(keyId) : undefined;
  if (key === undefined) throw new KeyRefusal('Sealed in another form, or with a key that is not known.');
  return { dataKey: await key.unwrap(bytes, keyPurpose(context, keyId)), ciphertext };
}

async function unwrappedByAny(keys: readonly WrappingKey[], bytes: Uint8Array, purpose: string): Promise<Buffer> {
  for (const key of keys) {
    try {
      return await key.unwrap(bytes, purpose);
    } catch (error) {
      if (!(error instanceof KeyRefusal)) throw error;
    }
  }
  throw new KeyRefusal('None of the keys opens it.');
}

/** A key that cannot be used for the moment says nothing of the secret: that error is passed on. */
async function orUnreadable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof SyncError) throw cause;
    throw new SyncError('CREDENTIALS_UNREADABLE', 'The stored credentials do not open with this key.', { cause });
  }
}

/** What every secret of form 1 names as its key. */
const formerKeyId = 'default';
const formerPurpose = ({ organizationId, version }: SecretContext) =>
  JSON.stringify(['bilag-credentials-1', formerKeyId, organizationId, version]);

const keyPurpose = ({ organizationId, version }: SecretContext, keyId: string) =>
  JSON.stringify(['bilag-data-key-2', keyId, organizationId, version]);

/** Without the id of the key: a new one wraps the data key anew, and the secret stays as it is. */
const secretPurpose = ({ organizationId, version }: SecretContext) =>
  JSON.stringify(['bilag-secret-2', organizationId, version]);
