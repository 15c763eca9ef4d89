import type { Answer } from '../answer.ts';
import type { FinanceCall, FinanceTarget } from './address.ts';
import { readFields } from './body.ts';
import { type Books, sourceOf } from './books.ts';
import { type FinanceRow, type FinanceType, JOURNAL_HEADER, JOURNAL_LINE } from './entity-types.ts';
import { FinanceError, InfologError } from './errors.ts';
import { createHeader, deleteHeader, updateHeader } from './headers.ts';
import { keyOf } from './keys.ts';
import { createLine, deleteLine, updateLine } from './lines.ts';
import { isCrossCompany } from './query.ts';
import { findRow } from './read.ts';
import { etagOf, rowAnswer } from './render.ts';
import { rowsOf } from './rows.ts';

/** Makes, changes or deletes a journal or a line of one. What is refused may have changed something: the caller takes it back. */
export function writeSet(books: Books, call: FinanceCall, target: Extract<FinanceTarget, { kind: 'set' }>): Answer {
  const { type, key, asksCount } = target;
  const writer = WRITERS.get(type);
  if (writer === undefined || asksCount) throw notAllowed(call, type);
  if (call.method === 'POST' && key === undefined) return create(books, call, type, writer);
  if (key === undefined || (call.method !== 'PATCH' && call.method !== 'DELETE')) throw notAllowed(call, type);
  const before = findRow(sourceOf(books), call, type, key);
  checkTag(call, before);
  if (call.method === 'PATCH') writer.update(books, before, fieldsIn(call, type));
  else writer.remove(books, before);
  return { status: 204, headers: { 'odata-version': '4.0' } };
}

interface Writer {
  readonly create: (books: Books, dataAreaId: string, fields: FinanceRow['values']) => FinanceRow;
  readonly update: (books: Books, before: FinanceRow, fields: FinanceRow['values']) => FinanceRow;
  readonly remove: (books: Books, row: FinanceRow) => void;
}

const WRITERS: ReadonlyMap<FinanceType, Writer> = new Map([
  [JOURNAL_HEADER, { create: createHeader, update: updateHeader, remove: deleteHeader }],
  [JOURNAL_LINE, { create: createLine, update: updateLine, remove: deleteLine }],
]);

function create(books: Books, call: FinanceCall, type: FinanceType, writer: Writer): Answer {
  const fields = fieldsIn(call, type);
  const company = companyFor(books, call, type, fields['dataAreaId']);
  const made = writer.create(books, company, fields);
  const source = sourceOf(books);
  // What was just made stands at the end.
  const row = rowsOf(type, source).findLast(({ version }) => version === made.version) ?? made;
  const key = Object.entries(keyOf(row, type)).map(([name, value]) =>
    typeof value === 'number' ? `${name}=${value}` : `${name}='${encodeURIComponent(value)}'`,
  );
  return rowAnswer(
    call.base,
    { type, row },
    { status: 201, location: `${call.base}/data/${type.set}(${key.join(',')})` },
  );
}

/** On create the company stands in the body. @source dynamics.md §15.1, 2026-11 */
function companyFor({ seed, settings }: Books, call: FinanceCall, type: FinanceType, sent: unknown): string {
  const company = typeof sent === 'string' && sent !== '' ? sent.toLowerCase() : settings.defaultCompany;
  if (!seed.companies.some((known) => known === company) || settings.hiddenCompanies.includes(company)) {
    throw new InfologError(type, `The company ${company} does not exist.`);
  }
  const isForeign = company !== settings.defaultCompany && !isCrossCompany(call.url.searchParams);
  if (isForeign && settings.foreignCreate === 'refused') {
    throw new InfologError(
      type,
      `A record of company ${company} cannot be made from company ${settings.defaultCompany}.`,
    );
  }
  return company;
}

function fieldsIn(call: FinanceCall, type: FinanceType): FinanceRow['values'] {
  if (!(call.headers['content-type'] ?? '').startsWith('application/json')) {
    throw new FinanceError(415, 'The content type of the request is not supported.');
  }
  return readFields(call.body, type);
}

/** The tag is compared only if sent. */
function checkTag({ headers }: FinanceCall, row: FinanceRow): void {
  const sent = headers['if-match'];
  if (sent === undefined || sent === '*' || sent === etagOf(row)) return;
  throw new FinanceError(412, 'The record was changed since it was read.');
}

function notAllowed({ method }: FinanceCall, { set }: FinanceType): FinanceError {
  return new FinanceError(405, `The method ${method} is not allowed for '${set}'.`);
}
