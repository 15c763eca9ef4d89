import type { ChainFault, SyncLogSeal, VerifiableEntry } from '@bilag/core';
import { type EntriesById, fault } from './verify-seal.ts';

/** What was sealed by a certain instant. */
export interface SealedBy {
  readonly micros: bigint;
  readonly highestLogId: bigint;
  readonly lastTransactionId: bigint;
}

/** No transaction of ours is open for so long, so an entry of before must have been sealed by then; in microseconds. */
const patience = 3_600_000_000n;

/** The seal that everything of more than an hour before this one had to be in by, and those after it. */
export function relevantFor(seal: SyncLogSeal, history: readonly SealedBy[]): readonly SealedBy[] {
  const by = BigInt(seal.sealedAtMicros) - patience;
  const at = history.findLastIndex((it) => it.micros <= by);
  return at < 0 ? history : history.slice(at);
}

/**
 * Whoever can write to the database can add an entry, which is sealed as every other. But it stands where it was added: an entry that claims an earlier
 * instant, or a number that was given out long before, was not there when others of that time were sealed.
 */
export function faultOfTime(
  seal: SyncLogSeal,
  entries: EntriesById,
  history: readonly SealedBy[],
): ChainFault | undefined {
  const [before] = relevantFor(seal, history);
  if (before === undefined || before.micros > BigInt(seal.sealedAtMicros) - patience) return undefined;
  const at = seal.logIds.findIndex((logId) => isBackdated(entries.get(logId), before));
  const logId = seal.logIds[at];
  if (logId === undefined) return undefined;
  const message = `The entry ${logId} claims to be older than entries that were sealed more than an hour before it: it was added later.`;
  return fault('entry-backdated', message, { logId, position: seal.position - seal.logIds.length + 1 + at });
}

function isBackdated(entry: VerifiableEntry | undefined, before: SealedBy): boolean {
  if (entry === undefined || BigInt(entry.transactionId) <= before.lastTransactionId) return false;
  return BigInt(entry.logId) <= before.highestLogId || BigInt(entry.atMicros) < before.micros;
}

/** The history with one more seal. */
export function withSeal(seal: SyncLogSeal, entries: EntriesById, history: readonly SealedBy[]): readonly SealedBy[] {
  const last = history.at(-1);
  let highestLogId = last?.highestLogId ?? 0n;
  for (const logId of seal.logIds) if (BigInt(logId) > highestLogId) highestLogId = BigInt(logId);
  const lastEntry = entries.get(seal.logIds.at(-1) ?? '');
  const lastTransactionId = BigInt(lastEntry?.transactionId ?? 0);
  return [...relevantFor(seal, history), { micros: BigInt(seal.sealedAtMicros), highestLogId, lastTransactionId }];
}
