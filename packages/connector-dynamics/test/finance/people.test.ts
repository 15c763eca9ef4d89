import type { Voucher } from '@bilag/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { look } from '../support/sandbox.ts';
import { aForeignLine, asPerson, journalAt, lineAt } from './support/person.ts';
import { openSandbox, type Sandbox, valid } from './support/sandbox.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await openSandbox();
});
afterEach(() => sandbox[Symbol.asyncDispose]());

const journals = () => sandbox.mock.finance.journals();
const numberOf = (at = 0) => String(journals()[at]?.header['JournalBatchNumber']);
const lineNumbers = (at = 0) => journals()[at]?.lines.map(({ LineNumber: number }) => number) ?? [];

/** Posted, but nobody heard the answer. */
async function lost(...vouchers: readonly Voucher[]): Promise<string> {
  sandbox.failOnce('finance.batch', { kind: 'commit-then-drop' });
  return (await sandbox.post(vouchers)).batchKey;
}

/** What a server that keeps no change set together would leave of a voucher: its first lines. */
async function halfOf(it: Voucher, keep: number): Promise<string> {
  const batchKey = await lost(it);
  for (const number of lineNumbers().slice(keep)) await asPerson(sandbox.mock, 'DELETE', lineAt(numberOf(), number));
  return batchKey;
}

describe('a half-staged voucher', () => {
  test.each([1, 2])(
    'with %i of its debits is taken out, lines first, then the journal, before it is called absent',
    async (keep) => {
      const it = valid();
      const batchKey = await halfOf(it, keep);
      expect(await look(sandbox.gateway, it, batchKey)).toEqual({ kind: 'absent' });
      expect(journals()).toEqual([]);
      expect((await sandbox.post([it])).of(it)?.kind).toBe('accepted');
    },
  );

  test('is not called absent while it is there', async () => {
    const it = valid();
    const batchKey = await halfOf(it, 1);
    sandbox.failOnce('finance.LedgerJournalLines.delete', { kind: 'status', status: 429 });
    expect((await look(sandbox.gateway, it, batchKey))?.kind).toBe('cannot-tell');
    expect(await look(sandbox.gateway, it, batchKey)).toEqual({ kind: 'absent' });
  });

  test('is not touched in a journal that holds a line of somebody else', async () => {
    const it = valid();
    const batchKey = await halfOf(it, 1);
    await asPerson(sandbox.mock, 'POST', 'LedgerJournalLines', aForeignLine(numberOf()));
    expect(await look(sandbox.gateway, it, batchKey)).toMatchObject({
      kind: 'cannot-tell',
      failure: { code: 'ERP_LOOK_UP_INCONCLUSIVE' },
    });
    expect(lineNumbers()).toHaveLength(2);
  });

  test('is not touched in a journal that somebody renamed', async () => {
    const it = valid();
    const batchKey = await halfOf(it, 1);
    await asPerson(sandbox.mock, 'PATCH', journalAt(numberOf()), { Description: 'Kari ser på denne' });
    expect(await look(sandbox.gateway, it, batchKey)).toMatchObject({ kind: 'accepted', copies: 1 });
    expect(lineNumbers()).toHaveLength(1);
  });

  test('is not touched when somebody changed it before the deletion came', async () => {
    const it = valid();
    const batchKey = await halfOf(it, 1);
    const [number] = lineNumbers();
    sandbox.failOnce('finance.batch', { kind: 'delay', ms: 400 });
    const looking = look(sandbox.gateway, it, batchKey);
    await expect.poll(() => sandbox.mock.world.faults.list().at(-1)?.fired).toBe(1);
    await asPerson(sandbox.mock, 'PATCH', lineAt(numberOf(), number), { Text: 'Kari' });
    expect((await looking)?.kind).toBe('cannot-tell');
    expect(lineNumbers()).toHaveLength(1);
  });
});

