import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const main = path.resolve(import.meta.dirname, '../src/main.ts');
const bench = (...options: string[]) =>
  promisify(execFile)(process.execPath, ['--conditions=@bilag/source', main, ...options]);

test('the benchmark drains us and our peers, and says of each bar how it was met', async () => {
  const { stdout } = await bench('--quick', '--records', '40', '--only', 'P3');
  expect(stdout).toMatch(/Node \d+.*PostgreSQL \d+.*durable/);
  expect(stdout).toMatch(/\| http-alone +\| \d+/);
  expect(stdout).toMatch(/\| bilag +\| \d+/);
  expect(stdout).toMatch(/\| P3 +\|.*\d+\.\d{2}.*\| ≥ 10 .*\| (good|met|missed) +\|/);
}, 600_000);

test('a bar that there is not, or a number that is none, is refused with its name', async () => {
  await expect(bench('--only', 'P99')).rejects.toThrow('There is no bar P99');
  await expect(bench('--rounds', 'many')).rejects.toThrow('--rounds takes a whole number');
}, 60_000);
