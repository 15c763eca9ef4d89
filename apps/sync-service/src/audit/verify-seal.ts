import type { ChainFault, ChainFaultKind, SyncLogSeal, VerifiableEntry } from '@bilag/core';
import { matchOf } from './entry-hash.ts';
import { sealHash, signedText } from './seal-hash.ts';
import { isSigned, type PublicKeys } from './signing-key.ts';

/** How far a verification has come in an organization's chain. */
export interface ChainPlace {
  readonly number: number;
  readonly position: number;
  readonly hash: Uint8Array;
}

/** The entries of a seal, as they are stored now, by their numbers. */
export type EntriesById = ReadonlyMap<string, VerifiableEntry>;

/** A fault with a message. */
export const fault = (
  kind: ChainFaultKind,
  message: string,
  place: { readonly logId?: string | undefined; readonly position?: number | undefined } = {},
): ChainFault => ({ kind, message, logId: place.logId ?? null, position: place.position ?? null });

/** What is wrong with the seal itself: its place, its hash, its signature. Its first wrong entry is named where that can be told. */
export function faultOfSeal(
  seal: SyncLogSeal,
  before: ChainPlace,
  keys: PublicKeys,
  entries: EntriesById,
): ChainFault | undefined {
  const number = before.number + 1;
  const position = before.position + 1;
  if (seal.number !== number) {
    const message = `Seal ${number}, of the entries from place ${position} on, is missing; the next one that is there is ${seal.number}.`;
    return fault('seal-missing', message, { position });
  }
  const isWhole =
    seal.position === before.position + seal.logIds.length && seal.entryHashes.length === 32 * seal.logIds.length;
  if (!isWhole || !sealHash(seal, before.hash).equals(seal.hash)) {
    const message = `Seal ${number}, of the entries from place ${position} on, was altered.`;
    return { ...fault('seal-altered', message, { position }), ...firstDifference(seal, before, entries) };
  }
  const key = keys.get(seal.keyId);
  if (key === undefined) {
    const message = `Seal ${number} was made with the key ${seal.keyId}, which is not among those that are trusted.`;
    return fault('key-unknown', message, { position, logId: seal.logIds[0] });
  }
  if (isSigned(signedText(seal.hash), seal.signature, key)) return undefined;
  const message = `The signature of seal ${number} is wrong: it, or any of the entries at the places ${position} to ${seal.position}, was altered.`;
  return {
    ...fault('signature-wrong', message, { position, logId: seal.logIds[0] }),
    ...firstDifference(seal, before, entries),
  };
}

/** The first entry of a seal that does not agree with what the seal says of it. */
function firstDifference(seal: SyncLogSeal, before: ChainPlace, entries: EntriesById) {
  const at = seal.logIds.findIndex((logId, index) => {
    const entry = entries.get(logId);
    return entry === undefined || matchOf(entry, hashAt(seal, index)) === undefined;
  });
  return at < 0 ? {} : { logId: seal.logIds[at] ?? null, position: before.position + 1 + at };
}

/** The hash that the entry at this index had when it was sealed. */
export const hashAt = (seal: SyncLogSeal, index: number): Uint8Array =>
  seal.entryHashes.subarray(32 * index, 32 * index + 32);
