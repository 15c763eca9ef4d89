import type { MockErpOptions } from '@bilag/mock-erp';
import { afterEach, describe, expect, test } from 'vitest';
import { renamedCode } from '../../src/business-central/journals.ts';
import { look, patience } from '../support/sandbox.ts';
import { asPerson } from './support/person.ts';
import { openSandbox, type Sandbox, valid } from './support/sandbox.ts';
import { startStranger } from './support/stranger.ts';

type BusinessCentralSettings = NonNullable<MockErpOptions['businessCentralSettings']>;

let sandbox: Sandbox;
afterEach(() => sandbox[Symbol.asyncDispose]());

const journals = () => sandbox.mock.businessCentral.journals();

/** A voucher whose posting was done, and its answer lost. */
async function postedInTheDark(settings: BusinessCentralSettings = {}) {
  sandbox = await openSandbox({ businessCentralSettings: settings });
  sandbox.mock.world.faults.add({ operation: 'bc.post', effect: { kind: 'commit-then-drop' }, times: 1 });
  return await inDoubt();
}

/** A voucher whose posting was not done, and nobody said so. */
async function stagedInTheDark(settings: BusinessCentralSettings = {}) {
  sandbox = await openSandbox({ businessCentralSettings: settings });
  sandbox.mock.world.faults.add({ operation: 'bc.post', effect: { kind: 'drop-before' }, times: 1 });
  return await inDoubt();
}

async function inDoubt() {
  const it = valid();
  const { batchKey, of } = await sandbox.post([it]);
  expect(of(it)?.kind).toBe('unknown');
  return { it, find: () => look(sandbox.gateway, it, batchKey) };
}

test.each([
  [400, 'Application_DialogException'],
  [404, 'Application_DialogException'],
  [404, 'Internal_RecordNotFound'],
  [409, 'Application_DialogException'],
  [429, 'Application_DialogException'],
])(
  'a refusal (%i %s) of what was posted all the same, under a number of its own, leaves the voucher in doubt: its lines are gone',
  async (status, code) => {
    sandbox = await openSandbox({ businessCentralSettings: { postingNumberSeries: 'GL' } });
    const error = { code, message: 'Something went wrong.' };
    const effect = { kind: 'commit-then-status', status, body: { error } } as const;
    sandbox.mock.world.faults.add({ operation: 'bc.post', effect, times: 1 });
    const { find } = await inDoubt();
    expect(journals()).toHaveLength(1);
    expect((await find())?.kind).toBe('cannot-tell');
  },
);

