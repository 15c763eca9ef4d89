import type { BusinessCentralDimension, BusinessCentralDimensionValue } from '../seed-business-central.ts';
import type { CompanyBooks } from './company-books.ts';
import { dialogError } from './errors.ts';
import type { Journal, JournalLine } from './journal-store.ts';
import { touched } from './journals.ts';
import { asCode } from './text-values.ts';

const ALREADY_THERE =
  'The dimension set line already exists. Check existing dimension set lines and the default dimension set lines on the parent.';

/** Gives the line a dimension that it has not, neither by hand nor by default. @source dynamics.md §6.6, 2026-11 */
export function createDimensionSetLine(
  books: CompanyBooks,
  journalId: string,
  lineId: string,
  body: Record<string, unknown>,
): string {
  const dimension = namedDimension(books, body);
  const value = namedValue(dimension, body);
  change(books, journalId, lineId, (dimensions) => {
    if (dimension.code in dimensions) throw dialogError(ALREADY_THERE);
    return { ...dimensions, [dimension.code]: value.code };
  });
  return dimension.code;
}

/** Gives the line another value of a dimension it has. Blocked values are not noticed here. @source dynamics.md §6.6, 2026-11 */
export function updateDimensionSetLine(
  books: CompanyBooks,
  parent: { journal: Journal; line: JournalLine },
  dimension: BusinessCentralDimension,
  body: Record<string, unknown>,
): void {
  const { id = dimension.id, code = dimension.code } = body;
  if (id !== dimension.id || asCode(String(code), 20) !== dimension.code) {
    throw dialogError('The "id" and "code" fields cannot be modified.');
  }
  const value = namedValue(dimension, body);
  change(books, parent.journal.id, parent.line.id, (dimensions) => ({ ...dimensions, [dimension.code]: value.code }));
}

/** Takes a dimension from the line. */
export function deleteDimensionSetLine(
  books: CompanyBooks,
  parent: { journal: Journal; line: JournalLine },
  dimension: BusinessCentralDimension,
): void {
  change(books, parent.journal.id, parent.line.id, ({ [dimension.code]: _gone, ...others }) => others);
}

/** Changes the line's dimensions, and with them its tag. */
function change(
  books: CompanyBooks,
  journalId: string,
  lineId: string,
  edit: (dimensions: Readonly<Record<string, string>>) => Readonly<Record<string, string>>,
): void {
  const journal = books.store.get(books.company.id, journalId);
  if (journal === undefined) throw dialogError('You must get to the parent first to create a dimension set line.');
  const lines = journal.lines.map((line) =>
    line.id === lineId ? touched(books, { ...line, dimensions: edit(line.dimensions) }) : line,
  );
  books.store.put({ ...journal, lines });
}

function namedDimension({ seed }: CompanyBooks, { id, code }: Record<string, unknown>): BusinessCentralDimension {
  if (isBlank(id) && isBlank(code)) throw dialogError('The "id" or "code" field must be filled in.');
  const found = isBlank(id)
    ? seed.dimensions.find((dimension) => dimension.code === asCode(String(code), 20))
    : seed.dimensions.find((dimension) => dimension.id === id);
  if (found === undefined) throw dialogError(`The "${isBlank(id) ? 'code' : 'id'}" does not match to a Dimension.`);
  return found;
}

function namedValue(
  { values }: BusinessCentralDimension,
  { valueId, valueCode }: Record<string, unknown>,
): BusinessCentralDimensionValue {
  if (isBlank(valueId) && isBlank(valueCode)) {
    throw dialogError('The "valueId" or "valueCode" field must be filled in.');
  }
  const found = isBlank(valueId)
    ? values.find((value) => value.code === asCode(String(valueCode), 20))
    : values.find((value) => value.id === valueId);
  if (found !== undefined) return found;
  throw dialogError(`The "${isBlank(valueId) ? 'valueCode' : 'valueId'}" does not match to a Dimension Value.`);
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === '';
}
