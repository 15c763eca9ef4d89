import { type Closures, isBlocked, isClosedProject, isClosedValue } from '../xledger/booking-checks.ts';
import { resolveReference } from '../xledger/references.ts';
import { dimensionsOf } from './dimensions.ts';
import type { NewEntry, NewLine } from './new-entry.ts';
import type { RestProblem } from './rest-error.ts';

/** A code in the body, with the field of an import row it becomes. */
export interface Pointer {
  readonly path: string;
  readonly code: string;
  /** `undefined` when the entity has no such dimension. */
  readonly field: string | undefined;
  readonly whenUnknown: string;
}

/** All codes of a line. */
export function pointersOf(line: NewLine, index: number, ownerDbId: number): Pointer[] {
  const dimensions = dimensionsOf(ownerDbId);
  const slotField = (name: string) => {
    const slot = dimensions.find(({ dimension }) => dimension === name)?.slot;
    return slot === undefined ? undefined : `glObject${slot}`;
  };
  const { account, costCenter, project, taxRule, subledger } = line;
  const value = 'unknown_dimension_value';
  const plain = [
    { name: 'account', code: account, field: 'account', whenUnknown: 'unknown_account' },
    { name: 'costCenter', code: costCenter, field: slotField('COST_CENTER'), whenUnknown: value },
    { name: 'project', code: project, field: 'project', whenUnknown: 'unknown_project' },
    { name: 'taxRule', code: taxRule, field: 'taxRule', whenUnknown: 'unknown_tax_rule' },
    { name: 'subledger', code: subledger, field: 'subledger', whenUnknown: 'unknown_subledger' },
  ].flatMap(({ name, code, ...rest }) =>
    code === undefined ? [] : [{ path: `/lines/${index}/${name}`, code, ...rest }],
  );
  const named = Object.entries(line.dimensions ?? {}).map(([name, code]) => ({
    path: `/lines/${index}/dimensions/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    code,
    field: slotField(name),
    whenUnknown: value,
  }));
  return [...plain, ...named];
}

/** What is wrong with the codes of an entry: unknown, given twice, or closed on its date. */
export function referenceProblems(entry: NewEntry, ownerDbId: number, closures: Closures): RestProblem[] {
  return entry.lines.flatMap((line, index) => {
    const pointers = pointersOf(line, index, ownerDbId);
    const problems = pointers.map((pointer) => pointerProblem(pointer, entry.date, ownerDbId, closures));
    return [...problems.filter((problem) => problem !== undefined), ...doubled(pointers)];
  });
}

function pointerProblem(
  { path, code, field, whenUnknown }: Pointer,
  date: string,
  ownerDbId: number,
  closures: Closures,
): RestProblem | undefined {
  if (field === undefined) return { path, code: 'unknown_dimension', message: 'There is no such dimension.' };
  const result = resolveReference(field, { code }, ownerDbId);
  if ('problem' in result) return { path, code: whenUnknown, message: result.problem.message };
  const { dbId } = result.found;
  const isClosed =
    (field === 'account' && isBlocked(result.found, closures)) ||
    ((field === 'project' || field.startsWith('glObject')) && isClosedProject(dbId, date)) ||
    (field.startsWith('glObject') && isClosedValue(dbId, date));
  return isClosed ? { path, code: 'not_open', message: `${code} is not open for posting on ${date}.` } : undefined;
}

/** A cost center may be given by its own field or as a dimension. */
function doubled(pointers: readonly Pointer[]): RestProblem[] {
  return pointers
    .filter(({ field }, index) => field !== undefined && pointers.findIndex((it) => it.field === field) < index)
    .map(({ path }) => ({
      path,
      code: 'duplicate_dimension',
      message: 'The line has a value of this dimension already.',
    }));
}
