import type { EntryFailure, ErrorCode, SyncError, VoucherReference } from '@bilag/core';
import { type Refusal, refusalOf } from './business-central-errors.ts';
import {
  type PlannedDimension,
  type PlannedLine,
  type PlannedVoucher,
  storedCode,
} from './business-central-mapping.ts';
import { failureOf } from './post-outcomes.ts';

/** Vouchers that Business Central refuses, and why. */
export type Faults = ReadonlyMap<VoucherReference, EntryFailure>;

/** Codes by which Business Central refuses data; any other refusal is not the line's fault. */
const dataCodes: ReadonlySet<string> = new Set([
  'Internal_InvalidTableRelation',
  'Application_FieldValidationException',
  'Application_DialogException',
  'Internal_RecordNotFound',
  'Internal_DataNotFoundFilter',
]);

/**
 * Why one line, or one of its dimensions, was refused when its own request was.
 * @source dynamics.md §6.6 and §9.2, 2026-11: the messages in English.
 */
export function failureOfLine(error: SyncError, line: PlannedLine, dimension?: PlannedDimension): EntryFailure {
  const refusal = refusalOf(error);
  const code = meaningOf(refusal, line, dimension);
  return { ...failureOf(error, code), field: fieldOf(code, refusal?.text ?? '', line, dimension) };
}

/**
 * Which vouchers a refused posting names, by line number, document number, account, vendor or dimension value; the only voucher of a batch is
 * always meant. Empty when the text names none: then the batch has to be narrowed down.
 */
export function faultsOfPosting(error: SyncError, batch: readonly PlannedVoucher[]): Faults {
  const refusal = refusalOf(error);
  if (refusal === undefined || !dataCodes.has(refusal.code) || isSetUpRefusal(error)) return new Map();
  const named = batch.flatMap(({ reference, lines }) => {
    const line =
      lines.find((it) => isNamed(it, refusal.text)) ?? (batch.length === 1 ? untaxable(lines, refusal) : undefined);
    return line === undefined ? [] : [{ reference, line }];
  });
  const code = meaningOf(refusal, named[0]?.line);
  // A closed period is closed for every voucher of that date.
  const dates = new Set(code === 'ERP_PERIOD_CLOSED' ? named.map(({ line }) => line.postingDate) : []);
  const sameDate = batch
    .filter(({ lines }) => dates.has(lines[0]?.postingDate ?? ''))
    .map(({ reference }) => reference);
  const [only, ...others] = batch;
  const alone = only !== undefined && others.length === 0 ? [only.reference] : [];
  const field = code === 'ERP_PERIOD_CLOSED' ? { field: 'postingDate' } : {};
  const faults = new Map<VoucherReference, EntryFailure>();
  for (const reference of [...sameDate, ...alone]) faults.set(reference, { ...failureOf(error, code), ...field });
  for (const { reference, line } of named) faults.set(reference, failureOfLine(error, line));
  return faults;
}

/**
 * Whether posting is refused by how the company is set up, whatever the vouchers are: narrowing the batch down would find no culprit.
 * @source dynamics.md §8.3, 2026-11
 */
export function isSetUpRefusal(error: SyncError): boolean {
  return isDialog(error, /restricted|may not enter numbers manually/i);
}

/** Whether posting found the journal empty: somebody was there in between. @source dynamics.md §8.3, 2026-11 */
export function foundNothing(error: SyncError): boolean {
  return isDialog(error, /nothing to post/i);
}

function isDialog(error: SyncError, words: RegExp): boolean {
  const refusal = refusalOf(error);
  return refusal?.code === 'Application_DialogException' && words.test(refusal.text);
}

function meaningOf(refusal: Refusal | undefined, line?: PlannedLine, dimension?: PlannedDimension): ErrorCode {
  if (refusal === undefined || !dataCodes.has(refusal.code)) return 'ERP_REFUSED';
  const { text } = refusal;
  if (/allowed posting dates/i.test(text)) return 'ERP_PERIOD_CLOSED';
  // Somebody gave the line this dimension while we did; the value itself is not at fault.
  if (dimension !== undefined) return /already exists/i.test(text) ? 'ERP_REFUSED' : 'ERP_UNKNOWN_DIMENSION_VALUE';
  if (/dimension/i.test(text)) return 'ERP_UNKNOWN_DIMENSION_VALUE';
  if (/VAT Posting Setup/i.test(text)) return 'ERP_UNKNOWN_TAX_CODE';
  const account = line?.accountType === 'Vendor' ? 'ERP_UNKNOWN_PAYEE' : 'ERP_UNKNOWN_LEDGER_ACCOUNT';
  if (/Vendor/.test(text)) return 'ERP_UNKNOWN_PAYEE';
  if (/Posting Group|Posting Type|Tax Group|taxCode/i.test(text)) {
    return line?.taxCode === undefined ? account : 'ERP_UNKNOWN_TAX_CODE';
  }
  if (/G\/L Account|Account No\.|accountNumber|account values/i.test(text)) return account;
  // In another language the code still says that a field names nothing; which one is sure only where there is but one.
  const isRelation = refusal.code === 'Internal_InvalidTableRelation' && line !== undefined;
  return isRelation && line.taxCode === undefined ? account : 'ERP_REFUSED';
}

/** Where in the voucher the fault lies. */
function fieldOf(code: ErrorCode, text: string, line: PlannedLine, dimension?: PlannedDimension): string {
  if (dimension !== undefined) return dimension.field;
  if (code === 'ERP_PERIOD_CLOSED') return 'postingDate';
  if (code === 'ERP_UNKNOWN_LEDGER_ACCOUNT') return `${line.field}.ledgerAccount`;
  if (code === 'ERP_UNKNOWN_TAX_CODE') return `${line.field}.taxCode`;
  if (code === 'ERP_UNKNOWN_PAYEE') return `${line.field}.subledger`;
  if (code !== 'ERP_UNKNOWN_DIMENSION_VALUE') return line.field;
  return line.dimensions.find((it) => hasWord(text, it.code))?.field ?? line.field;
}

function isNamed(line: PlannedLine, text: string): boolean {
  const number =
    /Line No\.\s*=\s*'?([\d.,\u00a0]*\d)/.exec(text)?.[1] ?? /Gen\. Journal Line [^,]*, [^,]*, (\d+) /.exec(text)?.[1];
  if (number !== undefined) return Number(number.replace(/\D/g, '')) === line.lineNumber;
  const document = /Document No\. (\S+) is out of balance/.exec(text)?.[1];
  if (document !== undefined) return document === line.documentNumber;
  const account = /G\/L Account: No\.\s*=\s*'?([^\s'.,]+)/.exec(text)?.[1];
  if (account !== undefined) return line.accountType === 'G/L Account' && account === line.accountNumber;
  if (/Vendor/.test(text)) return line.accountType === 'Vendor' && hasWord(text, line.accountNumber);
  return line.dimensions.some(({ code, valueCode }) => text.includes(`${code} - ${valueCode} is blocked`));
}

/** The line whose VAT code has no posting set-up. With another account it may have one, so this names no voucher among several. */
function untaxable(lines: readonly PlannedLine[], { text }: Refusal): PlannedLine | undefined {
  const code = /VAT Prod\. Posting Group='([^']*)'/.exec(text)?.[1];
  return lines.find(({ taxCode }) => taxCode !== undefined && storedCode(taxCode) === code);
}

/** Whether a code stands in a text by itself, not as part of a longer one; as Business Central writes it. */
function hasWord(text: string, code: string): boolean {
  return text
    .toUpperCase()
    .split(/[\s'",.;:()=]+/)
    .includes(code.trim().toUpperCase());
}
