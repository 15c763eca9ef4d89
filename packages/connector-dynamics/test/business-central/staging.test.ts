import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { asPerson } from './support/person.ts';
import { openSandbox, type Sandbox, valid } from './support/sandbox.ts';

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
      effect: { kind: 'delay', ms: 500, when: 'after' },
    });
    const it = valid();
    const posting = sandbox.post([it]);
    await vi.waitFor(() => expect(journals()[0]?.lines).toHaveLength(3));
    const line = { accountType: 'G/L Account', accountNumber: '1920', documentNumber: 'HAND', amount: 100 };
    await asPerson(sandbox.mock, 'POST', `journals(${journals()[0]?.id})/journalLines`, line);
    expect((await posting).of(it)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_UNAVAILABLE' } });
    expect(sandbox.requests('bc.post')).toEqual([]);
    expect(journals()).toEqual([]);
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
