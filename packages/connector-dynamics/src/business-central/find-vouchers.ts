import { type FindContext, type FindOutcome, SyncError, type VoucherQuery, type VoucherReference } from '@bilag/core';
import { readForeignNumbers } from './foreign-numbers.ts';
import { type Journal, journalCode, renamedCode } from './journals.ts';
import { byOurNames, ledgerReference, type NumberedLine, postingsOf, readLedgerEntries } from './ledger-entries.ts';
import { failureOf } from './post-outcomes.ts';
import type { Books } from './post-vouchers.ts';
import { isPlaceholder, type StagedLine } from './staged-line.ts';

type Found = ReadonlyMap<VoucherReference, FindOutcome>;

/** What a journal says about the vouchers of its batch. */
type JournalState =
  /** For others to post. */
  | { readonly kind: 'handed-over'; readonly code: string; readonly lines: readonly StagedLine[] }
  /** Nothing of ours is left in it, and its posting had begun or has left its empty line behind. */
  | { readonly kind: 'posted' }
  /** A half-done call left it; it is gone now. */
  | { readonly kind: 'removed' }
  /** A half-done call left it, and it could or should not be removed. */
  | { readonly kind: 'in-the-way'; readonly code: string };

/**
 * What became of each voucher. Journals are read, and removed where a half-done call left them, before the ledger is read for the last time:
 * what is in neither of them then cannot be booked any more.
 */
export async function findVouchers(
  queries: readonly VoucherQuery[],
  { signal, readsOnly = false }: FindContext,
  books: Books,
): Promise<Found> {
  try {
    const codes = await codesOf(queries);
    const journals = await settleJournals([...new Set(codes.values())], { ...books, readsOnly }, signal);
    const references = queries.map(({ reference }) => reference);
    const entries = await readLedgerEntries(books.client, books.settings, references, signal);
    const found = new Map(
      references.map((it) => [it, outcomeOf(it, entries.get(it) ?? [], journals.get(codes.get(it) ?? ''), books)]),
    );
    return await withoutRenumbered(found, codes, books, signal);
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    return new Map(queries.map(({ reference }) => [reference, unanswered(error)]));
  }
}

/**
 * «Absent» is said of what was sent only if no entry carries the reference as its external document number either; and whoever has to look for it is told
 * the number, where there is one.
 * @source dynamics.md §8.2, 2026-11: a posting number series replaces the document number that we sent.
 */
async function withoutRenumbered(
  found: Found,
  codes: ReadonlyMap<VoucherReference, string>,
  { client, settings }: Books,
  signal: AbortSignal,
): Promise<Found> {
  const isNowhere = ({ kind }: FindOutcome) => kind === 'absent' || kind === 'cannot-tell';
  const sent = [...found].filter(([reference, outcome]) => isNowhere(outcome) && codes.has(reference));
  const numbers = await readForeignNumbers(
    client,
    settings,
    sent.map(([reference]) => reference),
    signal,
  );
  return new Map(
    [...found].map(([reference, outcome]) => {
      const number = numbers.get(reference);
      return [reference, number === undefined ? outcome : cannotTell(`${renumbered} ${number}.`)];
    }),
  );
}

const renumbered = 'A posting number series gave it another number; the general ledger has it as document';

async function codesOf(queries: readonly VoucherQuery[]): Promise<ReadonlyMap<VoucherReference, string>> {
  const pairs = queries.map(
    async ({ reference, batchKey }): Promise<[VoucherReference, string][]> =>
      batchKey === null ? [] : [[reference, await journalCode(batchKey)]],
  );
  return new Map((await Promise.all(pairs)).flat());
}

interface Settling extends Books {
  readonly readsOnly: boolean;
}

async function settleJournals(
  codes: readonly string[],
  books: Settling,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, JournalState>> {
  const states = new Map<string, JournalState>();
  const renamed = new Map(
    codes.flatMap((code): [string, string][] => {
      const to = renamedCode(code);
      return to === undefined ? [] : [[to, code]];
    }),
  );
  const found = await books.journals.find([...codes, ...renamed.keys()], signal);
  const ours = found.filter(({ code }) => codes.includes(code));
  for (const journal of ours) states.set(journal.code, await settleJournal(journal, books, signal));
  // One that posting has renamed tells of the posting, and is not ours to remove.
  for (const { code } of found.filter((it) => !ours.includes(it))) {
    const original = renamed.get(code);
    if (original !== undefined && !states.has(original)) states.set(original, { kind: 'posted' });
  }
  return states;
}

async function settleJournal(
  journal: Journal,
  { journals, readsOnly }: Settling,
  signal: AbortSignal,
): Promise<JournalState> {
  const { code } = journal;
  const lines = await journals.readLines(journal, signal);
  if (journal.stage === 'handed-over') return { kind: 'handed-over', code, lines };
  const isEmptied = journal.stage === 'posting' && lines.every(isPlaceholder);
  if (isEmptied || lines.some(isPlaceholder)) return { kind: 'posted' };
  if (readsOnly) return { kind: 'in-the-way', code };
  return (await journals.remove(journal, signal)) ? { kind: 'removed' } : { kind: 'in-the-way', code };
}

function outcomeOf(
  reference: VoucherReference,
  entries: readonly NumberedLine[],
  journal: JournalState | undefined,
  { settings }: Books,
): FindOutcome {
  if (entries.length > 0) return { kind: 'booked', erpReference: ledgerReference(entries), ...postingsOf(entries) };
  if (journal === undefined || journal.kind === 'removed') return { kind: 'absent' };
  if (journal.kind === 'posted')
    return cannotTell('Its journal is empty, but the general ledger has no entry with its document number.');
  if (journal.kind === 'in-the-way') return cannotTell(`The unposted journal ${journal.code} is in the way.`);
  const ours = journal.lines.filter((it) => it.documentNumber === reference && !isPlaceholder(it));
  const staged = ours.map((it): NumberedLine => {
    const line = {
      ledgerAccount: it.accountNumber,
      amountMinor: it.amountMinor,
      dimensions: byOurNames(it.dimensions, settings),
    };
    return { number: it.lineNumber, line };
  });
  if (staged.length === 0)
    return cannotTell(`It is neither in the general ledger nor in the journal ${journal.code} any more.`);
  const { copies, lines } = postingsOf(staged);
  // Which ledger account a vendor stands for shows only once it is posted.
  const isReadable = !ours.some(({ accountType }) => accountType === 'Vendor');
  return { kind: 'accepted', erpReference: `Journal ${journal.code}`, copies, lines: isReadable ? lines : [] };
}

function cannotTell(message: string): FindOutcome {
  return { kind: 'cannot-tell', failure: { code: 'ERP_LOOK_UP_INCONCLUSIVE', message } };
}

/** A question without an answer says nothing about the voucher. */
function unanswered(error: SyncError): FindOutcome {
  const { outcome, retryAfterMs } = error;
  const failure = failureOf(error);
  if (outcome === 'ambiguous') return { kind: 'cannot-tell', failure };
  return { kind: 'unavailable', failure, ...(retryAfterMs === undefined ? {} : { afterMs: retryAfterMs }) };
}
