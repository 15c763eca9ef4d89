import { startMockErp } from '@bilag/mock-erp';
import { expect, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '../../../test/support/test-database.ts';
import { migrate } from '../src/persistence/migrate.ts';
import { approveSome } from './support/approve-some.ts';
import { everyEntry, settle } from './support/engine.ts';
import { expectProblem } from './support/http-problem.ts';
import { connectOrganization, xledgerIntegration } from './support/organizations.ts';
import { runOn } from './support/run-on.ts';
import { globalAdmin, type TestService } from './support/service.ts';
import { startServiceOn } from './support/started-service.ts';

const sentence = 'The database has no current schema: run «bilag migrate».';

/** The service without the owner’s login on a database that nobody has migrated, and what it logs. */
async function onEmptyDatabase(environment: Readonly<Record<string, string>> = {}) {
  const database = await createTestDatabase(async () => undefined, 'empty');
  const mock = await startMockErp({ bookingIntervalMs: 100, xledgerSettings: { burstLimit: false } });
  onTestFinished(() => mock.close());
  const logged: string[] = [];
  const variables = { BILAG_DATABASE_URL: database.url, BILAG_DATABASE_OWNER_URL: '', BILAG_LOG_LEVEL: 'warn' };
  const log = { write: (line: string) => void logged.push(JSON.parse(line).msg) };
  const service = await startServiceOn(database, mock, { ...variables, ...environment }, undefined, { log });
  onTestFinished(() => service.close());
  return { service, mock, logged };
}

const expectSentence = async (service: TestService, path: string) => {
  const reply = await service.call('GET', path, globalAdmin);
  expectProblem(reply, reply.body, { status: 503, code: 'NOT_READY' });
  expect(reply.body).toMatchObject({ detail: sentence });
  expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
};

async function waitUntilReady(service: TestService): Promise<void> {
  await expect.poll(async () => (await service.call('GET', '/readyz')).status).toBe(200);
}

test('on a database without a schema the service lives, is not ready and takes nothing, saying each time what is to be done, and once in the log; then it begins by itself', async () => {
  const { service, mock, logged } = await onEmptyDatabase();
  for (const path of ['/readyz', '/v1/organizations', '/v1/organizations/nbf/records', '/readyz']) {
    await expectSentence(service, path);
  }
  expect(await service.call('GET', '/livez')).toMatchObject({ status: 200 });
  expect(await service.call('GET', '/v1/organizations')).toMatchObject({ status: 401 });
  await migrate(service.databaseUrl);
  await waitUntilReady(service);
  expect(logged).toEqual([`${sentence} Until then nothing is taken and nothing is sent.`]);
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  await approveSome(service, 'nbf', 2);
  await settle(service);
  expect(await everyEntry(service)).toEqual([{ state: 'synced', count: 2 }]);
});

test('a worker, too, waits for the schema and says so', async () => {
  const { service: worker } = await onEmptyDatabase({ BILAG_ROLE: 'worker' });
  await expectSentence(worker, '/readyz');
  await migrate(worker.databaseUrl);
  await waitUntilReady(worker);
});

test('the schema of the release before is not enough, that of the release after is', async () => {
  const database = await createTestDatabase(migrate);
  const service = await startServiceOn(database);
  onTestFinished(() => service.close());
  const newest = '(select max(id) from bilag.migrations)';
  await runOn(database.url, `update bilag.migrations set name = 'Before' where id = ${newest}`);
  await expectSentence(service, '/readyz');
  await migrateAgain(database.url);
  await runOn(database.url, "insert into bilag.migrations (name, executed_at) values ('OfTheNextRelease', now())");
  expect(await service.call('GET', '/readyz')).toMatchObject({ status: 200 });
});

/** What runs once more changes nothing, as a right that is given twice is given once. */
async function migrateAgain(url: string): Promise<void> {
  await runOn(url, "delete from bilag.migrations where name = 'Before'");
  await migrate(url);
}
