import type { Voucher } from '@bilag/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { look, patience } from '../support/sandbox.ts';
import { asPerson, lineAt } from './support/person.ts';
import { lookKnowing, openSandbox, type Sandbox, valid } from './support/sandbox.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await openSandbox();
});
afterEach(() => sandbox[Symbol.asyncDispose]());

const journal = () => sandbox.mock.finance.journals().at(-1) ?? { header: {}, lines: [] };
const name = () => String(journal().header['Description']);
const ready = /^Bilag [0-9A-Z]{12}$/;
const checkFirst = /^Bilag [0-9A-Z]{12}: check first$/;

/** Posted together, but nobody heard the answer. */
async function lost(...vouchers: readonly Voucher[]): Promise<string> {
  sandbox.failOnce('finance.batch', { kind: 'commit-then-drop' });
  return (await sandbox.post(vouchers)).batchKey;
}

/** What no comparison of accounts and amounts shows. */
async function changeVatOf({ reference }: Voucher): Promise<void> {
  const { header, lines } = journal();
  const line = lines.find(({ Document: document }) => document === reference);
  const address = lineAt(String(header['JournalBatchNumber']), line?.['LineNumber']);
  await asPerson(sandbox.mock, 'PATCH', address, { SalesTaxGroup: 'INN', ItemSalesTaxGroup: 'HOY' });
}

/** Asks for one alone, as when an ERP that was out of service is tried: what was sent in the same call is told along. */
async function lookAlone(it: Voucher, others: readonly Voucher[], batchKey: string) {
  const payloadOf = (voucher: Voucher) => sandbox.gateway.render(voucher).payload;
  const query = { reference: it.reference, batchKey, sentPayload: payloadOf(it) };
  const sentAlong = new Map(others.map((other) => [other.reference, payloadOf(other)]));
  return (await sandbox.gateway.findVouchers([query], { ...patience(), sentAlong })).get(it.reference);
}

const otherVat = { kind: 'cannot-tell', failure: { message: expect.stringContaining('VAT groups') } };

test('a journal is not handed over by a look-up for one of its vouchers when another has other VAT than was sent', async () => {
  const [one, changed] = [valid(), valid()];
  const batchKey = await lost(one, changed);
  await changeVatOf(changed);
  expect((await lookAlone(one, [changed], batchKey))?.kind).toBe('accepted');
  expect(name()).toMatch(checkFirst);
  expect(await lookAlone(changed, [], batchKey)).toMatchObject(otherVat);
});

test('a journal whose vouchers are all as they were sent is handed over whichever of them is asked for', async () => {
  const [one, two] = [valid(), valid()];
  const batchKey = await lost(one, two);
  expect((await lookAlone(one, [two], batchKey))?.kind).toBe('accepted');
  expect(name()).toMatch(ready);
  expect((await lookAlone(two, [], batchKey))?.kind).toBe('accepted');
});

test('a journal with a voucher that nobody can vouch for, as a person has decided it meanwhile, waits for nobody: people are told to check it', async () => {
  const [one, decided] = [valid(), valid()];
  const batchKey = await lost(one, decided);
  expect((await lookAlone(one, [], batchKey))?.kind).toBe('accepted');
  expect(name()).toMatch(checkFirst);
});

test('what a broken-off call left of a voucher is taken out also when only another one of its call is asked for, and the journal is handed over', async () => {
  const [one, half] = [valid(), valid()];
  const batchKey = await lost(one, half);
  const ofHalf = journal().lines.filter(({ Document: document }) => document === half.reference);
  const number = String(journal().header['JournalBatchNumber']);
  for (const line of ofHalf.slice(1)) await asPerson(sandbox.mock, 'DELETE', lineAt(number, line['LineNumber']));
  expect((await lookAlone(one, [half], batchKey))?.kind).toBe('accepted');
  expect(journal().lines).toHaveLength(one.lines.length);
  expect(name()).toMatch(ready);
  expect(await lookAlone(half, [], batchKey)).toEqual({ kind: 'absent' });
});

test('a voucher counts as accepted only once its journal says whether people may post it', async () => {
  const [one, changed] = [valid(), valid()];
  const batchKey = await lost(one, changed);
  await changeVatOf(changed);
  sandbox.failOnce('finance.LedgerJournalHeaders.update', { kind: 'status', status: 503 });
  const found = await lookKnowing(sandbox.gateway, [one, changed], batchKey);
  expect([found(one)?.kind, found(changed)?.kind]).toEqual(['unavailable', 'cannot-tell']);
  const again = await lookKnowing(sandbox.gateway, [one, changed], batchKey);
  expect([again(one)?.kind, again(changed)?.kind]).toEqual(['accepted', 'cannot-tell']);
  expect(name()).toMatch(checkFirst);
});

test('a journal that still says it is being written, long after its voucher was accepted, is not handed over unseen', async () => {
  const it = valid();
  const batchKey = await lost(it);
  expect((await look(sandbox.gateway, it, batchKey))?.kind).toBe('accepted');
  expect(name()).toMatch(checkFirst);
});

test.each(['waits to be posted', 'is posted'])(
  'a voucher in doubt with other VAT than was sent is not accepted from a journal that was handed over and %s',
  async (what) => {
    const it = valid();
    sandbox.failOnce('finance.LedgerJournalHeaders.update', { kind: 'commit-then-drop' });
    const { batchKey, of } = await sandbox.post([it]);
    expect([of(it)?.kind, ready.test(name())]).toEqual(['unknown', true]);
    await changeVatOf(it);
    if (what === 'is posted') await sandbox.book();
    const found = (await lookKnowing(sandbox.gateway, [it], batchKey))(it);
    expect(found).toMatchObject(otherVat);
    // Once it is accepted, people may change what they like.
    expect((await look(sandbox.gateway, it, batchKey))?.kind).toBe(what === 'is posted' ? 'booked' : 'accepted');
  },
);
