import { idAt, type JsonObject, textAt } from '../json.ts';
import { readAll } from './lists.ts';
import type { Questions } from './questions.ts';
import type { Codes, RecordedLine } from './recorded-line.ts';

/** Turns the ids of the journal into the codes of our vouchers, and remembers them. */
export interface CodeBook {
  /** The codes of everything that the lines name, as far as Xledger knows it. */
  codesFor(lines: readonly RecordedLine[], signal: AbortSignal): Promise<Codes>;
}

/** An empty book; each id is asked for once, and again while Xledger does not know it. */
export function createCodeBook(questions: Questions): CodeBook {
  const accounts = new Map<string, string>();
  const objects = new Map<string, string>();
  const projects = new Map<string, string>();
  const learn = async (list: string, into: Map<string, string>, ids: ReadonlySet<string>, signal: AbortSignal) => {
    const missing = [...ids].filter((id) => !into.has(id));
    if (missing.length === 0) return;
    // What was booked stays readable when its account has been closed since, or belongs to an entity above.
    const args = `objectStatus: ALL, ownerSet: ALL, filter: { dbId_in: [${missing.join(', ')}] }`;
    for (const node of await readAll({ list, fields: 'dbId code', args }, questions, signal)) {
      const [id, code] = [idAt(node, 'dbId'), codeAt(node)];
      if (id !== undefined && code !== undefined) into.set(id, code);
    }
  };
  return {
    async codesFor(lines, signal) {
      const inSlots = lines.flatMap(({ slotIds }) => [...slotIds]);
      const objectIds = new Set(inSlots.filter(([slot]) => slot !== 'project').map(([, id]) => id));
      await learn('accounts', accounts, new Set(lines.flatMap(({ accountId }) => accountId ?? [])), signal);
      await learn('objectValues', objects, objectIds, signal);
      // A place may hold projects, and whether those are object values too is not known.
      const projectIds = inSlots.filter(([slot]) => slot === 'project').map(([, id]) => id);
      const others = [...objectIds].filter((id) => !objects.has(id));
      await learn('projects', projects, new Set([...projectIds, ...others]), signal);
      return { accounts, objects, projects };
    },
  };
}

/** A record's code, which may come as a number. */
export function codeAt(node: JsonObject): string | undefined {
  return textAt(node, 'code') ?? idAt(node, 'code');
}
