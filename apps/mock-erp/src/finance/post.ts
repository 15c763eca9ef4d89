import type { LedgerLine, NewLedgerVoucher } from '../ledger.ts';
import { type Books, sourceOf } from './books.ts';
import { readDimensionValues, readLedgerAccount } from './display-values.ts';
import { type FinanceRow, JOURNAL_HEADER } from './entity-types.ts';
import { InfologError } from './errors.ts';
import { saveHeader } from './headers.ts';
import { dateOf } from './instants.ts';
import { hasKey } from './keys.ts';
import { voucherNumber } from './lines.ts';
import { linesOf } from './rows.ts';

/**
 * Posts a journal as a person or a batch job would; no OData action does. Lines with the same voucher and date make a voucher.
 * @returns the numbers of the vouchers. @throws {InfologError} with nothing posted. @source dynamics.md §15.2 and §15.3, 2026-11
 */
export function postFinanceJournal(books: Books, dataAreaId: string, number: string): readonly string[] {
  const key = { dataAreaId, JournalBatchNumber: number };
  const header = books.store.state().headers.find((candidate) => hasKey(candidate, key));
  if (header === undefined) throw refusal(`There is no journal ${number} in company ${dataAreaId}.`);
  if (header.values['IsPosted'] === 'Yes') throw refusal(`Journal ${number} has already been posted.`);
  const lines = linesOf(header, books.store.state());
  if (lines.length === 0) throw refusal(`Journal ${number} has no lines.`);
  const vouchers = [...Map.groupBy(lines, voucherKey).values()].map((group) => toVoucher(books, header, group));
  for (const voucher of vouchers) books.ledger.book(voucher);
  saveHeader(books, books.store.touched({ ...header.values, IsPosted: 'Yes' }));
  books.store.commit();
  return vouchers.map((voucher) => voucher.voucherNumber);
}

/** @source dynamics.md §15.2, 2026-11 */
function voucherKey({ values }: FinanceRow): string {
  return `${values['Voucher']}|${dateOf(String(values['TransDate']))}`;
}

function toVoucher(books: Books, header: FinanceRow, group: readonly FinanceRow[]): NewLedgerVoucher {
  const first = group[0]?.values ?? {};
  const postingDate = dateOf(String(first['TransDate']));
  const sent = String(first['Voucher']);
  if (postingDate <= books.settings.closedTo) throw refusal(`Fiscal period for ${postingDate} is not open.`);
  const lines = group.flatMap((line) => toLedgerLines(books, line.values));
  const sum = lines.reduce((total, { amountMinor }) => total + amountMinor, 0);
  if (sum !== 0)
    throw refusal(`The transactions on voucher ${sent} do not balance as per ${postingDate}. (${sum / 100})`);
  return {
    system: 'finance',
    ledgerId: String(header.values['dataAreaId']),
    voucherNumber: postedNumber(books, header, sent),
    reference: referenceOf(header, group),
    postingDate,
    bookedAt: books.clock.now().toISOString(),
    lines,
    details: { journalBatchNumber: String(header.values['JournalBatchNumber']), sentVoucher: sent },
  };
}

/** A journal name with number allocation at posting replaces the voucher. @source dynamics.md §15.2, 2026-11 */
function postedNumber({ seed, store }: Books, header: FinanceRow, sent: string): string {
  const journalName = seed.journalNames.find(({ name }) => name === header.values['JournalName']);
  if (journalName?.allocatesAtPosting !== true) return sent;
  const lastVoucher = store.state().lastVoucher + 1;
  store.change({ lastVoucher });
  return voucherNumber(lastVoucher);
}

/** Where senders put their key, the line before the journal. @source dynamics.md §15.3, 2026-11 */
function referenceOf(header: FinanceRow, group: readonly FinanceRow[]): string {
  const ofLines = group.flatMap(({ values }) => [values['Document'], values['DocumentNum'], values['Invoice']]);
  const candidates = [...ofLines, header.values['IntegrationKey'], header.values['Description']];
  return candidates.map((text) => String(text ?? '')).find((text) => text !== '') ?? '';
}

function toLedgerLines(books: Books, values: FinanceRow['values']): LedgerLine[] {
  const amountMinor = Number(values['DebitAmount']) - Number(values['CreditAmount']);
  const line = toLedgerLine(books, values, { type: values['AccountType'], account: values['AccountDisplayValue'] });
  const offset = { type: values['OffsetAccountType'], account: values['OffsetAccountDisplayValue'] };
  if (offset.account === '') return [{ ...line, amountMinor }];
  return [
    { ...line, amountMinor },
    { ...toLedgerLine(books, values, offset), amountMinor: -amountMinor },
  ];
}

function toLedgerLine(
  books: Books,
  values: FinanceRow['values'],
  { type, account }: { readonly type: unknown; readonly account: unknown },
): Omit<LedgerLine, 'amountMinor'> {
  const source = sourceOf(books);
  const text = String(values['Text']);
  const details = { lineNumber: String(values['LineNumber']), documentNum: String(values['DocumentNum']) };
  const defaults = readDimensionValues(String(values['DefaultDimensionDisplayValue']), source);
  const dimensions = 'problem' in defaults ? {} : defaults.dimensions;
  if (type === 'Vend') {
    return { account: books.seed.payablesAccount, dimensions, text, details: { ...details, vendor: String(account) } };
  }
  const read = readLedgerAccount(String(account), source);
  if ('problem' in read) throw refusal(read.problem);
  return { account: read.account, dimensions: { ...dimensions, ...read.dimensions }, text, details };
}

function refusal(infolog: string): InfologError {
  return new InfologError(JOURNAL_HEADER, infolog);
}
