import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { startEmbeddedPostgres } from '@bilag/embedded-postgres';
import pg from 'pg';

/** How the backup is made, and what becomes of it. */
export const backupKinds = ['database copied by template', 'data directory put back'] as const;

/** @see backupKinds */
export type BackupKind = (typeof backupKinds)[number];

/** A PostgreSQL whose database gets lost and is restored while nobody uses it. */
export interface DrillDatabase extends AsyncDisposable {
  /** The database that the service is to use at the moment, for its owner. */
  url(): string;
  query<R extends pg.QueryResultRow>(text: string): Promise<R[]>;
  backUp(): Promise<void>;
  restore(): Promise<void>;
}

/** Starts it; `directory` is for its data and for the backup. */
export async function startDrillDatabase(kind: BackupKind, directory: string): Promise<DrillDatabase> {
  const dataDirectory = path.join(directory, 'postgres');
  let server = await startEmbeddedPostgres({ dataDirectory });
  await ask(server.url(), 'create database bilag');
  let database = 'bilag';
  const url = () => server.url(database);
  const whileStopped = async (work: () => Promise<unknown>) => {
    const { port } = server;
    await server.stop();
    await work();
    server = await startEmbeddedPostgres({ dataDirectory: server.dataDirectory, port });
  };
  const shared = {
    url,
    query: <R extends pg.QueryResultRow>(text: string) => ask<R>(url(), text),
    [Symbol.asyncDispose]: () => server.stop(),
  };
  if (kind === 'database copied by template') {
    return {
      ...shared,
      backUp: async () => void (await ask(server.url(), 'create database bilag_backup template bilag')),
      async restore() {
        await ask(server.url(), 'drop database bilag with (force)');
        await ask(server.url(), 'create database bilag_restored template bilag_backup');
        database = 'bilag_restored';
      },
    };
  }
  const { dataDirectory: live } = server;
  return {
    ...shared,
    backUp: () => whileStopped(() => run('cp', ['-Rp', live, `${live}.backup`])),
    restore: () =>
      whileStopped(async () => {
        await run('rm', ['-rf', live]);
        await run('cp', ['-Rp', `${live}.backup`, live]);
      }),
  };
}

const run = promisify(execFile);

async function ask<R extends pg.QueryResultRow>(url: string, text: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return (await client.query<R>(text)).rows;
  } finally {
    await client.end();
  }
}
