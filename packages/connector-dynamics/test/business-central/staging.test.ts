import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { asPerson } from './support/person.ts';
import { openSandbox, type Sandbox, seed, valid, withTaxCode } from './support/sandbox.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await openSandbox();
});
afterEach(() => sandbox[Symbol.asyncDispose]());

const journals = () => sandbox.mock.businessCentral.journals();

describe('what was staged otherwise than it was sent is not posted', () => {
  test.each([
    ['a line', 'bc.journalLines.create', 'it is missing', 'lines[0]'],
    ['a cost center', 'bc.dimensionSetLines.create', 'its value of the dimension KOSTNADSSTED differs', 'lines[0]'],
  ])('%s that was confirmed and is not there', async (_what, operation, difference, field) => {
    // A customised Business Central may answer «created» and store something else.
    sandbox.mock.world.faults.add({ operation, times: 1, effect: { kind: 'status', status: 201, body: {} } });
    const [bad, good] = [valid(), valid()];
    const posted = await sandbox.post([bad, good]);
    expect(posted.of(bad)).toMatchObject({ kind: 'rejected', failure: { code: 'ERP_REFUSED', field } });
    expect(JSON.stringify(posted.of(bad))).toContain(difference);
    expect(posted.of(good)?.kind).toBe('retry');
    expect(sandbox.requests('bc.post')).toEqual([]);
    expect(journals()).toEqual([]);
  });

  test('a line of somebody else in our journal', async () => {
    sandbox.mock.world.faults.add({
      operation: 'bc.batch',
      times: 1,
      effect: { kind: 'delay', ms: 2_000, when: 'after' },
    });
    const it = valid();
    const posting = sandbox.post([it]);
    await vi.waitFor(() => expect(journals()[0]?.lines).toHaveLength(3), 4_000);
    const line = { accountType: 'G/L Account', accountNumber: '1920', documentNumber: 'HAND', amount: 100 };
    await asPerson(sandbox.mock, 'POST', `journals(${journals()[0]?.id})/journalLines`, line);
    expect((await posting).of(it)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_UNAVAILABLE' } });
    expect(sandbox.requests('bc.post')).toEqual([]);
    expect(journals()).toEqual([]);
  });
});

describe('a VAT code', () => {
  beforeEach(() => {
    sandbox.mock.businessCentral.settings.vatAccounts = ['7140'];
  });

  test.each([true, false])(
    'that Business Central drops without a word is refused before anything is posted (post at once: %s), and the switch is named',
    async (post) => {
      sandbox.mock.businessCentral.settings.copyVatSetup = false;
      const [bad, good] = [withTaxCode('HOY'), valid({ debitAccount: '7142' })];
      const posted = await sandbox.post([bad, good], sandbox.open({ post }));
      expect(posted.of(bad)).toMatchObject({
        kind: 'rejected',
        failure: { code: 'ERP_UNKNOWN_TAX_CODE', field: 'lines[0].taxCode' },
      });
      expect(JSON.stringify(posted.of(bad))).toContain('«Copy VAT Setup to Jnl. Lines»');
      expect(posted.of(good)?.kind).toBe('retry');
      expect(sandbox.requests('bc.post')).toEqual([]);
      expect(journals()).toEqual([]);
    },
  );

  test('that is another one by the time it is read back is refused, with the one that is there', async () => {
    const effect = { kind: 'delay', ms: 2_000, when: 'after' } as const;
    sandbox.mock.world.faults.add({ operation: 'bc.batch', times: 1, effect });
    const it = withTaxCode('HOY');
    const posting = sandbox.post([it]);
    await vi.waitFor(() => expect(journals()[0]?.lines).toHaveLength(3), 4_000);
    const line = `journals(${journals()[0]?.id})/journalLines(${journals()[0]?.lines[0]?.id})`;
    await asPerson(sandbox.mock, 'PATCH', line, { taxCode: 'UTEN' });
    const outcome = (await posting).of(it);
    expect(outcome).toMatchObject({ kind: 'rejected', failure: { code: 'ERP_UNKNOWN_TAX_CODE' } });
    expect(JSON.stringify(outcome)).toContain('with the VAT code UTEN; HOY was sent');
    expect(sandbox.requests('bc.post')).toEqual([]);
  });

  test.each([true, false])(
    'that an account brings along has to be named, the one with the rate zero too (post at once: %s)',
    async (post) => {
      sandbox.mock.businessCentral.settings.vatAccounts = ['7140', '7142:UTEN'];
      const gateway = sandbox.open({ post });
      const [plain, zero, good] = [valid(), valid({ debitAccount: '7142' }), valid({ debitAccount: '7143' })];
      const posted = await sandbox.post([plain, zero, good], gateway);
      for (const [it, code] of [
        [plain, 'HOY'],
        [zero, 'UTEN'],
      ] as const) {
        expect(posted.of(it)).toMatchObject({
          kind: 'rejected',
          failure: { code: 'ERP_UNKNOWN_TAX_CODE', field: 'lines[0].taxCode' },
        });
        expect(JSON.stringify(posted.of(it))).toContain(`brings the VAT code ${code} along`);
      }
      expect(posted.of(good)).toMatchObject({ kind: 'retry', afterMs: 0 });
      expect(sandbox.requests('bc.post')).toEqual([]);
      expect(journals()).toEqual([]);
      const named = [withTaxCode('HOY', valid()), withTaxCode('UTEN', valid({ debitAccount: '7142' }))];
      const again = await sandbox.post(named, gateway);
      expect(named.map((it) => again.of(it)?.kind)).toEqual(Array(2).fill(post ? 'booked' : 'accepted'));
    },
  );

  test('that a payee’s account brings along cannot be named: it is refused, and the way out is told', async () => {
    sandbox.mock.businessCentral.settings.vatAccounts = ['2910:UTEN'];
    const it = valid();
    const outcome = (await sandbox.post([it])).of(it);
    expect(outcome).toMatchObject({ kind: 'rejected', failure: { field: 'lines[2].taxCode' } });
    expect(JSON.stringify(outcome)).toContain('take the VAT posting groups off the account');
  });

  test('is the same in small letters, and the VAT is split off', async () => {
    const it = withTaxCode('hoy');
    expect((await sandbox.post([it])).of(it)?.kind).toBe('booked');
    const [booking] = sandbox.mock.world.ledger.list({ reference: it.reference });
    expect(booking?.lines.map(({ account }) => account)).toContain(seed.vatAccount);
  });
});

describe('line numbers', () => {
  test('that two vouchers would share are not sent together', async () => {
    const [one, two] = [valid({ voucherNumber: 5 }), valid({ voucherNumber: 2_000_005 })];
    const posted = await sandbox.post([one, two]);
    for (const it of [one, two]) {
      expect(posted.of(it)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_BATCH_REFUSED' } });
    }
    expect(sandbox.requests('bc.journals.create')).toEqual([]);
    expect((await sandbox.post([two])).of(two)?.kind).toBe('booked');
  });
});
