import {
  type CallContext,
  type EntryFailure,
  type FindOutcome,
  SyncError,
  type VoucherQuery,
  type VoucherReference,
} from '@bilag/core';
import { type Journal, journalCode } from './journals.ts';
import { byOurNames, ledgerReference, type NumberedLine, postingsOf, readLedgerEntries } from './ledger-entries.ts';
import type { Books } from './post-vouchers.ts';
import { isPlaceholder, type StagedLine } from './staged-line.ts';

type Found = ReadonlyMap<VoucherReference, FindOutcome>;

/** What a journal says about the vouchers of its batch. */
type JournalState =
  /** For others to post. */
  | { readonly kind: 'handed-over'; readonly code: string; readonly lines: readonly StagedLine[] }
  /** Posting left its empty line behind, so something of it was posted. */
  | { readonly kind: 'posted' }
  /** A half-done call left it; it is gone now. */
  | { readonly kind: 'removed' }
  /** A half-done call left it, and it could not be removed. */
  | { readonly kind: 'in-the-way'; readonly code: string };

/**
 * What became of each voucher. Journals are read, and removed where a half-done call left them, before the ledger is read for the last time:
 * what is in neither of them then cannot be booked any more.
 */
export async function findVouchers(
  queries: readonly VoucherQuery[],
  { signal }: CallContext,
  books: Books,
): Promise<Found> {
  try {
    const codes = await codesOf(queries);
    const journals = await settleJournals([...new Set(codes.values())], books, signal);
    const references = queries.map(({ reference }) => reference);
    const entries = await readLedgerEntries(books.client, books.settings, references, signal);
    return new Map(
      references.map((it) => [it, outcomeOf(it, entries.get(it) ?? [], journals.get(codes.get(it) ?? ''), books)]),
    );
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    return new Map(queries.map(({ reference }) => [reference, unanswered(error)]));
  }
}

async function codesOf(queries: readonly VoucherQuery[]): Promise<ReadonlyMap<VoucherReference, string>> {
  const pairs = queries.map(
    async ({ reference, batchKey }): Promise<[VoucherReference, string][]> =>
      batchKey === null ? [] : [[reference, await journalCode(batchKey)]],
  );
  return new Map((await Promise.all(pairs)).flat());
}

async function settleJournals(
  codes: readonly string[],
  books: Books,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, JournalState>> {
  const states = new Map<string, JournalState>();
  for (const journal of await books.journals.find(codes, signal)) {
    states.set(journal.code, await settleJournal(journal, books, signal));
  }
  return states;
}

async function settleJournal(journal: Journal, { journals }: Books, signal: AbortSignal): Promise<JournalState> {
  const { code } = journal;
  const lines = await journals.readLines(journal, signal);
  if (journal.handedOver) return { kind: 'handed-over', code, lines };
  if (lines.some(isPlaceholder)) return { kind: 'posted' };
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
    return cannotTell('Its journal was posted, but the general ledger has no entry with its document number.');
  if (journal.kind === 'in-the-way') return cannotTell(`The unposted journal ${journal.code} could not be removed.`);
  const staged = journal.lines
    .filter((it) => it.documentNumber === reference && !isPlaceholder(it))
    .map((it): NumberedLine => {
      const line = {
        ledgerAccount: it.accountNumber,
        amountMinor: it.amountMinor,
        dimensions: byOurNames(it.dimensions, settings),
      };
      return { number: it.lineNumber, line };
    });
  if (staged.length === 0)
    return cannotTell(`It is neither in the general ledger nor in the journal ${journal.code} any more.`);
  return { kind: 'accepted', erpReference: `Journal ${journal.code}`, ...postingsOf(staged) };
}

function cannotTell(message: string): FindOutcome {
  return { kind: 'cannot-tell', failure: { code: 'ERP_LOOK_UP_INCONCLUSIVE', message } };
}

/** A question without an answer says nothing about the voucher. */
function unanswered({ code, message, outcome, retryAfterMs }: SyncError): FindOutcome {
  const failure: EntryFailure = { code, message };
  if (outcome === 'ambiguous') return { kind: 'cannot-tell', failure };
  return { kind: 'unavailable', failure, ...(retryAfterMs === undefined ? {} : { afterMs: retryAfterMs }) };
}
