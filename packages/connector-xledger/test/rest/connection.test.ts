import { XLEDGER_OWNER_DB_ID } from '@bilag/mock-erp';
import { expect, test } from 'vitest';
import { patience } from '../support/harness.ts';
import { addressesAt, openGateway, openMock } from './support/harness.ts';
import { type SeenRequest, startApi, startBefore } from './support/stranger.ts';

const me = {
  clientId: 'bilag',
  organisation: { id: String(XLEDGER_OWNER_DB_ID), code: 'X', name: 'Xenia', companyNumber: '1' },
  scopes: ['master.read', 'journal.write'],
  currency: 'NOK',
};
const page = (items: unknown, nextCursor: unknown = null) => ({ json: { items, nextCursor } });

/** Answers each list by its name; a list that is not given is empty. */
const answering =
  (lists: Readonly<Record<string, unknown>>) =>
  ({ path }: SeenRequest) =>
    page(lists[new URL(path, 'http://x').pathname.replace('/v1/', '')] ?? []);

const costCenter = (code: unknown, more: object = {}) => ({
  dimension: 'COST_CENTER',
  code,
  name: `CC ${String(code)}`,
  ...more,
});
const settings = { dimensions: { costCenter: 'COST_CENTER' } };

test('CFG-2 CFG-3 the connection test names the organisation, its ledger accounts and the cost centers that are open', async () => {
  await using erp = await openMock();
  const report = await erp.gateway.testConnection(patience());
  const { host, pathname } = new URL(erp.mock.urls.xledgerRest);
  expect(report.ledger).toEqual({ id: `${host}${pathname}/31000001`, name: 'Norges Blindeforbund' });
  expect(report.ledgerAccounts).toContainEqual({ number: '7140', name: 'Kollektivtransport', postable: true });
  expect(report.ledgerAccounts).toContainEqual({ number: '7199', name: 'Diverse reise (sperret)', postable: false });
  expect(report.costCenters).toEqual([
    { code: '310', name: 'Administrasjon' },
    { code: '320', name: 'Rehabilitering' },
    { code: '330', name: 'Lokallag' },
  ]);
  expect(erp.mock.xledger.queue.rows()).toEqual([]);
});

test('two gateways of one host, a demo beside the live one, are two ledgers, and a slash at the end makes no third', async () => {
  await using erp = await openMock();
  await using server = await startBefore(erp.mock.urls.xledgerRest, () => undefined, {
    rewrite: (path) => path.replace(/^\/xledger(-demo)?(?=\/)/, ''),
  });
  const ledgerAt = async (path: string) => {
    const gateway = openGateway({ baseUrl: server.url + path, tokenUrl: `${server.url}/xledger/oauth2/token` });
    const { ledger } = await gateway.testConnection(patience());
    await gateway.close();
    return ledger.id;
  };
  const live = await ledgerAt('/xledger');
  expect(live).toBe(`${new URL(server.url).host}/xledger/31000001`);
  expect(await ledgerAt('/xledger/')).toBe(live);
  expect(await ledgerAt('/xledger-demo')).not.toBe(live);
});

test('an organisation whose id looks like a path is not the ledger of another gateway', async () => {
  const who = { json: { organisation: { id: 'demo/7' } } };
  await using server = await startApi(answering({}), who);
  const gateway = openGateway(addressesAt(server.url), { ledgerId: 'demo/7', dimensions: {} });
  const { ledger } = await gateway.testConnection(patience());
  await gateway.close();
  expect(ledger.id).toBe(`${new URL(server.url).host}/demo%2F7`);
});

test('the master data hold every list of the contract, to its end', async () => {
  await using erp = await openMock({ xledgerRestSettings: { pageLimit: 2 } });
  const data = await erp.gateway.readMasterData(patience());
  expect(data.ledgerAccounts?.length).toBeGreaterThan(10);
  expect(data.dimensions?.['costCenter']).toContainEqual({ code: '310', name: 'Administrasjon', postable: true });
  expect(data.dimensions?.['costCenter']).toContainEqual({
    code: '399',
    name: 'Nedlagt avdeling',
    postable: true,
    validFrom: '2018-01-01',
    validTo: '2024-12-31',
  });
  expect(data.dimensions?.['project']?.map(({ code }) => code)).toContain('4402');
  expect(data.taxCodes).toContainEqual({ code: '1', name: 'Inngående mva 25 %', percent: '25' });
  expect(data.payees).toContainEqual({ code: 'E1187', postable: true });
  expect(JSON.stringify(data.payees)).not.toMatch(/name/i);
  expect(data.periods?.some(({ open }) => open)).toBe(true);
  expect(data.periods?.some(({ open }) => !open)).toBe(true);
});

