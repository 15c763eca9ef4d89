import type { VoucherReference } from '@bilag/core';
import { idAt, isObject, type JsonObject, objectAt, textAt } from '../json.ts';
import { createReferenceFinder, readByReference, referenceWordings } from './by-reference.ts';
import type { Questions } from './questions.ts';

/** What Xledger shows of a file somewhere. */
export type ShownFile =
  | { readonly kind: 'none' }
  /** A file; its name, if that is told. */
  | { readonly kind: 'file'; readonly name: string | undefined }
  /** This Xledger does not show whether there is one. */
  | { readonly kind: 'hidden' };

/** A row of the import queue, as a place for one file. */
export interface ReceiptRow {
  readonly rowId: string;
  /** Its number within the voucher, if it can be read. */
  readonly number: number | undefined;
  /** Whether it still waits to be booked; so does one whose job level cannot be read. */
  readonly waits: boolean;
  readonly file: ShownFile;
}

const rowFields = 'dbId trItemNumber extIdentifier invoiceNumber';
const fileFields = ['invoiceFile', 'invoiceFile { dbId description }', 'invoiceFile { dbId }'];

/**
 * The rows of one voucher in the order they were stored.
 * @source reference of the Xledger API, sections 6 and 8, read 2026-11: no list is known to show a row's file, so several ways are tried.
 */
export async function readReceiptRows(
  reference: VoucherReference,
  jobLevel: number,
  questions: Questions,
  signal: AbortSignal,
): Promise<readonly ReceiptRow[]> {
  const fields = [
    ...fileFields.map((file) => `${rowFields} jobLevel { dbSubId } ${file}`),
    ...fileFields.map((file) => `${rowFields} ${file}`),
    rowFields,
  ];
  const nodes = await nodesOf('glImportItems', reference, fields, questions, signal);
  const rows = nodes.flatMap((node) => {
    const rowId = idAt(node, 'dbId') ?? textAt(node, 'dbId');
    if (rowId === undefined) return [];
    const level = idAt(objectAt(node, 'jobLevel') ?? {}, 'dbSubId') ?? String(jobLevel);
    const number = idAt(node, 'trItemNumber');
    return [
      {
        rowId,
        number: number === undefined ? undefined : Number(number),
        waits: level === String(jobLevel),
        file: fileOf(node),
      },
    ];
  });
  return rows.toSorted((a, b) => a.rowId.length - b.rowId.length || (a.rowId < b.rowId ? -1 : 1));
}

/** The row for a receipt: the one with its number, or the one at its place where numbers are not shown. */
export function rowFor(position: number, rows: readonly ReceiptRow[]): ReceiptRow | undefined {
  const isNumbered = rows.some(({ number }) => number !== undefined);
  return isNumbered ? rows.find(({ number }) => number === position) : rows[position - 1];
}

/**
 * The file of a booked voucher, which has one for all of its lines; `undefined` when it is not in the journal.
 * @source reference of the Xledger API, section 6 (`JournalHeader.invoiceFile`), read 2026-11
 */
export async function readBookedFile(
  reference: VoucherReference,
  questions: Questions,
  signal: AbortSignal,
): Promise<ShownFile | undefined> {
  const header = (file: string) => `dbId extIdentifier invoiceNumber transactionHeader { dbId ${file} }`;
  const fields = [header('invoiceFile { dbId description }'), header('invoiceFile { dbId }'), header('')];
  const nodes = await nodesOf('journalEntries', reference, fields, questions, signal);
  const files = nodes.map((node) => fileOf(objectAt(node, 'transactionHeader') ?? {}));
  return files.find(({ kind }) => kind === 'file') ?? files[0];
}

async function nodesOf(
  list: string,
  reference: VoucherReference,
  fields: readonly string[],
  questions: Questions,
  signal: AbortSignal,
): Promise<readonly JsonObject[]> {
  const referenceOf = createReferenceFinder([reference]);
  const sought = { references: [reference], since: undefined };
  const wordings = referenceWordings(sought, fields);
  const nodes = await questions.inSomeWording(`files of ${list}`, wordings, (wording) =>
    readByReference({ list }, sought, wording, questions, signal),
  );
  return nodes.filter((node) => referenceOf(node) !== undefined);
}

function fileOf(node: JsonObject): ShownFile {
  const file = node['invoiceFile'];
  if (file === undefined) return { kind: 'hidden' };
  if (file === null || file === '') return { kind: 'none' };
  if (!isObject(file)) return { kind: 'file', name: typeof file === 'string' ? file : undefined };
  return idAt(file, 'dbId') === undefined ? { kind: 'none' } : { kind: 'file', name: textAt(file, 'description') };
}
