import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Account, bareEnvironment, canEnter, serverAccount } from './account.ts';
import { moveUnlessThere } from './move-unless-there.ts';
import { sharedPlace } from './shared-place.ts';

/** A data directory and the account that owns it (`undefined`: our own). */
export interface Place {
  dataDirectory: string;
  account: Account | undefined;
}

/** The wanted data directory, or, where the account could never enter it, a stand-in in the temporary folder. */
export function choosePlace(wanted: string): Place {
  const parent = path.dirname(wanted);
  mkdirSync(parent, { recursive: true });
  const account = serverAccount(wanted);
  if (canEnter(account, parent)) return { dataDirectory: wanted, account };
  const dataDirectory = path.join(sharedPlace(account, wanted), 'data');
  console.warn(`The account that runs PostgreSQL cannot enter ${parent}; its data goes to ${dataDirectory} instead.`);
  return { dataDirectory, account: serverAccount(dataDirectory) };
}

/** Where the superuser's password is kept: readable for the owner of the data directory alone. */
export function passwordFile(dataDirectory: string): string {
  return path.join(dataDirectory, 'superuser-password');
}

/**
 * Fills the data directory with a fresh cluster unless it holds one. It is made under another name and renamed when it
 * is complete, so of several processes that start at once the first wins and nobody sees half a cluster.
 */
export async function initialise(place: Place, initdb: string, volatile: boolean): Promise<void> {
  const { dataDirectory, account } = place;
  if (existsSync(path.join(dataDirectory, 'PG_VERSION'))) return;
  const workshop = mkdtempSync(`${dataDirectory}.new-`);
  try {
    if (account) chownSync(workshop, account.uid, account.gid);
    moveUnlessThere(await makeCluster(workshop, account, initdb, volatile), dataDirectory);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
  if (existsSync(path.join(dataDirectory, 'PG_VERSION'))) return;
  throw new Error(`${dataDirectory} is neither empty nor a PostgreSQL data directory; choose another.`);
}

/** Sorting, encoding and time zone are set here, so that they are the same on every machine. */
async function makeCluster(workshop: string, account: Account | undefined, initdb: string, volatile: boolean) {
  const cluster = path.join(workshop, 'data');
  const password = path.join(workshop, 'password');
  writeFileSync(password, randomBytes(16).toString('hex'), { mode: 0o600 });
  if (account) chownSync(password, account.uid, account.gid);
  const flags = ['--pgdata', cluster, '--username=postgres', '--pwfile', password, '--auth=scram-sha-256'];
  const locale = ['--locale=C.UTF-8', '--encoding=UTF8', ...(volatile ? ['--no-sync'] : [])];
  const options = { ...account, cwd: workshop, env: bareEnvironment(), timeout: 120_000 };
  await promisify(execFile)(initdb, [...flags, ...locale], options);
  renameSync(password, passwordFile(cluster));
  return cluster;
}
