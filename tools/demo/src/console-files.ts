import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const folder = path.resolve(import.meta.dirname, '../../../apps/admin-console');

/** Builds the admin console if it is not built as its sources are now; some seconds the first time. @returns where its files lie. */
export async function buildConsole(): Promise<string> {
  await promisify(execFile)(process.execPath, [path.join(folder, 'build/build-if-stale.ts')]);
  return path.join(folder, 'dist');
}
