import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const folder = path.resolve(import.meta.dirname, '..');
const run = (script: string, ...options: string[]) =>
  promisify(execFile)(process.execPath, ['--conditions=@bilag/source', path.join(folder, script), ...options]);

test.each([
  [
    'src/main.ts',
    ['--vouchers', '3', '--strings', '8'],
    /finance: 8 hostile strings, \d different, to the letter, \d of them as far as the documented limit, in 2 vouchers, seed 1: 0 differences/,
  ],
  [
    'src/main.ts',
    ['--vouchers', '3', '--strings', '0', '--profile', 'xledger-rest'],
    /^Each of 1 profiles \(xledger rest\).*\nxledger rest: 3 vouchers of \d+ journal lines to the øre.*\n0 differences in 1 profiles/,
  ],
  ['src/simulation/main.ts', ['--seeds', '3'], /3 seeds from 1: \d+ approvals, \d+ booked once, 0 doubled, 0 lost/],
  ['src/simulation/mutants-main.ts', ['--seeds', '300'], /(\d+) of \1 planted bugs caught/],
  ['bench/erp-calls.ts', ['--vouchers', '10'], /xledger graphql +\d+ = \d+ to post \+ \d+ to read back/],
] as const)(
  '%s says what it has found',
  async (script, options, said) => {
    const { stdout } = await run(script, ...options);
    expect(stdout).toMatch(said);
  },
  60_000,
);

test('a number that is none, or a profile that there is not, is refused with its name', async () => {
  await expect(run('src/main.ts', '--vouchers', 'many')).rejects.toThrow(/--vouchers <n>.*whole number/);
  await expect(run('src/main.ts', '--profile', 'tripletex')).rejects.toThrow(/--profile <name>.*xledger-graphql,/);
});
