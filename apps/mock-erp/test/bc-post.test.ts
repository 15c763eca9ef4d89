import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { MockErp } from '../src/index.ts';
import {
  aJournal,
  aLine,
  aStagedVoucher,
  BC,
  type Client,
  COMPANY,
  refusal,
  signIn,
  textIn,
  valuesIn,
} from './support/business-central.ts';
import { control, startSandbox } from './support/sandbox.ts';

const NOW = '2026-05-05T08:00:00Z';
let mock: MockErp;
let client: Client;
beforeAll(async () => {
  mock = await startSandbox();
});
beforeEach(async () => {
  await control(mock, '/clock', { frozen: true, now: NOW });
  client = await signIn(mock);
});
afterEach(() => control(mock, '/reset'));
afterAll(() => mock.close());

const settings = (changes: object) => control(mock, '/business-central/settings', changes);
const post = (journal: string) => client.call('POST', `${journal}/Microsoft.NAV.post`);
const entries = async (filter = "documentNumber eq 'UTL-2026-000123'") =>
  valuesIn(
    await client.call(
      'GET',
      `${COMPANY}/generalLedgerEntries?$filter=${encodeURIComponent(filter)}&$expand=dimensionSetLines`,
    ),
  );
const booked = () => mock.world.ledger.list({ system: 'business-central' });
const linesOf = async (journal: string) => valuesIn(await client.call('GET', `${journal}/journalLines`));

test('posting books the voucher in the ledger, readable by its document number but not by its external one', async () => {
  const journal = await aStagedVoucher(client, 'ER1');
  expect(await post(journal)).toMatchObject({ status: 204, body: '' });
  expect(booked()).toMatchObject([
    {
      ledgerId: BC.company.id,
      reference: 'UTL-2026-000123',
      postingDate: '2026-05-04',
      lines: [
        { account: '7140', amountMinor: 125_050, text: 'Tog til Bodø' },
        { account: '2910', amountMinor: -125_050 },
      ],
    },
  ]);
  const [debit, credit] = await entries();
  expect(debit).toMatchObject({ entryNumber: 48_001, debitAmount: 1250.5, creditAmount: 0, documentType: '_x0020_' });
  expect(credit).toMatchObject({ entryNumber: 48_002, debitAmount: 0, creditAmount: 1250.5 });
  expect(debit).not.toHaveProperty('externalDocumentNumber');
});

test('dimensions are booked with the line under their own names and read back', async () => {
  const journal = await aStagedVoucher(client, 'ER1', { dimensionSetLines: [{ code: 'PROSJEKT', valueCode: 'P20' }] });
  await post(journal);
  expect(booked()[0]?.lines[0]?.dimensions).toEqual({ PROSJEKT: 'P20' });
  expect(await entries("accountNumber eq '7140'")).toMatchObject([
    { dimensionSetLines: [{ code: 'PROSJEKT', valueCode: 'P20', parentType: 'General_x0020_Ledger_x0020_Entry' }] },
  ]);
});

test('the same document is posted as often as it is sent', async () => {
  await post(await aStagedVoucher(client, 'ER1'));
  await post(await aStagedVoucher(client, 'ER2'));
  expect(await control(mock, '/ledger?reference=UTL-2026-000123', undefined, 'GET')).toMatchObject({
    vouchers: [{ timesBooked: 2, system: 'business-central' }],
    selfCheck: { ok: true },
  });
});

test.each([
  [
    'out of balance',
    [aLine(1, '7140', 10), aLine(2, '2910', -9.99)],
    'Document No. UTL-2026-000123 is out of balance by 0.01.',
  ],
  [
    'balanced only together',
    [aLine(1, '7140', 10), aLine(2, '2910', -10, { documentNumber: 'B' })],
    'is out of balance by 10.00',
  ],
  [
    'outside the open dates',
    [aLine(1, '7140', 1, { postingDate: '2025-12-31' }), aLine(2, '2910', -1)],
    'Posting Date is not within your range',
  ],
])('a document %s is not posted', async (_why, lines, text) => {
  const journal = await aJournal(client, 'ER1');
  for (const line of lines) await client.call('POST', `${journal}/journalLines`, line);
  expect(await post(journal)).toMatchObject(refusal(400, 'Application_DialogException', text));
  expect(booked()).toEqual([]);
  expect(await linesOf(journal)).toHaveLength(lines.length);
});

