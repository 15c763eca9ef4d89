import { compareVoucher, type FindOutcome, money, type Voucher, voucher } from '@bilag/core';
import { aVoucher } from '@bilag/core/testing';
import type { MockErp } from '@bilag/mock-erp';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { patience } from '../support/harness.ts';
import { openGateway, openMock } from './support/harness.ts';

type Gateway = Awaited<ReturnType<typeof openMock>>['gateway'];

const anything = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 25 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '"}]}}\\" } mutation { removeGLImportItems(dbIds: [1]) { numAffected } } #',
      "'; drop table vouchers; --",
      '\u0000\u0001\u001F\u007F\u2028\u2029\uFEFF',
      '\r\n--bilag\r\nContent-Disposition: form-data; name="content"',
      '${inputs} %s \\u0041 \\" \\\\',
      '👩‍👩‍👧‍👦🇳🇴é\u202Eabc',
      '<script>&amp;</script>',
      '  leading and trailing  ',
      '__proto__',
      'æøå ÆØÅ ﬁ ẞ',
    ),
  },
);

/** Four strings in each text; what stands between them is no part of any. A text may have 229 characters. */
const stringsPerText = 4;
const hostile = anything.map((it) => it.slice(0, 55).toWellFormed());
const fourStrings = fc.array(hostile, { minLength: stringsPerText, maxLength: stringsPerText });
const textOf = (strings: readonly string[]) => strings.join('\uE000');

function withTexts(texts: readonly string[]): Voucher {
  const it = aVoucher({ debits: texts.slice(1).map(() => 100n) });
  return voucher({ ...it, lines: it.lines.map((line, at) => ({ ...line, text: texts[at] ?? '' })) });
}

async function postAndBook(gateway: Gateway, mock: MockErp, vouchers: readonly Voucher[]) {
  const batch = vouchers.map((it) => gateway.render(it));
  const outcomes = await gateway.postVouchers(batch, patience(60_000));
  expect(new Set([...outcomes.values()].map(({ kind }) => kind))).toEqual(new Set(['accepted']));
  return mock.xledger.runBookingJob();
}

const find = async (gateway: Gateway, it: Voucher): Promise<FindOutcome | undefined> =>
  (await gateway.findVouchers([{ reference: it.reference, batchKey: null }], patience())).get(it.reference);

test('20,000 hostile strings arrive in the ledger as they were written, 250 vouchers a call', async () => {
  await using erp = await openMock();
  const fiveHundredTexts = fc.array(fourStrings.map(textOf), { minLength: 500, maxLength: 500 });
  let strings = 0;
  const arrives = fc.asyncProperty(fiveHundredTexts, async (texts) => {
    const vouchers = Array.from({ length: 250 }, (_none, at) => withTexts(texts.slice(2 * at, 2 * at + 2)));
    await postAndBook(erp.gateway, erp.mock, vouchers);
    const booked = new Map(erp.mock.world.ledger.list().map((it) => [it.reference, it.lines.map(({ text }) => text)]));
    for (const it of vouchers) {
      expect(booked.get(it.reference)).toEqual(it.lines.map(({ text }) => `${it.reference} ${text}`));
    }
    strings += texts.length * stringsPerText;
  });
  await fc.assert(arrives, { numRuns: 10, endOnFailure: true });
  expect(strings).toBe(20_000);
  expect(erp.mock.world.ledger.list()).toHaveLength(2_500);
});

test('a text that is too long is cut after 250 characters, never in the middle of one, and the reference stays', () => {
  const render = (text: string) => {
    const it = withTexts([text, 'x']);
    const [{ node }] = JSON.parse(`[${openGateway('http://127.0.0.1:9/graphql').render(it).payload}]`);
    return String(node.text).slice(it.reference.length + 1);
  };
  const room = 250 - aVoucher().reference.length - 1;
  expect(render('x'.repeat(10_000))).toBe('x'.repeat(room));
  expect(render('x'.repeat(room))).toBe('x'.repeat(room));
  expect(render(`${'x'.repeat(room - 1)}👍👍`)).toBe('x'.repeat(room - 1));
  expect(render(`${'x'.repeat(room - 2)}👍👍`)).toBe(`${'x'.repeat(room - 2)}👍`);
  expect(render('\uD83D alone')).toBe('\uFFFD alone');
});

test('codes with quotes, brackets and control characters are refused by name, and nothing is stored', async () => {
  await using erp = await openMock();
  for (const code of ["7'140", '"}]', 'a\u0000b', '\\', '$inputs', "x', code '9999", '👍']) {
    const it = aVoucher({ debitAccount: code });
    const outcome = (await erp.gateway.postVouchers([erp.gateway.render(it)], patience())).get(it.reference);
    expect(outcome).toMatchObject({ kind: 'rejected', failure: { code: 'ERP_UNKNOWN_LEDGER_ACCOUNT' } });
  }
  expect(erp.mock.xledger.queue.rows()).toEqual([]);
});

test('a voucher of 500 lines is booked as one and found equal to the øre', async () => {
  await using erp = await openMock();
  const it = aVoucher({ debits: Array.from({ length: 499 }, (_none, at) => BigInt(at * at + 1)) });
  expect(await postAndBook(erp.gateway, erp.mock, [it])).toMatchObject({ bookedVouchers: 1 });
  const found = await find(erp.gateway, it);
  expect(found).toMatchObject({ kind: 'booked', copies: 1 });
  expect(found?.kind === 'booked' ? compareVoucher(it, found.lines) : ['not booked']).toEqual([]);
});

test.each([
  ['2025-12-31', 'rejected'],
  ['2026-01-01', 'booked'],
  ['2026-01-31', 'booked'],
  ['2026-02-28', 'booked'],
  ['2028-02-29', 'booked'],
  ['2026-12-31', 'booked'],
])('DOD-1 a voucher dated %s, at the border of a period, keeps its date and is %s', async (postingDate, kind) => {
  await using erp = await openMock();
  const it = aVoucher({ postingDate });
  await postAndBook(erp.gateway, erp.mock, [it]);
  const found = await find(erp.gateway, it);
  expect(found).toMatchObject(kind === 'booked' ? { kind } : { kind, failure: { code: 'ERP_PERIOD_CLOSED' } });
  const [booked] = erp.mock.world.ledger.list({ reference: it.reference });
  expect(booked?.postingDate).toBe(kind === 'booked' ? postingDate : undefined);
});

test('amounts from one øre to the largest arrive to the øre, whatever they are', async () => {
  await using erp = await openMock();
  const amount = fc.oneof(fc.bigInt({ min: 1n, max: 99n }), fc.bigInt({ min: 1n, max: 99_999_999_999n }));
  const vouchers = fc
    .sample(fc.array(amount, { minLength: 1, maxLength: 3 }), { numRuns: 120, seed: 7 })
    .map((debits) => {
      const it = aVoucher({ debits });
      const signed = (minor: bigint) => money('NOK', minor);
      return voucher({ ...it, lines: it.lines.map((line) => ({ ...line, amount: signed(-line.amount.minor) })) });
    });
  await postAndBook(erp.gateway, erp.mock, vouchers);
  const queries = vouchers.map(({ reference }) => ({ reference, batchKey: null }));
  const found = await erp.gateway.findVouchers(queries, patience());
  for (const it of vouchers) {
    const outcome = found.get(it.reference);
    expect(outcome?.kind === 'booked' ? compareVoucher(it, outcome.lines) : ['not booked']).toEqual([]);
  }
});