describe('what entries and journal say together', () => {
  test.each([true, false])('complete entries, and no lines (or the empty one: %s): booked', async (placeholderLine) => {
    const { it, find } = await postedInTheDark({ placeholderLine });
    expect(await find()).toMatchObject({ kind: 'booked', copies: 1 });
    expect(sandbox.timesBooked(it)).toBe(1);
  });

  test('no entries, and all lines: surely not posted, and the journal is removed before that is said', async () => {
    const { find } = await stagedInTheDark();
    expect(await find()).toEqual({ kind: 'absent' });
    expect(journals()).toEqual([]);
  });

  test.each([true, false])(
    'no entries, and no lines in a journal that was to be posted (empty line: %s): nobody can tell',
    async (placeholderLine) => {
      const { it, find } = await postedInTheDark({ postingNumberSeries: 'GL', placeholderLine });
      expect(await find()).toMatchObject({ kind: 'cannot-tell', failure: { code: 'ERP_LOOK_UP_INCONCLUSIVE' } });
      expect(sandbox.timesBooked(it)).toBe(0);
      expect(sandbox.mock.world.ledger.list({ system: 'business-central' })).toHaveLength(1);
    },
  );

  test('no entries, and lines that a person has deleted from a journal that was to be posted: nobody can tell', async () => {
    const { find } = await stagedInTheDark();
    const [journal] = journals();
    for (const { id } of journal?.lines ?? []) {
      await asPerson(sandbox.mock, 'DELETE', `journals(${journal?.id})/journalLines(${id})`);
    }
    expect((await find())?.kind).toBe('cannot-tell');
    expect(journals()).toHaveLength(1);
  });

  test('no entries under our number, and no journal: another number is looked for before it is called absent', async () => {
    // The journal is renamed by posting, and its entries have numbers of their own.
    const { find } = await postedInTheDark({ postingNumberSeries: 'GL', incrementBatchName: true });
    const found = await find();
    expect(found).toMatchObject({ kind: 'cannot-tell' });
    expect(JSON.stringify(found)).toContain('GL00001');
    const [asked] = sandbox.requests('bc.reportsFinance');
    expect(asked?.headers).toMatchObject({ 'data-access-intent': 'ReadWrite' });
  });

  test('no entries under our number, and a journal that posting has renamed: nobody can tell, also without that other question', async () => {
    const { find } = await postedInTheDark({ postingNumberSeries: 'GL', incrementBatchName: true });
    sandbox.mock.world.faults.add({ operation: 'bc.reportsFinance', effect: { kind: 'status', status: 403 } });
    expect(await find()).toMatchObject({ kind: 'cannot-tell' });
    expect(journals()).toHaveLength(1);
  });

  test.each([
    ['B00000000A', 'B00000001A'],
    ['BM71W2T34G', 'BM71W2T35G'],
    ['B9', 'B10'],
    ['BAAAAAAA99', undefined],
    ['BABCDEFGHJ', undefined],
  ])('a journal %s is renamed to %s', (code, renamed) => {
    expect(renamedCode(code)).toBe(renamed);
  });

  test.each([404, 403, 400])(
    'where entries cannot be asked for another number (%i), the rest decides',
    async (status) => {
      const { find } = await stagedInTheDark();
      sandbox.mock.world.faults.add({ operation: 'bc.reportsFinance', effect: { kind: 'status', status } });
      expect(await find()).toEqual({ kind: 'absent' });
    },
  );

  test('a part of the entries is shown as it is, so that the difference is seen', async () => {
    sandbox = await openSandbox();
    const it = valid();
    const entry = {
      entryNumber: 1,
      documentNumber: it.reference,
      accountNumber: '7140',
      debitAmount: 842.5,
      creditAmount: 0,
      dimensionSetLines: [],
    };
    await using stranger = await startStranger((_request, response) =>
      response.end(JSON.stringify({ value: [entry] })),
    );
    const found = await look(sandbox.open({ apiUrl: stranger.url }), it);
    expect(found).toMatchObject({ kind: 'booked', lines: [{ ledgerAccount: '7140', amountMinor: 84_250n }] });
  });

  test.each(['bc.generalLedgerEntries', 'bc.journals.list', 'bc.journalLines.list', 'bc.reportsFinance'])(
    'a question that fails (%s) says nothing',
    async (operation) => {
      const { find } = await stagedInTheDark();
      sandbox.mock.world.faults.add({ operation, effect: { kind: 'status', status: 503 } });
      expect((await find())?.kind).toBe('unavailable');
      sandbox.mock.world.faults.clear();
      expect(await find()).toEqual({ kind: 'absent' });
    },
  );

  test('a foreign document under our number is shown with its own lines', async () => {
    sandbox = await openSandbox();
    const it = valid();
    await asPerson(sandbox.mock, 'POST', 'journals', { code: 'HAND' });
    const line = { accountType: 'G/L Account', postingDate: it.postingDate, documentNumber: it.reference };
    const path = `journals(${journals()[0]?.id})`;
    for (const [accountNumber, amount] of [
      ['7143', 5],
      ['1920', -5],
    ] as const) {
      await asPerson(sandbox.mock, 'POST', `${path}/journalLines`, { ...line, accountNumber, amount });
    }
    await asPerson(sandbox.mock, 'POST', `${path}/Microsoft.NAV.post`);
    expect(await look(sandbox.gateway, it)).toMatchObject({
      kind: 'booked',
      lines: [{ ledgerAccount: '7143', amountMinor: 500n }, { ledgerAccount: '1920' }],
    });
  });
});

test('a posting is announced in the journal before it is asked for', async () => {
  sandbox = await openSandbox();
  sandbox.mock.world.faults.add({ operation: 'bc.post', effect: { kind: 'drop-before' } });
  const it = valid();
  await sandbox.gateway.postVouchers([sandbox.gateway.render(it)], { ...patience(), batchKey: 'ANNOUNCED' });
  expect(journals()[0]?.displayName).toBe('Bilag is posting this journal: leave it alone');
});

test('what was never sent is not looked for under other numbers', async () => {
  sandbox = await openSandbox();
  expect(await look(sandbox.gateway, valid())).toEqual({ kind: 'absent' });
  expect(sandbox.requests('bc.reportsFinance')).toEqual([]);
});
