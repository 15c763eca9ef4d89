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

test('the benchmark measures telemetry, a large backlog and every page of the console, each against its like in the same run', async () => {
  const { stdout } = await bench('--quick', '--records', '100', '--scale', '0.0005', '--only', 'P7,P11,P12');
  const pages = [
    'status',
    'overview',
    'overview-all',
    'audit',
    'audit-deep',
    'audit-failed',
    'audit-dates',
    'audit-all',
    'audit-held',
    'audit-mappings',
    'audit-kind',
    'failed',
  ];
  const bars = ['P7', 'P11', 'P11-drain', ...pages.flatMap((it) => [`P12-${it}`, `P12-${it}-growth`])];
  for (const bar of bars) {
    expect(stdout).toMatch(new RegExp(`\\| ${bar} +\\|.*\\| \\d+\\.\\d{2} +\\|.*\\| (good|met|missed) +\\|`));
  }
  expect(stdout).toMatch(/\| approvals, on +\|.*\| 0\.\d{3} +\|/);
  expect(stdout).toMatch(/\| drain, on +\|.*\| 0\.\d{3} +\|/);
}, 600_000);

test('the benchmark lets several workers drain one database, each voucher once, and measures what others notice of a flood and of an ERP that hangs', async () => {
  const { stdout } = await bench('--quick', '--records', '300', '--only', 'S1,S2');
  for (const bar of ['S1-2', 'S1-4', 'S2', 'S2-hang']) {
    expect(stdout).toMatch(new RegExp(`\\| ${bar} +\\|.*\\| \\d+\\.\\d{2} +\\|.*\\| (good|met|missed) +\\|`));
  }
  expect(stdout).toMatch(/\| 4 workers +\|.*\| 300 +\|/);
}, 600_000);

test('a bar that there is not, or a number that is none, is refused with its name', async () => {
  await expect(bench('--only', 'P99')).rejects.toThrow('There is no bar P99');
  await expect(bench('--rounds', 'many')).rejects.toThrow(/--rounds <n>.*whole number/);
  await expect(bench('--scale', '2')).rejects.toThrow(/--scale <share>.*at most 1/);
});
