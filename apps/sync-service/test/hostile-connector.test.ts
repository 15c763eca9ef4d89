import type { AccountingGateway } from '@bilag/core';
import { anApproval, aReference } from '@bilag/core/testing';
import { expect, onTestFinished, test } from 'vitest';
import type { ConnectorRegistry } from '../src/connectors/connector-registry.ts';
import { approvalsOf } from './support/http-service.ts';
import { asOwner } from './support/http-stored.ts';
import { aFakeConnector, aGatewayWith, aPlugin, connectedInDatabase } from './support/plugins.ts';
import { approvingApp, globalAdmin, startTestService } from './support/service.ts';

const boom = (): never => {
  throw new Error('boom');
};
const reject = () => Promise.reject(new Error('boom'));
const never = () => new Promise(() => undefined);
const junk = () => Promise.resolve({ kind: 'booked' });

/** A gateway whose every method does the same. */
const all = (what: () => unknown) =>
  aGatewayWith(
    Object.fromEntries(
      ['testConnection', 'readMasterData', 'render', 'postVouchers', 'findVouchers', 'close'].map((it) => [it, what]),
    ),
  );
/** One that fails only when vouchers are sent. */
const posting = (postVouchers: unknown) => () =>
  aGatewayWith({ readMasterData: () => Promise.resolve({}), postVouchers });
const spoil = (batch: { reference: string; voucher: { lines: unknown[] } }[]) => {
  for (const it of batch) {
    it.voucher.lines.length = 0;
    it.reference = 'R-SPOILT';
  }
  batch.length = 0;
};

const opened: Readonly<Record<string, () => AccountingGateway>> = {
  'throws-at-open': boom,
  'opens-nothing': () => JSON.parse('null'),
  'opens-later': () => Object.assign(Promise.reject(new Error('boom'))),
  'throws-at-once': () => all(boom),
  'throws-later': () => all(reject),
  'never-answers': () => all(never),
  'answers-junk': () => all(junk),
  'has-no-traits': () => aGatewayWith({ traits: null }),
  'posts-and-throws': posting(boom),
  'posts-and-hangs': posting(never),
  'posts-and-forgets': posting(() => Promise.resolve()),
  'posts-and-lies': posting(() => Promise.resolve(new Map([[aReference(), { kind: 'booked', erpReference: 'V' }]]))),
  'posts-and-spoils': posting((batch: Parameters<typeof spoil>[0]) => Promise.resolve(spoil(batch))),
};

const hostile: ConnectorRegistry = {
  'throws-at-import': boom,
  'fails-at-import': reject,
  'is-no-plugin': () => Promise.resolve(JSON.parse('{"name":"is-no-plugin","title":7,"profiles":[]}')),
  ...Object.fromEntries(
    Object.entries(opened).map(([name, open]) => [name, () => Promise.resolve(aPlugin(name, open))]),
  ),
};
const hostileNames = Object.keys(hostile);

async function aServiceAmongHostiles() {
  const healthy = aFakeConnector('healthy');
  const service = await startTestService(undefined, {}, { ...hostile, healthy: healthy.load });
  onTestFinished(() => service.close());
  await Promise.all(hostileNames.map((name) => connectedInDatabase(service, name, name)));
  await connectedInDatabase(service, 'nbf', 'healthy');
  return { service, erp: healthy.erp };
}

const many = (count: number) => Array.from({ length: count }, () => anApproval());

test('DOD-9 a connector that throws, hangs or answers junk harms no other organization: the healthy one books everything', async () => {
  const { service, erp } = await aServiceAmongHostiles();
  for (const name of hostileNames) {
    expect((await service.call('POST', approvalsOf(name), approvingApp(name), anApproval())).status).toBe(201);
  }
  const approvals = many(60);
  const bulk = await service.call('POST', `${approvalsOf('nbf')}/bulk`, approvingApp('nbf'), { approvals });
  expect(bulk.status).toBe(200);
  await expect.poll(() => new Set(erp.booked.map((it) => it.reference)).size).toBe(60);
  expect(erp.booked).toHaveLength(60);
  const others = await asOwner<{ organization_id: string; state: string }>(
    service,
    "select organization_id, state from bilag.finished_entries where organization_id <> 'nbf'",
  );
  expect(others).toEqual([]);
  const lies = await asOwner<{ state: string }>(
    service,
    "select distinct state from bilag.outbox where organization_id in ('posts-and-lies', 'posts-and-forgets', 'posts-and-spoils')",
  );
  expect(lies.every(({ state }) => state === 'unknown' || state === 'sending' || state === 'pending')).toBe(true);
});

test('DOD-9 administrators see the connectors that work, and of a broken one what is wrong with it', async () => {
  const { service } = await aServiceAmongHostiles();
  const { body } = await service.call<{ items: { name: string }[] }>('GET', '/v1/connectors', globalAdmin);
  expect(body.items.map((it) => it.name)).toEqual([...Object.keys(opened), 'healthy']);
  const testOf = (name: string) => service.call('POST', `/v1/organizations/${name}/integration/test`, globalAdmin);
  const prompt = hostileNames.filter((it) => it !== 'never-answers' && !it.startsWith('posts-'));
  const answers = await Promise.all(prompt.map(async (it) => (await testOf(it)).body.code));
  expect(new Set(answers)).toEqual(new Set(['CONNECTOR_FAULT']));
  expect((await testOf('nbf')).status).toBe(200);
});

test('DOD-8 an installation offers only the connectors that it was told to, and leaves the lanes of the others alone', async () => {
  const [on, off] = [aFakeConnector('on'), aFakeConnector('off')];
  let loads = 0;
  const registry = { on: on.load, off: () => Promise.resolve(((loads += 1), off.plugin)) };
  const service = await startTestService(undefined, { BILAG_CONNECTORS: 'on' }, registry);
  onTestFinished(() => service.close());
  await connectedInDatabase(service, 'nbf', 'on');
  await connectedInDatabase(service, 'hlf', 'off');
  for (const id of ['hlf', 'nbf']) await service.call('POST', approvalsOf(id), approvingApp(id), anApproval());
  await expect.poll(() => on.erp.booked.length, { timeout: 10_000 }).toBe(1);
  const { body } = await service.call<{ items: { name: string }[] }>('GET', '/v1/connectors', globalAdmin);
  expect(body.items.map((it) => it.name)).toEqual(['on']);
  const refused = await service.call('POST', '/v1/organizations/hlf/integration/test', globalAdmin);
  expect(refused).toMatchObject({ status: 422, body: { code: 'UNKNOWN_CONNECTOR' } });
  expect((await service.call('GET', '/v1/organizations/hlf/integration', globalAdmin)).body).toMatchObject({
    connector: 'off',
    enabled: true,
    paused: null,
  });
  const waiting = "select state, attempts from bilag.outbox where organization_id = 'hlf'";
  expect(await asOwner(service, waiting)).toEqual([{ state: 'pending', attempts: 0 }]);
  expect({ loads, calls: off.erp.calls }).toEqual({ loads: 0, calls: [] });
});

test('a connector that nobody has is said to be so at the start', async () => {
  const registry = { on: aFakeConnector('on').load };
  await expect(startTestService(undefined, { BILAG_CONNECTORS: 'on,xledgr' }, registry)).rejects.toThrow('xledgr');
});
