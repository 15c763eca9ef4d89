import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { look } from '../support/sandbox.ts';
import { asPerson, lineAt } from './support/person.ts';
import { lookKnowing, openSandbox, type Sandbox, valid, withLines } from './support/sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterEach(() => {
  sandbox.mock.finance.settings.salesTaxGroups = 'kept';
});
afterAll(() => sandbox[Symbol.asyncDispose]());

const taxed = () => withLines(valid(), { taxCode: 'DOM/FULL' });

test('VAT groups arrive as they were sent, and a voucher without any gets none', async () => {
  for (const it of [taxed(), valid()]) {
    const { batchKey, of } = await sandbox.post([it]);
    expect(of(it)?.kind).toBe('accepted');
    expect((await lookKnowing(sandbox.gateway, [it], batchKey))(it)?.kind).toBe('accepted');
  }
});

test.each([
  ['drops', 'dropped', taxed, 'without its VAT groups; DOM/FULL was sent'],
  ['adds', 'added', valid, 'with the VAT groups INN/HOY; none was sent'],
] as const)(
  'VAT groups that the server %s have the voucher refused, and nothing is handed over',
  async (_what, how, make, said) => {
    sandbox.mock.finance.settings.salesTaxGroups = how;
    const journals = sandbox.mock.finance.journals().length;
    const it = make();
    const { batchKey, of } = await sandbox.post([it]);
    expect(of(it)).toMatchObject({
      kind: 'rejected',
      failure: { code: 'ERP_UNKNOWN_TAX_CODE', field: 'lines[0].taxCode', message: expect.stringContaining(said) },
    });
    expect(sandbox.mock.finance.journals()).toHaveLength(journals);
    expect(await look(sandbox.gateway, it, batchKey)).toEqual({ kind: 'absent' });
  },
);

test.each([
  ['drops', 'dropped', taxed],
  ['adds', 'added', valid],
] as const)(
  'VAT groups that the server %s are found by the look-up after a lost answer, and nothing is handed over',
  async (_what, how, make) => {
    sandbox.mock.finance.settings.salesTaxGroups = how;
    const it = make();
    sandbox.failOnce('finance.batch', { kind: 'commit-then-drop' });
    const { batchKey } = await sandbox.post([it]);
    expect((await lookKnowing(sandbox.gateway, [it], batchKey))(it)).toMatchObject({
      kind: 'cannot-tell',
      failure: { message: expect.stringContaining('VAT groups') },
    });
    expect(sandbox.mock.finance.journals().at(-1)?.header['Description']).not.toMatch(/^Bilag [0-9A-Z]{12}$/);
  },
);

test('a journal that was set aside is read like any other, is never handed over, and is filled anew once somebody has emptied it', async () => {
  sandbox.mock.finance.settings.salesTaxGroups = 'added';
  const it = valid();
  sandbox.failOnce('finance.batch', { kind: 'commit-then-drop' });
  const { batchKey } = await sandbox.post([it]);
  const journal = () => sandbox.mock.finance.journals().at(-1) ?? { header: {}, lines: [] };
  const name = () => String(journal().header['Description']);
  const lookAgain = async () => (await lookKnowing(sandbox.gateway, [it], batchKey))(it)?.kind;
  expect([await lookAgain(), await lookAgain()]).toEqual(['cannot-tell', 'cannot-tell']);
  expect(name()).toMatch(/^Bilag [0-9A-Z]{12}: check first$/);
  expect((await sandbox.post([it], sandbox.gateway, batchKey)).of(it)?.kind).toBe('unknown');
  const number = String(journal().header['JournalBatchNumber']);
  for (const line of journal().lines) await asPerson(sandbox.mock, 'DELETE', lineAt(number, line['LineNumber']));
  expect(await lookAgain()).toBe('absent');
  sandbox.mock.finance.settings.salesTaxGroups = 'kept';
  expect((await sandbox.post([it], sandbox.gateway, batchKey)).of(it)?.kind).toBe('accepted');
  expect(journal().header['JournalBatchNumber']).toBe(number);
  expect(name()).toMatch(/^Bilag [0-9A-Z]{12}$/);
});

test('one VAT group alone, as a vendor brings along, takes no VAT out and is no difference', async () => {
  const it = valid();
  sandbox.failOnce('finance.batch', { kind: 'commit-then-drop' });
  const { batchKey } = await sandbox.post([it]);
  const { header, lines } = sandbox.mock.finance.journals().at(-1) ?? { header: {}, lines: [] };
  const line = lineAt(String(header['JournalBatchNumber']), lines[2]?.['LineNumber']);
  await asPerson(sandbox.mock, 'PATCH', line, { SalesTaxGroup: 'DOM' });
  expect((await lookKnowing(sandbox.gateway, [it], batchKey))(it)?.kind).toBe('accepted');
});
