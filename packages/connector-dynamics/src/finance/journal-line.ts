import { type FoundLine, SyncError } from '@bilag/core';
import { amountField, type Row, textField } from '../exact-json.ts';
import { readDisplayValue } from './account-format.ts';
import { lineNumbersPerVoucher, type PlannedLine } from './finance-mapping.ts';
import type { FinanceSettings } from './finance-settings.ts';

/** What is read of a line. */
export const lineFields: readonly string[] = (
  'dataAreaId JournalBatchNumber LineNumber AccountType AccountDisplayValue OffsetAccountType OffsetAccountDisplayValue ' +
  'DefaultDimensionDisplayValue DebitAmount CreditAmount CurrencyCode TransDate Voucher Document'
).split(' ');

/** A journal line as Finance & Operations has it. */
export interface JournalLineRow {
  readonly journalNumber: string;
  /** As the server writes it, for its address. */
  readonly key: string;
  readonly lineNumber: number;
  readonly document: string;
  readonly voucher: string;
  readonly accountType: string;
  readonly currency: string;
  readonly postingDate: string;
  readonly hasOffset: boolean;
  /** What it comes to in the ledger: one entry, and its counterpart where an offset account stands on the line. */
  readonly entries: readonly FoundLine[];
  /** The account as it stands on the line: for a vendor the vendor. */
  readonly account: string;
  readonly amountMinor: bigint;
  readonly etag: string | undefined;
}

/** @throws {SyncError} `ERP_REPLY_UNREADABLE`. */
export function readJournalLine(row: Row, settings: FinanceSettings): JournalLineRow {
  const key = textField(row, 'LineNumber');
  const accountType = optionalText(row, 'AccountType') || 'Ledger';
  const account = textField(row, 'AccountDisplayValue');
  const amountMinor = amountOf(row, settings);
  const offset = optionalText(row, 'OffsetAccountDisplayValue');
  const defaults = dimensionsOf(optionalText(row, 'DefaultDimensionDisplayValue'), settings);
  const entry = entryOf(accountType, account, defaults, settings);
  const counterpart = entryOf(optionalText(row, 'OffsetAccountType') || 'Ledger', offset, defaults, settings);
  return {
    journalNumber: textField(row, 'JournalBatchNumber'),
    key,
    lineNumber: Number(key),
    document: optionalText(row, 'Document'),
    voucher: optionalText(row, 'Voucher'),
    accountType,
    currency: optionalText(row, 'CurrencyCode'),
    postingDate: optionalText(row, 'TransDate').slice(0, 10),
    hasOffset: offset !== '',
    entries: [{ ...entry, amountMinor }, ...(offset === '' ? [] : [{ ...counterpart, amountMinor: -amountMinor }])],
    account: accountType === 'Ledger' ? entry.ledgerAccount : account,
    amountMinor,
    etag: optionalText(row, '@odata.etag') || undefined,
  };
}

/** How a line differs from what was sent, or `undefined`. Dimension values that the ERP added on other axes are no difference. */
export function differenceOf(
  planned: PlannedLine,
  found: JournalLineRow,
  { currency }: FinanceSettings,
): string | undefined {
  if (found.hasOffset) return 'it has got an offset account, which the journal name must not bring along';
  if (found.accountType !== planned.accountType) return 'the account type differs';
  if (!isSameCode(found.account, planned.account)) return 'the account differs';
  if (found.amountMinor !== planned.amountMinor) return 'the amount differs';
  if (found.currency !== currency) return 'the currency differs';
  if (found.postingDate !== planned.postingDate) return 'the date differs';
  const dimensions = found.entries[0]?.dimensions ?? {};
  const axis = Object.keys(planned.dimensions).find(
    (it) => !isSameCode(dimensions[it] ?? '', planned.dimensions[it] ?? ''),
  );
  return axis === undefined ? undefined : `its value on the axis ${axis} differs`;
}

/** A line's place in its voucher by our numbering, from 1 on; anything else for a line that is not numbered by us. */
export function placeInVoucher({ lineNumber }: JournalLineRow): number {
  return lineNumber % lineNumbersPerVoucher;
}

function entryOf(
  accountType: string,
  account: string,
  defaults: FoundLine['dimensions'],
  { accountFormat, payablesAccount }: FinanceSettings,
): Omit<FoundLine, 'amountMinor'> {
  if (accountType !== 'Ledger') {
    // The line does not say which main account a vendor is summed up on, so the settings do.
    return { ledgerAccount: accountType === 'Vend' ? (payablesAccount ?? account) : account, dimensions: defaults };
  }
  const read = readDisplayValue(account, accountFormat);
  return { ledgerAccount: read.account, dimensions: { ...defaults, ...read.dimensions } };
}

function dimensionsOf(text: string, { defaultDimensionFormat }: FinanceSettings): FoundLine['dimensions'] {
  return text === '' ? {} : readDisplayValue(text, defaultDimensionFormat).dimensions;
}

/** Debit minus credit; the side that is empty may be left out. */
function amountOf(row: Row, { currency }: FinanceSettings): bigint {
  const sides = ['DebitAmount', 'CreditAmount'].map((name) =>
    row[name] === undefined || row[name] === null ? undefined : amountField(row, name, currency),
  );
  const [debit, credit] = sides;
  if (debit !== undefined || credit !== undefined) return (debit ?? 0n) - (credit ?? 0n);
  throw new SyncError('ERP_REPLY_UNREADABLE', 'Finance & Operations answered a journal line without an amount.');
}

/** A text that may be missing. */
export function optionalText(row: Row, name: string): string {
  const value = row[name];
  return typeof value === 'string' ? value : '';
}

function isSameCode(a: string, b: string): boolean {
  return a.toUpperCase() === b.toUpperCase();
}
