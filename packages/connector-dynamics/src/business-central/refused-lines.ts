import type { EntryFailure, ErrorCode, SyncError, VoucherReference } from '@bilag/core';
import { type Refusal, refusalOf } from './business-central-errors.ts';
import type { PlannedLine, PlannedVoucher } from './business-central-mapping.ts';

/** Vouchers that Business Central refuses, and why. */
export type Faults = ReadonlyMap<VoucherReference, EntryFailure>;

/** Codes by which Business Central refuses data; any other refusal is not the line's fault. */
const dataCodes: ReadonlySet<string> = new Set([
  'Internal_InvalidTableRelation',
  'Application_FieldValidationException',
  'Application_DialogException',
]);

/**
 * Why one line was refused, when its own request was.
 * @source dynamics.md §6.6 and §9.2, 2026-11: the messages in English.
 */
export function failureOfLine(error: SyncError, field: string): EntryFailure {
  const code = meaningOf(refusalOf(error));
  return {
    code,
    message: error.message,
    field: code === 'ERP_UNKNOWN_LEDGER_ACCOUNT' ? `${field}.ledgerAccount` : field,
  };
}

/**
 * Which vouchers a refused posting names, by line number, document number, account or dimension value; the only voucher of a batch is always
 * meant. Empty when the text names none: then the batch has to be narrowed down.
 */
export function faultsOfPosting(error: SyncError, batch: readonly PlannedVoucher[]): Faults {
  const refusal = refusalOf(error);
  if (refusal === undefined || !dataCodes.has(refusal.code) || isSetUpRefusal(error)) return new Map();
  const code = meaningOf(refusal);
  const named = batch.flatMap(({ reference, lines }) => {
    const line = lines.find((it) => isNamed(it, refusal.text));
    return line === undefined ? [] : [{ reference, line }];
  });
  // A closed period is closed for every voucher of that date.
  const dates = new Set(code === 'ERP_PERIOD_CLOSED' ? named.map(({ line }) => line.postingDate) : []);
  const sameDate = batch
    .filter(({ lines }) => dates.has(lines[0]?.postingDate ?? ''))
    .map(({ reference }) => reference);
  const [only, ...others] = batch;
  const alone = only !== undefined && others.length === 0 ? [only.reference] : [];
  const faults = new Map<VoucherReference, EntryFailure>();
  for (const reference of [...sameDate, ...alone]) faults.set(reference, { code, message: error.message });
  for (const { reference, line } of named) faults.set(reference, failureOfLine(error, line.field));
  return faults;
}

/**
 * Whether posting is refused by how the company is set up, whatever the vouchers are: narrowing the batch down would find no culprit.
 * @source dynamics.md §8.3, 2026-11
 */
export function isSetUpRefusal(error: SyncError): boolean {
  const refusal = refusalOf(error);
  if (refusal?.code !== 'Application_DialogException') return false;
  return /restricted|may not enter numbers manually/i.test(refusal.text);
}

function meaningOf(refusal: Refusal | undefined): ErrorCode {
  if (refusal === undefined || !dataCodes.has(refusal.code)) return 'ERP_REFUSED';
  const { text } = refusal;
  if (/allowed posting dates/i.test(text)) return 'ERP_PERIOD_CLOSED';
  if (/dimension/i.test(text)) return 'ERP_UNKNOWN_DIMENSION_VALUE';
  if (/G\/L Account|Account No\.|accountNumber|account values|Vendor/i.test(text)) return 'ERP_UNKNOWN_LEDGER_ACCOUNT';
  return 'ERP_REFUSED';
}

function isNamed(line: PlannedLine, text: string): boolean {
  const number =
    /Line No\.\s*=\s*'?([\d.,\u00a0]*\d)/.exec(text)?.[1] ?? /Gen\. Journal Line [^,]*, [^,]*, (\d+) /.exec(text)?.[1];
  if (number !== undefined) return Number(number.replace(/\D/g, '')) === line.lineNumber;
  const document = /Document No\. (\S+) is out of balance/.exec(text)?.[1];
  if (document !== undefined) return document === line.documentNumber;
  const account = /G\/L Account: No\.\s*=\s*'?([^\s'.]+)/.exec(text)?.[1];
  if (account !== undefined) return account === line.accountNumber;
  return line.dimensions.some(({ code, valueCode }) => text.includes(`${code} - ${valueCode} is blocked`));
}
