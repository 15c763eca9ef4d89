import { compareVoucher, type Voucher } from '@bilag/core';
import type { MockErpOptions } from '@bilag/mock-erp';
import { afterEach, describe, expect, test } from 'vitest';
import { look } from '../support/sandbox.ts';
import { asPerson } from './support/person.ts';
import { onVendor, openSandbox, type Sandbox, valid, withTaxCode } from './support/sandbox.ts';

type BusinessCentralSettings = NonNullable<MockErpOptions['businessCentralSettings']>;

let sandbox: Sandbox;
afterEach(() => sandbox[Symbol.asyncDispose]());

const start = async (businessCentralSettings: BusinessCentralSettings = {}, settings = {}) => {
  sandbox = await openSandbox({ businessCentralSettings }, settings);
};
const journals = () => sandbox.mock.businessCentral.journals();
const rejected = (code: string, field?: string) => ({
  kind: 'rejected',
  failure: { code, ...(field === undefined ? {} : { field }) },
});

describe('a batch that is booked', () => {
  test('leaves no journal behind, and what was sent is what was previewed', async () => {
    await start();
    const [one, two] = [valid(), valid()];
    const posted = await sandbox.post([one, two]);
    expect(posted.of(one)).toEqual({ kind: 'booked', erpReference: 'G/L entry 48001' });
    expect(posted.of(two)).toEqual({ kind: 'booked', erpReference: 'G/L entry 48004' });
    expect(journals()).toEqual([]);
    const sent = sandbox.requests('bc.batch').map(({ body }) => body);
    const lines = /"line":(\{.*?\}),"dimensions"/g;
    const previewed = [one, two].flatMap((it) => [...sandbox.gateway.render(it).payload.matchAll(lines)]);
    expect(previewed).toHaveLength(6);
    for (const [, line] of previewed) expect(sent.some((body) => body.includes(`"body":${line}}`))).toBe(true);
  });

  test('has the cost center of the voucher where the account would bring another by default', async () => {
    await start();
    const [other, same] = [valid({ debitAccount: '7130', costCenter: '110' }), valid({ debitAccount: '7130' })];
    const posted = await sandbox.post([other, same]);
    for (const it of [other, same]) {
      expect(posted.of(it)?.kind).toBe('booked');
      const found = await look(sandbox.gateway, it);
      expect(found?.kind === 'booked' ? compareVoucher(it, found.lines) : found).toEqual([]);
    }
  });

  test.each<[string, BusinessCentralSettings, () => Voucher]>([
    ['whose account has VAT', { vatAccounts: ['7140'] }, () => withTaxCode('HOY', valid({ debits: [10_001n] }))],
    [
      'whose account has the rate zero',
      { vatAccounts: ['7140:UTEN'] },
      () => withTaxCode('UTEN', valid({ debits: [5n] })),
    ],
    ['that credits a vendor', {}, () => onVendor('V2001')],
  ])('may have a voucher %s: it is booked, and equal when it is looked up', async (_what, erp, make) => {
    await start(erp);
    const it = make();
    expect((await sandbox.post([it])).of(it)?.kind).toBe('booked');
    const found = await look(sandbox.gateway, it);
    expect(found?.kind === 'booked' ? compareVoucher(it, found.lines) : found).toEqual([]);
  });

  test('that the ledger shows otherwise is in doubt at once, as a look-up finds it', async () => {
    // The settings are wrong about the account that these vendors' posting group shows on.
    await start({}, { payablesAccount: '2910' });
    const [it, good] = [onVendor('V2001', valid(), '2910'), valid()];
    const posted = await sandbox.post([it, good]);
    expect(posted.of(it)).toMatchObject({ kind: 'unknown', failure: { code: 'ERP_LOOK_UP_INCONCLUSIVE' } });
    expect(JSON.stringify(posted.of(it))).toContain('account 2910: meant -962.50, the ledger has 0.00');
    expect(posted.of(good)?.kind).toBe('booked');
    const found = await look(sandbox.gateway, it, posted.batchKey);
    expect(found?.kind === 'booked' ? compareVoucher(it, found.lines) : []).toHaveLength(2);
  });

  test('that the ledger has twice is in doubt at once', async () => {
    await start();
    const it = valid();
    expect((await sandbox.post([it])).of(it)?.kind).toBe('booked');
    const again = (await sandbox.post([it])).of(it);
    expect(again?.kind).toBe('unknown');
    expect(JSON.stringify(again)).toContain('it is there 2 times');
  });

  test('P13 needs 23 requests for 500 vouchers of two lines, read-back included: 46 for 1,000', async () => {
    await start();
    const all = Array.from({ length: 500 }, () => valid({ debits: [10_000n] }));
    const posted = await sandbox.post(all);
    expect(all.filter((it) => posted.of(it)?.kind !== 'booked')).toEqual([]);
    const counts = sandbox.mock.world.requests.counts();
    const requests = [
      'journals.list',
      'journals.create',
      'journals.update',
      'journals.delete',
      'journalLines.list',
      'post',
      'batch',
    ];
    expect(requests.map((name) => [name, counts[`bc.${name}`]])).toEqual([
      ['journals.list', 1],
      ['journals.create', 1],
      ['journals.update', 1],
      ['journals.delete', 1],
      ['journalLines.list', 2],
      ['post', 1],
      // Ten for the lines, five for the dimensions, one to read back.
      ['batch', 16],
    ]);
  });
});

