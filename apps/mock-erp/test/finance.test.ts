import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { FINANCE_SEED, type MockErp } from '../src/index.ts';
import { BC, SCOPE, textIn, valuesIn } from './support/business-central.ts';
import {
  aFinanceJournal,
  aFinanceLine,
  aStagedFinanceVoucher,
  type FinanceClient,
  financeClientWith,
  infolog,
  journalAt,
  LINES,
  signInToFinance,
} from './support/finance.ts';
import { control, startSandbox } from './support/sandbox.ts';

let mock: MockErp;
let client: FinanceClient;
beforeAll(async () => {
  mock = await startSandbox();
});
beforeEach(async () => {
  client = await signInToFinance(mock);
});
afterEach(() => control(mock, '/reset'));
afterAll(() => mock.close());

const HEADERS = 'data/LedgerJournalHeaders';
const journals = async (query: string) => valuesIn(await client.call('GET', `${HEADERS}?${query}`));
const post = (dataAreaId: string, journalBatchNumber: string) =>
  control(mock, '/finance/post', { dataAreaId, journalBatchNumber });
const settings = (changes: object) => control(mock, '/finance/settings', changes);

test('a token must be for this environment, by its name or its address here, and of a registered app', async () => {
  const status = async (changes: Record<string, string>) =>
    (await (await signInToFinance(mock, changes)).call('GET', 'data/MainAccounts')).status;
  expect(await status({})).toBe(200);
  expect(await status({ scope: `${mock.urls.finance}/.default` })).toBe(200);
  expect(await status({ scope: SCOPE })).toBe(401);
  expect(await status({ client_id: BC.unregisteredApp.clientId })).toBe(401);
  expect(await financeClientWith(mock, '').call('GET', 'data')).toMatchObject({ status: 401, body: '' });
});

test('without cross-company only the default company is seen, and nothing can be made in another one', async () => {
  const number = await aFinanceJournal(client);
  expect(await journals('')).toEqual([]);
  expect(await journals("$filter=dataAreaId eq 'hlf'")).toEqual([]);
  expect(await journals("cross-company=true&$filter=dataAreaId eq 'hlf'")).toMatchObject([
    { JournalBatchNumber: number },
  ]);
  expect((await client.call('GET', journalAt(number).replace('?cross-company=true', ''))).status).toBe(404);
  expect((await client.call('GET', journalAt(number))).status).toBe(200);
  const fields = { dataAreaId: 'hlf', JournalName: 'GenJrn' };
  expect(await client.call('POST', HEADERS, fields)).toMatchObject(
    infolog(500, 'company hlf', 'LedgerJournalHeaderEntity'),
  );
  await settings({ foreignCreate: 'accepted' });
  expect(await client.call('POST', HEADERS, fields)).toMatchObject({ status: 201, body: { dataAreaId: 'hlf' } });
  expect(await client.call('POST', HEADERS, { JournalName: 'GenJrn' })).toMatchObject({ body: { dataAreaId: 'dat' } });
});

test('a company that the user may not see has empty lists, is refused by its key, and takes nothing; its books stay', async () => {
  const number = await aFinanceJournal(client);
  await settings({ hiddenCompanies: ['hlf'] });
  expect(await journals("cross-company=true&$filter=dataAreaId eq 'hlf'")).toEqual([]);
  const names = await client.call('GET', "data/JournalNames?cross-company=true&$filter=dataAreaId eq 'hlf'");
  expect(valuesIn(names)).toEqual([]);
  expect((await client.call('GET', journalAt(number))).status).toBe(404);
  const made = await client.call('POST', `${HEADERS}?cross-company=true`, { dataAreaId: 'hlf', JournalName: 'GenJrn' });
  expect(made).toMatchObject(infolog(500, 'company hlf', 'LedgerJournalHeaderEntity'));
  await settings({ hiddenCompanies: [] });
  expect((await client.call('GET', journalAt(number))).status).toBe(200);
});

