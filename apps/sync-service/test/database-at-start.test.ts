import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '../../../test/support/test-database.ts';
import { migrate } from '../src/persistence/migrate.ts';
import { createOrganization } from './support/http-service.ts';
import { endWith } from './support/refused-start.ts';
import { runOn } from './support/run-on.ts';
import { startServiceOn } from './support/started-service.ts';

const key = { BILAG_CREDENTIAL_KEY: randomBytes(32).toString('base64') };
const nowhere = 'postgres://bilag:top-secret@127.0.0.1:1/bilag';
const cannotBeUsed = (code: string) => `The database cannot be used (${code}). Check its address, and that it runs.\n`;

test('a start that has to migrate a database that is away ends with 69, in the words of «bilag migrate» and without a stack', async () => {
  const ended = await endWith({ ...key, BILAG_DATABASE_OWNER_URL: nowhere });
  expect(ended).toEqual({ status: 69, said: cannotBeUsed('ECONNREFUSED') });
});

test('a start that the database does not let in ends likewise, as waiting mends nothing, and makes no database', async () => {
  const database = await createTestDatabase(migrate);
  onTestFinished(() => database.drop());
  const missing = new URL(database.url);
  missing.pathname += '_no_such';
  const stranger = new URL(database.url);
  stranger.username = 'nobody_we_know';
  for (const [url, code] of [
    [missing.href, '3D000'],
    [stranger.href, '28...'],
  ] as const) {
    const { status, said } = await endWith({ ...key, BILAG_DATABASE_URL: url });
    expect(status).toBe(69);
    expect(said).toMatch(new RegExp(`^The database cannot be used \\(${code}\\)[^\n]+\n$`));
  }
});

test('a password that is not percent-encoded is told as a problem of the configuration, with all others', async () => {
  const { status, said } = await endWith({
    BILAG_DATABASE_URL: 'postgres://bilag:50%off@127.0.0.1/b',
    BILAG_ROLE: 'x',
  });
  expect(status).toBe(78);
  expect(said).toContain('BILAG_DATABASE_URL must have user and password percent-encoded: a % is written %25');
  expect(said).toContain('BILAG_ROLE must be one of');
  expect(said).not.toContain('off');
});

test('a database that is away at the start is waited for: the service lives, is not ready, and begins by itself', async () => {
  const database = await createTestDatabase(migrate);
  const [elsewhere, name] = [new URL(database.url), new URL(database.url).pathname.slice(1)];
  elsewhere.pathname = '/postgres';
  await runOn(elsewhere.href, `alter database "${name}" with allow_connections false`);
  const logged: string[] = [];
  const log = { write: (line: string) => void logged.push(JSON.parse(line).msg) };
  const environment = { BILAG_DATABASE_URL: database.url, BILAG_DATABASE_OWNER_URL: '', BILAG_LOG_LEVEL: 'error' };
  const service = await startServiceOn(database, undefined, environment, undefined, { log });
  onTestFinished(() => service.close());
  expect(await service.call('GET', '/livez')).toMatchObject({ status: 200 });
  const detail = 'The database does not answer.';
  expect(await service.call('GET', '/readyz')).toMatchObject({ status: 503, body: { code: 'NOT_READY', detail } });
  await runOn(elsewhere.href, `alter database "${name}" with allow_connections true`);
  await expect.poll(async () => (await service.call('GET', '/readyz')).status).toBe(200);
  await createOrganization(service, 'nbf');
  expect(logged).toEqual([]);
});
