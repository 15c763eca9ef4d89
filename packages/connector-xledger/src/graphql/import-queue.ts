import type { VoucherReference } from '@bilag/core';
import { idAt, objectAt, textAt } from '../json.ts';
import {
  createReferenceFinder,
  type ReferenceWording,
  readByReference,
  referenceWordings,
  type Sought,
} from './by-reference.ts';
import type { Slot } from './config-schema.ts';
import { bothErrands, type Errand, withoutErrand } from './errand.ts';
import { type Questions, unreadable } from './questions.ts';
import { codeAt } from './record-code.ts';
import { type RecordedLine, recordedLine } from './recorded-line.ts';

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
  /** The payee's code, `null` for a row without one; `undefined` when this Xledger does not show it. */
  readonly payee: string | null | undefined;
}

/** The places a row is asked for, and the status it was sent with. */
export interface QueueOptions {
  readonly slots: readonly Slot[];
  readonly jobLevel: number;
  /** Asked along with the queue; told the answer. */
  readonly along?: Errand;
  /** The same, but left out where Xledger does not answer both in one request. */
  readonly perhapsAlong?: Errand | undefined;
}

const plainFields = 'dbId trItemNumber extIdentifier invoiceNumber amount invoiceAmount createdAt';
const knownFields = `${plainFields} account { dbId }`;

/**
 * All rows that wait in the import queue under these references, or lie there after booking.
 * @source reference of the Xledger API, sections 6 and 7, read 2026-11: neither a place of a dimension nor the subledger is listed for a
 *   row; both are tried first.
 */
export async function readQueue(
  sought: Sought,
  { slots, jobLevel, along = {}, perhapsAlong }: QueueOptions,
  questions: Questions,
  signal: AbortSignal,
): Promise<readonly QueuedRow[]> {
  const places = (fields: string) => slots.map((slot) => `${slot} { ${fields} }`).join(' ');
  const withPlaces = `${knownFields} jobLevel { dbSubId } ${places('dbId')}`;
  const withCodes = `${plainFields} account { dbId code } jobLevel { dbSubId } ${places('dbId code')} subledger { code }`;
  const referenceOf = createReferenceFinder(sought.references);
  const alone = referenceWordings(sought, [withCodes, withPlaces, knownFields]);
  const wordings = perhapsAlong === undefined ? alone.map(withNothing) : alone.flatMap(withAndWithout);
  return await questions.inSomeWording('import queue', wordings, async (wording) => {
    const errand = wording.isAlone || perhapsAlong === undefined ? along : bothErrands(along, perhapsAlong);
    const reading = readByReference({ list: 'glImportItems', ...errand }, sought, wording, questions, signal);
    const nodes = await (wording.isAlone ? reading : reading.catch(withoutErrand));
    return nodes.flatMap((node): QueuedRow[] => {
      const reference = referenceOf(node);
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
          showsSlots: wording.fields !== knownFields,
          payee: wording.fields === withCodes ? (codeAt(objectAt(node, 'subledger') ?? {}) ?? null) : undefined,
        },
      ];
    });
  });
}

/** A wording, and whether what may be left out is. What it asks for is no part of it: that names a time, and so never is the same twice. */
type QueueWording = ReferenceWording & { readonly isAlone: boolean };

const withNothing = (wording: ReferenceWording): QueueWording => ({ ...wording, isAlone: true });

const withAndWithout = (wording: ReferenceWording): readonly QueueWording[] => [
  { ...wording, isAlone: false },
  withNothing(wording),
];