test('a line keeps the sales tax groups that were sent, or gets some, or loses its own', async () => {
  const number = await aFinanceJournal(client);
  const groups = async (lineNumber: number, more: object = {}) => {
    const { body } = await client.call('POST', LINES, aFinanceLine(number, lineNumber, more));
    return [textIn(body, 'SalesTaxGroup'), textIn(body, 'ItemSalesTaxGroup')];
  };
  const sent = { SalesTaxGroup: 'DOM', ItemSalesTaxGroup: 'FULL' };
  expect(await groups(1)).toEqual(['', '']);
  expect(await groups(2, sent)).toEqual(['DOM', 'FULL']);
  await settings({ salesTaxGroups: 'added' });
  expect(await groups(3)).toEqual(['INN', 'HOY']);
  expect(await groups(4, sent)).toEqual(['DOM', 'FULL']);
  await settings({ salesTaxGroups: 'dropped' });
  expect(await groups(5, sent)).toEqual(['', '']);
});

test('the server numbers journals, and a number of the client is refused', async () => {
  const reply = await client.call('POST', `${HEADERS}?cross-company=true`, {
    dataAreaId: 'HLF',
    JournalName: 'GenJrn',
  });
  expect(reply).toMatchObject({
    status: 201,
    body: {
      '@odata.etag': expect.stringMatching(/^W\//),
      dataAreaId: 'hlf',
      JournalBatchNumber: '00501',
      IsPosted: 'No',
    },
  });
  expect(reply.headers['location']).toContain("LedgerJournalHeaders(dataAreaId='hlf',JournalBatchNumber='00501')");
  expect(await aFinanceJournal(client)).toBe('00502');
  const own = { dataAreaId: 'hlf', JournalName: 'GenJrn', JournalBatchNumber: 'MINE' };
  expect(await client.call('POST', `${HEADERS}?cross-company=true`, own)).toMatchObject(
    infolog(500, 'not manual', 'LedgerJournalHeaderEntity'),
  );
});

test('all key fields are needed to address a row', async () => {
  const number = await aStagedFinanceVoucher(client);
  const at = (key: string) => client.call('GET', `data/LedgerJournalLines(${key})?cross-company=true`);
  expect(await at(`LineNumber=2,dataAreaId='hlf',JournalBatchNumber='${number}'`)).toMatchObject({
    status: 200,
    body: { CreditAmount: 1250.5 },
  });
  expect(await at(`dataAreaId='hlf',JournalBatchNumber='${number}'`)).toMatchObject({ status: 400 });
  expect(await at(`'${number}'`)).toMatchObject({ status: 400 });
  expect(await client.call('GET', "data/DimensionAttributes('Prosjekt')")).toMatchObject({ status: 200 });
});

test('a line number that exists is answered with 500, and nothing is added', async () => {
  const number = await aStagedFinanceVoucher(client);
  const again = () => client.call('POST', LINES, aFinanceLine(number, 1));
  expect(await again()).toMatchObject(infolog(500, 'The record already exists..'));
  await settings({ writeErrorStatus: 400 });
  expect(await again()).toMatchObject(infolog(400, 'The record already exists..'));
  expect(mock.finance.journals()).toMatchObject([{ lines: [{ LineNumber: 1 }, { LineNumber: 2 }] }]);
});

test.each([
  ['a main account that is unknown', { AccountDisplayValue: '9999-110-' }, "'9999' in field 'Main account'"],
  ['a main account that is suspended', { AccountDisplayValue: '7199' }, 'suspended'],
  ['a main account without manual entry', { AccountDisplayValue: '2780' }, 'Manual entry'],
  ['an unknown dimension value', { AccountDisplayValue: '7140-110-P99' }, "'P99' in field 'Prosjekt'"],
  ['a suspended dimension value', { DefaultDimensionDisplayValue: '199' }, 'suspended'],
  ['more segments than configured', { AccountDisplayValue: '7140-110-P10-X' }, 'more segments'],
  ['a vendor on hold', { AccountType: 'Vend', AccountDisplayValue: 'V2099' }, 'on hold'],
  ['a negative amount', { DebitAmount: -1 }, 'negative'],
  ['debit and credit', { CreditAmount: 1 }, 'both'],
  ['another currency', { CurrencyCode: 'EUR' }, "'EUR' in field 'Currency'"],
  ['a journal that is not there', { JournalBatchNumber: '99999' }, "'99999' in field 'Journal batch number'"],
])('a line with %s is refused by the infolog', async (_what, changes, text) => {
  const number = await aFinanceJournal(client);
  expect(await client.call('POST', LINES, aFinanceLine(number, 1, changes))).toMatchObject(infolog(500, text));
});

test.each([
  [{ Colour: 'red' }, "The property 'Colour' does not exist on type"],
  [{ DebitAmount: 'much' }, "the property 'DebitAmount'"],
  [{ AccountType: 'G/L Account' }, "the property 'AccountType'"],
])('a body that does not fit the type is refused with 400: %o', async (changes, text) => {
  const reply = await client.call('POST', LINES, aFinanceLine('00501', 1, changes));
  expect(reply).toMatchObject({
    status: 400,
    body: { error: { innererror: { message: expect.stringContaining(text) } } },
  });
});

test('a journal is posted by the test hook only; no action and no field does it', async () => {
  const number = await aStagedFinanceVoucher(client);
  const at = journalAt(number);
  const action = at.replace('?', '/Microsoft.Dynamics.DataEntities.post?');
  expect((await client.call('POST', action)).status).toBe(404);
  expect(await client.call('PATCH', at, { IsPosted: 'Yes' })).toMatchObject(
    infolog(500, "Field 'IsPosted'", 'LedgerJournalHeaderEntity'),
  );
  expect(await post('hlf', number)).toEqual({ vouchers: ['GJ000001'] });
  expect(await client.call('GET', at)).toMatchObject({
    body: { IsPosted: 'Yes', JournalTotalDebit: 1250.5, JournalTotalCredit: 1250.5 },
  });
  expect(await journals("cross-company=true&$filter=IsPosted eq Microsoft.Dynamics.DataEntities.NoYes'No'")).toEqual(
    [],
  );
  expect(await control(mock, '/ledger?reference=UTL-2026-000123', undefined, 'GET')).toMatchObject({
    vouchers: [
      {
        system: 'finance',
        ledgerId: 'hlf',
        timesBooked: 1,
        sumDebitMinor: 125_050,
        lines: [
          { account: '7140', dimensions: { Kostnadssted: '110' } },
          { account: '2910', amountMinor: -125_050 },
        ],
      },
    ],
    selfCheck: { ok: true },
  });
  expect(await post('hlf', number)).toEqual({ message: expect.stringContaining('already been posted') });
  expect(await client.call('POST', LINES, aFinanceLine(number, 3))).toMatchObject(infolog(500, 'already been posted'));
});

test('posting refuses what does not balance, a closed period and an empty journal, and then posts nothing', async () => {
  const empty = await aFinanceJournal(client);
  expect(await post('hlf', empty)).toEqual({ message: expect.stringContaining('has no lines') });
  await client.call('POST', LINES, aFinanceLine(empty, 1));
  expect(await post('hlf', empty)).toEqual({ message: expect.stringContaining('do not balance') });
  const late = await aStagedFinanceVoucher(client);
  await settings({ closedTo: '2026-05-31' });
  expect(await post('hlf', late)).toEqual({ message: 'Fiscal period for 2026-05-04 is not open.' });
  expect(mock.world.ledger.list()).toEqual([]);
});

test('one line with an offset account is a whole voucher, and some journal names number it anew', async () => {
  const number = await aFinanceJournal(client, { JournalName: 'Utlegg' });
  const offset = { OffsetAccountType: 'Vend', OffsetAccountDisplayValue: 'V2001', Voucher: 'MINE' };
  await client.call('POST', LINES, aFinanceLine(number, 1, offset));
  expect(await post('hlf', number)).toEqual({ vouchers: ['GJ000001'] });
  expect(mock.world.ledger.list()).toMatchObject([
    { details: { sentVoucher: 'MINE' }, lines: [{ account: '7140' }, { account: '2400', amountMinor: -125_050 }] },
  ]);
});

test('a line that is added while another is under way meets an update conflict', async () => {
  const number = await aFinanceJournal(client);
  await control(mock, '/faults', {
    operation: 'finance.LedgerJournalLines',
    times: 1,
    effect: { kind: 'delay', ms: 300 },
  });
  const first = client.call('POST', LINES, aFinanceLine(number, 1));
  await expect.poll(() => mock.world.faults.list()[0]?.fired).toBe(1);
  expect(await client.call('POST', LINES, aFinanceLine(number, 2))).toMatchObject(
    infolog(500, 'An update conflict occurred'),
  );
  expect((await first).status).toBe(201);
  expect((await client.call('POST', LINES, aFinanceLine(number, 2))).status).toBe(201);
});

test('lines can be changed and deleted, a journal only once it has no lines', async () => {
  const number = await aStagedFinanceVoucher(client);
  const line = `data/LedgerJournalLines(dataAreaId='hlf',JournalBatchNumber='${number}',LineNumber=1)?cross-company=true`;
  expect((await client.call('PATCH', line, { Text: 'Buss' }, { 'if-match': 'W/"old"' })).status).toBe(412);
  expect((await client.call('PATCH', line, { Text: 'Buss' })).status).toBe(204);
  expect(await client.call('GET', line)).toMatchObject({ body: { Text: 'Buss', DebitAmount: 1250.5 } });
  expect(await client.call('DELETE', journalAt(number))).toMatchObject(
    infolog(500, 'lines', 'LedgerJournalHeaderEntity'),
  );
  await client.call('DELETE', line);
  await client.call('DELETE', line.replace('=1)', '=2)'));
  expect((await client.call('DELETE', journalAt(number))).status).toBe(204);
  expect(mock.finance.journals()).toEqual([]);
});

test('too many requests are refused in the words of the service protection', async () => {
  const text = async () => {
    const { status, headers, body } = await client.call('GET', 'data/MainAccounts?$top=1');
    return [status, headers['retry-after'], JSON.stringify(body)];
  };
  await settings({ requestsPerWindow: 1 });
  expect(await text()).toMatchObject([200, undefined, expect.any(String)]);
  expect(await text()).toEqual([
    429,
    '300',
    expect.stringContaining('Number of requests exceeded the limit of 1 over the time window of 300 seconds.'),
  ]);
  await control(mock, '/clock', { advanceMs: 300_000 });
  expect(await text()).toMatchObject([200, undefined, expect.any(String)]);
  await settings({ requestsPerWindow: 0, maxConcurrent: 1 });
  await control(mock, '/faults', { times: 1, effect: { kind: 'delay', ms: 300 } });
  const slow = text();
  await expect.poll(() => mock.world.faults.list()[0]?.fired).toBe(1);
  expect(await text()).toMatchObject([
    429,
    '1',
    expect.stringContaining('concurrent requests exceeded the limit of 1.'),
  ]);
  await slow;
});

test.each([
  ['too-many-resources', 429, 'high resource utilization'],
  ['too-much-execution-time', 429, 'exceeded limit of 1200 seconds'],
  ['update-conflict', 500, 'An update conflict occurred'],
])('the fault %s refuses with %i', async (effect, status, text) => {
  await control(mock, '/faults', { operation: 'finance', times: 1, effect });
  const reply = await client.call('GET', 'data/MainAccounts');
  expect([reply.status, JSON.stringify(reply.body)]).toEqual([status, expect.stringContaining(text)]);
});

test('main accounts, dimensions, their values and journal names can be listed', async () => {
  const list = async (path: string) => valuesIn(await client.call('GET', `data/${path}`));
  expect(await list("MainAccounts?$filter=MainAccountId eq '7199'")).toMatchObject([
    { ChartOfAccounts: FINANCE_SEED.chartOfAccounts, IsSuspended: 'Yes', MainAccountType: 'Expense' },
  ]);
  expect(await list('DimensionAttributes')).toMatchObject([
    { DimensionName: 'Kostnadssted' },
    { DimensionName: 'Prosjekt' },
  ]);
  expect(await list("FinancialDimensionValues?$filter=FinancialDimension eq 'Prosjekt'")).toHaveLength(2);
  expect(await list('JournalNames')).toMatchObject([{ dataAreaId: 'dat' }, { dataAreaId: 'dat' }]);
  expect((await client.call('POST', 'data/MainAccounts', { MainAccountId: '1' })).status).toBe(405);
  expect((await client.call('GET', 'data/VendorsV2')).status).toBe(404);
  expect(JSON.stringify(await list(''))).toContain('LedgerJournalHeaders');
});

test.each([
  ["$filter=Name eq '*reise*'", 3],
  ["$filter=Name eq 'Reise*' or MainAccountId eq '1920'", 3],
  ["$filter=(MainAccountId ge '7100' and MainAccountId lt '7140')", 2],
  ["$filter=IsSuspended ne Microsoft.Dynamics.DataEntities.NoYes'No'", 1],
  ['$orderby=MainAccountId desc&$top=2&$skip=1', 2],
])('accounts are found by %s', async (query, count) => {
  expect(valuesIn(await client.call('GET', `data/MainAccounts?${encodeURI(query)}`))).toHaveLength(count);
});

test.each([
  "$filter=MainAccountId in ('1920')",
  "$filter=contains(Name,'reise')",
  "$filter=IsSuspended eq 'Yes'",
  "$filter=IsSuspended gt Microsoft.Dynamics.DataEntities.NoYes'No'",
  '$filter=Colour eq 1',
  '$expand=Lines',
])('%s is refused with 400', async (query) => {
  expect((await client.call('GET', `data/MainAccounts?${encodeURI(query)}`)).status).toBe(400);
});

test('long lists come in pages that link to the next', async () => {
  await settings({ pageLimit: 5 });
  const seen: unknown[] = [];
  let next: string | undefined = 'data/MainAccounts?$count=true';
  while (next !== undefined) {
    const reply = await client.call('GET', next);
    seen.push(...valuesIn(reply));
    const hasMore = JSON.stringify(reply.body).includes('@odata.nextLink');
    next = hasMore ? textIn(reply.body, '@odata.nextLink') : undefined;
  }
  expect(seen).toHaveLength(FINANCE_SEED.mainAccounts.length);
  expect(await client.call('GET', 'data/MainAccounts/$count')).toMatchObject({ body: seen.length });
});

test('the metadata names every type with its whole key', async () => {
  const { status, body } = await client.call('GET', 'data/$metadata');
  expect([status, String(body)]).toEqual([
    200,
    expect.stringContaining('<PropertyRef Name="JournalBatchNumber" /><PropertyRef Name="LineNumber" />'),
  ]);
});

test('a custom service that posts is there only where the customer has made one', async () => {
  const number = await aStagedFinanceVoucher(client);
  const path = 'api/services/BilagServices/LedgerJournalService/postJournal';
  const call = () => client.call('POST', path, { dataAreaId: 'hlf', journalBatchNumber: number });
  expect((await call()).status).toBe(404);
  await settings({ postingService: true });
  expect(await call()).toMatchObject({ status: 200, body: { posted: true, vouchers: ['GJ000001'] } });
  expect(await call()).toMatchObject({ body: { posted: false, infolog: [expect.stringContaining('already')] } });
});

test('after a restart journals and running numbers are as before', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mock-finance-'));
  const files = { ledgerFile: join(folder, 'ledger.jsonl'), stateFile: join(folder, 'state.json') };
  const before = await startSandbox(files);
  const number = await aStagedFinanceVoucher(await signInToFinance(before));
  await before.finance.post('hlf', number);
  await before.close();
  await using after = await startSandbox(files);
  expect(after.finance.journals()).toMatchObject([{ header: { JournalBatchNumber: number, IsPosted: 'Yes' } }]);
  expect(await aFinanceJournal(await signInToFinance(after))).toBe('00502');
  rmSync(folder, { recursive: true });
});

test('the page shows the journals and posts one', async () => {
  const number = await aStagedFinanceVoucher(client, { Description: '<b>Mai</b>' });
  expect(await (await fetch(mock.urls.page)).text()).toContain('&lt;b&gt;Mai&lt;/b&gt;');
  const press = async () => {
    const form = new URLSearchParams({ company: 'hlf', journal: number });
    return (await fetch(new URL('/page/finance-post', mock.urls.page), { method: 'POST', body: form })).text();
  };
  await settings({ closedTo: '2026-12-31' });
  expect(await press()).toContain('Not posted: Fiscal period for 2026-05-04 is not open.');
  await settings({ closedTo: '' });
  expect(await press()).not.toContain('Not posted');
  expect(mock.world.ledger.list()).toMatchObject([{ system: 'finance' }]);
});
