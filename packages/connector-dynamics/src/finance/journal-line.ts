import { type FoundLine, SyncError } from '@bilag/core';
import { amountField, type Row, textField } from '../exact-json.ts';
import { readDisplayValue } from './account-format.ts';
import { lineNumbersPerVoucher } from './finance-mapping.ts';
import type { FinanceSettings } from './finance-settings.ts';

/** What is read of a line. */
export const lineFields: readonly string[] = (
  'dataAreaId JournalBatchNumber LineNumber AccountType AccountDisplayValue OffsetAccountType OffsetAccountDisplayValue ' +
  'DefaultDimensionDisplayValue DebitAmount CreditAmount CurrencyCode TransDate Voucher Document SalesTaxGroup ItemSalesTaxGroup'
).split(' ');

/** Where a line stands and whose it is: what is known of every line. */
export interface LineHead {
  readonly journalNumber: string;
  /** As the server writes it, for its address. */
  readonly key: string;
  readonly lineNumber: number;
  /** In capitals, as the server takes texts that differ in that for equal. */
  readonly document: string;
  readonly voucher: string;
  readonly etag: string | undefined;
}

/** A line that is there, and of which the rest makes no sense, such as an account with more parts than the settings say. */
export interface UnreadableLine extends LineHead {
  readonly fault: SyncError;
}

/** A journal line as Finance & Operations has it. */
export interface JournalLineRow extends LineHead {
  readonly fault: undefined;
  readonly accountType: string;
  readonly currency: string;
  readonly postingDate: string;
  readonly hasOffset: boolean;
  /** What it comes to in the ledger: one entry, and its counterpart where an offset account stands on the line. */
  readonly entries: readonly FoundLine[];
  /** The account as it stands on the line: for a vendor the vendor. */
  readonly account: string;
  readonly amountMinor: bigint;
  /** Sales tax group and item sales tax group, with a slash between; absent where VAT is not figured. */
  readonly taxCode: string | undefined;
}

/** What a list of lines holds: one that cannot be read says nothing about the others. */
export type LineRow = JournalLineRow | UnreadableLine;

/** Reads a line as far as it goes. @throws {SyncError} `ERP_REPLY_UNREADABLE` when not even its journal and its number can be told. */
export function readJournalLine(row: Row, settings: FinanceSettings): LineRow {
  const key = textField(row, 'LineNumber');
  const head: LineHead = {
    journalNumber: textField(row, 'JournalBatchNumber'),
    key,
    lineNumber: Number(key),
    document: optionalText(row, 'Document').trim().toUpperCase(),
    voucher: optionalText(row, 'Voucher'),
    etag: optionalText(row, '@odata.etag') || undefined,
  };
  try {
    return { ...head, fault: undefined, ...restOf(row, settings) };
  } catch (error) {
    if (error instanceof SyncError) return { ...head, fault: error };
    throw error;
  }
}

/** Whether the line could be read to its end. */
export function isReadable(line: LineRow): line is JournalLineRow {
  return line.fault === undefined;
}

/** The lines, if every one could be read. @throws {SyncError} `ERP_REPLY_UNREADABLE`. */
export function allReadable(lines: readonly LineRow[]): readonly JournalLineRow[] {
  return lines.map((line) => {
    if (line.fault !== undefined) throw line.fault;
    return line;
  });
}

function restOf(row: Row, settings: FinanceSettings): Omit<JournalLineRow, keyof UnreadableLine> {
  const accountType = optionalText(row, 'AccountType') || 'Ledger';
  const account = textField(row, 'AccountDisplayValue');
  const amountMinor = amountOf(row, settings);
  const offset = optionalText(row, 'OffsetAccountDisplayValue');
  const defaults = dimensionsOf(optionalText(row, 'DefaultDimensionDisplayValue'), settings);
  const entry = entryOf(accountType, account, defaults, settings);
  const counterpart = entryOf(optionalText(row, 'OffsetAccountType') || 'Ledger', offset, defaults, settings);
  return {
    accountType,
    currency: optionalText(row, 'CurrencyCode'),
    postingDate: optionalText(row, 'TransDate').slice(0, 10),
    hasOffset: offset !== '',
    entries: [{ ...entry, amountMinor }, ...(offset === '' ? [] : [{ ...counterpart, amountMinor: -amountMinor }])],
    account: accountType === 'Ledger' ? entry.ledgerAccount : account,
    amountMinor,
    taxCode: taxCodeOf(row),
  };
}

/** A line's place in its voucher by our numbering, from 1 on; anything else for a line that is not numbered by us. */
export function placeInVoucher({ lineNumber }: LineHead): number {
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

/**
 * One group alone, such as that of a vendor or an account, is no VAT code.
 * @source https://learn.microsoft.com/dynamicsax-2012/appuser-itpro/setting-up-sales-tax-groups-and-item-sales-tax-groups, read 2026-11: sales tax is figured
 *   only where a transaction has both groups, by the codes that are in both
 */
function taxCodeOf(row: Row): string | undefined {
  const groups = [optionalText(row, 'SalesTaxGroup').trim(), optionalText(row, 'ItemSalesTaxGroup').trim()];
  return groups.includes('') ? undefined : groups.join('/');
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
