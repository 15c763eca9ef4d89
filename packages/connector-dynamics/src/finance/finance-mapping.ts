import { formatMoney, type JournalLine, SyncError, type Voucher, type VoucherReference } from '@bilag/core';
import { type DimensionedAccount, displayValueOf } from './account-format.ts';
import { taxCodePattern } from './config-schema.ts';
import type { FinanceSettings } from './finance-settings.ts';

/** One journal line as Finance & Operations has to have it. */
export interface PlannedLine {
  readonly lineNumber: number;
  readonly accountType: 'Ledger' | 'Vend';
  /** The main account, or the vendor. */
  readonly account: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly postingDate: string;
  /** Debit positive. */
  readonly amountMinor: bigint;
  /** Sales tax group and item sales tax group, with a slash between. */
  readonly taxCode: string | undefined;
  /** The body of its request, verbatim but for the company and the journal, which are put in front. */
  readonly json: string;
  /** The line's text, before it is cut to length. */
  readonly text: string;
  /** Where it comes from, as a path in the voucher. */
  readonly field: string;
}

/** A voucher as journal lines, and the bytes that are shown for it before it is sent. */
export interface PlannedVoucher {
  readonly reference: VoucherReference;
  readonly lines: readonly PlannedLine[];
  /** Holds every body verbatim. */
  readonly payload: string;
}

/** Line numbers are the voucher's number times this, and the line's place in it; so most lines of one voucher are one less. */
export const lineNumbersPerVoucher = 1_000;

/** Two vouchers of one journal would have to be two million apart to share line numbers, and that is refused. */
const voucherNumbers = 2_000_000;

/** @source dynamics.md §15.2, read 2026-11: lengths vary by version; this is the shortest that is known. */
export const maxTextChars = 60;

/**
 * The journal lines of a voucher, debits first; pure, and equal for equal vouchers, whatever batch they travel in.
 * @throws {SyncError} `VOUCHER_TOO_LARGE`; `CURRENCY_MISMATCH`; `INVALID_SETTINGS` for an axis without a dimension or a vendor without a summary account;
 *   `ERP_UNKNOWN_LEDGER_ACCOUNT`, `ERP_UNKNOWN_DIMENSION_VALUE` or `ERP_UNKNOWN_TAX_CODE` for a code that cannot be written here.
 */
export function planVoucher(voucher: Voucher, settings: FinanceSettings): PlannedVoucher {
  const { reference, currency } = voucher;
  if (voucher.lines.length >= lineNumbersPerVoucher) {
    const message = `Finance & Operations takes ${lineNumbersPerVoucher - 1} lines of one voucher.`;
    throw new SyncError('VOUCHER_TOO_LARGE', message);
  }
  if (currency !== settings.currency) {
    const message = `The settings say that vouchers are in ${settings.currency}, not in ${currency}.`;
    throw new SyncError('CURRENCY_MISMATCH', message, { field: 'currency' });
  }
  // Debits first: what a broken-off call leaves of a voucher then begins with debits, and its running sum is zero after its last line only.
  const ordered = voucher.lines
    .map((line, at) => ({ line, field: `lines[${at}]` }))
    .toSorted((a, b) => Number(a.line.amount.minor < 0n) - Number(b.line.amount.minor < 0n));
  const first = (voucher.voucherNumber % voucherNumbers) * lineNumbersPerVoucher + 1;
  const lines = ordered.map(({ line, field }, at) => planLine(voucher, line, first + at, field, settings));
  const payload = `{"LedgerJournalLines":[${lines.map(({ json }) => json).join(',')}]}`;
  return { reference, lines, payload };
}

/** The body of a line's request: company and journal, and the line as it was previewed. */
export function bodyOfLine({ json }: PlannedLine, company: string, journalNumber: string): string {
  const where = `"dataAreaId":${JSON.stringify(company)},"JournalBatchNumber":${JSON.stringify(journalNumber)}`;
  return `{${where},${json.slice(1)}`;
}

