import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';

/** An account of this machine by its numbers, in the shape that `spawn` takes. */
export interface Account {
  uid: number;
  gid: number;
}

/**
 * The account that PostgreSQL is to run under: `undefined` is our own. PostgreSQL refuses to run as root, so root
 * borrows the account that already owns the data directory, else `postgres`, else `nobody`.
 */
export function serverAccount(dataDirectory: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const account = ownerOf(dataDirectory) ?? accountNamed('postgres') ?? accountNamed('nobody');
  if (!account) throw new Error('No account postgres or nobody, and PostgreSQL refuses root.');
  return account;
}

/** Whether the account can get into the folder; asked by trying, so that ACLs and mount options count too. */
export function canEnter(account: Account | undefined, folder: string): boolean {
  const tried = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...account, cwd: '/', stdio: 'ignore' });
  return tried.status === 0;
}

/** All that PostgreSQL's programs get to see of our environment: no PGPORT or LANG of the developer changes a run. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
}

function ownerOf(dataDirectory: string): Account | undefined {
  if (!existsSync(path.join(dataDirectory, 'PG_VERSION'))) return undefined;
  const { uid, gid } = statSync(dataDirectory);
  return uid === 0 ? undefined : { uid, gid };
}

function accountNamed(name: string): Account | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
  if (uid?.status !== 0 || gid?.status !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}