test.each([
  ['a document number', { documentNumber: '' }, 'Document No. must have a value in Gen. Journal Line'],
  ['an amount', { amount: 0 }, 'Amount must have a value'],
  ['an account', { accountNumber: '' }, 'Account No. must have a value'],
  ['a posting group for its tax code', { taxCode: 'HOY' }, 'Gen. Posting Type must have a value'],
])('a line without %s is not posted', async (_what, more, text) => {
  const journal = await aStagedVoucher(client, 'ER1', more);
  const expected = refusal(400, 'Application_FieldValidationException', text);
  expect(await post(journal)).toMatchObject(expected);
  expect(booked()).toEqual([]);
});

test('one bad document keeps every document of its journal from being posted', async () => {
  const journal = await aStagedVoucher(client, 'ER1');
  await client.call('POST', `${journal}/journalLines`, aLine(30_000, '7140', 5, { documentNumber: 'UTL-2' }));
  expect((await post(journal)).status).toBe(400);
  expect(booked()).toEqual([]);
});

test('an account that was blocked after the line was made stops the posting', async () => {
  const journal = await aStagedVoucher(client, 'ER1');
  await control(mock, '/faults', { operation: 'bc.post', times: 1, effect: 'account-blocked' });
  expect(await post(journal)).toMatchObject(
    refusal(400, 'Application_FieldValidationException', "Blocked must be equal to 'No' in G/L Account: No.=7140."),
  );
});

test('a period that closes between two attempts stops the second', async () => {
  await settings({ periodClosesAt: '2026-05-06T00:00:00Z', allowPostingFromThen: '2026-05-05' });
  expect((await post(await aStagedVoucher(client, 'ER1'))).status).toBe(204);
  const late = await aStagedVoucher(client, 'ER2');
  await control(mock, '/clock', { now: '2026-05-06T00:00:00Z' });
  client = await signIn(mock);
  expect(await post(late)).toMatchObject(refusal(400, 'Application_DialogException', 'Posting Date is not within'));
});

test('dimensions that are blocked, missing or may not stand together show only on posting', async () => {
  const blocked = await aStagedVoucher(client, 'A', {
    dimensionSetLines: [{ code: 'KOSTNADSSTED', valueCode: '199' }],
  });
  expect(await post(blocked)).toMatchObject(
    refusal(400, 'Application_DialogException', 'KOSTNADSSTED - 199 is blocked.'),
  );
  const plain = await aStagedVoucher(client, 'B', { dimensionSetLines: [{ code: 'KOSTNADSSTED', valueCode: '100' }] });
  await settings({ mandatoryDimensions: ['7140:PROSJEKT'] });
  expect(await post(plain)).toMatchObject(
    refusal(400, 'Application_DialogException', 'A dimension used in Gen. Journal Line GENERAL, B, 10000'),
  );
  await settings({ mandatoryDimensions: [], blockedCombinations: ['KOSTNADSSTED+PROSJEKT'] });
  expect((await post(plain)).status).toBe(204);
});

test('posting leaves an empty line with the next document number, and a second post books nothing', async () => {
  const journal = await aStagedVoucher(client, 'ER1');
  await post(journal);
  expect(await linesOf(journal)).toMatchObject([
    { lineNumber: 10_000, accountNumber: '', amount: 0, documentNumber: 'UTL-2026-000124', postingDate: '2026-05-04' },
  ]);
  expect((await post(journal)).status).toBe(204);
  expect(booked()).toHaveLength(1);
  await settings({ postWithoutLines: 'nothing-to-post' });
  expect(await post(journal)).toMatchObject(refusal(400, 'Application_DialogException', 'There is nothing to post.'));
  expect((await client.call('POST', `${journal}/journalLines`, aLine(10_000, '7140', 1))).status).toBe(400);
});

test('without the empty line an emptied journal has nothing to post', async () => {
  await settings({ placeholderLine: false });
  const journal = await aStagedVoucher(client, 'ER1');
  await post(journal);
  expect(await linesOf(journal)).toEqual([]);
  expect(await post(journal)).toMatchObject(refusal(400, 'Application_DialogException', 'There is nothing to post.'));
});