describe('what somebody changed', () => {
  test('in a journal whose answer was lost is found as it is, and not deleted', async () => {
    const it = valid();
    const batchKey = await lost(it);
    await asPerson(sandbox.mock, 'PATCH', lineAt(numberOf(), lineNumbers()[0]), { DebitAmount: 1 });
    const found = await look(sandbox.gateway, it, batchKey);
    expect(found).toMatchObject({ kind: 'accepted', lines: [{ amountMinor: 100n }, {}, {}] });
    expect(lineNumbers()).toHaveLength(3);
  });

  test('in a journal that was handed over is found as it is, half a voucher included', async () => {
    const it = valid();
    const { batchKey } = await sandbox.post([it]);
    for (const number of lineNumbers().slice(1)) await asPerson(sandbox.mock, 'DELETE', lineAt(numberOf(), number));
    expect(await look(sandbox.gateway, it, batchKey)).toMatchObject({ kind: 'accepted', lines: [{}] });
    expect(lineNumbers()).toHaveLength(1);
  });

  test('by deleting an accepted journal leaves nothing to be found', async () => {
    const it = valid();
    const { batchKey } = await sandbox.post([it]);
    for (const number of lineNumbers()) await asPerson(sandbox.mock, 'DELETE', lineAt(numberOf(), number));
    await asPerson(sandbox.mock, 'DELETE', journalAt(numberOf()));
    expect(await look(sandbox.gateway, it, batchKey)).toEqual({ kind: 'absent' });
  });

  test('by deleting the lines of an accepted journal leaves room for the voucher in it, once a person has it sent again', async () => {
    const it = valid();
    const { batchKey } = await sandbox.post([it]);
    const name = journals()[0]?.header['Description'];
    for (const number of lineNumbers()) await asPerson(sandbox.mock, 'DELETE', lineAt(numberOf(), number));
    expect(await look(sandbox.gateway, it, batchKey)).toEqual({ kind: 'absent' });
    expect((await sandbox.post([it], sandbox.gateway, batchKey)).of(it)?.kind).toBe('accepted');
    expect(journals()).toHaveLength(1);
    expect(journals()[0]?.header['Description']).toBe(name);
    await sandbox.book();
    expect(sandbox.timesBooked(it)).toBe(1);
  });

  test('by deleting the lines of an accepted journal and taking it for something else does not keep the voucher from being sent again', async () => {
    const it = valid();
    const { batchKey } = await sandbox.post([it]);
    for (const number of lineNumbers()) await asPerson(sandbox.mock, 'DELETE', lineAt(numberOf(), number));
    await asPerson(sandbox.mock, 'PATCH', journalAt(numberOf()), { Description: 'Karis' });
    expect((await sandbox.post([it], sandbox.gateway, batchKey)).of(it)?.kind).toBe('accepted');
    expect(journals().map(({ header, lines }) => [header['Description'], lines.length])).toEqual([
      ['Karis', 0],
      [expect.stringMatching(/^Bilag /), 3],
    ]);
  });

  test.each(['waits to be posted', 'is posted'])(
    'by taking the journal for lines of their own does not keep the voucher from being sent again, when that journal %s',
    async (what) => {
      const it = valid();
      const { batchKey } = await sandbox.post([it]);
      for (const number of lineNumbers()) await asPerson(sandbox.mock, 'DELETE', lineAt(numberOf(), number));
      const own = aForeignLine(numberOf());
      await asPerson(sandbox.mock, 'POST', 'LedgerJournalLines', { ...own, LineNumber: 1 });
      await asPerson(sandbox.mock, 'POST', 'LedgerJournalLines', {
        ...own,
        LineNumber: 2,
        DebitAmount: 0,
        CreditAmount: 100,
      });
      if (what === 'is posted') await sandbox.book();
      expect(await look(sandbox.gateway, it, batchKey)).toEqual({ kind: 'absent' });
      expect((await sandbox.post([it], sandbox.gateway, batchKey)).of(it)?.kind).toBe('accepted');
      expect(journals().map(({ lines }) => lines.length)).toEqual([2, 3]);
      expect(await look(sandbox.gateway, it, batchKey)).toMatchObject({ kind: 'accepted', copies: 1 });
      await sandbox.book();
      expect(sandbox.timesBooked(it)).toBe(1);
    },
  );

  test('by adding a line to a journal while it is written keeps the voucher and the line', async () => {
    const it = valid();
    sandbox.failOnce('finance.batch', { kind: 'delay', ms: 300, when: 'after' });
    const posting = sandbox.post([it]);
    await expect.poll(() => lineNumbers().length).toBe(3);
    await asPerson(sandbox.mock, 'POST', 'LedgerJournalLines', aForeignLine(numberOf()));
    expect((await posting).of(it)?.kind).toBe('accepted');
    expect(lineNumbers()).toHaveLength(4);
  });
});

