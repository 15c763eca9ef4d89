import { formatMoney, type JournalLine, SyncError, type Voucher, type VoucherReference } from '@bilag/core';
import type { BusinessCentralSettings } from './business-central-settings.ts';

/** A dimension value that a journal line has to have. */
export interface PlannedDimension {
  readonly code: string;
  readonly valueCode: string;
  /** The body of its request, verbatim. */
  readonly json: string;
  /** Where it comes from, as a path in the voucher. */
  readonly field: string;
}

/** One journal line as Business Central has to have it. */
export interface PlannedLine {
  readonly lineNumber: number;
  readonly accountType: 'G/L Account' | 'Vendor';
  readonly accountNumber: string;
  readonly documentNumber: string;
  readonly postingDate: string;
  readonly amountMinor: bigint;
  readonly taxCode: string | undefined;
  /** The text, cut to what fits. */
  readonly description: string;
  readonly dimensions: readonly PlannedDimension[];
  /** The body of its request, verbatim. */
  readonly json: string;
  /** Where it comes from, as a path in the voucher. */
  readonly field: string;
}

/** A voucher as journal lines, and the bytes that are shown for it before it is sent. */
export interface PlannedVoucher {
  readonly reference: VoucherReference;
  readonly voucher: Voucher;
  readonly lines: readonly PlannedLine[];
  /** Holds every body verbatim. */
  readonly payload: string;
}

/** Most lines of one voucher: their line numbers share the voucher's number. */
const maxLinesPerVoucher = 999;

/** Line numbers are 32-bit; two vouchers of one journal would have to be two million apart to collide, and that is refused. */
const voucherNumbers = 2_000_000;

/** @source dynamics.md §6.2, 2026-11 */
const maxDescriptionChars = 100;

/**
 * The journal lines of a voucher; pure, and equal for equal vouchers, whatever batch they travel in.
 * @throws {SyncError} `VOUCHER_TOO_LARGE`; `CURRENCY_MISMATCH` for anything but the company's currency; `INVALID_SETTINGS` for an axis without a dimension
 *   or a vendor without a summary account; `ERP_UNKNOWN_LEDGER_ACCOUNT` for a vendor on another account than that.
 */
export function planVoucher(voucher: Voucher, settings: BusinessCentralSettings): PlannedVoucher {
  const { reference, currency } = voucher;
  if (voucher.lines.length > maxLinesPerVoucher) {
    throw new SyncError('VOUCHER_TOO_LARGE', `Business Central takes ${maxLinesPerVoucher} lines of one voucher.`);
  }
  if (currency !== settings.currency) {
    const message = `A journal is kept in the company’s currency: ${settings.currency}, not ${currency}.`;
    throw new SyncError('CURRENCY_MISMATCH', message, { field: 'currency' });
  }
  // Debits first: a posting's running sum is zero after its last line only, by which copies are told apart.
  const ordered = voucher.lines
    .map((line, at) => ({ line, field: `lines[${at}]` }))
    .toSorted((a, b) => Number(a.line.amount.minor < 0n) - Number(b.line.amount.minor < 0n));
  const first = (voucher.voucherNumber % voucherNumbers) * (maxLinesPerVoucher + 1) + 1;
  const lines = ordered.map(({ line, field }, at) => planLine(voucher, line, first + at, field, settings));
  const texts = lines.map(
    (it) => `{"line":${it.json},"dimensions":[${it.dimensions.map(({ json }) => json).join(',')}]}`,
  );
  return { reference, voucher, lines, payload: `{"journalLines":[${texts.join(',')}]}` };
}

function planLine(
  { reference, postingDate }: Voucher,
  line: JournalLine,
  lineNumber: number,
  field: string,
  settings: BusinessCentralSettings,
): PlannedLine {
  const { accountType, accountNumber } = accountOf(line, field, settings);
  const description = shortened(line.text);
  // Business Central validates in the order sent: the account type would clear an account number before it.
  const json = `{${[
    `"lineNumber":${lineNumber}`,
    `"accountType":${JSON.stringify(accountType)}`,
    `"accountNumber":${JSON.stringify(accountNumber)}`,
    `"postingDate":"${postingDate}"`,
    `"documentNumber":"${reference}"`,
    `"externalDocumentNumber":"${reference}"`,
    `"amount":${formatMoney(line.amount)}`,
    `"description":${JSON.stringify(description)}`,
    ...(line.taxCode === undefined ? [] : [`"taxCode":${JSON.stringify(line.taxCode)}`]),
  ].join(',')}}`;
  return {
    lineNumber,
    accountType,
    accountNumber,
    documentNumber: reference,
    postingDate,
    amountMinor: line.amount.minor,
    taxCode: line.taxCode,
    description,
    dimensions: planDimensions(line, field, settings),
    json,
    field,
  };
}

/**
 * A payee's own account is a vendor. Its posting group says which ledger account it shows on, and the API does not tell that one, so the settings have to.
 * @source dynamics.md §6.4 and §6.5, 2026-11
 */
function accountOf({ ledgerAccount, subledger }: JournalLine, field: string, settings: BusinessCentralSettings) {
  if (subledger === undefined) return { accountType: 'G/L Account', accountNumber: ledgerAccount } as const;
  const { payablesAccount } = settings;
  if (payablesAccount === undefined) {
    const message = 'The settings do not say which ledger account vendors are summed up on.';
    throw new SyncError('INVALID_SETTINGS', message, { field: 'payablesAccount' });
  }
  if (storedCode(ledgerAccount) !== storedCode(payablesAccount)) {
    const message = 'A payee who is a vendor is booked on the summary account of vendors, and on no other.';
    throw new SyncError('ERP_UNKNOWN_LEDGER_ACCOUNT', message, { field: `${field}.ledgerAccount` });
  }
  return { accountType: 'Vendor', accountNumber: subledger } as const;
}

function planDimensions(line: JournalLine, field: string, { dimensions }: BusinessCentralSettings) {
  return Object.entries(line.dimensions).map(([axis, valueCode]): PlannedDimension => {
    const code = Object.hasOwn(dimensions, axis) ? dimensions[axis] : undefined;
    if (code === undefined) {
      const message = `The settings name no dimension of Business Central for «${axis}».`;
      throw new SyncError('INVALID_SETTINGS', message, { field: `dimensions.${axis}` });
    }
    const json = `{"code":${JSON.stringify(code)},"valueCode":${JSON.stringify(valueCode)}}`;
    return { code, valueCode, json, field: `${field}.dimensions.${axis}` };
  });
}

/** Cut to length without leaving half of a character. */
function shortened(text: string): string {
  return text.slice(0, maxDescriptionChars).replace(/[\uD800-\uDBFF]$/, '');
}

/** A code as Business Central stores it. @source dynamics.md §4.2, 2026-11: upper-case and trimmed. */
export function storedCode(code: string): string {
  return code.trim().toUpperCase();
}
