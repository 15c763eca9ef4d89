import { anApproval } from '@bilag/core/testing';
import { startMockErp } from '@bilag/mock-erp';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { everyEntry, settle } from './support/engine.ts';
import { expectProblem } from './support/http-problem.ts';
import { approvalsOf } from './support/http-service.ts';
import { businessCentralIntegration, connectOrganization, xledgerIntegration } from './support/organizations.ts';
import { ownSql, reconcileNow } from './support/reconciliation.ts';
import { approvingApp, globalAdmin, orgAdmin, startTestService, type TestService } from './support/service.ts';

interface Instance {
  readonly epoch: number;
  readonly mode: string;
  readonly why: string | null;
  readonly heartbeatAt: string;
  readonly sendsAfter: string | null;
  readonly recorded: { readonly databaseName: string };
  readonly found: { readonly databaseName: string };
}

const organizations = ['nbf', 'hlf'] as const;
const quick = { BILAG_HEARTBEAT_MS: '100', BILAG_RELEASE_REST_MS: '1000' };

test('a copy of the database sends nothing until it is released, and then books once whatever the original had booked since', async () => {
  const mock = await startMockErp({ bookingIntervalMs: 100, xledgerSettings: { burstLimit: false } });
  onTestFinished(() => mock.close());
  const original = await startTestService(mock, quick);
  onTestFinished(() => original.close());
  await connectOrganization(original, 'nbf', xledgerIntegration(mock));
  await connectOrganization(original, 'hlf', businessCentralIntegration(mock));
  await approve(original, 'A');
  await settle(original);
  await switchAll(original, false);
  await approve(original, 'B');

  const databaseUrl = await copyOf(original);
  await switchAll(original, true);
  await approve(original, 'C');
  await settle(original);
  await closeFor(original);
  const vouchers = () => mock.world.ledger.list().map(({ reference }) => reference);
  const before = vouchers();
  expect(before).toHaveLength(6);

  const environment = { BILAG_CREDENTIAL_KEY: String(original.environment['BILAG_CREDENTIAL_KEY']), ...quick };
  const restored = await startTestService(mock, { ...environment, BILAG_DATABASE_OWNER_URL: databaseUrl });
  onTestFinished(() => restored.close());
  const instance = async () => (await restored.call<Instance>('GET', '/v1/instance', globalAdmin)).body;
  await expect.poll(async () => (await instance()).why).toBe('another-database');
  const held = await instance();
  expect(held).toMatchObject({ epoch: 1, mode: 'reconcile-only' });
  expect(held.found.databaseName).not.toBe(held.recorded.databaseName);
  expect(await restored.call('GET', '/readyz')).toMatchObject({ status: 200 });

  const { findings } = await reconcileNow(restored, 'nbf');
  expect(findings.map(({ kind }) => kind)).toEqual(['extra', 'extra']);

  // The administrator sets right what the restore lost, the approving app sends again what it has no answer for.
  await switchAll(restored, true);
  await approve(restored, 'C');
  await approve(restored, 'D');
  await expect
    .poll(async () => Number(new Date((await instance()).heartbeatAt)))
    .toBeGreaterThan(Number(new Date(held.heartbeatAt)) + 500);
  expect(vouchers()).toEqual(before);
  expect(await everyEntry({ ...restored, databaseUrl })).toEqual([
    { state: 'pending', count: 6 },
    { state: 'synced', count: 2 },
  ]);

  const refused = await restored.call('POST', '/v1/instance/release', orgAdmin('nbf'), { epoch: 1, reason: 'why' });
  expectProblem(refused, refused.body, { status: 403, code: 'FORBIDDEN' });
  const wrong = await restored.call('POST', '/v1/instance/release', globalAdmin, { epoch: 2, reason: 'why' });
  expectProblem(wrong, wrong.body, { status: 409, code: 'INSTANCE_EPOCH_DIFFERS' });
  const order = { epoch: 1, reason: 'Restored after a disk failure' };
  const released = await restored.call<Instance>('POST', '/v1/instance/release', globalAdmin, order);
  expect(released).toMatchObject({ status: 200, body: { epoch: 2, mode: 'normal', sendsAfter: expect.any(String) } });
  const again = await restored.call('POST', '/v1/instance/release', globalAdmin, { epoch: 2, reason: 'why' });
  expectProblem(again, again.body, { status: 409, code: 'INSTANCE_NOT_HELD' });

  await settle({ ...restored, databaseUrl }, { withinMs: 60_000 });
  expect(await everyEntry({ ...restored, databaseUrl })).toEqual([{ state: 'synced', count: 8 }]);
  expect(vouchers()).toHaveLength(8);
  expect(new Set(vouchers()).size).toBe(8);
  expect((await reconcileNow(restored, 'hlf')).statement?.difference).toBe('0.00');
});

/** One approval in each organization. */
async function approve(service: TestService, sourceId: string): Promise<void> {
  for (const id of organizations) {
    const costCenter = id === 'nbf' ? '310' : '100';
    const lines = [{ expenseType: 'toll', amount: '61.00', costCenter, text: `Toll ${sourceId}` }];
    const approval = anApproval({ sourceId, expenseDate: '2026-03-05', lines });
    expect((await service.call('POST', approvalsOf(id), approvingApp(id), approval)).status).toBe(201);
  }
}

async function switchAll(service: TestService, enabled: boolean): Promise<void> {
  for (const id of organizations) {
    const path = `/v1/organizations/${id}/integration/enabled`;
    expect((await service.call('PUT', path, globalAdmin, { enabled })).status).toBe(200);
  }
}

const terminate = `select pg_terminate_backend(pid) from pg_stat_activity where datname = '%'`;

/** Copies its database, as whoever makes a test environment does; its address. */
async function copyOf(service: TestService): Promise<string> {
  const name = new URL(service.databaseUrl).pathname.slice(1);
  await besideDatabase(
    service,
    'alter database "%" with allow_connections false',
    terminate,
    'create database "%_copy" template "%"',
    'alter database "%" with allow_connections true',
  );
  const url = new URL(service.databaseUrl);
  url.pathname = `/${name}_copy`;
  onTestFinished(() => besideDatabase(service, 'drop database if exists "%_copy" with (force)'));
  return url.href;
}

/** Its server is gone. */
const closeFor = (service: TestService) =>
  besideDatabase(service, 'alter database "%" with allow_connections false', terminate);

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

test('a service answers nobody before it has looked at which database it has', async () => {
  const first = await startTestService(undefined, { BILAG_HEARTBEAT_MS: '60000' });
  onTestFinished(() => first.close());
  const holder = new pg.Client({ connectionString: first.databaseUrl });
  await holder.connect();
  onTestFinished(() => holder.end());
  await holder.query('begin');
  await holder.query('select from bilag.instance for update');
  let isUp = false;
  const environment = { BILAG_CREDENTIAL_KEY: String(first.environment['BILAG_CREDENTIAL_KEY']) };
  const starting = startTestService(undefined, { ...environment, BILAG_DATABASE_OWNER_URL: first.databaseUrl });
  const watched = starting.then((it) => {
    isUp = true;
    return it;
  });
  const waiting =
    "select count(*)::integer as count from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
  const beatsWaiting = async () => (await ownSql(first, waiting))[0]?.['count'];
  await expect.poll(beatsWaiting, { interval: 50 }).toBe(1);
  expect(isUp).toBe(false);
  await holder.query('rollback');
  const second = await watched;
  onTestFinished(() => second.close());
  const { body } = await second.call('GET', '/v1/instance', globalAdmin);
  expect(body).toMatchObject({ mode: 'normal', heartbeatAt: expect.any(String) });
});
