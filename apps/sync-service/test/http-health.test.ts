import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { send } from './support/http-client.ts';
import { expectNothingInner, expectProblem } from './support/http-problem.ts';
import { createOrganization } from './support/http-service.ts';
import { globalAdmin, startTestService, type TestService } from './support/service.ts';

async function aService(environment: Readonly<Record<string, string>> = {}): Promise<TestService> {
  const service = await startTestService(undefined, environment);
  onTestFinished(() => service.close());
  return service;
}

/** Runs statements beside the service's database, with its name in place of `%`. */
async function besideDatabase({ databaseUrl }: TestService, ...statements: readonly string[]): Promise<void> {
  const url = new URL(databaseUrl);
  const name = url.pathname.slice(1);
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  for (const it of statements) await client.query(it.replaceAll('%', name));
  await client.end();
}

const closeDatabase = [
  'alter database "%" with allow_connections false',
  `select pg_terminate_backend(pid) from pg_stat_activity where datname = '%'`,
];

test('whoever operates the service learns without a token that it lives and is ready', async () => {
  const service = await aService();
  expect(await service.call('GET', '/livez')).toMatchObject({ status: 200, body: { status: 'alive' } });
  expect(await service.call('GET', '/readyz')).toMatchObject({ status: 200, body: { status: 'ready' } });
  for (const path of ['/livez', '/readyz']) {
    expect(await send(service, 'HEAD', path, {})).toMatchObject({ status: 200, text: '' });
  }
});

test('API-4 while the database is away the service lives, is not ready, shows nothing of the reason, and comes back by itself', async () => {
  const service = await aService();
  await createOrganization(service, 'nbf');
  await besideDatabase(service, ...closeDatabase);
  const notReady = await service.call('GET', '/readyz');
  expectProblem(notReady, notReady.body, { status: 503, code: 'NOT_READY' });
  expect(Number(notReady.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await service.call('GET', '/livez')).toMatchObject({ status: 200 });
  const fault = await send(service, 'GET', '/v1/organizations/nbf', { as: globalAdmin });
  expectProblem(fault, JSON.parse(fault.text), { status: 503, code: 'NOT_READY' });
  expect(Number(fault.headers.get('retry-after'))).toBeGreaterThan(0);
  expectNothingInner(fault.text);
  await besideDatabase(service, 'alter database "%" with allow_connections true');
  expect(await service.call('GET', '/readyz')).toMatchObject({ status: 200 });
  expect(await service.call('GET', '/v1/organizations/nbf', globalAdmin)).toMatchObject({ status: 200 });
});

test('a worker answers whether it lives and is ready, and nothing else', async () => {
  const worker = await aService({ BILAG_ROLE: 'worker' });
  expect(await worker.call('GET', '/readyz')).toMatchObject({ status: 200 });
  for (const path of ['/v1/organizations', '/openapi.json', '/docs']) {
    const reply = await worker.call('GET', path, globalAdmin);
    expectProblem(reply, reply.body, { status: 404, code: 'NOT_FOUND' });
  }
});
