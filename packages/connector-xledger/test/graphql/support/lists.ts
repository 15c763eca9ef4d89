import type { SeenRequest, StrangerAnswer } from './stranger.ts';

/** One list that a query asks for. */
export interface AskedList {
  /** Its name in the answer. */
  readonly name: string;
  readonly list: string;
  readonly args: string;
  readonly fields: string;
}

/** A page of a list, empty as Xledger writes it. */
export const page = (nodes: readonly object[], hasNextPage = false) => ({
  edges: nodes.length === 0 ? null : nodes.map((node, at) => ({ cursor: `c${at}`, node })),
  pageInfo: { hasNextPage },
});

/** The lists that a query asks for. */
export function listsAsked(query: string): readonly AskedList[] {
  const lists = /(?:(\w+): )?(\w+)\((first: \d+[^)]*)\) \{ edges \{ cursor node \{ (.*?) \} \} pageInfo/g;
  return [...query.matchAll(lists)].map(([, alias, list = '', args = '', fields = '']) => ({
    name: alias ?? list,
    list,
    args,
    fields,
  }));
}

/** Answers every list that is asked for, and the entity. A list without an answer is empty. */
export function answering(pageOf: (asked: AskedList, seen: SeenRequest) => object | undefined, entity: object) {
  return (seen: SeenRequest): StrangerAnswer => {
    const viewer = seen.query.includes('viewer') ? { viewer: { entity } } : {};
    const lists = listsAsked(seen.query).map((asked) => [asked.name, pageOf(asked, seen) ?? page([])]);
    return { json: { data: { ...viewer, ...Object.fromEntries(lists) } } };
  };
}

/** A refusal of the question itself. */
export const notUnderstood = (message = "Cannot query field 'x' on type 'Y'."): StrangerAnswer => ({
  json: { data: null, errors: [{ message }] },
});
