import { createFakeGateway } from '@bilag/core/testing';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createUsageCounter } from '../src/connectors/usage-counter.ts';
import { createPostgresErpUsageStore } from '../src/persistence/postgres-erp-usage-store.ts';
import { createPostgresOrganizationRepo } from '../src/persistence/postgres-organization-repo.ts';
import { createOrganization } from './support/http-service.ts';
import { xledgerIntegration } from './support/organizations.ts';
import { aPlugin } from './support/plugins.ts';
import { aServiceWithMock, orgAdmin, startTestService } from './support/service.ts';
import { openServiceDatabase, type ServiceDatabase } from './support/service-database.ts';

let database: ServiceDatabase;
beforeAll(async () => {
  database = await openServiceDatabase();
  const organizations = createPostgresOrganizationRepo(database.database);
  for (const id of ['nbf', 'hlf', 'many']) await organizations.create({ id, name: id, currency: 'NOK' }, 'test');
});
afterAll(() => database.close());

const aStore = () => createPostgresErpUsageStore(database.database.enginePool, database.database.requestPool);
const ignore = () => undefined;

test('what several processes count is added up, organization by organization', async () => {
  const store = aStore();
  const counters = [1, 2, 3, 4].map(() => createUsageCounter(store, ignore));
  for (const counter of counters) {
    for (const id of ['hlf', 'nbf', 'hlf']) counter.count(id, { bytesUp: 1_000, bytesDown: 20 });
  }
  await Promise.all(counters.map((it) => it.stop()));
  expect(await store.currentMonth('nbf')).toMatchObject({ requests: 4, bytesUp: 4_000, bytesDown: 80 });
  expect(await store.currentMonth('hlf')).toMatchObject({ requests: 8, bytesUp: 8_000, bytesDown: 160 });
});

test('a count that could not be stored is not lost, and one of nobody holds up nothing', async () => {
  const store = aStore();
  let isAway = true;
  const add: typeof store.add = (counts) => (isAway ? Promise.reject(new Error('away')) : store.add(counts));
  const counter = createUsageCounter({ ...store, add }, ignore);
  counter.count('many', { bytesUp: 5, bytesDown: 5 });
  counter.count('no-such-organization', { bytesUp: 5, bytesDown: 5 });
  await expect(counter.flush()).rejects.toThrow('away');
  counter.count('many', { bytesUp: 1, bytesDown: 1 });
  isAway = false;
  await counter.flush();
  await counter.stop();
  expect(await store.currentMonth('many')).toMatchObject({ requests: 2, bytesUp: 6, bytesDown: 6 });
});

test('a connector that says absurd sizes spoils the count of nobody', async () => {
  const store = aStore();
  const counter = createUsageCounter(store, ignore);
  const before = await store.currentMonth('nbf');
  for (let at = 0; at < 2_000; at += 1) {
    counter.count('hlf', { bytesUp: Number.MAX_SAFE_INTEGER, bytesDown: Number.MAX_SAFE_INTEGER });
  }
  counter.count('nbf', { bytesUp: 1, bytesDown: 1 });
  await counter.flush();
  expect((await store.currentMonth('nbf')).requests).toBe(before.requests + 1);
});

test('a month that is over does not count any more', async () => {
  const store = aStore();
  await database.asOwner(
    `insert into bilag.erp_usage values ('many', date_trunc('month', now() at time zone 'Europe/Oslo')::date - interval '1 month', 900, 900, 900)`,
  );
  expect((await store.currentMonth('many')).requests).toBeLessThan(900);
});

interface Usage {
  readonly month: string;
  readonly used: { readonly requests: number; readonly megabytesDown: number };
  readonly forecast: { readonly requests: number };
  readonly allowance: unknown;
  readonly usedShare: number | null;
}

test('every request to the accounting system is counted for its organization, and for no other', async () => {
  const { service, mock } = await aServiceWithMock();
  for (const id of ['nbf', 'hlf']) {
    await createOrganization(service, id);
    await service.call('PUT', `/v1/organizations/${id}/integration`, orgAdmin(id), xledgerIntegration(mock));
  }
  const usageOf = async (id: string) =>
    (await service.call<Usage>('GET', `/v1/organizations/${id}/integration/usage`, orgAdmin(id))).body;
  const before = (await usageOf('nbf')).used.requests;
  await service.call('POST', '/v1/organizations/nbf/integration/test', orgAdmin('nbf'));
  const after = await usageOf('nbf');
  expect(after.used.requests).toBeGreaterThan(before);
  expect(after.used.megabytesDown).toBeGreaterThan(0);
  expect(after.forecast.requests).toBeGreaterThanOrEqual(after.used.requests);
  expect((await usageOf('hlf')).used.requests).toBe(0);
});

test('what was counted is stored when the service is stopped, also what a connector miscounts, and shares are of what the contract includes', async () => {
  const traits = { monthlyAllowance: { requests: 100, megabytesUp: 1, megabytesDown: 0 } };
  const plugin = aPlugin('counting', (_config, { onCall }) => {
    const gateway = createFakeGateway(traits);
    return Object.assign(gateway, {
      readMasterData() {
        for (let at = 0; at < 49; at += 1) onCall?.({ bytesUp: 15_000, bytesDown: Number.NaN });
        onCall?.({ bytesUp: -1, bytesDown: Number.POSITIVE_INFINITY });
        return Promise.resolve({});
      },
    });
  });
  const service = await startTestService(undefined, {}, { counting: () => Promise.resolve(plugin) });
  onTestFinished(() => service.close());
  await createOrganization(service, 'nbf');
  const path = '/v1/organizations/nbf/integration';
  await service.call('PUT', path, orgAdmin('nbf'), { connector: 'counting', settings: {}, credentials: {} });
  await service.call('POST', `${path}/master-data`, orgAdmin('nbf'));
  const { body } = await service.call<Usage>('GET', `${path}/usage`, orgAdmin('nbf'));
  expect(body).toMatchObject({
    used: { requests: 50, megabytesUp: 0.735, megabytesDown: 0 },
    allowance: traits.monthlyAllowance,
    usedShare: 0.735,
  });
});
