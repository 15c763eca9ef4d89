import type { VoucherReference } from '@bilag/core';
import { idAt, isObject, type JsonObject, objectAt, textAt } from '../json.ts';
import type { Slot } from './config-schema.ts';
import { type ListQuestion, readAll } from './lists.ts';
import { type Questions, unreadable } from './questions.ts';
import { type RecordedLine, recordedLine } from './recorded-line.ts';
import { presentable } from './xledger-errors.ts';

/** A row of the import queue that carries one of our references. */
export interface QueuedRow extends RecordedLine {
  readonly reference: VoucherReference;
  readonly rowId: string;
  /** The line's number within the voucher, if it can be read. */
  readonly itemNumber: string | undefined;
  readonly createdAt: string | undefined;
  /** Whether its job level is the one that rows wait with; so is one that cannot be read. */
  readonly waits: boolean;
  /** False when this Xledger does not show what a row has in the places of dimensions. */
  readonly showsSlots: boolean;
}

/** The places a row is asked for, and the status it was sent with. */
export interface QueueOptions {
  readonly slots: readonly Slot[];
  readonly jobLevel: number;
  /** Asked along with the queue; told the answer. */
  readonly along?: Pick<ListQuestion, 'along' | 'onFirstPage'>;
}

const knownFields = 'dbId trItemNumber extIdentifier invoiceNumber amount invoiceAmount createdAt account { dbId }';

/**
 * All rows that wait in the import queue under these references, or lie there after booking.
 * @source reference of the Xledger API, sections 6 and 7, read 2026-11: no place of a dimension is listed for a row, and filtering by
 *   `extIdentifier` is an inference; both are tried first.
 */
export async function readQueue(
  references: readonly VoucherReference[],
  { slots, jobLevel, along = {} }: QueueOptions,
  questions: Questions,
  signal: AbortSignal,
): Promise<readonly QueuedRow[]> {
  const allFields = `${knownFields} jobLevel { dbSubId } ${slots.map((slot) => `${slot} { dbId }`).join(' ')}`;
  const filtered = { args: 'filter: { extIdentifier_in: $references }', references };
  const wordings = [
    { fields: allFields, ...filtered },
    { fields: knownFields, ...filtered },
    { fields: allFields },
    { fields: knownFields },
  ];
  return await questions.inSomeWording('import queue', wordings, async (wording) => {
    const nodes = await readAll({ list: 'glImportItems', ...along, ...wording }, questions, signal);
    const showsSlots = wording.fields === allFields;
    return nodes.flatMap((node) => {
      const reference = referenceOf(node, references);
      if (reference === undefined) return [];
      const rowId = idAt(node, 'dbId') ?? textAt(node, 'dbId');
      if (rowId === undefined) throw unreadable('has a row without an id');
      const level = idAt(objectAt(node, 'jobLevel') ?? {}, 'dbSubId') ?? String(jobLevel);
      return [
        {
          ...recordedLine(node, slots),
          reference,
          rowId,
          itemNumber: idAt(node, 'trItemNumber'),
          createdAt: textAt(node, 'createdAt'),
          waits: level === String(jobLevel),
          showsSlots,
        },
      ];
    });
  });
}

/** Which of the references a record carries, as its external identifier or its invoice number; padding and case do not matter. */
export function referenceOf(node: JsonObject, references: readonly VoucherReference[]): VoucherReference | undefined {
  const carried = ['extIdentifier', 'invoiceNumber'].map((field) => textAt(node, field)?.trim().toUpperCase());
  return references.find((reference) => carried.includes(reference));
}

/**
 * Why rows could not be booked, by row id; the last message of each. Which field of an error names the row is not known, so both
 * candidates count. Notes and warnings are no errors.
 * @source reference of the Xledger API, section 6 (`GLImportItemError`), read 2026-11
 */
export async function readImportErrors(
  rows: readonly QueuedRow[],
  questions: Questions,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const since = earliest(rows.map(({ createdAt }) => createdAt));
  const fields = 'dbId createdAt message transactionDbId errorLevel { code name } objectValue { dbId }';
  const wordings = [...(since === undefined ? [] : [`filter: { createdAt_gte: "${since}" }`]), ''];
  const topic = since === undefined ? 'import errors' : 'import errors since a time';
  const nodes = await questions.inSomeWording(topic, wordings, (args) =>
    readAll({ list: 'glImportItemErrors', fields, args }, questions, signal),
  );
  const ours = new Set(rows.map(({ rowId }) => rowId));
  const messages = new Map<string, string>();
  for (const node of nodes.filter(isFailure)) {
    const objectValue = objectAt(node, 'objectValue') ?? {};
    const named = [idAt(node, 'transactionDbId'), idAt(objectValue, 'dbId'), textAt(objectValue, 'dbId')];
    const rowId = named.find((it) => it !== undefined && ours.has(it));
    if (rowId !== undefined) messages.set(rowId, presentable(textAt(node, 'message') ?? 'no reason given'));
  }
  return messages;
}

/** Xledger's date-times sort as text; `undefined` unless all are known. */
function earliest(times: readonly (string | undefined)[]): string | undefined {
  const known = times.filter((it) => it !== undefined && /^[\d-]+T[\d:.]+$/.test(it));
  if (known.length < times.length) return undefined;
  return known.reduce((first, it) => (first === undefined || (it !== undefined && it < first) ? it : first), known[0]);
}

function isFailure(node: JsonObject): boolean {
  const level = node['errorLevel'];
  const words = isObject(level) ? [textAt(level, 'code') ?? '', textAt(level, 'name') ?? ''] : [];
  return !words.some((word) => /^(warn|info|note|advarsel)/i.test(word));
}
