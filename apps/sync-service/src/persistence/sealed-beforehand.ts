import type { SealedSecret } from '@bilag/core';
import type { Sender } from './organization-door.ts';

/** What a secret is bound to that is sealed before it is stored. */
export interface SealBinding {
  /** The version that it will have. */
  readonly version: number;
  /** How often a rotation of the key had begun; see {@link keyRotations}. */
  readonly rotations: string;
}

/** A secret, sealed for a place that may have been taken meanwhile. */
export interface SealedBeforehand {
  readonly sealed: SealedSecret;
  /** Called within the transaction that stores it, under the organization's lock. What it throws ends that transaction, and the secret is sealed again. */
  assertFits(now: SealBinding): void;
}

/** How often a rotation of the key has begun. */
export const keyRotations = 'select bilag.key_rotations()::text as rotations';
/** The same within the transaction that stores: no rotation begins until it ends. So each sees what is stored, or the one who stores sees it. */
export const holdKeyRotations = 'select bilag.hold_key_rotations()::text as rotations';

/** The answer to one of these two. */
export async function rotationsIn(sender: Sender, statement: string): Promise<string> {
  return (await sender.query<{ rotations: string }>(statement)).rows[0]?.rotations ?? '';
}

/**
 * Seals a secret and then stores it. With a key in a vault, sealing takes its time, and whoever stores holds the lock that the organization's outcomes wait for; so
 * nothing is sealed in there. What the secret was bound to may be another then: somebody else's was stored first, or the key is being replaced and the rotation may
 * have gone by. Then it is sealed again; each time somebody else has come on.
 */
export async function storeSealed<T>(steps: {
  /** What the secret is to be bound to, read without a lock; may refuse what would be refused later. */
  readonly binding: () => Promise<SealBinding>;
  readonly seal: (version: number) => Promise<SealedSecret>;
  /** One transaction. */
  readonly store: (secret: SealedBeforehand) => Promise<T>;
}): Promise<T> {
  for (;;) {
    const binding = await steps.binding();
    const sealed = await steps.seal(binding.version);
    const assertFits = ({ version, rotations }: SealBinding) => {
      if (version !== binding.version || rotations !== binding.rotations) throw new SealOutdated();
    };
    try {
      return await steps.store({ sealed, assertFits });
    } catch (error) {
      if (!(error instanceof SealOutdated)) throw error;
    }
  }
}

/** What was sealed does not belong where it was to be stored any more. */
class SealOutdated extends Error {}
