import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type MockErp, XLEDGER_REST_CLIENTS } from '../src/index.ts';
import { textIn } from './support/business-central.ts';
import { control, startSandbox } from './support/sandbox.ts';
import { anEntry, type RestClient, signInRest } from './support/xledger-rest.ts';

let mock: MockErp;
let client: RestClient;
beforeAll(async () => {
  mock = await startSandbox({ xledgerRestSettings: { tokenLifetimeSeconds: 1_000_000_000 } });
  client = await signInRest(mock);
});
afterEach(() => control(mock, '/reset'));
afterAll(() => mock.close());

test('accounts say whether they are open for posting, by themselves or by the settings', async () => {
  expect(await client.list('/v1/accounts')).toContainEqual({
    id: '9007140',
    code: '7140',
    name: 'Kollektivtransport',
    posting: true,
    active: true,
  });
  await control(mock, '/settings', { xledger: { blockedAccounts: ['7140'] } });
  const accounts = await client.list('/v1/accounts');
  for (const code of ['7140', '7199']) {
    expect(accounts).toContainEqual(expect.objectContaining({ code, posting: false }));
  }
});

test('the values of a dimension come with its slot and its name', async () => {
  mock.world.clock.set(new Date('2026-03-05T12:00:00Z'));
  const values = await client.list('/v1/dimensions');
  const costCenter = { dimension: 'COST_CENTER', slot: 2, dimensionName: 'Kostnadssted' };
  expect(values).toContainEqual({
    ...costCenter,
    code: '310',
    name: 'Administrasjon',
    active: true,
    validFrom: null,
    validTo: null,
  });
  expect(values).toContainEqual({
    ...costCenter,
    code: '399',
    name: 'Nedlagt avdeling',
    active: false,
    validFrom: '2018-01-01',
    validTo: '2024-12-31',
  });
  expect(values).toContainEqual(expect.objectContaining({ dimension: 'PROJECT', slot: 1, code: '4402' }));
});

test.each([
  ['/v1/projects', { id: '64499', code: '4499', active: false, validTo: '2023-12-31' }],
  ['/v1/tax-rules', { code: '1', percent: 25, net: false }],
  ['/v1/subledgers', { code: 'E1187', type: 'EMPLOYEE', active: true }],
  ['/v1/periods', { id: '202512', fromDate: '2025-12-01', toDate: '2025-12-31', closed: true }],
  ['/v1/periods', { id: '202602', fromDate: '2026-02-01', toDate: '2026-02-28', closed: false }],
])('%s holds %o', async (path, row) => {
  expect(await client.list(path)).toContainEqual(expect.objectContaining(row));
});

test.each(['accounts', 'dimensions', 'projects', 'tax-rules', 'subledgers', 'periods'])(
  '%s read page by page are the same as read at once',
  async (name) => {
    const all = await client.list(`/v1/${name}`);
    expect(all.length).toBeGreaterThan(2);
    expect(await client.list(`/v1/${name}`, 2)).toEqual(all);
  },
);

test.each(['limit=0', 'limit=201', 'limit=x', 'limit=1&limit=2', 'cursor=nonsense', 'page=2'])(
  'a list with %s is refused',
  async (query) => {
    expect((await client.call('GET', `/v1/accounts?${query}`)).status).toBe(400);
  },
);

test('a client sees its own organization only', async () => {
  const other = await signInRest(mock, XLEDGER_REST_CLIENTS.otherEntity);
  const mine = await client.post(anEntry());
  expect(await other.list('/v1/accounts')).toEqual([
    expect.objectContaining({ code: '1500' }),
    expect.objectContaining({ code: '6800' }),
  ]);
  expect(await other.list('/v1/dimensions')).toEqual([expect.objectContaining({ slot: 1, code: 'A1' })]);
  expect(await other.list('/v1/journal-entries')).toEqual([]);
  expect((await other.call('GET', `/v1/journal-entries/${textIn(mine.body, 'id')}`)).status).toBe(404);
});
