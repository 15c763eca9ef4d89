import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const folder = path.resolve(import.meta.dirname, '..');
const run = (script: string, ...options: string[]) =>
  promisify(execFile)(process.execPath, ['--conditions=@bilag/source', path.join(folder, script), ...options]);

test.each([
  ['src/main.ts', ['--vouchers', '3', '--strings', '8'], /finance: 8 hostile strings, seed 1: 0 differences/],
  ['src/simulation/main.ts', ['--seeds', '3'], /3 seeds from 1: \d+ approvals, \d+ booked once, 0 doubled, 0 lost/],
  ['src/simulation/mutants-main.ts', ['--seeds', '300'], /27 of 27 planted bugs caught/],
  ['bench/erp-calls.ts', ['--vouchers', '10'], /xledger graphql +\d+ = \d+ to post \+ \d+ to read back/],
] as const)(
  '%s says what it has found',
  async (script, options, said) => {
    const { stdout } = await run(script, ...options);
    expect(stdout).toMatch(said);
  },
  60_000,
);

test('a number that is none is refused with its name', async () => {
  await expect(run('src/main.ts', '--vouchers', 'many')).rejects.toThrow('--vouchers takes a whole number');
});
