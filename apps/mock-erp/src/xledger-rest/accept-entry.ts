import { createHash } from 'node:crypto';
import { closuresAt } from '../xledger/booking-checks.ts';
import { addImportItems, type ImportNode } from '../xledger/import-items.ts';
import { formatMinor, parseMinor } from '../xledger/money.ts';
import { osloDateTime } from '../xledger/oslo-time.ts';
import type { ImportRow, PlainValue } from '../xledger/queue.ts';
import { resolveReference } from '../xledger/references.ts';
import type { XledgerSettings } from '../xledger/settings.ts';
import { pointersOf, referenceProblems } from './entry-references.ts';
import { createGrowingIndex } from './growing-index.ts';
import { type Books, entriesNamed, type JournalEntry } from './journal-entries.ts';
import type { NewEntry, NewLine } from './new-entry.ts';
import { RestError, type RestProblem, refusal } from './rest-error.ts';

/** Where an entry goes. */
export interface EntryTarget extends Books {
  readonly ownerDbId: number;
  readonly settings: XledgerSettings;
}

/** An entry that was accepted now or before. */
export interface Accepted {
  readonly entry: JournalEntry;
  readonly isReplay: boolean;
}

const FIRST_ALLOTTED_NUMBER = 90_000_001;

/**
 * Puts the entry into Xledger's import queue, once for each `externalId` of the entity: a repeat gives the entry there is.
 * @throws {RestError} 409 when it is there with another body, 422 saying all that is wrong with its data.
 */
export function acceptEntry(entry: NewEntry, target: EntryTarget): Accepted {
  const known = find(entry.externalId, target);
  if (known !== undefined) {
    if (known.bodyHash !== hashOf(entry))
      throw refusal(409, 'idempotency_conflict', `${entry.externalId} is taken by an entry with another body.`);
    return { entry: known.entry, isReplay: true };
  }
  const problems = dataProblems(entry, target);
  if (problems.length > 0) throw new RestError(422, problems);
  const voucherNo = entry.voucherNo ?? nextNumber(target);
  const inputs = entry.lines.map((line, index) => ({ node: toNode(entry, voucherNo, line, index, target) }));
  addImportItems(inputs, { ...target, createdAt: osloDateTime(target.world.clock.now()), files: new Set() });
  const added = find(entry.externalId, target);
  if (added === undefined) throw new Error(`The queue has lost ${entry.externalId}`);
  return { entry: added.entry, isReplay: false };
}

function find(externalId: string, target: EntryTarget) {
  return entriesNamed(externalId, target.ownerDbId, target)[0];
}

/** What tells bodies apart; the order of their fields does not matter. */
function hashOf(entry: NewEntry): string {
  const text = JSON.stringify(entry, (_name, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
  return createHash('sha256').update(text).digest('hex');
}

function dataProblems(entry: NewEntry, { ownerDbId, settings, world, queue }: EntryTarget): RestProblem[] {
  const closures = closuresAt(world.clock.now(), settings);
  const sum = entry.lines.reduce((total, line) => total + minor(line), 0);
  const { voucherNo = Number.NaN } = entry;
  const isTaken =
    rowsByVoucher.find(queue.rows(), queue.rows(), voucherOf(ownerDbId, voucherNo, entry.date)).length > 0;
  const isUnknownCurrency = 'problem' in resolveReference('currency', { code: entry.currency }, ownerDbId);
  const problem = (path: string, code: string, message: string): RestProblem => ({ path, code, message });
  return [
    entry.lines.length > settings.massLimit &&
      problem('/lines', 'too_many_lines', `An entry has at most ${settings.massLimit} lines.`),
    isUnknownCurrency && problem('/currency', 'unknown_currency', `There is no currency ${entry.currency}.`),
    entry.date <= closures.closedTo && problem('/date', 'not_open', `The period of ${entry.date} is closed.`),
    // The booking job makes one voucher of all rows with the same number and date.
    isTaken && problem('/voucherNo', 'voucher_number_in_use', `${voucherNo} waits for booking already.`),
    sum !== 0 && problem('/lines', 'unbalanced', `The entry is out of balance by ${formatMinor(sum)}.`),
    ...referenceProblems(entry, ownerDbId, closures),
  ].filter((it) => it !== false);
}

const rowsByVoucher = createGrowingIndex(({ ownerDbId, values }: ImportRow) => [
  voucherOf(ownerDbId, values['trRegNumber'], values['postedDate']),
]);

/** What makes rows of the queue one voucher. */
function voucherOf(ownerDbId: number, number: PlainValue | undefined, date: PlainValue | undefined): string {
  return `${ownerDbId}|${number}|${date}`;
}

function minor(line: NewLine): number {
  return parseMinor(line.amount) ?? 0;
}

/** The first number that stands neither in queue nor ledger. */
function nextNumber({ ownerDbId, world, queue }: EntryTarget): number {
  const vouchers = world.ledger.list({ system: 'xledger', ledgerId: String(ownerDbId) });
  const taken = new Set([
    ...vouchers.map(({ details }) => Number(details?.['trRegNumber'])),
    ...queue.rows().map(({ values }) => Number(values['trRegNumber'])),
  ]);
  let number = FIRST_ALLOTTED_NUMBER;
  while (taken.has(number)) number += 1;
  return number;
}

function toNode(entry: NewEntry, voucherNo: number, line: NewLine, index: number, target: EntryTarget): ImportNode {
  const { text = entry.text, invoiceNumber, invoiceDate, dueDate } = line;
  const codes = pointersOf(line, index, target.ownerDbId).map(({ field, code }) => [field, { code }] as const);
  const given = Object.entries({ text, invoiceNumber, invoiceDate, dueDate }).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  );
  return {
    trRegNumber: voucherNo,
    trItemNumber: index + 1,
    postedDate: entry.date,
    transactionSource: { code: 'GL' },
    currency: { code: entry.currency },
    jobLevel: { dbSubId: 1 },
    amount: minor(line),
    extIdentifier: entry.externalId,
    restBodyHash: hashOf(entry),
    restCreatedAt: target.world.clock.now().toISOString(),
    ...Object.fromEntries(given),
    ...Object.fromEntries(codes),
  };
}
