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

/** What a mass addition stored and what it refused. */
export interface AddedItems {
  readonly stored: readonly { readonly clientId: string | null; readonly row: ImportRow }[];
  readonly problems: readonly XledgerError[];
}

/**
 * Writes the items to the queue as they are: no look for duplicates, no check of balance, period or blocking (the booking job
 * does that). References must resolve; what happens to the others when one does not is the mass failure mode.
 * @source xledger.md §5.1, §10 and §14.6, 2026-11
 */
export function addImportItems(
  inputs: readonly AddImportItem[],
  context: {
    ownerDbId: number;
    createdAt: string;
    queue: ImportQueue;
    settings: XledgerSettings;
    /** Names of the files that came with the items. */
    files?: ReadonlySet<string>;
  },
): AddedItems {
  const { ownerDbId, createdAt, queue, settings, files = new Set<string>() } = context;
  if (inputs.length > settings.massLimit)
    throw new BadRequestError(`A mass mutation takes at most ${settings.massLimit} nodes.`);
  const resolved = inputs.map(({ clientId, node }) => ({
    clientId: clientId ?? null,
    ...resolveNode(node, ownerDbId, files),
  }));
  const problems = resolved.flatMap((item) => item.problems);
  if (problems.length > 0 && settings.massFailureMode === 'atomic') throw new MassMutationError(problems);
  const good = resolved.filter((item) => item.problems.length === 0);
  const rows = queue.add(good.map(({ values, references }) => ({ ownerDbId, createdAt, values, references })));
  return { stored: rows.map((row, index) => ({ clientId: good[index]?.clientId ?? null, row })), problems };
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
