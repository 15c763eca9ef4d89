import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MockErp } from '../src/index.ts';
import { control, startSandbox } from './support/sandbox.ts';

const folder = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const rowsIn = (text: string) => [...text.matchAll(/^\| (.+) \|$/gm)].map(([, row = '']) => row.split(' | '));
const spansIn = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);

let mock: MockErp;
beforeAll(async () => {
  mock = await startSandbox();
});
afterAll(() => mock.close());

test('no point of the references is missing', () => {
  const points = rowsIn(read('POINTS.md')).map(([point]) => point);
  const xledger = Array.from({ length: 13 }, (_, index) => String(index + 1));
  const dynamics = [
    'Sign-in',
    'OData',
    'Concurrency',
    'Data rules',
    'Post',
    'Read-back',
    '$batch',
    'Faults',
    'F&O profile',
  ];
  expect(points.filter((point) => point !== 'Point' && point !== '---')).toEqual([...xledger, ...dynamics]);
});

test('every test that is said to prove a point exists', () => {
  const files = readdirSync(join(folder, 'test')).filter(
    (file) => file.endsWith('.test.ts') && file !== 'points.test.ts',
  );
  const sources = files.map((file) => read(join('test', file))).join('\n');
  const titles = rowsIn(read('POINTS.md')).flatMap(([, , tests]) => spansIn(tests));
  expect(titles.length).toBeGreaterThan(80);
  expect(titles.filter((title) => !sources.includes(`'${title}'`))).toEqual([]);
});

const [, cookbook = ''] = read('README.md').split('## Scenario cookbook');
const scenarios = rowsIn(cookbook).flatMap(([, scenario]) => spansIn(scenario));

test.each(scenarios)('the sandbox understands the scenario %s of the cookbook', async (scenario) => {
  const loaded = await control(mock, '/scenario', JSON.parse(scenario));
  expect(loaded).toMatchObject({ faults: expect.any(Array), settings: expect.any(Object) });
  await control(mock, '/reset');
});
