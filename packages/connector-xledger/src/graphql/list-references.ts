import { type DateRange, hasReferenceForm, type ListedVoucher, parseCalendarDate, SyncError } from '@bilag/core';
import { idAt, type JsonObject, objectAt, textAt } from '../json.ts';
import { checkLedger } from './ledger-identity.ts';
import { readAll } from './lists.ts';
import { type Questions, TooMuch } from './questions.ts';
import { recordedLine } from './recorded-line.ts';
import type { XledgerSettings } from './xledger-config.ts';

const fields =
  'dbId transactionNumber extIdentifier invoiceNumber amount invoiceAmount postedDate transactionHeader { postedDate }';

/**
 * Every booking in the journal whose reference has the form of ours, with a posted date in the range. The journal is never read whole for it: a month
 * includes 5,000 requests.
 * @throws {SyncError} `ERP_REFUSED` where the journal cannot be asked for dates, `ERP_LOOK_UP_INCONCLUSIVE` where it cannot be read to its end.
 * @source reference of the Xledger API, sections 3, 6 and 7, read 2026-11: `postedDate` of an entry is catalogued, filtering by it is an inference
 */
export async function listReferences(
  range: DateRange,
  { settings, questions }: { readonly settings: XledgerSettings; readonly questions: Questions },
  signal: AbortSignal,
): Promise<readonly ListedVoucher[]> {
  const question = { list: 'journalEntries', fields, ...checkLedger(settings) };
  try {
    const wordings = ['by date and reference', 'by date'] as const;
    const nodes = await questions.inSomeWording('journal of a month', wordings, (wording) =>
      readAll({ ...question, args: filterOf(range, wording === 'by date and reference') }, questions, signal),
    );
    return bookingsIn(nodes).filter(({ postingDate }) => range.from <= postingDate && postingDate <= range.to);
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    throw inconclusive('is more than Xledger reads at a time', error);
  }
}

/** From letter to letter, as collations do not agree on where a hyphen stands. */
function filterOf({ from, to }: DateRange, withReferences: boolean): string {
  const ours = ['H', 'R'].map((it) => `{ extIdentifier_gte: "${it}", extIdentifier_lt: "${after(it)}" }`);
  const references = withReferences ? `, OR: [${ours.join(', ')}]` : '';
  return `filter: { postedDate_gte: "${from}", postedDate_lte: "${to}"${references} }`;
}

const after = (letter: string) => String.fromCharCode(letter.charCodeAt(0) + 1);

/** A booking is what lies under one reference and one number of Xledger's. */
function bookingsIn(nodes: readonly JsonObject[]): readonly ListedVoucher[] {
  const bookings = new Map<string, ListedVoucher>();
  for (const node of nodes) {
    const line = listedLine(node);
    if (line === undefined) continue;
    const key = `${line.reference} ${line.erpReference}`;
    const debitMinor = (bookings.get(key)?.debitMinor ?? 0n) + line.debitMinor;
    bookings.set(key, { ...line, debitMinor });
  }
  return [...bookings.values()];
}

function listedLine(node: JsonObject): ListedVoucher | undefined {
  const carried = ['extIdentifier', 'invoiceNumber'].map((it) => textAt(node, it)?.trim().toUpperCase() ?? '');
  const reference = carried.find(hasReferenceForm);
  if (reference === undefined) return undefined;
  const { amountMinor } = recordedLine(node, []);
  const date = textAt(node, 'postedDate') ?? textAt(objectAt(node, 'transactionHeader') ?? {}, 'postedDate');
  if (amountMinor === undefined || date === undefined) throw inconclusive('has a line without an amount or a date');
  return {
    reference,
    erpReference: idAt(node, 'transactionNumber') ?? textAt(node, 'transactionNumber') ?? 'no number yet',
    postingDate: parseCalendarDate(date.slice(0, 10)),
    debitMinor: amountMinor > 0n ? amountMinor : 0n,
  };
}

function inconclusive(what: string, cause?: unknown): SyncError {
  return new SyncError('ERP_LOOK_UP_INCONCLUSIVE', `Xledger’s journal of the month ${what}.`, { cause });
}
