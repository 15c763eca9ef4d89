import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Where a criterion is proven: in a real browser, at the REST endpoints, or below them, at the code and at whole programs. */
export type Place = 'browser' | 'REST' | 'code';

/** A test, or a group of them, whose title begins with ids of criteria. */
export interface ProvingTest {
  readonly ids: readonly string[];
  /** Without the ids. */
  readonly title: string;
  /** Below the repository, with slashes. */
  readonly file: string;
  readonly place: Place;
}

/** A contract is a suite that tests run for each connector and store. */
const places = [
  '{packages,apps,tools}/*/test/**/*.test.ts',
  'test/**/*.test.ts',
  'packages/*/src/testing/*.contract.ts',
];

/** All tests of the repository that say which criteria they prove, in the order of their files. */
export async function testsOf(repository: string): Promise<readonly ProvingTest[]> {
  const found: string[] = [];
  for (const pattern of places) {
    for await (const it of glob(pattern, { cwd: repository, exclude: (name) => name === 'node_modules' }))
      found.push(it);
  }
  const files = found.map((it) => it.split(path.sep).join('/')).toSorted();
  const read = files.map(async (file) => testsIn(file, await readFile(path.join(repository, file), 'utf8')));
  return (await Promise.all(read)).flat();
}

/** A text that begins with ids, each with a space after it, is a title. */
const titles = /(?<quote>['"`])(?<ids>(?:[A-Z]{3}-\d+ )+)(?<title>(?:\\.|(?!\k<quote>)[^\\\n])+)\k<quote>/gu;

/** The tests of one file. */
export function testsIn(file: string, source: string): readonly ProvingTest[] {
  const place = placeOf(file, source);
  return [...source.matchAll(titles)].map(({ groups: { ids = '', title = '' } = {} }) => ({
    ids: ids.trim().split(' '),
    title: title.replaceAll(/\\(.)/gu, '$1'),
    file,
    place,
  }));
}

/** A test of the service that asks it over HTTP proves the endpoint. */
function placeOf(file: string, source: string): Place {
  if (file.startsWith('apps/admin-console/')) return 'browser';
  const asks = /\b(startTestService|aServiceWithMock|serviceOfThisFile|startServiceOn)\b/.test(source);
  return file.startsWith('apps/sync-service/') && asks ? 'REST' : 'code';
}
