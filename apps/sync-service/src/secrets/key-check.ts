import { type KeyStore, type SealedSecret, type SecretContext, SyncError } from '@bilag/core';
import { createEnvelopeSecretBox, type EnvelopeSecretBox } from './envelope-secret-box.ts';
import type { KeyRing, WrappingKey } from './key-ring.ts';

/** The keys that are known are not those of this database. */
export class WrongKey extends Error {
  constructor() {
    super(
      'is not the key that the secrets in this database are sealed with. Start with that one, or name it among BILAG_CREDENTIAL_FORMER_KEYS. Is it lost? See docs/keys.md.',
    );
    this.name = 'WrongKey';
  }
}

/** No organization can be called this. */
const context: SecretContext = { organizationId: '* check of the key', version: 1 };

/** A new check value under the current key. */
export const checkValue = (box: EnvelopeSecretBox): Promise<SealedSecret> => box.seal({ check: 'bilag' }, context);

/**
 * Whether the keys that are known are those of this database. The first to ask lays down a check value; what was sealed before there was one is held
 * against the keys, too.
 * @throws {WrongKey}
 */
export async function assertKeyFits(store: KeyStore, ring: KeyRing): Promise<void> {
  const stored = (await store.check()) ?? (await store.placeCheck(await firstCheck(store, ring)));
  if (!(await opens(createEnvelopeSecretBox(ring), stored, context))) throw new WrongKey();
}

/** Moves the check value to the current key: from then on a start without it is refused. */
export async function resealCheck(store: KeyStore, box: EnvelopeSecretBox): Promise<void> {
  const stored = await store.check();
  if (stored === undefined) return;
  const next = await box.reseal(stored, context);
  if (next !== stored) await store.replaceCheck(stored, next);
}

/**
 * Under the key that is still needed: a former one when it opens anything. One secret may have been damaged or sealed on a copy; when none of several opens,
 * it is the key.
 */
async function firstCheck(store: KeyStore, { keys }: KeyRing): Promise<SealedSecret> {
  const samples = await store.some(20);
  let needed = samples.length === 0 ? keys[0] : undefined;
  for (const key of keys) {
    const box = boxOf(key);
    for (const it of samples) {
      if (needed !== key && (await opens(box, it.sealed, it.context))) needed = key;
    }
  }
  if (needed === undefined) throw new WrongKey();
  return await checkValue(boxOf(needed));
}

const boxOf = (key: WrappingKey) => createEnvelopeSecretBox({ current: key, keys: [key] });

async function opens(box: EnvelopeSecretBox, sealed: SealedSecret, of: SecretContext): Promise<boolean> {
  try {
    await box.open(sealed, of);
    return true;
  } catch (error) {
    if (error instanceof SyncError && error.code === 'CREDENTIALS_UNREADABLE') return false;
    throw error;
  }
}
