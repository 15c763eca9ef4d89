import type { VoucherReference } from '@bilag/core';
import { idAt, type JsonObject, objectAt, textAt } from '../json.ts';
import { createReferenceFinder, readByReference, referenceWordings } from './by-reference.ts';
import type { Slot } from './config-schema.ts';
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
 * All lines of the journal under these references. It is never bounded by time: that every line has a time of modification from the start is not known, and
 * one that a filter passed over would count as absent and be sent again.
 * @source reference of the Xledger API, section 6 (`JournalEntry`), read 2026-11; codes beside ids are an inference.
 */
export async function readJournal(
  references: readonly VoucherReference[],
  slots: readonly Slot[],
  questions: Questions,
  signal: AbortSignal,
): Promise<readonly JournalLineFound[]> {
  const fieldsWith = (reference: string) =>
    `dbId transactionNumber extIdentifier invoiceNumber amount invoiceAmount ${['account', ...slots]
      .map((it) => `${it} { ${reference} }`)
      .join(' ')}`;
  const sought = { references, since: undefined };
  const referenceOf = createReferenceFinder(references);
  const wordings = referenceWordings(sought, [fieldsWith('dbId code'), fieldsWith('dbId')]);
  const nodes = await questions.inSomeWording('journal', wordings, (wording) =>
    readByReference({ list: 'journalEntries' }, sought, wording, questions, signal),
  );
  return nodes.flatMap((node) => {
    const reference = referenceOf(node);
    if (reference === undefined) return [];
    return [{ ...recordedLine(node, slots), reference, transactionNumber: numberAt(node) }];
  });
}

/**
 * The numbers of vouchers in the ledger whose lines name one of these references in their text; its list carries no external
 * identifier. Our texts begin with the reference and a space. Not bounded by time, for the same reason as the journal.
 * @source reference of the Xledger API, sections 6 and 7 (`Transaction`), read 2026-11; filtering it by `text` is an inference.
 */
export async function readLedger(
  references: readonly VoucherReference[],
  questions: Questions,
  signal: AbortSignal,
): Promise<ReadonlyMap<VoucherReference, string>> {
  const nodes = await questions.inSomeWording('ledger', ['by text', 'all'] as const, (wording) => {
    const question = { list: 'transactions', fields: 'dbId text header { transactionNumber }' };
    const read = (args: string) => readAll({ ...question, args }, questions, signal);
    return wording === 'by text' ? readByText(references, read) : readAll(question, questions, signal);
  });
  const found = new Map<VoucherReference, string>();
  for (const node of nodes) {
    const text = textAt(node, 'text') ?? '';
    const reference = references.find((it) => text === it || text.startsWith(`${it} `));
    if (reference !== undefined) found.set(reference, idAt(objectAt(node, 'header') ?? {}, 'transactionNumber') ?? '');
  }
  return found;
}

/** A few at a time: each reference adds a condition to the filter. */
async function readByText(
  references: readonly VoucherReference[],
  read: (args: string) => Promise<readonly JsonObject[]>,
): Promise<readonly JsonObject[]> {
  const nodes: JsonObject[] = [];
  for (let at = 0; at < references.length; at += 100) {
    // A space sorts before every digit, so this range holds all texts that begin with the reference and a space.
    const ranges = references.slice(at, at + 100).map((it) => `{ text_gte: "${it}", text_lt: "${it}0" }`);
    nodes.push(...(await read(`filter: { OR: [${ranges.join(', ')}] }`)));
  }
  return nodes;
}

function numberAt(node: JsonObject): string | undefined {
  const number = idAt(node, 'transactionNumber') ?? textAt(node, 'transactionNumber');
  return number === '0' ? undefined : number;
}
