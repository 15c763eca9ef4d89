import { presentable, replyOf } from '@bilag/connector-http';
import type { EntryFailure, ErpReply, ErrorCode } from '@bilag/core';
import { idAt, isObject, type JsonObject, objectAt, textAt } from '../json.ts';
import { causeOf } from './causes.ts';
import type { Errand } from './errand.ts';
import type { QueuedRow } from './import-queue.ts';
import { connectionText, type ListQuestion, type Page, pageSize, readAll, readPage } from './lists.ts';
import { withoutAnyPayee, withoutPayees } from './payee-words.ts';
import { rowsReference } from './posting.ts';
import type { Questions } from './questions.ts';

/** Errors by the id of the row that they are about, the last one of each. */
export type ImportErrors = ReadonlyMap<string, JsonObject>;

/** The import errors that are asked for along with the queue, and the first page of them once they were. */
export interface ErrorsAlong {
  readonly errand: Errand;
  firstPage(): Page | undefined;
}

/** The errand for what failed since a time before which nothing that is sought can lie in Xledger; without it the whole list would be read. */
export function errorsAlong(since: string): ErrorsAlong {
  let firstPage: Page | undefined;
  return {
    errand: {
      along: connectionText(errorsSince(since), `first: ${pageSize}`),
      onFirstPage(data) {
        const connection = objectAt(data, errorList);
        firstPage = connection === undefined ? undefined : readPage(connection);
      },
    },
    firstPage: () => firstPage,
  };
}

const errorList = 'glImportItemErrors';
const errorFields = 'dbId createdAt message transactionDbId errorLevel { code name } objectValue { dbId }';

const errorsSince = (since: string): ListQuestion => ({
  list: errorList,
  fields: errorFields,
  args: `filter: { createdAt_gte: "${since}" }`,
});

/**
 * Why rows could not be booked. Which field of an error names the row is not known, so both candidates count. Notes and warnings are no
 * errors. With a first page that came along with the queue, it goes on from there.
 * @source reference of the Xledger API, section 6 (`GLImportItemError`), read 2026-11; filtering by `createdAt` is an inference.
 */
export async function readImportErrors(
  rows: readonly QueuedRow[],
  { since, firstPage }: { readonly since: string | undefined; readonly firstPage: Page | undefined },
  questions: Questions,
  signal: AbortSignal,
): Promise<ImportErrors> {
  const nodes =
    since === undefined || firstPage === undefined
      ? await readErrorsOf(rows, questions, signal)
      : await readAll(errorsSince(since), questions, signal, firstPage);
  const ours = new Map(rows.map((row) => [row.rowId, row]));
  const errors = new Map<string, JsonObject>();
  for (const node of nodes.filter(isFailure)) {
    const objectValue = objectAt(node, 'objectValue') ?? {};
    const named = [idAt(node, 'transactionDbId'), idAt(objectValue, 'dbId'), textAt(objectValue, 'dbId')];
    const row = named.map((it) => ours.get(it ?? '')).find((it) => it !== undefined);
    if (row !== undefined && !isOlder(node, row)) errors.set(row.rowId, node);
  }
  return errors;
}

/** In a request of their own. */
function readErrorsOf(
  rows: readonly QueuedRow[],
  questions: Questions,
  signal: AbortSignal,
): Promise<readonly JsonObject[]> {
  const since = earliest(rows.map(({ createdAt }) => createdAt));
  const wordings = since === undefined ? (['all'] as const) : (['since a time', 'all'] as const);
  return questions.inSomeWording('import errors', wordings, (wording) => {
    const all = { list: errorList, fields: errorFields };
    return readAll(since === undefined || wording === 'all' ? all : errorsSince(since), questions, signal);
  });
}

/** An error that was there before the row is about something else that has the same number. To the second, as fractions may be missing. */
function isOlder(node: JsonObject, { createdAt }: QueuedRow): boolean {
  const [error = '', row = ''] = [textAt(node, 'createdAt'), createdAt].map((it) => it?.slice(0, 19));
  return dateTime.test(error) && dateTime.test(row) && error < row;
}

const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;

/** What is wrong with a voucher of which these are the rows; `undefined` when no row has an error. */
export function importFailure(rows: readonly QueuedRow[], errors: ImportErrors): EntryFailure | undefined {
  const row = rows.find(({ rowId }) => errors.has(rowId));
  const error = errors.get(row?.rowId ?? '');
  if (row === undefined || error === undefined) return undefined;
  const words = textAt(error, 'message') ?? 'no reason given';
  const code = causeOf(words) ?? 'ERP_IMPORT_REFUSED';
  const place = rowsReference(rows.map(({ rowId }) => rowId));
  const told = presentable(withoutPayeesOf(rows, words), []);
  const message = `It lies in Xledger’s import queue (${place}), to be corrected or deleted there: ${told}`;
  const field = fieldOf(row, code);
  return { code, message, ...(field === undefined ? {} : { field }), reply: replyOfError(rows, error) };
}

/** Only this error: the answer that it came in holds those of others, too. */
function replyOfError(rows: readonly QueuedRow[], error: JsonObject): ErpReply {
  return replyOf({ status: 200, text: withoutPayeesOf(rows, JSON.stringify(error)) }, []);
}

function withoutPayeesOf(rows: readonly QueuedRow[], text: string): string {
  const codes = rows.flatMap(({ payee }) => payee ?? []);
  return rows.some(({ payee }) => payee === undefined) ? withoutAnyPayee(text) : withoutPayees(text, codes);
}

/** The line, for what is wrong with one of its codes. */
function fieldOf({ itemNumber }: QueuedRow, code: ErrorCode): string | undefined {
  const isOfLine = code.startsWith('ERP_UNKNOWN_') && itemNumber !== undefined && itemNumber !== '0';
  return isOfLine ? `lines[${Number(itemNumber) - 1}]` : undefined;
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
