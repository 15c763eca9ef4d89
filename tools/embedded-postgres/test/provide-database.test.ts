import path from 'node:path';
import { expect, test } from 'vitest';
import { provideDatabase } from '../src/index.ts';
import { query, temporaryFolder } from './support.ts';

test('DATABASE_URL goes before everything else and is never stopped', async () => {
  const env = { DATABASE_URL: 'postgres://somebody@example.org/books', BILAG_TEST_DATABASE: 'testcontainers' };
  const database = await provideDatabase({ purpose: 'tests', dataDirectory: 'unused', env });
  expect(database).toMatchObject({ url: env.DATABASE_URL, source: 'DATABASE_URL' });
  await database.stop();
});

test.each([
  { purpose: 'tests', fsync: 'off' },
  { purpose: 'start', fsync: 'on' },
] as const)('without it the embedded server serves $purpose with fsync $fsync', async ({ purpose, fsync }) => {
  const dataDirectory = path.join(await temporaryFolder(), 'postgres');
  const database = await provideDatabase({ purpose, dataDirectory, env: {} });
  expect(database.source).toBe('embedded');
  expect(await query(database.url, 'show fsync')).toEqual([{ fsync }]);
  await database.stop();
});
