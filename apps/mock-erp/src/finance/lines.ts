import { type Books, sourceOf } from './books.ts';
import { type FinanceRow, type FinanceValue, JOURNAL_LINE, NO_INSTANT } from './entity-types.ts';
import { InfologError } from './errors.ts';
import { withoutFraction } from './instants.ts';
import { hasKey, keyOf } from './keys.ts';
import { checkLine } from './line-checks.ts';
import { linesOf, withLine } from './rows.ts';
import type { FinanceSettings } from './settings.ts';

/** Adds a line to a journal. An existing line number is refused. @source dynamics.md §15.2 and §15.3, 2026-11 */
export function createLine(books: Books, dataAreaId: string, fields: FinanceRow['values']): FinanceRow {
  const { store } = books;
  const header = openHeader(books, dataAreaId, fields['JournalBatchNumber'] ?? '');
  const others = linesOf(header, store.state());
  const lineNumber = fields['LineNumber'] ?? Number(others.at(-1)?.values['LineNumber'] ?? 0) + 1;
  const voucher = fields['Voucher'] ?? nextVoucher(books, others);
  const { JournalBatchNumber = '' } = header.values;
  const key = { dataAreaId, JournalBatchNumber, LineNumber: lineNumber };
  if (others.some(({ values }) => values['LineNumber'] === lineNumber)) throw alreadyExists(key);
  const taxed = { ...fields, ...salesTaxGroups(fields, books.settings) };
  const line = store.touched({ ...emptyLine(books, dataAreaId), ...taxed, ...key, Voucher: voucher });
  checkLine(line.values, sourceOf(books));
  store.change({ lines: withLine(store.state().lines, line) });
  return line;
}

/** Changes a line; its key stays. */
export function updateLine(books: Books, before: FinanceRow, fields: FinanceRow['values']): FinanceRow {
  openHeaderOf(books, before);
  const key = keyOf(before, JOURNAL_LINE);
  const line = books.store.touched({ ...before.values, ...fields, ...key });
  checkLine(line.values, sourceOf(books));
  const { store } = books;
  store.change({ lines: store.state().lines.map((other) => (hasKey(other, key) ? line : other)) });
  return line;
}

/** Takes a line out of its journal. */
export function deleteLine(books: Books, line: FinanceRow): void {
  openHeaderOf(books, line);
  const key = keyOf(line, JOURNAL_LINE);
  const { store } = books;
  store.change({ lines: store.state().lines.filter((other) => !hasKey(other, key)) });
}

function emptyLine({ seed, clock }: Books, dataAreaId: string): FinanceRow['values'] {
  const texts = Object.entries(JOURNAL_LINE.fields).filter(([, { kind }]) => kind === 'text');
  return {
    ...Object.fromEntries(texts.map(([name]) => [name, ''])),
    AccountType: 'Ledger',
    OffsetAccountType: 'Ledger',
    DebitAmount: 0,
    CreditAmount: 0,
    CurrencyCode: seed.currency,
    ExchRate: 100,
    TransDate: withoutFraction(clock.now()),
    DocumentDate: NO_INSTANT,
    ReverseEntry: 'No',
    ReverseDate: NO_INSTANT,
    Company: dataAreaId,
  };
}

/** The groups that a new line gets otherwise than they were sent. */
function salesTaxGroups(fields: FinanceRow['values'], { salesTaxGroups: how }: FinanceSettings): FinanceRow['values'] {
  if (how === 'dropped') return { SalesTaxGroup: '', ItemSalesTaxGroup: '' };
  const hasSome = [fields['SalesTaxGroup'], fields['ItemSalesTaxGroup']].some((it) => it !== undefined && it !== '');
  return how === 'kept' || hasSome ? {} : { SalesTaxGroup: 'INN', ItemSalesTaxGroup: 'HOY' };
}

/** The voucher of the line before goes on until it balances; then the next number of the series. */
function nextVoucher({ store }: Books, others: readonly FinanceRow[]): FinanceValue {
  const last = others.at(-1)?.values['Voucher'] ?? '';
  const open = others.filter(({ values }) => values['Voucher'] === last && values['OffsetAccountDisplayValue'] === '');
  const sum = open.reduce(
    (total, { values }) => total + Number(values['DebitAmount']) - Number(values['CreditAmount']),
    0,
  );
  if (last !== '' && sum !== 0) return last;
  const lastVoucher = store.state().lastVoucher + 1;
  store.change({ lastVoucher });
  return voucherNumber(lastVoucher);
}

/** A number of the voucher series; its form is invented. */
export function voucherNumber(number: number): string {
  return `GJ${String(number).padStart(6, '0')}`;
}

function openHeaderOf(books: Books, { values }: FinanceRow): void {
  openHeader(books, values['dataAreaId'] ?? '', values['JournalBatchNumber'] ?? '');
}

function openHeader({ store }: Books, dataAreaId: FinanceValue, number: FinanceValue): FinanceRow {
  const key = { dataAreaId, JournalBatchNumber: number };
  const header = store.state().headers.find((candidate) => hasKey(candidate, key));
  if (header === undefined) {
    const table = 'Ledger journal table';
    throw refusal(`The value '${number}' in field 'Journal batch number' is not found in related table '${table}'.`);
  }
  if (header.values['IsPosted'] === 'Yes') throw refusal(`Journal ${number} has already been posted.`);
  return header;
}

/** @source dynamics.md §15.3, 2026-11 */
function alreadyExists(key: FinanceRow['values']): InfologError {
  const { JournalBatchNumber, LineNumber } = key;
  return refusal(
    `Cannot create a record in Ledger journal lines (LedgerJournalTrans). Journal batch number: ${JournalBatchNumber}, ` +
      `${LineNumber}. The record already exists..`,
  );
}

function refusal(infolog: string): InfologError {
  return new InfologError(JOURNAL_LINE, infolog);
}
