import { expect, test } from 'vitest';
import { fakeErpsOfThisFile } from './support/fake-erps.ts';
import { expectProblem } from './support/http-problem.ts';
import { createOrganization } from './support/http-service.ts';
import { businessCentralIntegration, xledgerIntegration } from './support/organizations.ts';
import { wholeLedger } from './support/plugins.ts';
import { aServiceWithMock, orgAdmin } from './support/service.ts';

const fakes = fakeErpsOfThisFile();
interface Page {
  readonly readAt: string;
  readonly offered: boolean;
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly nextCursor: string | null;
}
type Answer = Page & Record<string, unknown>;

/** An organization on a fake ERP. */
async function onFakeErp() {
  const { id, erp, ask } = await fakes.anOrganization();
  return { id, erp, ask: (method: string, part: string, body?: unknown) => ask<Answer>(method, part, body) };
}

const lists = ['/ledger-accounts', '/cost-centers', '/vat-codes', '/dimensions', '/dimensions/costCenter'];

test.each([
  ['Xledger', xledgerIntegration, '310'],
  ['Business Central', businessCentralIntegration, '100'],
] as const)(
  'CFG-2 CFG-3 after the connection test the lists of %s are there to choose from',
  async (_name, of, costCenter) => {
    const { service, mock } = await aServiceWithMock();
    await createOrganization(service, 'nbf');
    const ask = (method: string, part: string, body?: unknown) =>
      service.call<Answer>(method, `/v1/organizations/nbf/integration${part}`, orgAdmin('nbf'), body);
    await ask('PUT', '', of(mock));
    for (const list of lists) {
      const refused = await ask('GET', list);
      expectProblem(refused, refused.body, { status: 409, code: 'MASTER_DATA_NOT_READ' });
    }
    const tested = await ask('POST', '/test');
    expect(tested.body['masterDataReadAt']).toEqual(expect.any(String));
    const accounts = await ask('GET', '/ledger-accounts?limit=500');
    expect(accounts.body).toMatchObject({ readAt: tested.body['masterDataReadAt'], offered: true });
    expect(accounts.body.items).toContainEqual({ number: '7140', name: expect.any(String), postable: true });
    const costCenters = await ask('GET', '/cost-centers?limit=500');
    expect(costCenters.body.items).toContainEqual(expect.objectContaining({ code: costCenter, postable: true }));
    expect((await ask('GET', '/dimensions')).body.items.map((it) => it['axis'])).toContain('costCenter');
  },
);

test('a list is read page by page, each item once, by number, also when numbers come twice', async () => {
  const { erp, ask } = await onFakeErp();
  const numbers = ['9', '10', '2', '2', '2', '7140', '10', 'a', 'B'];
  const ledgerAccounts = numbers.map((number, at) => ({ number, name: `No ${at}`, postable: at % 2 === 0 }));
  erp.masterData = { ledgerAccounts };
  await ask('POST', '/master-data');
  const seen: unknown[] = [];
  let cursor: string | null = null;
  do {
    const { body }: { body: Page } = await ask(
      'GET',
      `/ledger-accounts?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`,
    );
    expect(body.items.length).toBeLessThanOrEqual(2);
    seen.push(...body.items.map((it) => [it['number'], it['name']]));
    cursor = body.nextCursor;
  } while (cursor !== null);
  const sorted = ledgerAccounts.toSorted((a, b) => (a.number < b.number ? -1 : a.number > b.number ? 1 : 0));
  expect(seen).toEqual(sorted.map((it) => [it.number, it.name]));
});

test('a page goes on after the last number of the one before, also when the list was read anew between them', async () => {
  const { erp, ask } = await onFakeErp();
  const accounts = (...numbers: string[]) => ({
    ledgerAccounts: numbers.map((number) => ({ number, name: '', postable: true })),
  });
  erp.masterData = accounts('1', '2', '3', '4');
  await ask('POST', '/master-data');
  const first = await ask('GET', '/ledger-accounts?limit=2');
  erp.masterData = accounts('0', '1', '3', '35', '4');
  await ask('POST', '/master-data');
  const second = await ask('GET', `/ledger-accounts?limit=9&cursor=${first.body.nextCursor}`);
  expect(second.body.items.map((it) => it['number'])).toEqual(['3', '35', '4']);
});

