import type { ChainFault, ChainHead, ChainReader, ChainVerification, SyncLogSeal } from '@bilag/core';
import { faultOfTime, type SealedBy, withSeal } from './backdating.ts';
import { noHash } from './seal-hash.ts';
import type { PublicKeys } from './signing-key.ts';
import { faultOfEntries } from './verify-entries.ts';
import { type ChainPlace, fault, faultOfSeal } from './verify-seal.ts';

/** A place up to which a chain was verified before, with what is needed to go on from there. */
export interface VerifiedPlace extends ChainPlace {
  readonly sealedAtMicros: string | undefined;
  readonly lastEntry: { readonly transactionId: string; readonly logId: string } | undefined;
  readonly history: readonly SealedBy[];
}

/** How to verify. */
export interface VerificationOptions {
  readonly keys: PublicKeys;
  /** A head that was kept outside of the database. */
  readonly head?: ChainHead;
  /** Where an earlier verification ended. */
  readonly from?: VerifiedPlace;
}

const sealsAtOnce = 10;
const beginning: VerifiedPlace = {
  number: 0,
  position: 0,
  hash: noHash,
  sealedAtMicros: undefined,
  lastEntry: undefined,
  history: [],
};

/**
 * Holds an organization's log against its chain, seal by seal in short transactions, and ends at the first fault. The memory of a few seals is enough for a log of
 * any length. @returns the finding, and the place from which the next verification may go on.
 */
export async function verifyChain(
  reader: ChainReader,
  organizationId: string,
  { keys, head, from = beginning }: VerificationOptions,
): Promise<{ readonly found: ChainVerification; readonly place: VerifiedPlace }> {
  const erasures = await reader.erasures(organizationId);
  let place = from;
  let wrong: ChainFault | undefined;
  let isHeadMet = head === undefined || (head.position === place.position && head.hash === hex(place.hash));
  const take = async (seal: SyncLogSeal): Promise<ChainFault | undefined> => {
    const stored = new Map((await reader.entries(organizationId, seal.logIds)).map((it) => [it.logId, it]));
    const bad =
      faultOfSeal(seal, place, keys, stored) ??
      faultOfEntries(seal, place, stored, erasures) ??
      faultOfTime(seal, stored, place.history);
    if (bad !== undefined) return bad;
    const { number, position, hash, sealedAtMicros } = seal;
    const lastEntry = stored.get(seal.logIds.at(-1) ?? '');
    place = { number, position, hash, sealedAtMicros, lastEntry, history: withSeal(seal, stored, place.history) };
    if (head?.position === position) isHeadMet = head.hash === hex(hash);
    return undefined;
  };
  reading: while (true) {
    const seals = await reader.seals(organizationId, place.number, sealsAtOnce);
    for (const seal of seals) {
      wrong = await take(seal);
      if (wrong !== undefined) break reading;
    }
    if (seals.length < sealsAtOnce) break;
  }
  if (wrong === undefined && head !== undefined && !isHeadMet) wrong = faultOfHead(head, place);
  const { count, first } = await reader.unsealed(organizationId, 1_000);
  if (wrong === undefined) {
    const added = first.find((it) => it.isPassed || !isAfter(it, place));
    if (added !== undefined) {
      const { logId } = added;
      wrong = fault(
        'entry-added',
        `The entry ${logId} is in no seal, although later ones are: it was added, or its seal deleted.`,
        { logId },
      );
    }
  }
  const { position, hash, sealedAtMicros } = place;
  return {
    place,
    found: {
      organizationId,
      verified: wrong === undefined,
      entries: position - from.position,
      sealedThrough: position,
      checkedFrom: from.position + 1,
      unsealed: count,
      head: position === 0 ? null : { position, hash: hex(hash) },
      sealedAt: sealedAtMicros === undefined ? null : new Date(Number(BigInt(sealedAtMicros) / 1_000n)),
      fault: wrong ?? null,
    },
  };
}

/** Entries are sealed by transaction and number. Those of a database that came from another server count from anew: there only the number tells. */
function isAfter(
  entry: { readonly transactionId: string; readonly logId: string; readonly isForeign: boolean },
  { lastEntry }: VerifiedPlace,
): boolean {
  if (lastEntry === undefined || entry.isForeign) return true;
  const later = BigInt(entry.transactionId) - BigInt(lastEntry.transactionId);
  const higher = BigInt(entry.logId) > BigInt(lastEntry.logId);
  return later > 0n || higher;
}

function faultOfHead({ position }: ChainHead, place: VerifiedPlace): ChainFault {
  if (place.position < position) {
    const message = `The log was cut short: it had ${position} sealed entries, and has ${place.position}.`;
    return fault('head-differs', message, { position: place.position + 1 });
  }
  return fault('head-differs', `At place ${position} the chain is another one than it was.`, { position });
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