function planLine(
  { reference, postingDate }: Voucher,
  line: JournalLine,
  lineNumber: number,
  field: string,
  settings: FinanceSettings,
): PlannedLine {
  checkDimensions(line, field, settings);
  const vendor = line.subledger === undefined ? undefined : vendorOf(line, line.subledger, field, settings);
  const account = { account: vendor ?? line.ledgerAccount, dimensions: line.dimensions };
  const side = line.amount.minor < 0n ? 'CreditAmount' : 'DebitAmount';
  const json = `{${[
    `"LineNumber":${lineNumber}`,
    ...(vendor === undefined ? ledgerFields(account, field, settings) : vendorFields(account, settings)),
    `"${side}":${formatMoney(line.amount).replace('-', '')}`,
    `"CurrencyCode":"${settings.currency}"`,
    // Noon, so that no time zone moves it to another day.
    `"TransDate":"${postingDate}T12:00:00Z"`,
    // Lines with the same voucher and date belong together; the reference keeps vouchers apart whatever the journal's number series is.
    `"Voucher":"${reference}"`,
    `"Text":${JSON.stringify(shortened(line.text))}`,
    `"Document":"${reference}"`,
    ...taxFields(line, field),
  ].join(',')}}`;
  const accountType = vendor === undefined ? 'Ledger' : 'Vend';
  return {
    lineNumber,
    accountType,
    ...account,
    postingDate,
    amountMinor: line.amount.minor,
    taxCode: line.taxCode,
    json,
    text: line.text,
    field,
  };
}

function ledgerFields(account: DimensionedAccount, field: string, { accountFormat }: FinanceSettings) {
  if (account.account.includes(accountFormat.delimiter) || account.account !== account.account.trim()) {
    const message = 'A main account must not contain the delimiter of account display values, or begin or end blank.';
    throw new SyncError('ERP_UNKNOWN_LEDGER_ACCOUNT', message, { field: `${field}.ledgerAccount` });
  }
  return ['"AccountType":"Ledger"', `"AccountDisplayValue":${JSON.stringify(displayValueOf(account, accountFormat))}`];
}

/** Dimensions of a vendor stand by themselves; its account is the vendor alone. */
function vendorFields(account: DimensionedAccount, { defaultDimensionFormat }: FinanceSettings) {
  const dimensions = displayValueOf(account, defaultDimensionFormat);
  return [
    '"AccountType":"Vend"',
    `"AccountDisplayValue":${JSON.stringify(account.account)}`,
    ...(Object.keys(account.dimensions).length === 0
      ? []
      : [`"DefaultDimensionDisplayValue":${JSON.stringify(dimensions)}`]),
  ];
}

/** A payee's own account is a vendor; its posting profile says which main account it stands for, so the settings have to know that one. */
function vendorOf(line: JournalLine, vendor: string, field: string, { payablesAccount }: FinanceSettings): string {
  if (payablesAccount === undefined) {
    const message = 'The settings do not say which main account vendors are summed up on.';
    throw new SyncError('INVALID_SETTINGS', message, { field: 'payablesAccount' });
  }
  if (line.ledgerAccount !== payablesAccount) {
    const message = 'A payee who is a vendor is booked on the summary account of vendors, and on no other.';
    throw new SyncError('ERP_UNKNOWN_LEDGER_ACCOUNT', message, { field: `${field}.ledgerAccount` });
  }
  return vendor;
}

function checkDimensions(line: JournalLine, field: string, { dimensions, accountFormat }: FinanceSettings): void {
  for (const [axis, value] of Object.entries(line.dimensions)) {
    if (!Object.hasOwn(dimensions, axis)) {
      const message = `The settings name no financial dimension for «${axis}».`;
      throw new SyncError('INVALID_SETTINGS', message, { field: `dimensions.${axis}` });
    }
    if (value.includes(accountFormat.delimiter) || value !== value.trim()) {
      const message =
        'A dimension value must not contain the delimiter of account display values, or begin or end blank.';
      throw new SyncError('ERP_UNKNOWN_DIMENSION_VALUE', message, { field: `${field}.dimensions.${axis}` });
    }
  }
}

function taxFields({ taxCode }: JournalLine, field: string): readonly string[] {
  if (taxCode === undefined) return [];
  const [, group, itemGroup] = new RegExp(taxCodePattern, 'u').exec(taxCode) ?? [];
  if (group === undefined || itemGroup === undefined) {
    const message = 'A VAT code is a sales tax group and an item sales tax group here, with a slash between.';
    throw new SyncError('ERP_UNKNOWN_TAX_CODE', message, { field: `${field}.taxCode` });
  }
  return [`"SalesTaxGroup":${JSON.stringify(group)}`, `"ItemSalesTaxGroup":${JSON.stringify(itemGroup)}`];
}

/** Cut to length without leaving half of a character. */
function shortened(text: string): string {
  return text.length <= maxTextChars ? text : text.slice(0, maxTextChars).replace(/[\uD800-\uDBFF]$/, '');
}
