import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { provideDatabase } from '../tools/embedded-postgres/src/index.ts';
import { dropDatabasesOfRun } from './support/test-database-names.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The database server of this run, as superuser. */
    databaseUrl: string;
    /** Names this run on a server that other runs may share. */
    databaseRun: string;
  }
}

/** One database server for the whole run; see `createTestDatabase` for a database of one's own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDirectory = await mkdtemp(path.join(os.tmpdir(), 'bilag-test-'));
  const database = await provideDatabase({ purpose: 'tests', dataDirectory, env: process.env });
  const run = randomBytes(4).toString('hex');
  project.provide('databaseUrl', database.url);
  project.provide('databaseRun', run);
  return async () => {
    if (database.source === 'DATABASE_URL') await dropDatabasesOfRun(database.url, run);
    await database.stop();
    await rm(dataDirectory, { recursive: true, force: true });
  };
}
