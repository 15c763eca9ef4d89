import type { VoucherReference } from '@bilag/core';
import { idAt, type JsonObject, objectAt, textAt } from '../json.ts';
import type { Slot } from './config-schema.ts';
import { referenceOf } from './import-queue.ts';
import { readAll } from './lists.ts';
import type { Questions } from './questions.ts';
import { type RecordedLine, recordedLine } from './recorded-line.ts';

/** A line of the journal that carries one of our references. */
export interface JournalLineFound extends RecordedLine {
  readonly reference: VoucherReference;
  /** Xledger's own number of the voucher; `undefined` while it has none. */
  readonly transactionNumber: string | undefined;
}

/**
 * All lines of the journal under these references.
 * @source reference of the Xledger API, section 6 (`JournalEntry`), read 2026-11; filtering it by `extIdentifier` is an inference.
 */
export async function readJournal(
  references: readonly VoucherReference[],
  slots: readonly Slot[],
  questions: Questions,
  signal: AbortSignal,
): Promise<readonly JournalLineFound[]> {
  const places = slots.map((slot) => `${slot} { dbId }`).join(' ');
  const fields = `dbId transactionNumber extIdentifier invoiceNumber amount invoiceAmount account { dbId } ${places}`;
  const wordings = [{ args: 'filter: { extIdentifier_in: $references }', references }, {}];
  const nodes = await questions.inSomeWording('journal', wordings, (wording) =>
    readAll({ list: 'journalEntries', fields, ...wording }, questions, signal),
  );
  return nodes.flatMap((node) => {
    const reference = referenceOf(node, references);
    if (reference === undefined) return [];
    return [{ ...recordedLine(node, slots), reference, transactionNumber: numberAt(node) }];
  });
}

/**
 * The numbers of vouchers in the ledger whose lines name one of these references in their text; its list carries no external
 * identifier. Our texts begin with the reference and a space.
 * @source reference of the Xledger API, sections 6 and 7 (`Transaction`), read 2026-11; filtering it by `text` is an inference.
 */
export async function readLedger(
  references: readonly VoucherReference[],
  questions: Questions,
  signal: AbortSignal,
): Promise<ReadonlyMap<VoucherReference, string>> {
  // A space sorts before every digit, so this range holds all texts that begin with the reference and a space.
  const ranges = references.map((it) => `{ text_gte: "${it}", text_lt: "${it}0" }`);
  const wordings = [`filter: { OR: [${ranges.join(', ')}] }`, ''];
  const fields = 'dbId text header { transactionNumber }';
  const nodes = await questions.inSomeWording('ledger', wordings, (args) =>
    readAll({ list: 'transactions', fields, args }, questions, signal),
  );
  const found = new Map<VoucherReference, string>();
  for (const node of nodes) {
    const text = textAt(node, 'text') ?? '';
    const reference = references.find((it) => text === it || text.startsWith(`${it} `));
    if (reference !== undefined) found.set(reference, idAt(objectAt(node, 'header') ?? {}, 'transactionNumber') ?? '');
  }
  return found;
}

function numberAt(node: JsonObject): string | undefined {
  const number = idAt(node, 'transactionNumber') ?? textAt(node, 'transactionNumber');
  return number === '0' ? undefined : number;
}
