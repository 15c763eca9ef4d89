import { randomUUID } from 'node:crypto';
import type { LedgerLine, NewLedgerVoucher } from '../ledger.ts';
import { dropAttachments } from './attachments.ts';
import type { CompanyBooks } from './company-books.ts';
import { dialogError } from './errors.ts';
import type { Journal, JournalLine } from './journal-store.ts';
import { restricted, touched } from './journals.ts';
import { postedLines } from './posted-lines.ts';
import { checkPosting, isEmptyLine } from './posting-checks.ts';
import { nextNumber } from './text-values.ts';

/**
 * `Microsoft.NAV.post`: posts every line of the journal or none, and cannot be undone. With a job queue it only promises to.
 * @source dynamics.md §8, 2026-11
 */
export function postJournal(books: CompanyBooks, journal: Journal): void {
  const { settings, jobQueue, clock } = books;
  if (journal.lines.length === 0) throw dialogError('There is nothing to post.');
  if (settings.approvalPending) throw dialogError(restricted(journal));
  if (settings.jobQueue === 'off') return postNow(books, journal);
  const dueAtMs = clock.now().getTime() + settings.jobQueueDelayMs;
  jobQueue.add({ companyId: journal.companyId, journalId: journal.id, dueAtMs });
}

/** Posts without any queue. @throws {BusinessCentralError} when a line cannot be posted; then nothing is. */
export function postNow(books: CompanyBooks, journal: Journal): void {
  const lines = journal.lines.filter((line) => !isEmptyLine(line));
  if (lines.length === 0) {
    if (books.settings.postWithoutLines === 'nothing-to-post') throw dialogError('There is nothing to post.');
    return;
  }
  checkPosting(books, journal, lines);
  for (const voucher of toVouchers(books, journal, lines)) books.ledger.book(voucher);
  if (books.settings.attachmentsAfterPosting === 'gone') dropAttachments(books, lines);
  leaveJournal(books, journal);
  // What is posted stays posted, whatever happens to the rest of the batch it was in.
  books.store.commit();
}

/** The lines of a document make a voucher; where documents do not balance by themselves, those of a date do. */
function toVouchers(books: CompanyBooks, journal: Journal, lines: readonly JournalLine[]): NewLedgerVoucher[] {
  const numbers = createNumbers(books);
  const documents = [...Map.groupBy(lines, (line) => `${line.postingDate}|${line.documentNumber}`).values()];
  const posted = documents.map((document) => {
    const documentNumber = numbers.documentNumber(document[0]?.documentNumber ?? '');
    return {
      documentNumber,
      postingDate: document[0]?.postingDate ?? '',
      lines: document.flatMap((line) => postedLines(books, line, documentNumber)),
    };
  });
  const isEachBalanced = posted.every((document) => sumMinor(document.lines) === 0);
  const groups = isEachBalanced
    ? posted.map((document) => [document])
    : [...Map.groupBy(posted, (document) => document.postingDate).values()];
  return groups.map((group) => {
    const entries = group.flatMap((document) => document.lines).map((line) => numbers.numbered(line));
    return {
      system: 'business-central',
      ledgerId: books.company.id,
      voucherNumber: entries[0]?.details?.['entryNumber'] ?? '',
      reference: group[0]?.documentNumber ?? '',
      postingDate: group[0]?.postingDate ?? '',
      bookedAt: books.clock.now().toISOString(),
      lines: entries,
      details: { journalCode: journal.code },
    };
  });
}

/** Entry numbers go on from the ledger; a posting number series puts its own in place of document numbers. @source dynamics.md §8.2, 2026-11 */
function createNumbers({ settings, entries, company }: CompanyBooks) {
  let nextEntry = entries.nextNumber(company.id);
  let nextDocument: number | undefined;
  return {
    documentNumber(sent: string): string {
      if (settings.postingNumberSeries === '') return sent;
      nextDocument ??= new Set(entries.list(company.id).map((entry) => entry.documentNumber)).size + 1;
      const number = `${settings.postingNumberSeries}${String(nextDocument).padStart(5, '0')}`;
      nextDocument += 1;
      return number;
    },
    numbered(line: LedgerLine): LedgerLine {
      const entryNumber = String(nextEntry);
      nextEntry += 1;
      return { ...line, details: { ...line.details, entryNumber } };
    },
  };
}

/** Lines are gone after posting; what stays in their place depends on the template. @source dynamics.md §8.2, 2026-11 */
function leaveJournal(books: CompanyBooks, journal: Journal): void {
  const { settings, store } = books;
  if (settings.incrementBatchName) {
    store.remove(journal.id);
    const code = nextNumber(journal.code);
    store.put({ ...touched(books, journal), id: randomUUID(), code: code === '' ? journal.code : code, lines: [] });
    return;
  }
  const last = journal.lines.findLast((line) => !isEmptyLine(line));
  const placeholders = settings.placeholderLine && last !== undefined ? [placeholderAfter(books, last)] : [];
  store.put({ ...touched(books, journal), lines: placeholders });
}

function placeholderAfter(books: CompanyBooks, last: JournalLine): JournalLine {
  return touched(books, {
    ...last,
    id: randomUUID(),
    lineNumber: 10_000,
    accountType: 'G/L Account',
    accountNumber: '',
    documentNumber: nextNumber(last.documentNumber),
    externalDocumentNumber: '',
    amountMinor: 0,
    description: '',
    comment: '',
    taxCode: '',
    balanceAccountType: 'G/L Account',
    balancingAccountNumber: '',
    dimensions: {},
  });
}

function sumMinor(lines: readonly LedgerLine[]): number {
  return lines.reduce((sum, line) => sum + line.amountMinor, 0);
}