describe('a voucher that is there more than once', () => {
  test('is told by its copies, posted or not, whoever made the second journal', async () => {
    const it = valid();
    const { batchKey } = await sandbox.post([it]);
    await sandbox.book();
    await sandbox.post([it]);
    expect(await look(sandbox.gateway, it, batchKey)).toMatchObject({ kind: 'booked', copies: 2 });
    await asPerson(sandbox.mock, 'PATCH', journalAt(numberOf(1)), { Description: 'Kopi' });
    expect(await look(sandbox.gateway, it, batchKey)).toMatchObject({ kind: 'booked', copies: 2 });
  });

  test('and once reversed counts as gone from both sides', async () => {
    const it = valid({ debits: [100n] });
    const { batchKey } = await sandbox.post([it]);
    const reversal = [
      {
        ...aForeignLine(numberOf()),
        Document: it.reference,
        AccountDisplayValue: '7140-110-',
        DebitAmount: 0,
        CreditAmount: 1,
      },
      { ...aForeignLine(numberOf()), Document: it.reference, AccountDisplayValue: '2910', DebitAmount: 1 },
    ];
    for (const line of reversal) await asPerson(sandbox.mock, 'POST', 'LedgerJournalLines', line);
    expect(await look(sandbox.gateway, it, batchKey)).toMatchObject({ kind: 'accepted', copies: 1, lines: [] });
  });
});

test.each(['commit-then-drop', 'drop-before'] as const)(
  'an emptied journal is not filled while its name still says that it is ready (%s)',
  async (kind) => {
    const it = valid();
    const { batchKey } = await sandbox.post([it]);
    for (const number of lineNumbers()) await asPerson(sandbox.mock, 'DELETE', lineAt(numberOf(), number));
    sandbox.failOnce('finance.LedgerJournalHeaders.update', { kind });
    expect((await sandbox.post([it], sandbox.gateway, batchKey)).of(it)?.kind).toBe('retry');
    expect(lineNumbers()).toEqual([]);
    expect((await sandbox.post([it], sandbox.gateway, batchKey)).of(it)?.kind).toBe('accepted');
    expect(lineNumbers()).toHaveLength(3);
  },
);

describe('posting is people’s', () => {
  test('DOD-2 no request posts, and status follows IsPosted', async () => {
    const it = valid();
    const { batchKey, of } = await sandbox.post([it]);
    expect(of(it)).toEqual({ kind: 'accepted', erpReference: 'Journal 00501' });
    expect(await look(sandbox.gateway, it, batchKey)).toMatchObject({
      kind: 'accepted',
      erpReference: 'Journal 00501',
    });
    expect(sandbox.timesBooked(it)).toBe(0);
    await sandbox.book();
    expect(await look(sandbox.gateway, it, batchKey)).toMatchObject({
      kind: 'booked',
      erpReference: `Journal 00501, voucher ${it.reference}`,
    });
    expect(sandbox.requests('finance.custom-service')).toEqual([]);
  });

  test('a voucher that was refused is absent after the others of its journal are posted', async () => {
    const [bad, good] = [valid({ debitAccount: '9999' }), valid()];
    const { batchKey, of } = await sandbox.post([bad, good]);
    expect([of(bad)?.kind, of(good)?.kind]).toEqual(['rejected', 'accepted']);
    await sandbox.book();
    expect(await look(sandbox.gateway, bad, batchKey)).toEqual({ kind: 'absent' });
    expect(sandbox.timesBooked(good)).toBe(1);
  });
});
