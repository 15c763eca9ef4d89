import { type DateRange, hasReferenceForm, type ListedVoucher } from '@bilag/core';
import { type JsonObject, textAt } from '../json.ts';
import { bookedLine, bookingFields, bookingsOf, unreadableJournal } from './journal-bookings.ts';
import { checkLedger } from './ledger-identity.ts';
import { readAll } from './lists.ts';
import { type Questions, TooMuch } from './questions.ts';
import type { XledgerSettings } from './xledger-config.ts';

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
  const question = { list: 'journalEntries', fields: bookingFields, ...checkLedger(settings) };
  try {
    const wordings = ['by date and reference', 'by date'] as const;
    const nodes = await questions.inSomeWording('journal of a month', wordings, (wording) =>
      readAll({ ...question, args: filterOf(range, wording === 'by date and reference') }, questions, signal),
    );
    return bookingsIn(nodes).filter(({ postingDate }) => range.from <= postingDate && postingDate <= range.to);
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    throw unreadableJournal('of the month is more than Xledger reads at a time', error);
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
  const ours = Map.groupBy(nodes, (node) => {
    const carried = ['extIdentifier', 'invoiceNumber'].map((it) => textAt(node, it)?.trim().toUpperCase() ?? '');
    return carried.find(hasReferenceForm);
  });
  return [...ours].flatMap(([reference, lines]) =>
    reference === undefined ? [] : bookingsOf(lines.map(bookedLine)).map((booking) => ({ reference, ...booking })),
  );
}
