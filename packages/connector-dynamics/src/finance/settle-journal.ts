import type { SyncError } from '@bilag/core';
import { isReadable, type LineRow, placeInVoucher } from './journal-line.ts';
import type { Journal, Journals } from './journals.ts';
import { asSyncError } from './post-outcomes.ts';
import type { SentVouchers } from './sent-lines.ts';
import { doubtsIn, isAsSent, isPostable } from './staged-vouchers.ts';

/** What a journal holds, once what a broken-off call left in it is settled. */
export interface SettledJournal {
  readonly journal: Journal;
  readonly rows: readonly LineRow[];
  /** Why nothing can be said of a voucher that lies in it, by its document number. */
  readonly doubts: ReadonlyMap<string, string>;
  /** Why its name does not say yet whether people may post it: until then nothing in it counts as accepted. */
  readonly unnamed?: SyncError;
}

/** What settling needs. */
export interface Settling {
  readonly journals: Journals;
  /** The vouchers that were asked for, and those in doubt that were sent in the same calls. */
  readonly sent: SentVouchers;
  readonly currency: string;
}

/**
 * Settles a journal that says it is being written although nobody writes it any more. Whole vouchers are left to people, with the journal; where one of them is
 * not as it was sent, or it is not known what was sent, as when a person has decided that voucher, people are told to look at the journal first. What a
 * broken-off call left of a voucher that was asked for, or is in doubt as well, is taken out: debits without their counterpart, in the order that we write.
 * Whatever else does not balance was changed by somebody, and a journal with lines of others belongs to them; neither is touched, and nothing posted ever is.
 * @throws {SyncError} when the journal could not be read.
 */
export async function settleJournal(
  journal: Journal,
  settling: Settling,
  signal: AbortSignal,
): Promise<SettledJournal> {
  const { journals, sent } = settling;
  const rows = await journals.readLines(journal, signal);
  if (rows.length === 0) {
    await journals.removeEmpty(journal, signal);
    return { journal, rows, doubts: new Map() };
  }
  const vouchers = [...Map.groupBy(rows, ({ document }) => document)];
  const halves = vouchers.filter(([document, lines]) => sent.has(document) && isBrokenOff(lines));
  const documents = halves.map(([document]) => document);
  if (!rows.every(isOurs)) return standing(journal, rows, sent, documents);
  if (halves.length === 0) return await leave(journal, rows, settling, signal);
  await journals.removeLines(
    halves.flatMap(([, lines]) => lines),
    signal,
  );
  const left = await journals.readLines(journal, signal);
  const stuck = documents.filter((it) => left.some(({ document }) => document === it));
  if (left.length === 0) await journals.removeEmpty(journal, signal);
  if (left.length === 0 || stuck.length > 0) return standing(journal, left, sent, stuck);
  // The journal's own tag may have changed with its lines.
  return await leave({ ...journal, etag: undefined }, left, settling, signal);
}

/** Whether people may change and post it, or have taken it for their own. */
export function isPeoples({ state }: Journal): boolean {
  return state === 'ready' || state === 'foreign';
}

/** A journal as it stands; `stuck` are vouchers of which a part is left that is not, or may not be, ours to take out. */
export function standing(
  journal: Journal,
  rows: readonly LineRow[],
  sent: SentVouchers,
  stuck: readonly string[] = [],
): SettledJournal {
  const part = `A part of it lies in the unposted journal ${journal.number}, which Bilag does not touch.`;
  const where = `It lies in the journal ${journal.number}${isPeoples(journal) ? '' : ', which was not handed over'}.`;
  const doubts = new Map([...doubtsIn(rows, sent)].map(([document, doubt]) => [document, `${doubt} ${where}`]));
  for (const document of stuck) doubts.set(document, part);
  return { journal, rows, doubts };
}

/** Gives the journal the name that says whether people may post it; one with something that they could not post keeps its old one. */
async function leave(
  journal: Journal,
  rows: readonly LineRow[],
  { journals, sent, currency }: Settling,
  signal: AbortSignal,
): Promise<SettledJournal> {
  const settled = standing(journal, rows, sent);
  if (!isPostable(rows, currency)) return settled;
  const isSafe = isAsSent(rows, sent, currency);
  try {
    await (isSafe ? journals.handOver(journal, signal) : journals.setAside(journal, signal));
    return settled;
  } catch (error) {
    return { ...settled, unnamed: asSyncError(error) };
  }
}

/** Whether a line can be one of ours, by its document number. */
function isOurs({ document }: LineRow): boolean {
  return /^[RH]-[0-9A-Z]{18}$/.test(document);
}

function isBrokenOff(lines: readonly LineRow[]): boolean {
  const inOrder = lines.toSorted((a, b) => a.lineNumber - b.lineNumber);
  return inOrder.every(
    (it, at) => placeInVoucher(it) === at + 1 && isReadable(it) && it.amountMinor > 0n && !it.hasOffset,
  );
}
