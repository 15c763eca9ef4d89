import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { databasePrefix } from './test-database-names.ts';

/** A migrated database that nobody else uses. */
export interface TestDatabase {
  /** Its address as superuser. */
  url: string;
  /** Drops it, connections that are still open included. */
  drop(): Promise<void>;
}

/**
 * A database for one test file, cloned in some 30 ms from a template that is migrated once per run. `migrate` gets the
 * superuser's address of the empty template and must have closed its connections when it resolves. All files that give
 * the same `template` name share what the first of them migrated. Settings and grants of a database as such (`alter
 * database … set`, `grant connect on database …`) are not part of a clone; everything inside it is.
 */
export async function createTestDatabase(
  migrate: (url: string) => Promise<void>,
  template = 'migrated',
): Promise<TestDatabase> {
  const prefix = databasePrefix(inject('databaseRun'));
  const templateName = prefix + template;
  const name = `${prefix}${randomBytes(6).toString('hex')}`;
  await onServer(async (server) => {
    await buildOnce(server, templateName, migrate);
    await server.query(`create database ${name} template ${templateName}`);
  });
  return { url: urlOf(name), drop: () => onServer((server) => dropDatabase(server, name)) };
}

/** The server waits some seconds for connections that are just being closed: ended by force, one would tell its pool, which is closed, of an error. */
async function dropDatabase(server: pg.Client, name: string): Promise<void> {
  try {
    await server.query(`drop database if exists ${name}`);
  } catch {
    await server.query(`drop database if exists ${name} with (force)`);
  }
}

/** Any number; the same for all runs on one server, because migrations make roles and roles belong to the server. */
const TEMPLATE_LOCK = 6_245_391;

async function buildOnce(server: pg.Client, name: string, migrate: (url: string) => Promise<void>): Promise<void> {
  await server.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  try {
    if (!(await exists(server, name))) await build(server, name, migrate);
  } finally {
    await server.query('select pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
}

/** Under another name until the migration is through: a template that failed halfway is never cloned. */
async function build(server: pg.Client, name: string, migrate: (url: string) => Promise<void>): Promise<void> {
  const unfinished = `${name}_unfinished`;
  await server.query(`drop database if exists ${unfinished} with (force)`);
  await server.query(`create database ${unfinished}`);
  await migrate(urlOf(unfinished));
  await server.query(`alter database ${unfinished} rename to ${name}`);
}

async function exists(server: pg.Client, name: string): Promise<boolean> {
  const { rowCount } = await server.query('select from pg_database where datname = $1', [name]);
  return rowCount === 1;
}

async function onServer<T>(use: (server: pg.Client) => Promise<T>): Promise<T> {
  const server = new pg.Client({ connectionString: inject('databaseUrl') });
  await server.connect();
  try {
    return await use(server);
  } finally {
    await server.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(inject('databaseUrl'));
  url.pathname = `/${database}`;
  return url.toString();
}
