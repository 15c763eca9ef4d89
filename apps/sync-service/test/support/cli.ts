import { execFile } from 'node:child_process';
import path from 'node:path';
import type { Environment } from '../../src/environment.ts';

/** What a command said, and how it ended. */
export interface CliEnd {
  readonly status: number;
  readonly out: string;
  readonly error: string;
}

const main = path.resolve(import.meta.dirname, '../../src/cli/main.ts');

/** Runs the real command in a process of its own, with these variables and no others. */
export function bilag(environment: Environment, ...words: readonly string[]): Promise<CliEnd> {
  return new Promise((resolve) => {
    const options = { env: { ...environment }, timeout: 60_000 };
    const node = ['--conditions=@bilag/source', main];
    execFile(process.execPath, [...node, ...words], options, (error, out, said) => {
      const status = error === null ? 0 : Number(error.code);
      resolve({ status, out, error: said });
    });
  });
}