test('only the dimensions of the settings are read, each under our name', async () => {
  const dimensions = [
    costCenter('310'),
    { dimension: 'ACTIVITY', code: 'A1', name: 'Activity' },
    { dimension: 'X', code: '9' },
  ];
  const projects = [{ code: 'P1', name: 'Project' }];
  await using server = await startApi(answering({ dimensions, projects }));
  const gateway = openGateway(addressesAt(server.url), { dimensions: { activity: 'ACTIVITY', project: 'PROJECT' } });
  const data = await gateway.readMasterData(patience());
  expect(data.dimensions).toEqual({
    activity: [{ code: 'A1', name: 'Activity', postable: true }],
    project: [{ code: 'P1', name: 'Project', postable: true }],
  });
  expect(data.periods).toBeUndefined();
  expect((await gateway.testConnection(patience())).costCenters).toEqual([]);
  await gateway.close();
});

test('numbers as texts and texts as numbers, missing fields and odd dates are understood', async () => {
  await using server = await startApi(
    answering({
      accounts: [
        { code: 7140, name: null, posting: 'true' },
        { code: '7199', posting: 'false' },
        { code: '1', active: false },
        { code: null },
      ],
      dimensions: [
        costCenter(310, { active: 'true', validFrom: '0001-01-01', validTo: '9999-12-31' }),
        costCenter('320', { active: false }),
        costCenter('330', { active: false, validFrom: null, validTo: '2199-12-31T00:00:00Z' }),
      ],
      'tax-rules': [{ code: 1, percent: 12.5 }, { code: '2', percent: '11.11' }, { code: '3' }],
      subledgers: [{ code: 1187, name: 'Kari Nordmann', active: false }],
      periods: [
        { fromDate: '2026-01-01', toDate: '2026-01-31', closed: 'true' },
        { fromDate: '2026-02-01T00:00:00', toDate: '2026-02-28T00:00:00', closed: false },
      ],
    }),
  );
  const gateway = openGateway(addressesAt(server.url), settings);
  expect(await gateway.readMasterData(patience())).toEqual({
    ledgerAccounts: [
      { number: '7140', name: '', postable: true },
      { number: '7199', name: '', postable: false },
      { number: '1', name: '', postable: false },
    ],
    dimensions: {
      costCenter: [
        { code: '310', name: 'CC 310', postable: true },
        { code: '320', name: 'CC 320', postable: false },
        { code: '330', name: 'CC 330', postable: false, validTo: '2199-12-31' },
      ],
    },
    taxCodes: [
      { code: '1', name: '', percent: '12.5' },
      { code: '2', name: '', percent: '11.11' },
      { code: '3', name: '' },
    ],
    payees: [{ code: '1187', postable: false }],
    periods: [
      { from: '2026-01-01', to: '2026-01-31', open: false },
      { from: '2026-02-01', to: '2026-02-28', open: true },
    ],
  });
  await gateway.close();
});

test('an organisation that tells little is named all the same', async () => {
  const who = { organisation: { id: XLEDGER_OWNER_DB_ID } };
  await using server = await startApi(answering({ dimensions: [costCenter('310')] }), { json: who });
  const gateway = openGateway(addressesAt(server.url), settings);
  expect((await gateway.testConnection(patience())).ledger).toMatchObject({ name: 'Xledger 31000001' });
  await gateway.close();
});

test.each([
  ['another organisation', { ledgerId: '8' }, me, 'ERP_WRONG_LEDGER', 'settings.ledgerId'],
  ['books in another currency', {}, { ...me, currency: 'SEK' }, 'INVALID_SETTINGS', 'settings.currency'],
  ['no right to write', {}, { ...me, scopes: ['master.read'] }, 'ERP_PERMISSION_DENIED', 'settings.scope'],
  ['no right to read', {}, { ...me, scopes: 'journal.write' }, 'ERP_PERMISSION_DENIED', 'settings.scope'],
  ['no organisation', {}, {}, 'ERP_UNAVAILABLE', undefined],
  ['an unknown dimension', { dimensions: { region: 'REGION' } }, me, 'INVALID_SETTINGS', 'settings.dimensions.region'],
])('%s fails the connection test by its name', async (_what, more, who, code, field) => {
  await using server = await startApi(answering({ dimensions: [costCenter('310')] }), { json: who });
  const gateway = openGateway(addressesAt(server.url), { ...settings, ...more });
  await expect(gateway.testConnection(patience())).rejects.toMatchObject({ code, field });
  await gateway.close();
});

