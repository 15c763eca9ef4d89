import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** A promise to the users; tests carry its id in their titles. */
export interface Criterion {
  readonly id: string;
  readonly promise: string;
}

/** All criteria, and why one may be without a test: only because it is not built. */
export interface Criteria {
  readonly groups: readonly { readonly title: string; readonly criteria: readonly Criterion[] }[];
  readonly withoutTest: Readonly<Record<string, string>>;
}

/** Reads `docs/acceptance-criteria.json`. */
export async function criteriaOf(repository: string): Promise<Criteria> {
  const criteria: Criteria = JSON.parse(
    await readFile(path.join(repository, 'docs', 'acceptance-criteria.json'), 'utf8'),
  );
  return criteria;
}
