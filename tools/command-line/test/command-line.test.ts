import { execFile } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { share, wholeNumber } from '../src/index.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** How `npm run simulate` ends. */
function simulate(
  ...args: string[]
): Promise<{ readonly status: unknown; readonly out: string; readonly error: string }> {
  const script = path.join(root, 'tools/proofs/src/simulation/main.ts');
  return new Promise((resolve) => {
    execFile(process.execPath, ['--conditions=@bilag/source', script, ...args], (failure, out, error) => {
      resolve({ status: failure?.code ?? 0, out, error });
    });
  });
}

describe('an npm script', () => {
  test('says what it takes', async () => {
    const told = await simulate('--help');
    expect(told).toMatchObject({ status: 0, error: '' });
    expect(told.out).toContain('Usage: npm run simulate -- [options]');
    expect(told.out).toContain('--seeds <n>');
  });

  test.each([[['--sedes', '3']], [['--seeds', 'many']], [['--seeds', '0']], [['3']]])(
    'runs nothing when it is called wrongly: %j',
    async (args) => {
      const told = await simulate(...args);
      expect(told).toMatchObject({ status: 2, out: '', error: expect.stringMatching(/^error: [^]*\(--help/) });
    },
  );
});

test.each(['', ' ', '1.5', '-1', '1e400', '9007199254740993', '3 kills'])('«%s» is no whole number', (text) => {
  expect(() => wholeNumber()(text)).toThrow('whole number');
});

test.each(['', '0', '-0.1', '1.01', 'half'])('«%s» is no share', (text) => {
  expect(() => share(text)).toThrow('at most 1');
});
