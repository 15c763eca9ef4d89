import { type KeyStore, type Resealed, type StoredSecret, SyncError } from '@bilag/core';
import { createEnvelopeSecretBox, type EnvelopeSecretBox } from './envelope-secret-box.ts';
import { resealCheck } from './key-check.ts';
import { type KeyRing, pinned } from './key-ring.ts';

/** What a rotation has done. */
export interface Rotation {
  readonly keyId: string;
  readonly resealed: number;
  /** Those that no known key opens. They stay as they are. */
  readonly unreadable: readonly { readonly organizationId: string; readonly kind: string }[];
  /** Whether nothing is left that a former key would be needed for. */
  readonly done: boolean;
}

/**
 * Seals everything with the current key that another known key has sealed. Runs beside the service, and as often as one likes: each batch is a transaction of
 * its own, and what is done is not done again. The check value comes last, so that until the end a start still needs the former key.
 */
export async function rotateKeys(
  { store, ring }: { readonly store: KeyStore; readonly ring: KeyRing },
  { batch, actor }: { readonly batch: number; readonly actor: string },
): Promise<Rotation> {
  // A version that a vault makes meanwhile is for the next rotation.
  const fixed = await pinned(ring);
  const box = createEnvelopeSecretBox(fixed);
  const keyId = await box.keyId();
  // Else a secret that is sealed with a former key at this moment could be stored after the last look, and nobody would ever seal it anew.
  await store.begin();
  let resealed = 0;
  // What a request has changed between reading and writing is met on the next pass.
  for (let pass = 0; pass < passes; pass += 1) {
    const unreadable: StoredSecret[] = [];
    let met = 0;
    let after = '';
    for (;;) {
      const secrets = await store.notSealedWith(keyId, after, batch);
      const last = secrets.at(-1);
      if (last === undefined) break;
      after = last.organizationId;
      const readable = await resealAll(box, secrets, unreadable);
      met += readable.length;
      if (readable.length > 0) resealed += await store.replace(readable, { keyId, actor });
    }
    if (met === 0) {
      await resealCheck(store, fixed);
      return { keyId, resealed, unreadable: unreadable.map(nameOf), done: true };
    }
  }
  return { keyId, resealed, unreadable: [], done: false };
}

/** More than one writer at a time, again and again, is not a service that knows the new key. */
const passes = 10;

async function resealAll(box: EnvelopeSecretBox, secrets: readonly StoredSecret[], unreadable: StoredSecret[]) {
  const resealed: Resealed[] = [];
  for (const it of secrets) {
    try {
      resealed.push({ ...it, next: await box.reseal(it.sealed, it.context) });
    } catch (error) {
      if (!(error instanceof SyncError && error.code === 'CREDENTIALS_UNREADABLE')) throw error;
      unreadable.push(it);
    }
  }
  return resealed;
}

const nameOf = ({ organizationId, kind }: StoredSecret) => ({ organizationId, kind });
