import type { LedgerLine, LedgerVoucher } from '../ledger.ts';
import { XLEDGER_SEED } from '../seed-xledger.ts';
import type { XledgerNode } from './filter.ts';
import { osloDateTime } from './oslo-time.ts';
import { periodOf } from './periods.ts';
import { resolveReference } from './references.ts';

const SLOTS = ['glObject1', 'glObject2', 'glObject3', 'glObject4', 'glObject5'];
/** Booked vouchers never change, so what they look like is worked out once. */
const known = new WeakMap<LedgerVoucher, readonly XledgerNode[]>();

/** A booked voucher's lines as `journalEntries` shows them. @source xledger.md §6, 2026-11 */
export function journalEntriesOf(voucher: LedgerVoucher): readonly XledgerNode[] {
  const entries = known.get(voucher) ?? voucher.lines.map((line) => toEntry(voucher, line, headerOf(voucher)));
  known.set(voucher, entries);
  return entries;
}

/** The same line as `transactions` shows it: ids in place of objects, and no external identifier. */
export function toTransaction(entry: XledgerNode): XledgerNode {
  const { dbId, text, amount, invoiceAmount, ownerDbId, createdAt, modifiedAt, postedDate, taxRule, currency } = entry;
  const slots = SLOTS.map((slot) => [`${slot}DbId`, dbIdOf(entry[slot])]);
  return {
    dbId,
    text,
    amount,
    invoiceAmount,
    ownerDbId,
    createdAt,
    modifiedAt,
    taxRule,
    currency,
    accountDbId: dbIdOf(entry['account']),
    periodId: periodOf(String(postedDate)).dbId,
    header: entry['transactionHeader'],
    ...Object.fromEntries(slots),
  };
}

/** The same line as an open item, if it has a subledger. */
export function toOpenItem(entry: XledgerNode): XledgerNode | undefined {
  if (entry['subledgerDbId'] === undefined) return undefined;
  return { ...entry, invoiceRemaining: entry['invoiceAmount'] };
}

function headerOf(voucher: LedgerVoucher) {
  const bookedAt = osloDateTime(new Date(voucher.bookedAt));
  return {
    dbId: Number(voucher.voucherNumber) + 60_000_000,
    transactionNumber: Number(voucher.voucherNumber),
    text: voucher.lines[0]?.text ?? '',
    postedDate: voucher.postingDate,
    registeredAt: bookedAt,
    importedAt: voucher.details?.['importedAt'] ?? bookedAt,
    fiscalYear: Number(voucher.postingDate.slice(0, 4)),
    period: periodOf(voucher.postingDate),
    transactionSource: find('transactionSource', voucher.details?.['transactionSource'], voucher),
    createdAt: bookedAt,
    modifiedAt: bookedAt,
    ownerDbId: Number(voucher.ledgerId),
    invoiceFile: voucher.lines.map(fileOf).find((file) => file !== undefined),
  };
}

/** That a line came with a file shows; what was in it is forgotten, so there is no address. Ids are invented. */
function fileOf({ details = {} }: LedgerLine): { dbId: number } | undefined {
  return details['invoiceFile'] === undefined ? undefined : { dbId: Number(details['entryDbId']) + 10_000_000 };
}

function toEntry(voucher: LedgerVoucher, line: LedgerLine, header: ReturnType<typeof headerOf>): XledgerNode {
  const details = line.details ?? {};
  return {
    dbId: Number(details['entryDbId']),
    transactionNumber: header.transactionNumber,
    transactonHeaderDbId: header.dbId,
    transactionHeader: header,
    transactionSource: header.transactionSource,
    invoiceNumber: details['invoiceNumber'],
    extIdentifier: details['extIdentifier'],
    invoiceDate: details['invoiceDate'],
    dueDate: details['dueDate'],
    text: line.text,
    amount: line.amountMinor,
    invoiceAmount: details['invoiceAmount'] === undefined ? line.amountMinor : Number(details['invoiceAmount']),
    postedDate: voucher.postingDate,
    invoiceFile: fileOf(line),
    account: find('account', line.account, voucher),
    project: find('project', line.dimensions['project'], voucher),
    taxRule: find('taxRule', line.dimensions['taxRule'], voucher),
    currency: XLEDGER_SEED.currencies.find((currency) => currency.code === details['currency']),
    subledgerDbId: find('subledger', line.dimensions['subledger'], voucher)?.dbId,
    createdAt: header.createdAt,
    modifiedAt: header.modifiedAt,
    ownerDbId: header.ownerDbId,
    ...Object.fromEntries(SLOTS.map((slot) => [slot, find(slot, line.dimensions[slot], voucher)])),
  };
}

function find(field: string, code: string | undefined, voucher: LedgerVoucher) {
  if (code === undefined) return undefined;
  const result = resolveReference(field, { code }, Number(voucher.ledgerId));
  return 'found' in result ? result.found : undefined;
}

function dbIdOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'dbId' in value ? value.dbId : undefined;
}
