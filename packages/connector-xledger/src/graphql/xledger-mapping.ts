import { formatMoney, type JournalLine, type RenderedVoucher, SyncError, type Voucher } from '@bilag/core';
import { type Slot, slots } from './config-schema.ts';
import type { XledgerSettings } from './xledger-config.ts';

/** A reference to master data, by its code. */
interface ByCode {
  readonly code: string;
}

/**
 * One voucher line as a row of the GL import queue. There is no header: every line repeats the voucher's fields.
 * @source reference of the Xledger API, sections 5.2 to 5.4, read 2026-11
 */
export interface ImportNode extends Readonly<Partial<Record<Slot, ByCode>>> {
  readonly trRegNumber: number;
  readonly trItemNumber: number;
  readonly owner?: { readonly dbId: string };
  readonly transactionSource: ByCode;
  readonly jobLevel: { readonly dbSubId: number };
  readonly postedDate: string;
  readonly invoiceDate: string;
  readonly dueDate?: string;
  readonly account: ByCode;
  readonly subledger?: ByCode;
  readonly taxRule?: ByCode;
  readonly currency: ByCode;
  readonly amount: string;
  readonly invoiceAmount: string;
  readonly text: string;
  readonly extIdentifier: string;
  readonly invoiceNumber: string;
}

/** One element of the mutation's `inputs`. The client id is how its answer is matched. */
export interface ImportItem {
  readonly clientId: string;
  readonly node: ImportNode;
}

/** Most nodes in one mass mutation. @source reference of the Xledger API, section 3, read 2026-11 */
export const maxNodesPerMutation = 500;
/** `trRegNumber` has at most eight digits. @source reference of the Xledger API, section 5.2, read 2026-11 */
const maxRegNumber = 99_999_999;
/** How long a line's text may be is not known; the reference stands first, so it is never what is cut. */
export const maxTextLength = 250;

/** The elements of `inputs` for one voucher, separated by commas: they stand in the request as they are. */
export function renderVoucher(voucher: Voucher, settings: XledgerSettings): RenderedVoucher {
  const items = importItemsOf(voucher, settings);
  return { reference: voucher.reference, voucher, payload: items.map((item) => JSON.stringify(item)).join(',') };
}

/**
 * The rows of one voucher, equal for equal vouchers.
 * @throws {SyncError} `VOUCHER_TOO_LARGE`, `UNKNOWN_CURRENCY` for one without two decimals, `INVALID_SETTINGS` when a line has a
 *   dimension that the settings do not place.
 */
export function importItemsOf(voucher: Voucher, settings: XledgerSettings): readonly ImportItem[] {
  const { lines, reference, currency } = voucher;
  if (lines.length > maxNodesPerMutation) {
    throw new SyncError('VOUCHER_TOO_LARGE', `Xledger takes ${maxNodesPerMutation} lines in one voucher.`);
  }
  if (currency === 'ISK')
    throw new SyncError('UNKNOWN_CURRENCY', 'Vouchers for Xledger have two decimals; ISK has none.');
  return lines.map((line, at) => ({
    clientId: clientIdOf(reference, at),
    node: importNodeOf(line, at, voucher, settings),
  }));
}

/** Our label of the line at an index, unique among everything that is ever sent. */
export function clientIdOf(reference: string, at: number): string {
  return `${reference}-${at + 1}`;
}

/**
 * The number that keeps a voucher's rows together until they are booked: the voucher number, which begins again at 1 after 99,999,999. The booking job makes one
 * voucher of all rows with the same owner, source, number and date, so two of ours meet only when one owner's vouchers of one date are exactly 99,999,999
 * (or a multiple) apart. Nothing is ever found by it: a look-up goes by the reference.
 */
function regNumberOf(voucherNumber: number): number {
  return ((voucherNumber - 1) % maxRegNumber) + 1;
}

function importNodeOf(line: JournalLine, at: number, voucher: Voucher, settings: XledgerSettings): ImportNode {
  const { postingDate, reference } = voucher;
  const amount = formatMoney(line.amount);
  const { ledgerId } = settings;
  return {
    trRegNumber: regNumberOf(voucher.voucherNumber),
    trItemNumber: at + 1,
    owner: { dbId: ledgerId },
    transactionSource: { code: settings.transactionSource },
    jobLevel: { dbSubId: settings.jobLevel },
    postedDate: postingDate,
    invoiceDate: postingDate,
    // With a subledger the line becomes an open item, which Xledger pays by its due date.
    ...(line.subledger === undefined ? {} : { dueDate: postingDate }),
    account: { code: line.ledgerAccount },
    ...(line.subledger === undefined ? {} : { subledger: { code: line.subledger } }),
    ...slotValuesOf(line, at, settings),
    ...(line.taxCode === undefined ? {} : { taxRule: { code: line.taxCode } }),
    currency: { code: voucher.currency },
    amount,
    invoiceAmount: amount,
    // In the text too: the ledger's own list carries no external identifier.
    text: textOf(reference, line.text),
    extIdentifier: reference,
    invoiceNumber: reference,
  };
}

/** A character that stands in two halves is not cut in the middle. */
function textOf(reference: string, words: string): string {
  const text = `${reference} ${words}`.slice(0, maxTextLength);
  return text.replace(/[\uD800-\uDBFF]$/, '').toWellFormed();
}

/** In the order of the places, whatever the order of the dimensions. */
function slotValuesOf(line: JournalLine, at: number, { dimensions }: XledgerSettings): Partial<Record<Slot, ByCode>> {
  const axes = Object.keys(line.dimensions);
  const unplaced = axes.find((axis) => !dimensions.has(axis));
  if (unplaced !== undefined) {
    const message = `Line ${at + 1} has the dimension «${unplaced}», which the settings give no place in Xledger.`;
    throw new SyncError('INVALID_SETTINGS', message, { field: `settings.dimensions.${unplaced}` });
  }
  const values: Partial<Record<Slot, ByCode>> = {};
  for (const slot of slots) {
    const code = axes.filter((axis) => dimensions.get(axis) === slot).map((axis) => line.dimensions[axis])[0];
    if (code !== undefined) values[slot] = { code };
  }
  return values;
}
