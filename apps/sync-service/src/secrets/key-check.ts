import { randomBytes } from 'node:crypto';
import { type KeyStore, type SealedSecret, type SecretContext, SyncError } from '@bilag/core';
import { createEnvelopeSecretBox, type EnvelopeSecretBox } from './envelope-secret-box.ts';
import { type KeyRing, pinned, ringOf, type WrappingKey } from './key-ring.ts';

/** The keys that are known are not those of this database. */
export class WrongKey extends Error {
  constructor() {
    super(
      'is not the key that the secrets in this database are sealed with. Start with that one, or name it among BILAG_CREDENTIAL_FORMER_KEYS (or BILAG_KEY_VAULT_FORMER_KEYS). Is it lost? See docs/keys.md.',
    );
    this.name = 'WrongKey';
  }
}

/** No organization can be called this. */
const context: SecretContext = { organizationId: '* check of the key', version: 1 };

/** What a key has to open, and under a key vault the seed of the key that seals the audit log: the vault’s own key cannot be derived from. */
interface Check {
  readonly check: 'bilag';
  readonly seed?: string;
}

const seedBytes = 32;

/** A new check value under the current key. */
export async function checkValue(ring: KeyRing): Promise<SealedSecret> {
  const fixed = await pinned(ring);
  const { id } = await fixed.current();
  const check: Check = isHeldHere(ring, id)
    ? { check: 'bilag' }
    : { check: 'bilag', seed: randomBytes(seedBytes).toString('base64') };
  return await createEnvelopeSecretBox(fixed).seal(check, context);
}

/**
 * The seed that a check value under a key vault holds; `undefined` in one that a key of this process has sealed.
 * @throws {SyncError} `CREDENTIALS_UNREADABLE` or `KEY_VAULT_UNAVAILABLE`.
 */
export async function seedIn(stored: SealedSecret, ring: KeyRing): Promise<Uint8Array | undefined> {
  const opened = await createEnvelopeSecretBox(ring).open(stored, context);
  const seed = typeof opened === 'object' && opened !== null && 'seed' in opened ? opened.seed : undefined;
  return typeof seed === 'string' ? Buffer.from(seed, 'base64') : undefined;
}

/**
 * Whether the keys that are known are those of this database. The first to ask lays down a check value; what was sealed before there was one is held
 * against the keys, too.
 * @throws {WrongKey}
 */
export async function assertKeyFits(store: KeyStore, ring: KeyRing): Promise<void> {
  const stored = (await store.check()) ?? (await store.placeCheck(await firstCheck(store, ring)));
  if (!(await opens(createEnvelopeSecretBox(ring), stored, context))) throw new WrongKey();
}

/**
 * Moves the check value to the current key: from then on a start without it is refused. Between the versions of a vault’s key the seed goes along; a vault that takes
 * over from a key of this process, or gives way to one, makes it anew.
 */
export async function resealCheck(store: KeyStore, ring: KeyRing): Promise<void> {
  const stored = await store.check();
  if (stored === undefined) return;
  const { id } = await ring.current();
  const isOfSameKind = isHeldHere(ring, String(stored['keyId'])) === isHeldHere(ring, id);
  const next = isOfSameKind ? await createEnvelopeSecretBox(ring).reseal(stored, context) : await checkValue(ring);
  if (next !== stored) await store.replaceCheck(stored, next);
}

const isHeldHere = ({ local }: KeyRing, keyId: string) => local.some((it) => it.id === keyId);

/**
 * Under the key that is still needed: a former one when it opens anything. One secret may have been damaged or sealed on a copy; when none of several opens,
 * it is the key.
 */
async function firstCheck(store: KeyStore, ring: KeyRing): Promise<SealedSecret> {
  const samples = await store.some(20);
  const current = await ring.current();
  const opening: WrappingKey[] = [];
  for (const { sealed, context: of } of samples) {
    const named = ring.find(String(sealed['keyId']));
    for (const key of named === undefined ? ring.local : [named]) {
      if (await opens(createEnvelopeSecretBox(ringOf(key)), sealed, of)) opening.push(key);
    }
  }
  const needed = opening.findLast((it) => it.id !== current.id) ?? opening[0];
  if (needed === undefined && samples.length > 0) throw new WrongKey();
  return await checkValue({ ...ring, current: async () => needed ?? current });
}

async function opens(box: EnvelopeSecretBox, sealed: SealedSecret, of: SecretContext): Promise<boolean> {
  try {
    await box.open(sealed, of);
    return true;
  } catch (error) {
    if (error instanceof SyncError && error.code === 'CREDENTIALS_UNREADABLE') return false;
    throw error;
  }
}
