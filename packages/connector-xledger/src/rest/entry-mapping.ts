import { textsToHide } from '@bilag/connector-http';
import { formatMoney, type JournalLine, type RenderedVoucher, SyncError, type Voucher } from '@bilag/core';
import type { RestSettings } from './rest-config.ts';

/** One journal line as the gateway takes it. @source reference of the Xledger API, section 13, read 2026-11 */
export interface EntryLine {
  readonly account: string;
  /** Debit positive, credit negative, in the currency of the books. */
  readonly amount: string;
  readonly costCenter?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly project?: string;
  readonly taxRule?: string;
  readonly subledger?: string;
  readonly text: string;
  readonly invoiceNumber: string;
  readonly invoiceDate: string;
  readonly dueDate?: string;
}

/** The body of `POST /v1/journal-entries`. @source reference of the Xledger API, section 13, read 2026-11 */
export interface NewEntry {
  readonly externalId: string;
  readonly voucherNo?: number;
  readonly date: string;
  readonly currency: string;
  readonly text: string;
  readonly lines: readonly EntryLine[];
}

/** The dimensions that have a field of their own on a line, by the gateway's name of them. */
export const ownFields = { COST_CENTER: 'costCenter', PROJECT: 'project' } as const;

/** Behind the gateway one mutation of Xledger's carries the voucher. @source reference of the Xledger API, section 3, read 2026-11 */
export const maxLines = 500;
/** @source reference of the Xledger API, section 13 (`voucherNo`, at most 8 digits), read 2026-11 */
const maxVoucherNumber = 99_999_999;
/** In UTF-16 units. The contract names no limit; the reference stands first, so it is never what is cut. */
export const maxTextLength = 250;

/**
 * The exact body for one voucher, equal for equal vouchers. A voucher number of more than eight digits is left out: the gateway allots one then, and
 * the reference is what finds the voucher.
 * @throws {SyncError} `VOUCHER_TOO_LARGE`, `CURRENCY_MISMATCH`, or `INVALID_SETTINGS` when a line has a dimension that the settings do not name.
 */
export function renderVoucher(voucher: Voucher, settings: RestSettings): RenderedVoucher {
  return { reference: voucher.reference, voucher, payload: JSON.stringify(newEntryOf(voucher, settings)) };
}

function newEntryOf(voucher: Voucher, settings: RestSettings): NewEntry {
  const { reference, voucherNumber, postingDate, currency, text, lines } = voucher;
  if (lines.length > maxLines) {
    throw new SyncError('VOUCHER_TOO_LARGE', `Xledger takes ${maxLines} lines in one voucher.`);
  }
  if (currency !== settings.currency) {
    const message = `The books are in ${settings.currency}; voucher ${reference} is in ${currency}.`;
    throw new SyncError('CURRENCY_MISMATCH', message, { field: 'currency' });
  }
  return {
    externalId: reference,
    ...(voucherNumber > maxVoucherNumber ? {} : { voucherNo: voucherNumber }),
    date: postingDate,
    currency,
    text: textOf(reference, text),
    lines: lines.map((line, at) => entryLineOf(line, at, voucher, settings)),
  };
}

function entryLineOf(
  line: JournalLine,
  at: number,
  { reference, postingDate }: Voucher,
  settings: RestSettings,
): EntryLine {
  return {
    account: line.ledgerAccount,
    amount: formatMoney(line.amount),
    ...dimensionFieldsOf(line, at, settings),
    ...(line.taxCode === undefined ? {} : { taxRule: line.taxCode }),
    ...(line.subledger === undefined ? {} : { subledger: line.subledger }),
    text: textOf(reference, line.text),
    invoiceNumber: reference,
    invoiceDate: postingDate,
    // With a subledger the line becomes an open item, which Xledger pays by its due date.
    ...(line.subledger === undefined ? {} : { dueDate: postingDate }),
  };
}

type DimensionFields = Pick<EntryLine, 'costCenter' | 'project' | 'dimensions'>;

/** In the order of the settings, whatever the order on the line. */
function dimensionFieldsOf(line: JournalLine, at: number, { dimensions }: RestSettings): DimensionFields {
  const unnamed = Object.keys(line.dimensions).find((axis) => !dimensions.has(axis));
  if (unnamed !== undefined) {
    const message = `Line ${at + 1} has the dimension «${unnamed}», for which the settings name none of the gateway’s.`;
    throw new SyncError('INVALID_SETTINGS', message, { field: `settings.dimensions.${unnamed}` });
  }
  const values = new Map(
    [...dimensions].flatMap(([axis, name]) => {
      const code = Object.hasOwn(line.dimensions, axis) ? line.dimensions[axis] : undefined;
      return code === undefined ? [] : [[name, code] as const];
    }),
  );
  const costCenter = values.get('COST_CENTER');
  const project = values.get('PROJECT');
  const others = [...values].filter(([name]) => !Object.hasOwn(ownFields, name));
  return {
    ...(costCenter === undefined ? {} : { costCenter }),
    ...(project === undefined ? {} : { project }),
    ...(others.length === 0 ? {} : { dimensions: Object.fromEntries(others) }),
  };
}

/** The reference first, as Xledger's own lists show no external id; cut at the limit, but never inside a character. */
function textOf(reference: string, text: string): string {
  const whole = `${reference} ${text}`.toWellFormed();
  return whole.length <= maxTextLength ? whole : whole.slice(0, maxTextLength).replace(/[\uD800-\uDBFF]$/, '');
}

/** What no log may hold of a voucher: the codes that stand for persons, and the texts of its lines. */
export function hiddenOf({ reference, lines }: Voucher): readonly string[] {
  const codes = lines.flatMap(({ subledger }) => subledger ?? []);
  return [...codes, ...textsToHide(lines, maxTextLength - reference.length - 1)];
}
