import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { criteriaOf } from '../tools/proofs/src/acceptance/criteria.ts';
import { acceptancePage, unprovenIn } from '../tools/proofs/src/acceptance/page.ts';
import { testsIn, testsOf } from '../tools/proofs/src/acceptance/tests-of.ts';

const repository = path.resolve(import.meta.dirname, '..');
const criteria = await criteriaOf(repository);
const tests = await testsOf(repository);

test('docs/acceptance.md is what the titles of the tests say; npm run acceptance makes it anew', async () => {
  const page = await readFile(path.join(repository, 'docs', 'acceptance.md'), 'utf8');
  expect(page).toBe(acceptancePage(criteria, tests));
});

test('every criterion has a test, and no test names one that there is not', () => {
  expect(tests.length).toBeGreaterThan(100);
  expect(unprovenIn(criteria, tests)).toEqual([]);
});

const aTitle = ['AUD', '1 AUD', "2 nobody\\'s `log`"].join('-');

test('a criterion without a test is found, and one that is said to be unbuilt and is not', () => {
  const found = testsIn('apps/sync-service/test/x.test.ts', `test('${aTitle}', async () => startTestService());`);
  expect(found).toMatchObject([{ ids: ['AUD-1', 'AUD-2'], title: "nobody's `log`", place: 'REST' }]);
  const [first, second, third] = ['1', '2', '3'].map((it) => ({ id: `AUD-${it}`, promise: 'It holds.' }));
  const groups = [{ title: 'Log', criteria: [first, second, third].filter((it) => it !== undefined) }];
  expect(unprovenIn({ groups, withoutTest: {} }, found)).toEqual(['AUD-3']);
  expect(unprovenIn({ groups, withoutTest: { 'AUD-3': 'Not built yet.' } }, found)).toEqual([]);
  expect(unprovenIn({ groups, withoutTest: { 'AUD-2': 'x', 'AUD-3': 'x' } }, found)).toEqual(['AUD-2']);
  expect(unprovenIn({ groups: [], withoutTest: {} }, found)).toEqual(['AUD-1', 'AUD-2']);
  expect(acceptancePage({ groups, withoutTest: {} }, found)).toContain('Without any test (1): AUD-3');
});
