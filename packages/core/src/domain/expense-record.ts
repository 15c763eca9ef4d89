import { SyncError } from '../errors/sync-error.ts';
import { type Attachment, type AttachmentJson, parseAttachments } from './attachment.ts';
import { type CalendarDate, parseCalendarDate, parseInstant } from './calendar-date.ts';
import { canonicalJson } from './fingerprint.ts';
import { type Currency, formatMoney, type Money, maxAmountMinor, money, parseCurrency, parseMoney } from './money.ts';
import type { RecordIdentity, RecordKind } from './voucher-reference.ts';

/** Who gets the money; decides the credit account. */
export const payeeTypes = ['employee', 'volunteer'] as const;

/** A kind of payee. */
export type PayeeType = (typeof payeeTypes)[number];

/** The person who is paid. `id` is the approving app's, and the subledger code where the ERP keeps one per person. */
export interface Payee {
  readonly type: PayeeType;
  readonly id: string;
  readonly name: string;
}

/** One thing that was paid for. `vatAmount` is a memo: it is contained in `amount`. */
export interface ExpenseLine {
  readonly expenseType: string;
  readonly amount: Money;
  readonly vatAmount?: Money;
  readonly costCenter?: string;
  readonly project?: string;
  readonly text: string;
  readonly quantity?: string;
  readonly unit?: string;
}

/** An approved reimbursement or honorarium. It never changes; it becomes one voucher. */
export interface ExpenseRecord extends RecordIdentity {
  readonly approvedAt: Date;
  readonly approvedBy: string;
  readonly expenseDate: CalendarDate;
  readonly payee: Payee;
  readonly currency: Currency;
  readonly lines: readonly ExpenseLine[];
  readonly attachments: readonly Attachment[];
}

/** An expense record as it travels and is stored: amounts are decimal strings, instants ISO 8601 in UTC. */
export interface ExpenseRecordJson {
  readonly kind: RecordKind;
  readonly sourceId: string;
  readonly revision: number;
  readonly approvedAt: string;
  readonly approvedBy: string;
  readonly expenseDate: string;
  readonly payee: Payee;
  readonly currency: string;
  readonly lines: readonly ExpenseLineJson[];
  /** Left out when there are none. */
  readonly attachments?: readonly AttachmentJson[];
}

/** An expense line as it travels and is stored. */
export interface ExpenseLineJson {
  readonly expenseType: string;
  readonly amount: string;
  readonly vatAmount?: string;
  readonly costCenter?: string;
  readonly project?: string;
  readonly text: string;
  readonly quantity?: string;
  readonly unit?: string;
}

/**
 * More lines than this in one record are refused. A voucher is never split, and has one line more for the payee: 500 lines are the most that every ERP
 * takes in one call.
 * @source reference of the Xledger API, section 3, read 2026-11: 500 nodes in one mass mutation
 */
export const maxLinesPerRecord = 499;

/**
 * Reads a record whose shape an edge has validated, and checks what a schema cannot.
 * @throws {SyncError} `INVALID_AMOUNT`, `AMOUNT_OUT_OF_RANGE`, `AMOUNT_NOT_POSITIVE`, `INVALID_DATE`, `UNKNOWN_CURRENCY` or
 *   `VALIDATION_FAILED`, naming the field.
 */
export function parseExpenseRecord(organizationId: string, json: ExpenseRecordJson): ExpenseRecord {
  const currency = parseCurrency(json.currency);
  const approvedAt = parseInstant(json.approvedAt, 'approvedAt');
  if (json.lines.length === 0 || json.lines.length > maxLinesPerRecord) {
    throw new SyncError('VALIDATION_FAILED', `A record has 1 to ${maxLinesPerRecord} lines.`, { field: 'lines' });
  }
  const lines = json.lines.map((line, at) => parseLine(line, currency, `lines[${at}]`));
  assertSum(lines, currency);
  const { kind, sourceId, revision, approvedBy, payee } = json;
  const expenseDate = parseCalendarDate(json.expenseDate, 'expenseDate');
  const attachments = parseAttachments(json.attachments);
  const facts = { kind, sourceId, revision, approvedAt, approvedBy, expenseDate, payee, currency, lines, attachments };
  return { organizationId, ...facts };
}

/** @throws {SyncError} `AMOUNT_OUT_OF_RANGE`: what is owed is one amount, whatever its lines are. */
function assertSum(lines: readonly ExpenseLine[], currency: Currency): void {
  const total = lines.reduce((sum, { amount }) => sum + amount.minor, 0n);
  if (total <= maxAmountMinor) return;
  const most = formatMoney(money(currency, maxAmountMinor));
  throw new SyncError('AMOUNT_OUT_OF_RANGE', `The lines sum to more than ${most} ${currency}.`, { field: 'lines' });
}

function parseLine(line: ExpenseLineJson, currency: Currency, field: string): ExpenseLine {
  const amount = parseMoney(line.amount, currency, `${field}.amount`);
  if (amount.minor <= 0n) {
    throw new SyncError('AMOUNT_NOT_POSITIVE', 'An expense line must be above zero.', { field: `${field}.amount` });
  }
  const { vatAmount: vatText, amount: _amount, ...rest } = line;
  if (vatText === undefined) return { ...rest, amount };
  const vatAmount = parseMoney(vatText, currency, `${field}.vatAmount`);
  if (vatAmount.minor < 0n || vatAmount.minor > amount.minor) {
    throw new SyncError('VALIDATION_FAILED', 'The VAT amount lies between zero and the amount of its line.', {
      field: `${field}.vatAmount`,
    });
  }
  return { ...rest, amount, vatAmount };
}

/** The record's content as it is stored and compared: amounts in full decimals, so that `842.5` and `842.50` are the same, and no addresses of files. */
export function expenseRecordToJson(record: ExpenseRecord): ExpenseRecordJson {
  const { kind, sourceId, revision, approvedBy, expenseDate, payee, currency } = record;
  const lines = record.lines.map(({ amount, vatAmount, ...line }) => ({
    ...line,
    amount: formatMoney(amount),
    ...(vatAmount === undefined ? {} : { vatAmount: formatMoney(vatAmount) }),
  }));
  const approvedAt = record.approvedAt.toISOString();
  const files = record.attachments.length === 0 ? {} : { attachments: record.attachments };
  return { kind, sourceId, revision, approvedAt, approvedBy, expenseDate, payee, currency, lines, ...files };
}

/** The paths at which two contents of one revision differ, such as `lines[1].amount`; empty when they are the same. */
export function differingFields(a: unknown, b: unknown, path = ''): readonly string[] {
  if (canonicalJson(a) === canonicalJson(b)) return [];
  if (!isContainer(a) || !isContainer(b) || Array.isArray(a) !== Array.isArray(b)) return [path];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  const join = (key: string) => (Array.isArray(a) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`);
  return [...keys].flatMap((key) => differingFields(a[key], b[key], join(key)));
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object';
}
