import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failureOf, patience } from '../support/sandbox.ts';
import { openSandbox, type Sandbox, seed } from './support/sandbox.ts';
import { startStranger } from './support/stranger.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await openSandbox();
});
afterEach(() => sandbox[Symbol.asyncDispose]());

const read = () => sandbox.gateway.readMasterData(patience());
const answer = (operation: string, status: number, body: object = {}) =>
  sandbox.mock.world.faults.add({ operation, effect: { kind: 'status', status, body } });
const instead = (operation: string, ...value: object[]) => answer(operation, 200, { value });

describe('the master data', () => {
  test('have every list that a voucher may point at', async () => {
    const { ledgerAccounts, dimensions, taxCodes, payees } = await read();
    expect(ledgerAccounts).toHaveLength(seed.accounts.length);
    expect(dimensions?.['costCenter']?.map(({ code }) => code)).toEqual(['100', '110', '120', '199']);
    expect(dimensions?.['project']).toEqual([
      { code: 'P10', name: 'Tilhørighet', postable: true },
      { code: 'P20', name: 'Briskeby', postable: true },
    ]);
    expect(taxCodes?.map(({ code }) => code)).toEqual(['UTEN', 'HOY']);
    expect(payees).toEqual([
      { code: 'V2001', postable: true },
      { code: 'V2002', postable: true },
      { code: 'V2099', postable: false },
    ]);
  });

  test('of an account say whether a voucher may be posted to it', async () => {
    const { ledgerAccounts } = await read();
    const postable = (number: string) => ledgerAccounts?.find((it) => it.number === number)?.postable;
    expect(['7140', '7000', '2780', '7199'].map(postable)).toEqual([true, false, false, false]);
  });

  test('ask for nothing of a vendor but its number and its state', async () => {
    await read();
    const [asked] = sandbox.requests('bc.vendors');
    expect(asked?.url).toContain('?$select=number,blocked');
  });

  test('come page by page, to the end of every list', async () => {
    const whole = await read();
    sandbox.mock.businessCentral.settings.pageLimit = 1;
    expect(await read()).toEqual(whole);
  });

  test('leave a vendor who is blocked for payments open to be credited', async () => {
    instead('bc.vendors', { number: 'A', blocked: '_x0020_' }, { number: 'B', blocked: 'Payment' }, { number: 'C' });
    expect((await read()).payees?.map(({ postable }) => postable)).toEqual([true, true, true]);
  });

  test.each([
    ['bc.taxGroups', 'taxCodes'],
    ['bc.vendors', 'payees'],
  ] as const)('leave out what this server does not have, or keeps from us: %s', async (operation, list) => {
    for (const status of [404, 403]) {
      answer(operation, status, { error: { code: 'BadRequest_ResourceNotFound', message: 'No.' } });
      expect(await read()).not.toHaveProperty(list);
      sandbox.mock.world.faults.clear();
    }
  });

  test.each([
    'bc.accounts',
    'bc.dimensions',
    'bc.dimensionValues',
    'bc.taxGroups',
    'bc.vendors',
    'bc.generalLedgerSetup',
  ])('are an error, never a shorter list, when %s fails', async (operation) => {
    answer(operation, 503);
    expect(await failureOf(read())).toMatchObject({ code: 'ERP_UNAVAILABLE' });
  });

  test('of another company are none', async () => {
    const gateway = sandbox.open({ companyId: '00000000-0000-4000-8000-000000000009' });
    expect(await failureOf(gateway.readMasterData(patience()))).toMatchObject({ code: 'ERP_WRONG_LEDGER' });
  });
});

describe('the periods', () => {
  const periods = async () => (await read()).periods;
  const setUp = (allowPostingFrom: string, allowPostingTo: string) =>
    instead('bc.generalLedgerSetup', { allowPostingFrom, allowPostingTo });

  test('are the range in which may be posted', async () => {
    setUp('2026-01-01', '2026-12-31');
    expect(await periods()).toEqual([{ from: '2026-01-01', to: '2026-12-31', open: true }]);
  });

  test('have no end where the range has none', async () => {
    setUp('2026-02-01', '0001-01-01');
    expect(await periods()).toEqual([{ from: '2026-02-01', to: '2199-12-31', open: true }]);
  });

  test('are left out where nothing limits the dates', async () => {
    setUp('0001-01-01', '0001-01-01');
    expect(await periods()).toBeUndefined();
    sandbox.mock.world.faults.clear();
    answer('bc.generalLedgerSetup', 404);
    expect(await periods()).toBeUndefined();
  });

  test('that are closed in the accounting periods keep no voucher back that posting would take', async () => {
    setUp('2026-01-15', '2026-04-10');
    instead('bc.accountingPeriods', { startingDate: '2026-01-01', closed: true, dateLocked: true });
    expect(await periods()).toEqual([{ from: '2026-01-15', to: '2026-04-10', open: true }]);
    expect(sandbox.requests('bc.accountingPeriods')).toEqual([]);
  });

  test('of the sandbox say of a date what posting says of it', async () => {
    const now = await periods();
    const year = new Date().getUTCFullYear();
    const open = now?.filter((it) => it.open);
    expect([open?.[0]?.from, open?.at(-1)?.to]).toEqual([`${year}-01-01`, `${year}-12-31`]);
  });

  test('of a range that ends before it begins are none', async () => {
    setUp('2026-04-01', '2026-03-31');
    expect(await periods()).toEqual([]);
  });

  test('that make no sense are an error', async () => {
    setUp('soon', '0001-01-01');
    expect(await failureOf(read())).toMatchObject({ code: 'ERP_REPLY_UNREADABLE' });
  });
});

test('master data from a page of HTML are an error', async () => {
  await using stranger = await startStranger((_request, response) => response.end('<h1>Sign in</h1>'));
  const gateway = sandbox.open({ apiUrl: stranger.url });
  expect(await failureOf(gateway.readMasterData(patience()))).toMatchObject({ code: 'ERP_UNAVAILABLE' });
});