describe('a voucher that Business Central refuses', () => {
  test.each<[string, BusinessCentralSettings, () => Voucher, string, string | undefined]>([
    [
      'a blocked account',
      {},
      () => valid({ debitAccount: '7199' }),
      'ERP_UNKNOWN_LEDGER_ACCOUNT',
      'lines[0].ledgerAccount',
    ],
    [
      'an account that was blocked meanwhile',
      { blockedAccountAtInsert: 'accepted' },
      () => valid({ debitAccount: '7199' }),
      'ERP_UNKNOWN_LEDGER_ACCOUNT',
      'lines[0].ledgerAccount',
    ],
    ['a heading', {}, () => valid({ debitAccount: '7000' }), 'ERP_UNKNOWN_LEDGER_ACCOUNT', undefined],
    [
      'an account without direct posting',
      {},
      () => valid({ debitAccount: '2780' }),
      'ERP_UNKNOWN_LEDGER_ACCOUNT',
      undefined,
    ],
    ['an unknown vendor', {}, () => onVendor('V9999'), 'ERP_UNKNOWN_PAYEE', 'lines[2].subledger'],
    ['a blocked vendor', {}, () => onVendor('V2099'), 'ERP_UNKNOWN_PAYEE', 'lines[2].subledger'],
    ['an unknown tax group', {}, () => withTaxCode('NONE'), 'ERP_UNKNOWN_TAX_CODE', 'lines[0].taxCode'],
    ['a tax group on an account without VAT', {}, () => withTaxCode('HOY'), 'ERP_UNKNOWN_TAX_CODE', 'lines[0].taxCode'],
    [
      'an unknown cost center',
      {},
      () => valid({ costCenter: '999' }),
      'ERP_UNKNOWN_DIMENSION_VALUE',
      'lines[0].dimensions.costCenter',
    ],
    ['a blocked cost center', {}, () => valid({ costCenter: '199' }), 'ERP_UNKNOWN_DIMENSION_VALUE', undefined],
    [
      'a dimension that is mandatory',
      { mandatoryDimensions: ['7140:PROSJEKT'] },
      () => valid(),
      'ERP_UNKNOWN_DIMENSION_VALUE',
      undefined,
    ],
    ['a closed period', {}, () => valid({ postingDate: '2019-03-05' }), 'ERP_PERIOD_CLOSED', 'postingDate'],
  ])(
    'for %s is rejected by name, the others are free at once, and nothing stays staged',
    async (_why, erp, make, code, field) => {
      await start(erp);
      const [good, bad] = [valid({ debitAccount: '7142' }), make()];
      const posted = await sandbox.post([good, bad]);
      expect(posted.of(bad)).toMatchObject(rejected(code, field));
      expect(posted.of(good)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_BATCH_REFUSED' }, afterMs: 0 });
      expect(journals()).toEqual([]);
      expect((await sandbox.post([good])).of(good)?.kind).toBe('booked');
      expect(await look(sandbox.gateway, bad, posted.batchKey)).toEqual({ kind: 'absent' });
      expect(sandbox.timesBooked(bad)).toBe(0);
    },
  );

  test('for a closed period takes along every voucher of that date', async () => {
    await start();
    const [one, two, good] = [valid({ postingDate: '2019-03-05' }), valid({ postingDate: '2019-03-05' }), valid()];
    const posted = await sandbox.post([one, good, two]);
    for (const it of [one, two]) expect(posted.of(it)).toMatchObject(rejected('ERP_PERIOD_CLOSED'));
    expect(posted.of(good)?.kind).toBe('retry');
  });

  test('without being named is narrowed down', async () => {
    await start();
    const nameless = { error: { code: 'Application_DialogException', message: 'Something is wrong.' } };
    sandbox.mock.world.faults.add({ operation: 'bc.post', effect: { kind: 'status', status: 400, body: nameless } });
    const [one, two] = [valid(), valid()];
    const both = await sandbox.post([one, two]);
    for (const it of [one, two])
      expect(both.of(it)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_BATCH_REFUSED' } });
    expect((await sandbox.post([one])).of(one)).toMatchObject(rejected('ERP_REFUSED'));
    expect(journals()).toEqual([]);
  });

  test.each<[string, BusinessCentralSettings]>([
    ['has no VAT posting set-up (404)', { taxCodesWithoutSetup: ['HOY'], missingRecordStatus: 404 }],
    ['has no VAT posting set-up (400)', { taxCodesWithoutSetup: ['HOY'], missingRecordStatus: 400 }],
    ['is accepted though it does not exist', { unknownTaxCodeAtInsert: 'accepted' }],
  ])('for a VAT code that %s is found by narrowing the batch down', async (_why, erp) => {
    await start({ vatAccounts: ['7140'], ...erp });
    const code = erp.unknownTaxCodeAtInsert === undefined ? 'HOY' : 'NONE';
    const [bad, good] = [withTaxCode(code), valid({ debitAccount: '7142' })];
    const both = await sandbox.post([bad, good]);
    for (const it of [bad, good])
      expect(both.of(it)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_BATCH_REFUSED' } });
    expect((await sandbox.post([good])).of(good)?.kind).toBe('booked');
    const alone = await sandbox.post([bad]);
    expect(alone.of(bad)).toMatchObject(rejected('ERP_UNKNOWN_TAX_CODE', 'lines[0].taxCode'));
    expect(await look(sandbox.gateway, bad, alone.batchKey)).toEqual({ kind: 'absent' });
    expect(journals()).toEqual([]);
  });

  test('does not show the text of its line in the failure', async () => {
    await start();
    const tooLong = {
      error: {
        code: 'Application_StringExceededLength',
        message: 'The length is 57. Value: Bus til Ola  CorrelationId:  1.',
      },
    };
    sandbox.mock.world.faults.add({
      operation: 'bc.journalLines.create',
      effect: { kind: 'status', status: 400, body: tooLong },
    });
    const it = valid();
    const outcome = (await sandbox.post([it])).of(it);
    expect(outcome).toMatchObject(rejected('ERP_REFUSED'));
    expect(JSON.stringify(outcome)).not.toContain('Ola');
  });
});

describe('a company that is set up otherwise', () => {
  test('an approval workflow pauses the organization; what cannot be removed stays unknown and is never called absent', async () => {
    await start({ approvalPending: true });
    const it = valid();
    const posted = await sandbox.post([it]);
    expect(posted.of(it)?.kind).toBe('unknown');
    expect((await look(sandbox.gateway, it, posted.batchKey))?.kind).toBe('cannot-tell');
    sandbox.mock.businessCentral.settings.approvalPending = false;
    expect(await look(sandbox.gateway, it, posted.batchKey)).toEqual({ kind: 'absent' });
    expect(journals()).toEqual([]);
  });

  test('a set-up that refuses every voucher does not send us looking for a culprit', async () => {
    await start();
    const message = 'You may not enter numbers manually.';
    const body = { error: { code: 'Application_DialogException', message } };
    sandbox.mock.world.faults.add({ operation: 'bc.post', effect: { kind: 'status', status: 400, body } });
    const [one, two, alone] = [valid(), valid(), valid()];
    const [both, single] = [await sandbox.post([one, two]), await sandbox.post([alone])];
    for (const outcome of [both.of(one), both.of(two), single.of(alone)]) {
      expect(outcome).toMatchObject({ kind: 'retry', failure: { code: 'ERP_PERMISSION_DENIED' } });
    }
  });

  test('posting in the background is accepted, left alone by a look-up, and found once it is done', async () => {
    await start({ jobQueue: 'delayed' });
    const it = valid();
    const posted = await sandbox.post([it]);
    expect(posted.of(it)?.kind).toBe('accepted');
    const waiting = await look(sandbox.gateway, it, posted.batchKey);
    expect(waiting).toMatchObject({ kind: 'accepted', copies: 1 });
    expect(waiting?.kind === 'accepted' ? compareVoucher(it, waiting.lines) : waiting).toEqual([]);
    sandbox.mock.businessCentral.runJobQueue();
    expect(await look(sandbox.gateway, it, posted.batchKey)).toMatchObject({ kind: 'booked', copies: 1 });
  });

  test('a number series that replaces our number is never mistaken for «not posted»', async () => {
    await start({ postingNumberSeries: 'GL' });
    const it = valid();
    const posted = await sandbox.post([it]);
    expect(posted.of(it)?.kind).toBe('accepted');
    expect((await look(sandbox.gateway, it, posted.batchKey))?.kind).toBe('cannot-tell');
  });

  test('a journal that is renamed by posting is booked all the same', async () => {
    await start({ incrementBatchName: true });
    const it = valid();
    expect((await sandbox.post([it])).of(it)?.kind).toBe('booked');
  });
});

describe('a company where people post', () => {
  const staging = async () => {
    await start({}, { post: false });
    const it = valid();
    const posted = await sandbox.post([it]);
    expect(posted.of(it)).toEqual({ kind: 'accepted', erpReference: `Journal ${journals()[0]?.code}` });
    expect(sandbox.timesBooked(it)).toBe(0);
    const find = () => look(sandbox.gateway, it, posted.batchKey);
    return { it, find };
  };

  test('a staged voucher is accepted with its lines, as often as it is asked for', async () => {
    const { it, find } = await staging();
    for (const found of [await find(), await find()]) {
      expect(found).toMatchObject({ kind: 'accepted', copies: 1 });
      expect(found?.kind === 'accepted' ? compareVoucher(it, found.lines) : found).toEqual([]);
    }
    expect(journals()[0]?.displayName).toBe('Bilag: ready to be posted');
  });

  test('a voucher that a person has posted is booked', async () => {
    const { it, find } = await staging();
    await asPerson(sandbox.mock, 'POST', `journals(${journals()[0]?.id})/Microsoft.NAV.post`);
    expect(await find()).toMatchObject({ kind: 'booked', copies: 1 });
    expect(sandbox.timesBooked(it)).toBe(1);
  });

  test('a voucher on a vendor is compared once it is posted, as the account that the vendor stands for', async () => {
    await start({}, { post: false });
    const it = onVendor('V2001');
    const { batchKey } = await sandbox.post([it]);
    expect(await look(sandbox.gateway, it, batchKey)).toMatchObject({ kind: 'accepted', copies: 1, lines: [] });
    await asPerson(sandbox.mock, 'POST', `journals(${journals()[0]?.id})/Microsoft.NAV.post`);
    const found = await look(sandbox.gateway, it, batchKey);
    expect(found?.kind === 'booked' ? compareVoucher(it, found.lines) : found).toEqual([]);
  });

  test('a voucher with VAT that a person has posted is equal to what was meant', async () => {
    await start({ vatAccounts: ['7140'] }, { post: false });
    const it = withTaxCode('HOY', valid({ debits: [10_001n] }));
    const { batchKey } = await sandbox.post([it]);
    await asPerson(sandbox.mock, 'POST', `journals(${journals()[0]?.id})/Microsoft.NAV.post`);
    const found = await look(sandbox.gateway, it, batchKey);
    expect(found?.kind === 'booked' ? compareVoucher(it, found.lines) : found).toEqual([]);
  });

  test('a voucher whose lines a person has deleted is not called absent', async () => {
    const { find } = await staging();
    const [journal] = journals();
    for (const line of journal?.lines ?? []) {
      await asPerson(sandbox.mock, 'DELETE', `journals(${journal?.id})/journalLines(${line.id})`);
    }
    expect((await find())?.kind).toBe('cannot-tell');
  });

  test('a journal that was never handed over is half done: the look-up removes it', async () => {
    await start({}, { post: false });
    const it = valid();
    sandbox.mock.world.faults.add({ operation: 'bc.journals.update', effect: { kind: 'drop-before' } });
    const posted = await sandbox.post([it]);
    expect(posted.of(it)?.kind).toBe('unknown');
    expect(journals()).toHaveLength(1);
    expect(await look(sandbox.gateway, it, posted.batchKey)).toEqual({ kind: 'absent' });
    expect(journals()).toEqual([]);
  });
});
