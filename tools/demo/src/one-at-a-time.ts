import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Stays when the folder is emptied. */
export const pidFile = 'demo.pid';

/** Another run is at work in the folder; the message says which, for whoever typed the command. */
export class AlreadyAtWork extends Error {
  override readonly name = 'AlreadyAtWork';
}

/**
 * Keeps a second run out of a folder in which one is at work: two mocks would write one ledger file. What a killed run left behind is no obstacle.
 * @returns the release.
 * @throws {AlreadyAtWork} naming the process that is at work there.
 */
export function occupy(directory: string): Disposable {
  const file = path.join(directory, pidFile);
  const holder = holderOf(file);
  if (holder !== undefined) {
    throw new AlreadyAtWork(`npm start is at work here already (process ${holder}): end it first.`);
  }
  rmSync(file, { force: true });
  writeFileSync(file, String(process.pid), { flag: 'wx' });
  return { [Symbol.dispose]: () => rmSync(file, { force: true }) };
}

function holderOf(file: string): number | undefined {
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, 'utf8'));
  return pid > 0 && isAlive(pid) ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'; // Somebody else's process is one, too.
  }
}
