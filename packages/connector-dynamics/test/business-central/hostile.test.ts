import { compareVoucher, type Voucher, voucher } from '@bilag/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { look } from '../support/sandbox.ts';
import { openSandbox, type Sandbox, valid } from './support/sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox[Symbol.asyncDispose]());

/** What a line's text may be: anything that an approving app lets through, and what breaks JSON, OData, AL or a page. */
const hostile = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 140 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 140 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '"}]},{"id":"x"',
      "' or 1 eq 1",
      '\\u0000\u0001\u0007\u001b[2J',
      '<script>alert(1)</script>&amp;',
      '=HYPERLINK("x")',
      'R|&*<>=..@?',
      '\r\n--batch\r\nContent-Type: x',
      '👩‍👩‍👧‍👦🇳🇴'.repeat(9),
      'Å'.repeat(10_000),
      '\u202eevil\u2066',
      '{{7*7}}${x}%s%n',
      'VALUE:   CorrelationId:',
    ),
  },
);

/** The documented cut: 100 characters as Business Central counts them, and none of them halved. */
function asStored(text: string): string {
  const cut = text.slice(0, 100);
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, 99) : cut;
}

const bookedTexts = ({ reference }: Voucher) =>
  sandbox.mock.world.ledger
    .list({ system: 'business-central', reference })
    .flatMap(({ lines }) => lines.map(({ text }) => text));

/** One line for each text; debits come before the credit, as they are sent. */
const withTexts = (texts: readonly string[]): Voucher => {
  const made = valid({ debits: texts.slice(1).map((_, at) => BigInt(at + 1)) });
  return voucher({
    ...made,
    lines: made.lines.map((line, at) => ({ ...line, dimensions: {}, text: texts[at] ?? '' })),
  });
};

const piecesOf = <T>(all: readonly T[], size: number) =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));

test('5,000 hostile texts arrive in the ledger unchanged, but for the cut at 100 characters', async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
  const texts = fc.sample(hostile, { numRuns: 5_000, seed });
  // Vouchers of 25 lines, in batches of 500 lines.
  for (const batch of piecesOf(piecesOf(texts, 25), 20)) {
    const vouchers = batch.map(withTexts);
    const posted = await sandbox.post(vouchers);
    for (const [at, it] of vouchers.entries()) {
      expect(posted.of(it)?.kind, `SEED=${seed}`).toBe('booked');
      expect(bookedTexts(it), `SEED=${seed}`).toEqual(batch[at]?.map(asStored));
    }
  }
});

describe('large and at the edge', () => {
  test('a voucher of 500 lines is booked to the øre, every line with its cost center', async () => {
    const it = valid({ debits: Array.from({ length: 499 }, (_, at) => BigInt(at * 997 + 1)) });
    expect((await sandbox.post([it])).of(it)?.kind).toBe('booked');
    const found = await look(sandbox.gateway, it);
    expect(found).toMatchObject({ kind: 'booked', copies: 1, lines: { length: 500 } });
    expect(found?.kind === 'booked' ? compareVoucher(it, found.lines) : found).toEqual([]);
  });

  test('the first and the last open date are booked on that date, the days beside them are refused', async () => {
    const { settings } = sandbox.mock.businessCentral;
    Object.assign(settings, { allowPostingFrom: '2028-02-29', allowPostingTo: '2028-03-31' });
    const on = (postingDate: string) => valid({ postingDate });
    const [first, last] = [on('2028-02-29'), on('2028-03-31')];
    const posted = await sandbox.post([first, last]);
    for (const it of [first, last]) {
      expect(posted.of(it)?.kind).toBe('booked');
      expect(sandbox.mock.world.ledger.list({ reference: it.reference })).toMatchObject([
        { postingDate: it.postingDate },
      ]);
    }
    for (const date of ['2028-02-28', '2028-04-01']) {
      const it = on(date);
      expect((await sandbox.post([it])).of(it)).toMatchObject({
        kind: 'rejected',
        failure: { code: 'ERP_PERIOD_CLOSED', field: 'postingDate' },
      });
    }
    Object.assign(settings, { allowPostingFrom: '', allowPostingTo: '' });
  });
});