test('a search finds parts of numbers and names, in capitals or not, and never what is not asked for', async () => {
  const { erp, ask } = await onFakeErp();
  erp.masterData = {
    ...wholeLedger,
    dimensions: {
      costCenter: [
        { code: 'ÆRE-1', name: 'Rådgivning', postable: true, validTo: JSON.parse('"2026-12-31"') },
        { code: '310', name: 'Kurs (%)', postable: false },
      ],
    },
  };
  await ask('POST', '/master-data');
  const found = async (q: string) =>
    (await ask('GET', `/cost-centers?q=${encodeURIComponent(q)}`)).body.items.map((it) => it['code']);
  expect(await found('rÅdG')).toEqual(['ÆRE-1']);
  expect(await found('ære')).toEqual(['ÆRE-1']);
  expect(await found('(%)')).toEqual(['310']);
  expect(await found('.*')).toEqual([]);
  expect(await found('')).toHaveLength(2);
  const { body } = await ask('GET', '/cost-centers?q=310');
  expect(body.items).toEqual([{ code: '310', name: 'Kurs (%)', postable: false, validFrom: null, validTo: null }]);
});

test('a cursor of another list, or of nobody, is refused', async () => {
  const { erp, ask } = await onFakeErp();
  erp.masterData = wholeLedger;
  await ask('POST', '/master-data');
  const { body } = await ask('GET', '/ledger-accounts?limit=1');
  const junk = Buffer.from('["accounts","1",1e9,"x"]').toString('base64url');
  for (const part of [
    `/vat-codes?cursor=${body.nextCursor}`,
    `/ledger-accounts?cursor=${junk}`,
    '/vat-codes?cursor=%00',
  ]) {
    const refused = await ask('GET', part);
    expectProblem(refused, refused.body, { status: 400, code: 'VALIDATION_FAILED', field: 'cursor' });
  }
});

test('a list that the accounting system does not offer is told from one that is empty, and an axis that it has not from both', async () => {
  const { erp, ask } = await onFakeErp();
  erp.masterData = { ledgerAccounts: [], dimensions: { project: [] } };
  const { body: summary } = await ask('POST', '/master-data');
  expect(summary).toMatchObject({ ledgerAccounts: 0, dimensionValues: 0, vatCodes: null, payees: null, periods: null });
  expect((await ask('GET', '/ledger-accounts')).body).toMatchObject({ offered: true, items: [], nextCursor: null });
  expect((await ask('GET', '/vat-codes')).body).toMatchObject({ offered: false, items: [] });
  expect((await ask('GET', '/cost-centers')).body).toMatchObject({ offered: false, items: [] });
  expect((await ask('GET', '/dimensions')).body.items).toEqual([{ axis: 'project', count: 0 }]);
  for (const axis of ['costCenter', 'constructor', '__proto__', '%00', '../x'.replaceAll('/', '%2F')]) {
    const missing = await ask('GET', `/dimensions/${axis}`);
    expectProblem(missing, missing.body, { status: 404, code: 'NOT_FOUND' });
  }
});

test('lists that were read with other settings or credentials are not shown as those of these', async () => {
  const { id, ask } = await onFakeErp();
  await ask('POST', '/master-data');
  expect((await ask('GET', '/ledger-accounts')).status).toBe(200);
  await ask('PUT', '', { connector: 'fake', settings: { erp: id }, credentials: {} });
  expect((await ask('GET', '/ledger-accounts')).body['code']).toBe('MASTER_DATA_NOT_READ');
});

test('a connection test does not wait for lists that take long; they are there when they have come', async () => {
  const { erp, ask } = await onFakeErp();
  const long = Promise.withResolvers<void>();
  erp.readMasterData = async () => {
    await long.promise;
    return wholeLedger;
  };
  const startedAt = performance.now();
  const tested = await ask('POST', '/test');
  expect(tested).toMatchObject({ status: 200, body: { masterDataReadAt: null } });
  expect(performance.now() - startedAt).toBeLessThan(9_000);
  long.resolve();
  await expect.poll(async () => (await ask('GET', '/vat-codes')).status).toBe(200);
});

test('a connection test succeeds also when the lists cannot be read', async () => {
  const { erp, ask } = await onFakeErp();
  erp.silent = true;
  expect(await ask('POST', '/test')).toMatchObject({ status: 200, body: { masterDataReadAt: null } });
  const refused = await ask('POST', '/master-data');
  expectProblem(refused, refused.body, { status: 502, code: 'ERP_UNREACHABLE' });
});

test('many who ask at once share one reading', async () => {
  const { erp, ask } = await onFakeErp();
  const gate = Promise.withResolvers<void>();
  let readings = 0;
  erp.readMasterData = async () => {
    readings += 1;
    await gate.promise;
    return wholeLedger;
  };
  const asked = [1, 2, 3].map(() => ask('POST', '/master-data'));
  await expect.poll(() => readings).toBe(1);
  await new Promise((resolve) => setImmediate(resolve));
  gate.resolve();
  expect((await Promise.all(asked)).map((it) => it.status)).toEqual([200, 200, 200]);
});
