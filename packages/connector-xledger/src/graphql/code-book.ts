import { idAt } from '../json.ts';
import { readAll } from './lists.ts';
import type { Questions } from './questions.ts';
import { codeAt } from './record-code.ts';
import type { Codes, RecordedLine, RecordedReference } from './recorded-line.ts';

/** Turns the ids of the journal into the codes of our vouchers, and remembers them. */
export interface CodeBook {
  /** The codes of everything that the lines name by id alone, as far as Xledger knows it. */
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
      const inPlaces = lines.flatMap(({ places }) => [...places]);
      const objectIds = idsWithoutCode(inPlaces.filter(([slot]) => slot !== 'project').map(([, it]) => it));
      await learn('accounts', accounts, idsWithoutCode(lines.flatMap(({ account }) => account ?? [])), signal);
      await learn('objectValues', objects, objectIds, signal);
      const projectIds = idsWithoutCode(inPlaces.filter(([slot]) => slot === 'project').map(([, it]) => it));
      const others = [...objectIds].filter((id) => !objects.has(id));
      await learn('projects', projects, new Set([...projectIds, ...others]), signal);
      return { accounts, objects, projects };
    },
  };
}

function idsWithoutCode(references: readonly RecordedReference[]): ReadonlySet<string> {
  return new Set(references.filter(({ code }) => code === undefined).map(({ id }) => id));
}