test('a template that counts its journals replaces the posted one by the next', async () => {
  await settings({ incrementBatchName: true });
  const journal = await aStagedVoucher(client, 'ER009');
  await post(journal);
  expect((await client.call('GET', journal)).status).toBe(404);
  expect(valuesIn(await client.call('GET', `${COMPANY}/journals`))).toMatchObject([{ code: 'ER010' }]);
});

test('a posting number series hides the voucher from who looks for the number sent', async () => {
  await settings({ postingNumberSeries: 'GJ-' });
  await post(await aStagedVoucher(client, 'ER1'));
  expect(await entries()).toEqual([]);
  expect(await entries("documentNumber eq 'GJ-00001'")).toHaveLength(2);
});

test('with a job queue 204 promises nothing: posted later, or never without a word', async () => {
  await settings({ jobQueue: 'delayed', jobQueueDelayMs: 60_000 });
  const journal = await aStagedVoucher(client, 'ER1');
  expect((await post(journal)).status).toBe(204);
  expect(await entries()).toEqual([]);
  await control(mock, '/clock', { advanceMs: 60_000 });
  expect(await entries()).toHaveLength(2);
  await settings({ jobQueue: 'fails' });
  const lost = await aStagedVoucher(client, 'ER2');
  expect((await post(lost)).status).toBe(204);
  expect(await control(mock, '/business-central/job-queue', {})).toEqual({ posted: 0, failed: 1 });
  expect(await linesOf(lost)).toHaveLength(2);
});

test('a journal under approval cannot be posted', async () => {
  const journal = await aStagedVoucher(client, 'ER1');
  await settings({ approvalPending: true });
  expect(await post(journal)).toMatchObject(
    refusal(400, 'Application_DialogException', 'You cannot use Gen. Journal Batch'),
  );
});

test('the action is found in its own spelling only, unless that is switched off', async () => {
  const journal = await aStagedVoucher(client, 'ER1');
  const misspelt = `${journal}/Microsoft.NAV.Post`;
  expect(await client.call('POST', misspelt)).toMatchObject(refusal(404, 'BadRequest_ResourceNotFound'));
  await settings({ actionNameCasing: 'any' });
  expect((await client.call('POST', misspelt)).status).toBe(204);
});

/** A voucher whose debit is on 7140; says where its journal is, and the tax code that the line was given. */
async function withDebit(code: string, more: object) {
  const journal = await aJournal(client, code);
  const debit = await client.call('POST', `${journal}/journalLines`, aLine(10_000, '7140', 1250.5, more));
  await client.call('POST', `${journal}/journalLines`, aLine(20_000, '2910', -1250.5));
  return { journal, taxCode: textIn(debit.body, 'taxCode') };
}

test('VAT may be split out of an amount, so a line becomes two entries', async () => {
  await settings({ vatAccounts: ['7140'] });
  await post(await aStagedVoucher(client, 'ER1'));
  expect(booked()[0]?.lines).toMatchObject([
    { account: '7140', amountMinor: 100_040 },
    { account: '2780', amountMinor: 25_010 },
    { account: '2910', amountMinor: -125_050 },
  ]);
});

test('an account brings its tax code along unless another is sent; with the one whose rate is zero nothing is split', async () => {
  await settings({ vatAccounts: ['7140'] });
  expect((await withDebit('A', {})).taxCode).toBe('HOY');
  const zeroRated = await withDebit('B', { taxCode: 'UTEN' });
  expect(zeroRated.taxCode).toBe('UTEN');
  await settings({ vatAccounts: ['7140:UTEN'] });
  expect((await withDebit('C', {})).taxCode).toBe('UTEN');
  await post(zeroRated.journal);
  expect(booked()[0]?.lines).toHaveLength(2);
});

test('where journals take no VAT set-up along, a tax code is dropped without a word and nothing is split', async () => {
  await settings({ vatAccounts: ['7140'], copyVatSetup: false });
  for (const [code, more] of [
    ['A', { taxCode: 'HOY' }],
    ['B', {}],
  ] as const) {
    const { journal, taxCode } = await withDebit(code, more);
    expect(taxCode).toBe('');
    expect((await post(journal)).status).toBe(204);
  }
  expect(booked().map(({ lines }) => lines.length)).toEqual([2, 2]);
});

