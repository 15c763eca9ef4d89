import type { ChainReader, ChainVerification, Clock, SyncLogVerifier } from '@bilag/core';
import type { PublicKeys } from './signing-key.ts';
import { type VerifiedPlace, verifyChain } from './verify-chain.ts';

interface Known {
  readonly place: VerifiedPlace;
  readonly fullAt: number;
}

/** For how long a full verification is gone on from, in milliseconds; a log of fewer entries, which takes a second or so, is always verified in full. */
const remembersMs = 3_600_000;
const isLongFrom = 20_000;

type Verified = ChainVerification & { readonly checkedAt: Date };

/**
 * Verifies on request, one verification of an organization at a time: who asks meanwhile gets the answer of the one under way. Of a long log, what was verified in full
 * within the hour is not read again, and the answer says so; one with a fault is read again in full.
 */
export function createSyncLogVerifier(
  reader: ChainReader,
  publicKeys: () => Promise<PublicKeys>,
  clock: Clock,
  longFrom = isLongFrom,
): SyncLogVerifier {
  const known = new Map<string, Known>();
  const running = new Map<string, Promise<Verified>>();
  const run = async (organizationId: string, full: boolean): Promise<Verified> => {
    const keys = await publicKeys();
    const now = clock.now();
    const earlier = known.get(organizationId);
    const mayGoOn = !full && earlier !== undefined && earlier.place.position >= longFrom;
    const from = mayGoOn && now.getTime() - earlier.fullAt < remembersMs ? earlier : undefined;
    known.delete(organizationId);
    const { found, place } = await verifyChain(reader, organizationId, { keys, ...(from && { from: from.place }) });
    if (found.verified) known.set(organizationId, { place, fullAt: from?.fullAt ?? now.getTime() });
    return { ...found, checkedAt: now };
  };
  return {
    async verify(organizationId, { full }) {
      const name = `${full} ${organizationId}`;
      const under = running.get(name);
      if (under !== undefined) return await under;
      const begun = run(organizationId, full).finally(() => running.delete(name));
      running.set(name, begun);
      return await begun;
    },
  };
}
