import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Account, canEnter } from './account.ts';

/**
 * A folder of our own below the system's temporary folder that `account` can enter, named after the path it stands
 * in for: the same path and user lead to the same folder every time. Created if missing.
 * @throws if somebody else already owns a folder of that name
 */
export function sharedPlace(account: Account | undefined, standsInFor: string): string {
  const temporary = [os.tmpdir(), '/tmp', '/var/tmp'].find((folder) => canEnter(account, folder));
  if (!temporary) throw new Error('No temporary folder can be entered by the account that runs PostgreSQL.');
  const ours = `${process.getuid?.()}:${path.resolve(standsInFor)}`; // Another user's stand-in could not be trusted.
  const fingerprint = createHash('sha256').update(ours).digest('hex').slice(0, 16);
  const place = path.join(temporary, `bilag-postgres-${fingerprint}`);
  mkdirSync(place, { recursive: true, mode: 0o755 });
  refuseStrangers(place);
  return place;
}

/** Anybody may write to the temporary folder, so a folder found there is only trusted when it is ours alone. */
function refuseStrangers(place: string): void {
  const found = lstatSync(place);
  if (found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0) return;
  throw new Error(`${place} belongs to somebody else or can be written by others; remove it.`);
}