test.each([400, 404])(
  'a tax code without a VAT posting set-up, one that does not exist and none at all show only on posting (%i)',
  async (missingRecordStatus) => {
    await settings({ vatAccounts: ['7140'], taxCodesWithoutSetup: ['HOY'], missingRecordStatus });
    await settings({ unknownTaxCodeAtInsert: 'accepted' });
    for (const taxCode of ['HOY', 'NONE', '']) {
      const { journal } = await withDebit(`A${taxCode}`, { taxCode });
      const text = `The VAT Posting Setup does not exist. Identification fields and values: VAT Bus. Posting Group='NASJONAL',VAT Prod. Posting Group='${taxCode}'`;
      expect(await post(journal)).toMatchObject(refusal(missingRecordStatus, 'Internal_RecordNotFound', text));
      expect(await linesOf(journal)).toHaveLength(2);
    }
    expect(booked()).toEqual([]);
  },
);

test('a line on a vendor shows on the payables account, one with a balancing account makes two entries', async () => {
  const journal = await aJournal(client, 'ER1');
  const line = aLine(0, 'V2001', -80, {
    accountType: 'Vendor',
    accountNumber: 'V2001',
    balanceAccountType: 'G/L Account',
    balancingAccountNumber: '5390',
  });
  await client.call('POST', `${journal}/journalLines`, line);
  expect((await post(journal)).status).toBe(204);
  expect(booked()[0]?.lines).toMatchObject([
    { account: '2400', amountMinor: -8_000 },
    { account: '5390', amountMinor: 8_000 },
  ]);
});

test('documents that balance only together are one booking where documents need not balance', async () => {
  await settings({ forceDocumentBalance: false });
  const journal = await aJournal(client, 'ER1');
  await client.call('POST', `${journal}/journalLines`, aLine(0, '7140', 10, { documentNumber: 'A' }));
  await client.call('POST', `${journal}/journalLines`, aLine(0, '2910', -10, { documentNumber: 'B' }));
  expect((await post(journal)).status).toBe(204);
  expect(booked()).toHaveLength(1);
  expect(await entries("documentNumber eq 'B'")).toMatchObject([{ accountNumber: '2910' }]);
});

test('the reporting query shows more but lags behind, unless the primary database is asked for', async () => {
  await settings({ replicaLagMs: 5_000 });
  await post(await aStagedVoucher(client, 'ER1'));
  const reports = client.base.replace('api/v2.0', `api/microsoft/reportsFinance/beta/${COMPANY}/generalLedgerEntries`);
  const read = (headers: object = {}) => client.call('GET', reports, undefined, headers);
  expect(valuesIn(await read())).toEqual([]);
  expect(valuesIn(await read({ 'data-access-intent': 'ReadWrite' }))).toMatchObject([
    { externalDocumentNumber: '3F9K2Q1A-1', amount: 1250.5, reveresd: false },
    { amount: -1250.5 },
  ]);
  await settings({ replicaAlways: true });
  expect(valuesIn(await read({ 'data-access-intent': 'ReadWrite' }))).toEqual([]);
  expect(await entries()).toEqual([]);
  await control(mock, '/clock', { advanceMs: 5_000 });
  expect(valuesIn(await read())).toHaveLength(2);
});

test('entry numbers and staged lines are there again after a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mock-bc-'));
  const options = { ledgerFile: join(folder, 'ledger.jsonl'), stateFile: join(folder, 'state.json') };
  const open = async (code: string) => {
    const restarted = await startSandbox(options);
    restarted.world.clock.set(new Date(NOW));
    client = await signIn(restarted);
    const journal = await aStagedVoucher(client, code);
    return { restarted, journal };
  };
  const first = await open('ER1');
  await post(first.journal);
  await aStagedVoucher(client, 'LEFT');
  await first.restarted.close();
  const second = await open('ER2');
  await post(second.journal);
  const numbers = valuesIn(await client.call('GET', `${COMPANY}/generalLedgerEntries?$select=entryNumber`));
  expect(numbers).toMatchObject([48_001, 48_002, 48_003, 48_004].map((entryNumber) => ({ entryNumber })));
  const left = valuesIn(await client.call('GET', `${COMPANY}/journals?$filter=code eq 'LEFT'&$expand=journalLines`));
  expect(left).toMatchObject([{ journalLines: [{ lineNumber: 10_000 }, { lineNumber: 20_000 }] }]);
  expect(textIn(left[0], 'code')).toBe('LEFT');
  await second.restarted.close();
  rmSync(folder, { recursive: true });
});