test.each([
  ['an outage', { status: 503, json: '<h1>Down</h1>' }, 'ERP_UNAVAILABLE'],
  ['a missing path', { status: 404, json: '' }, 'ERP_UNAVAILABLE'],
  ['a redirect', { status: 302, json: '', headers: { location: '/x' } }, 'ERP_UNAVAILABLE'],
  ['a page', { json: '<h1>Hi</h1>' }, 'ERP_UNAVAILABLE'],
  [
    'a missing scope',
    { status: 403, json: { errors: [{ code: 'insufficient_scope', message: 'No.' }] } },
    'ERP_PERMISSION_DENIED',
  ],
  ['a rate limit', { status: 429, json: '', headers: { 'retry-after': '3' } }, 'ERP_RATE_LIMITED'],
  ['a refused question', { status: 400, json: { errors: [{ code: 'unknown_parameter' }] } }, 'ERP_REFUSED'],
  ['no list', { json: { rows: [] } }, 'ERP_UNAVAILABLE'],
])('%s in one list fails the reading of all', async (_what, answer, code) => {
  await using erp = await openMock();
  for (const list of ['accounts', 'dimensions', 'projects', 'tax-rules', 'subledgers', 'periods']) {
    await using server = await startBefore(erp.mock.urls.xledgerRest, ({ path }) =>
      path.startsWith(`/v1/${list}`) ? answer : undefined,
    );
    const gateway = openGateway(addressesAt(server.url));
    await expect(gateway.readMasterData(patience())).rejects.toMatchObject({ name: 'SyncError', code });
    await gateway.close();
  }
});

test('a list that never ends, or goes round in circles, is no list', async () => {
  await using server = await startApi(({ path }) => {
    const cursor = new URL(path, 'http://x').searchParams.get('cursor');
    if (path.startsWith('/v1/me')) return { json: me };
    return page([{ code: '1' }], cursor === 'a' ? 'b' : 'a');
  });
  const gateway = openGateway(addressesAt(server.url), settings);
  await expect(gateway.readMasterData(patience())).rejects.toMatchObject({
    code: 'ERP_UNAVAILABLE',
    message: expect.stringContaining('repeats a page'),
  });
  await gateway.close();
});

test.each([
  ['rows', Array.from({ length: 60_000 }, () => ({})), 6],
  ['text', [{ code: '1', name: 'x'.repeat(8 * 1024 * 1024) }], 8],
  ['in its rows that nobody asks for', [{ code: '1', a: Array.from({ length: 149_000 }, () => ({})) }], 29],
])('a list of ever new pages with much %s is given up while it fits in memory', async (_what, items, pages) => {
  let count = 0;
  await using server = await startApi(() => {
    count += 1;
    return page(items, count < 40 ? `page ${count}` : null);
  });
  const gateway = openGateway(addressesAt(server.url), settings);
  await expect(gateway.readMasterData(patience())).rejects.toMatchObject({ code: 'ERP_LOOK_UP_INCONCLUSIVE' });
  await gateway.close();
  expect(count).toBe(pages);
});

test('lists that each fit in memory are given up when they do not all together', async () => {
  let count = 0;
  await using server = await startApi(({ path }) => {
    count += 1;
    const isFirst = !path.includes('cursor');
    return page([{ code: '1', name: 'x'.repeat(8 * 1024 * 1024) }], isFirst ? `page ${count}` : null);
  });
  const gateway = openGateway(addressesAt(server.url), settings);
  await expect(gateway.readMasterData(patience())).rejects.toMatchObject({ code: 'ERP_LOOK_UP_INCONCLUSIVE' });
  await gateway.close();
  expect(count).toBe(8);
});

test('a date that goes on for megabytes is none, and costs no more than a short one', async () => {
  const validFrom = `${'T00:00:00'.repeat(80_000)}\n`;
  await using server = await startApi(answering({ dimensions: [costCenter('310', { validFrom })] }));
  const gateway = openGateway(addressesAt(server.url), settings);
  await expect(gateway.readMasterData(patience())).rejects.toMatchObject({
    code: 'ERP_UNAVAILABLE',
    message: expect.stringContaining('no date'),
  });
  await gateway.close();
});

test('a redirect is not followed, not even to the same host, and takes no token along', async () => {
  await using target = await startApi(() => ({ json: me }));
  await using server = await startApi(() => ({ status: 308, headers: { location: `${target.url}/v1/me` }, json: '' }));
  const gateway = openGateway(addressesAt(server.url));
  await expect(gateway.testConnection(patience())).rejects.toMatchObject({ code: 'ERP_UNAVAILABLE' });
  await gateway.close();
  expect(target.requests).toEqual([]);
});
