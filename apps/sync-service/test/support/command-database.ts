import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { provideDatabase } from '@bilag/embedded-postgres';
import { migrate } from '../../src/persistence/migrate.ts';
import { runOn } from './run-on.ts';

/** Does the work of a command on a migrated database of its own, whose owner's address it is given. The database is gone afterwards. */
export async function onOwnDatabase(purpose: string, work: (url: string) => Promise<void>): Promise<void> {
  const dataDirectory = await mkdtemp(path.join(os.tmpdir(), `bilag-${purpose}-`));
  const server = await provideDatabase({ purpose: 'tests', dataDirectory, env: process.env });
  const name = `bilag_${purpose}_${randomBytes(4).toString('hex')}`;
  try {
    await runOn(server.url, `create database ${name}`);
    const url = new URL(server.url);
    url.pathname = `/${name}`;
    await migrate(url.toString());
    await work(url.toString());
  } finally {
    await runOn(server.url, `drop database if exists ${name} with (force)`);
    await server.stop();
    await rm(dataDirectory, { recursive: true, force: true });
  }
}
