import { FINANCE_SEED } from '@bilag/mock-erp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failureOf, patience } from '../support/sandbox.ts';
import { openSandbox, type Sandbox } from './support/sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ financeSettings: { pageLimit: 3 } });
});
afterAll(() => sandbox[Symbol.asyncDispose]());

describe('master data', () => {
  test('CFG-3 are the main accounts and dimension values, and which of them take postings', async () => {
    const { ledgerAccounts, dimensions, taxCodes, payees } = await sandbox.gateway.readMasterData(patience());
    expect(ledgerAccounts).toHaveLength(FINANCE_SEED.mainAccounts.length);
    const postable = (number: string) => ledgerAccounts?.find((it) => it.number === number)?.postable;
    // Open, suspended, without manual entry, a total.
    expect(['7140', '7199', '2780', '7000'].map(postable)).toEqual([true, false, false, false]);
    expect(dimensions).toEqual({
      costCenter: [
        { code: '100', name: 'Administrasjon', postable: true },
        { code: '110', name: 'Hørselsomsorg', postable: true },
        { code: '199', name: 'Nedlagt', postable: false },
      ],
      project: [
        { code: 'P10', name: 'Tilhørighet', postable: true },
        { code: 'P20', name: 'Briskeby', postable: true },
      ],
    });
    expect([taxCodes, payees]).toEqual([undefined, undefined]);
  });

  test('leave to the ERP what cannot be judged: an account whose last day has passed, and a chart that shows no account', async () => {
    const instead = (...value: object[]) =>
      sandbox.mock.world.faults.add({
        operation: 'finance.MainAccounts.list',
        times: 1,
        effect: { kind: 'status', status: 200, body: { value } },
      });
    const days = (from: string, to: string) => ({ ActiveFrom: `${from}T12:00:00Z`, ActiveTo: `${to}T12:00:00Z` });
    instead(
      { MainAccountId: '1', ...days('1900-01-01', '2026-10-31') },
      { MainAccountId: '2', ...days('2099-01-01', '2154-12-31') },
    );
    const { ledgerAccounts } = await sandbox.gateway.readMasterData(patience());
    expect(ledgerAccounts?.map(({ postable }) => postable)).toEqual([true, false]);
    instead();
    expect((await sandbox.gateway.readMasterData(patience())).ledgerAccounts).toBeUndefined();
  });

  test('every question speaks of all companies', () => {
    const urls = sandbox.mock.world.requests.list().filter(({ system }) => system === 'finance');
    for (const { url } of urls) expect(url).toContain('cross-company=true');
  });
});

describe('the connection test', () => {
  test('CFG-2 names environment and company', async () => {
    const { ledger } = await sandbox.gateway.testConnection(patience());
    expect(ledger).toEqual({ id: `${new URL(sandbox.mock.urls.finance).host}/hlf`, name: 'HLF' });
  });

  test.each([
    ['ERP_WRONG_LEDGER', 'company', { company: 'usmf' }],
    ['INVALID_SETTINGS', 'journalName', { journalName: 'Nothing' }],
    [
      'INVALID_SETTINGS',
      'dimensions.costCenter',
      { dimensions: { costCenter: 'Avdeling' }, accountFormat: ['MainAccount', 'Avdeling'] },
    ],
    ['INVALID_SETTINGS', 'chartOfAccounts', { chartOfAccounts: 'Other' }],
  ])('says %s for «%s» that is not there', async (code, field, change) => {
    const gateway = sandbox.open(change);
    expect(await failureOf(gateway.testConnection(patience()))).toMatchObject({ code, field });
  });

  test('a token for another product is refused, and the sign-in is for the environment’s address', async () => {
    const [first] = sandbox.requests('entra.token');
    expect(new URLSearchParams(first?.body).get('scope')).toBe(`${sandbox.mock.urls.finance}/.default`);
  });
});

describe('the choices', () => {
  test('are the general journals of every company that the credentials open, from as little as the environment', async () => {
    const names = FINANCE_SEED.companies.flatMap((company) =>
      FINANCE_SEED.journalNames.map(({ name }) => ({
        title: `${company.toUpperCase()}: ${name}`,
        settings: { company, journalName: name, currency: 'NOK' },
      })),
    );
    const incomplete = { company: undefined, journalName: undefined, dimensions: undefined };
    const found = await sandbox.choices(incomplete);
    expect(found).toEqual(names.toSorted((a, b) => (a.title < b.title ? -1 : 1)));
  });
});
