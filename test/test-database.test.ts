import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from './support/test-database.ts';

const opened: TestDatabase[] = [];
let migrations = 0;

afterAll(() => Promise.all(opened.map((database) => database.drop())));

test('every file gets a database of its own, migrated once per run', async () => {
  const databases = await Promise.all([open(), open(), open()]);
  await query(databases[0], "insert into ledger_account values ('2910')");
  const counts = await Promise.all(
    databases.map((it) => query(it, 'select count(*)::int as count from ledger_account')),
  );
  expect(counts.map(([row]) => row)).toEqual([{ count: 1 }, { count: 0 }, { count: 0 }]);
  expect(migrations).toBe(1);
});

test('a migration that fails leaves no template behind', async () => {
  const failing = () => Promise.reject(new Error('half migrated'));
  await expect(createTestDatabase(failing, 'fails')).rejects.toThrow('half migrated');
  opened.push(await createTestDatabase(migrate, 'fails'));
  expect(migrations).toBe(2);
});

test('a dropped database is gone although somebody is still connected', async () => {
  const database = await open();
  const lingering = new pg.Client({ connectionString: database.url });
  const cut = new Promise<string>((resolve) => lingering.on('error', (error) => resolve(error.message)));
  await lingering.connect();
  await database.drop();
  expect(await cut).toContain('terminating connection');
  await lingering.end().catch(() => undefined);
  await expect(query(database, 'select 1')).rejects.toThrow('does not exist');
});

async function open(): Promise<TestDatabase> {
  const database = await createTestDatabase(migrate, 'self_test');
  opened.push(database);
  return database;
}

async function migrate(url: string): Promise<void> {
  migrations += 1;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('create table ledger_account (number text primary key)');
  await client.end();
}

async function query(database: TestDatabase | undefined, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: database?.url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
