import { BadRequestError, MassMutationError, type XledgerError } from './errors.ts';
import type { ImportQueue, ImportRow, PlainValue, ResolvedReference } from './queue.ts';
import { type ReferenceInput, resolveReference } from './references.ts';
import type { XledgerSettings } from './settings.ts';

/** A voucher line as sent: plain fields, and references to master data. */
export type ImportNode = Readonly<Record<string, PlainValue | ReferenceInput | null>>;

/** One element of `addGLImportItems`, after the schema has checked its types. */
export interface AddImportItem {
  readonly clientId?: string | null;
  readonly node: ImportNode;
}

/** One element of `updateGLImportItems`, after the schema has checked its types. */
export interface UpdateImportItem extends AddImportItem {
  readonly node: ImportNode & { readonly dbId: number };
}

/** What a mass addition or update stored and what it refused. */
export interface AddedItems {
  readonly stored: readonly { readonly clientId: string | null; readonly row: ImportRow }[];
  readonly problems: readonly XledgerError[];
}

/**
 * Writes the items to the queue as they are: no look for duplicates, no check of balance, period or blocking (the booking job
 * does that). References must resolve; what happens to the others when one does not is the mass failure mode.
 * @source xledger.md §5.1, §10 and §14.6, 2026-11
 */
export function addImportItems(inputs: readonly AddImportItem[], context: ImportContext): AddedItems {
  const { ownerDbId, createdAt, queue, files = new Set<string>() } = context;
  checkSize(inputs, context);
  const resolved = inputs.map(({ clientId, node }) => ({
    clientId: clientId ?? null,
    ...resolveNode(node, ownerDbId, files),
  }));
  const { good, problems } = sorted(resolved, context);
  const rows = queue.add(good.map(({ values, references }) => ({ ownerDbId, createdAt, values, references })));
  return { stored: rows.map((row, index) => ({ clientId: good[index]?.clientId ?? null, row })), problems };
}

/**
 * Changes rows that wait: the fields that a node names, and no others. A file takes the place of the one before.
 * @source xledger.md §6 and §8, 2026-11; that fields which are not named stay as they are is invented.
 */
export function updateImportItems(inputs: readonly UpdateImportItem[], context: ImportContext): AddedItems {
  const { ownerDbId, createdAt, queue, files = new Set<string>() } = context;
  checkSize(inputs, context);
  const rows = new Map(queue.rows().map((row) => [row.dbId, row]));
  const changed = inputs.map(({ clientId = null, node: { dbId, ...node } }) => {
    const before = rows.get(dbId);
    const { values, references, problems } = resolveNode(node, ownerDbId, files);
    if (before?.ownerDbId !== ownerDbId) return { clientId, problems: [missingRow(dbId, ownerDbId)] };
    const row: ImportRow = {
      ...before,
      modifiedAt: createdAt,
      values: { ...before.values, ...values },
      references: { ...before.references, ...references },
    };
    rows.set(dbId, row);
    return { clientId, row, problems };
  });
  const { good, problems } = sorted(changed, context);
  const stored = good.flatMap(({ clientId, row }) => (row === undefined ? [] : [{ clientId, row }]));
  queue.change(stored.map(({ row }) => row));
  return { stored, problems };
}

/** What a mass mutation of the queue works with. */
interface ImportContext {
  readonly ownerDbId: number;
  /** Now, as Xledger writes date-times. */
  readonly createdAt: string;
  readonly queue: ImportQueue;
  readonly settings: XledgerSettings;
  /** Names of the files that came with the items. */
  readonly files?: ReadonlySet<string>;
}

function checkSize(inputs: readonly unknown[], { settings }: ImportContext): void {
  if (inputs.length > settings.massLimit)
    throw new BadRequestError(`A mass mutation takes at most ${settings.massLimit} nodes.`);
}

function sorted<T extends { readonly problems: readonly XledgerError[] }>(
  items: readonly T[],
  { settings }: ImportContext,
): { readonly good: readonly T[]; readonly problems: readonly XledgerError[] } {
  const problems = items.flatMap((item) => item.problems);
  if (problems.length > 0 && settings.massFailureMode === 'atomic') throw new MassMutationError(problems);
  return { good: items.filter((item) => item.problems.length === 0), problems };
}

/** The wording is that of other references. */
function missingRow(dbId: number, ownerDbId: number): XledgerError {
  return {
    message: `dbId: No value matching owner ${ownerDbId}, dbId '${dbId}'.`,
    extensions: { code: 'INVALID_VALUE' },
  };
}

function resolveNode(node: ImportNode, ownerDbId: number, files: ReadonlySet<string>) {
  const values: Record<string, PlainValue> = {};
  const references: Record<string, ResolvedReference> = {};
  const problems: XledgerError[] = [];
  for (const [field, value] of Object.entries(node)) {
    if (value === null) continue;
    if (typeof value !== 'object') {
      values[field] = value;
      if (field === 'invoiceFile' && !files.has(String(value))) problems.push(missingFile(String(value)));
      continue;
    }
    const result = resolveReference(field, value, ownerDbId);
    if ('problem' in result) problems.push(result.problem);
    else references[field] = { ...pickReference(result.found) };
  }
  return { values, references, problems };
}

/** A file is named by the node and comes as a part before the JSON. @source xledger.md §8, 2026-11; the text is invented. */
function missingFile(name: string): XledgerError {
  return { message: `invoiceFile: No file '${name}' in the request.`, extensions: { code: 'INVALID_VALUE' } };
}

function pickReference({ dbId, dbSubId, code, description }: ResolvedReference): ResolvedReference {
  return dbSubId === undefined ? { dbId, code, description } : { dbId, dbSubId, code, description };
}
