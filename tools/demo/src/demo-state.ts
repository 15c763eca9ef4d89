import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { occupy, pidFile } from './one-at-a-time.ts';

/** What the demo keeps between runs, beside the database and the mock's ledger. Made at the first run, readable by its owner only. */
export interface DemoState extends Disposable {
  readonly directory: string;
  /** The day of the first run, `YYYY-MM-DD`; the demo's approvals are dated from it, so that every run sends the same ones. */
  readonly firstDay: string;
  readonly jwtSecret: string;
  /** The key-encryption key, base64. */
  readonly credentialKey: string;
}

/**
 * Opens the demo's folder, after emptying it when a fresh start is asked for. It is ours until disposed of.
 * @throws {AlreadyAtWork} when another run is at work in it.
 */
export function openDemoState(directory: string, fresh: boolean): DemoState {
  mkdirSync(directory, { recursive: true });
  const occupied = occupy(directory);
  const old = fresh ? readdirSync(directory).filter((name) => name !== pidFile) : [];
  for (const name of old) rmSync(path.join(directory, name), { recursive: true, force: true });
  const file = path.join(directory, 'demo.json');
  if (!existsSync(file)) {
    const state = {
      firstDay: new Date().toISOString().slice(0, 10),
      jwtSecret: randomBytes(32).toString('base64url'),
      credentialKey: randomBytes(32).toString('base64'),
    };
    writeFileSync(file, JSON.stringify(state, null, 2), { mode: 0o600 });
  }
  const { firstDay, jwtSecret, credentialKey } = JSON.parse(readFileSync(file, 'utf8'));
  return { directory, firstDay, jwtSecret, credentialKey, [Symbol.dispose]: () => occupied[Symbol.dispose]() };
}
