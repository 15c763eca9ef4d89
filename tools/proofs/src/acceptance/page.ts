import type { Criteria } from './criteria.ts';
import type { Place, ProvingTest } from './tests-of.ts';

/** The page `docs/acceptance.md`: each criterion with the tests that prove it, and where they do. */
export function acceptancePage({ groups, withoutTest }: Criteria, tests: readonly ProvingTest[]): string {
  const all = groups.flatMap((it) => it.criteria);
  const provenAt = (id: string) => new Set(tests.filter((it) => it.ids.includes(id)).map((it) => it.place));
  const idsAt = (where: (places: ReadonlySet<Place>) => boolean) =>
    all.map((it) => it.id).filter((id) => where(provenAt(id)));
  const inBrowser = idsAt((it) => it.has('browser'));
  const onlyBrowser = idsAt((it) => it.has('browser') && !it.has('REST'));
  const atRestOnly = idsAt((it) => it.has('REST') && !it.has('browser'));
  const inCodeOnly = idsAt((it) => it.size === 1 && it.has('code'));
  const none = idsAt((it) => it.size === 0);
  return [
    '# Acceptance',
    '',
    'Made by `npm run acceptance` from the titles of the tests; do not edit. A test fails when this page is out of date, or when a criterion has no test.',
    '',
    '«Browser» is the admin console in a real browser, «REST» the service over HTTP on a real PostgreSQL, «code» everything below that: the packages, the database, the',
    'simulation, and whole processes that are killed. A criterion that names a screen is proven in full only by a test in a browser.',
    '',
    `- Proven in a browser (${inBrowser.length} of ${all.length}): ${listed(inBrowser)}`,
    `- Of these without a test at REST (${onlyBrowser.length}): ${listed(onlyBrowser)}`,
    `- At REST and not in a browser (${atRestOnly.length}): ${listed(atRestOnly)}`,
    `- Only in code (${inCodeOnly.length}): ${listed(inCodeOnly)}`,
    `- Without any test (${none.length}): ${listed(none.map((id) => `${id} (${withoutTest[id] ?? 'no reason is given'})`))}`,
    ...groups.flatMap(({ title, criteria }) => ['', `## ${title}`, ...criteria.flatMap((it) => sectionOf(it, tests))]),
    '',
  ].join('\n');
}

/** Criteria that no test proves and that are not said to be unbuilt, and those that are said to be and are proven. */
export function unprovenIn({ groups, withoutTest }: Criteria, tests: readonly ProvingTest[]): readonly string[] {
  const proven = new Set(tests.flatMap((it) => it.ids));
  const ids = groups.flatMap((it) => it.criteria.map(({ id }) => id));
  const unknown = [...proven].filter((id) => !ids.includes(id));
  const wrong = ids.filter((id) => proven.has(id) === Object.hasOwn(withoutTest, id));
  return [...wrong, ...unknown];
}

const listed = (ids: readonly string[]) => (ids.length === 0 ? 'none' : ids.join(', '));

function sectionOf({ id, promise }: { readonly id: string; readonly promise: string }, tests: readonly ProvingTest[]) {
  const proofs = tests.filter((it) => it.ids.includes(id));
  const rows = proofs.map(({ title, file, place }) => `| ${place} | ${cell(title)} | [\`${file}\`](../${file}) |`);
  const table = rows.length === 0 ? ['No test.'] : ['| where | test | file |', '| --- | --- | --- |', ...rows];
  return ['', `### ${id}`, '', promise, '', ...table];
}

const cell = (title: string) => title.replaceAll('|', '\\|').replaceAll('<', '\\<');
