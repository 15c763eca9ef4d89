import {
  type ChainFault,
  type Erasures,
  type SyncLogSeal,
  sealedEntryColumns,
  type VerifiableEntry,
} from '@bilag/core';
import { sha256 } from './canonical.ts';
import { entryHash, matchOf } from './entry-hash.ts';
import { hashLeftOf } from './erasable-text.ts';
import { type ChainPlace, type EntriesById, fault, hashAt } from './verify-seal.ts';

/** The first entry of a seal in order that is not what was sealed. */
export function faultOfEntries(
  seal: SyncLogSeal,
  before: ChainPlace,
  entries: EntriesById,
  erasures: Erasures,
): ChainFault | undefined {
  for (const [at, logId] of seal.logIds.entries()) {
    const place = { logId, position: before.position + 1 + at };
    const wrong = faultOfEntry(seal, at, entries, erasures);
    if (wrong !== undefined) return { ...wrong, ...place };
  }
  return undefined;
}

function faultOfEntry(seal: SyncLogSeal, at: number, entries: EntriesById, erasures: Erasures) {
  const entry = entries.get(seal.logIds[at] ?? '');
  if (entry === undefined) return fault('entry-missing', `The entry ${seal.logIds[at]} was deleted.`);
  const { logId } = entry;
  const match = matchOf(entry, hashAt(seal, at));
  if (match === undefined) {
    return isElsewhere(seal, entry, entries)
      ? fault('entries-reordered', `The entry ${logId} has changed places with another one.`)
      : fault('entry-altered', `The entry ${logId} is not what it was when it was sealed.`);
  }
  const payload = payloadOf(entry);
  if (payload === 'altered') {
    return fault('payload-altered', `What was sent, as entry ${logId} tells, is not what its hash says.`);
  }
  const isSaid =
    (match === 'as-it-was' || maySayErased(entry, entry.atMicros, erasures)) &&
    (payload === 'as-it-was' || maySayErased(entry, entry.openedMicros ?? entry.atMicros, erasures));
  if (isSaid) return undefined;
  return fault('erased-without-entry', `Texts of the entry ${logId} are gone, and no entry of the log says so.`);
}

/** Whether what the entry says now was sealed beside it, under the number of another one that no longer says it. */
function isElsewhere(seal: SyncLogSeal, entry: VerifiableEntry, entries: EntriesById): boolean {
  return seal.logIds.some((id, at) => {
    const hash = hashAt(seal, at);
    const there = entries.get(id);
    const isSaidThere = there !== undefined && matchOf(there, hash) !== undefined;
    return !isSaidThere && entryHash({ ...entry, entry: entry.entry.with(numberAt, id) }).equals(hash);
  });
}

const numberAt = sealedEntryColumns.findIndex(([name]) => name === 'log_id');

function payloadOf({ payload, payloadHash }: VerifiableEntry): 'as-it-was' | 'erased' | 'altered' {
  if (payload === null || sha256(payload).toString('hex') === payloadHash) return 'as-it-was';
  return hashLeftOf(payload) === payloadHash ? 'erased' : 'altered';
}

function maySayErased({ recordId }: VerifiableEntry, micros: string, { recordIds, beforeMicros }: Erasures): boolean {
  if (recordId !== null && recordIds.has(recordId)) return true;
  return beforeMicros !== undefined && BigInt(micros) < BigInt(beforeMicros);
}
