import type { LedgerVoucher } from '@bilag/mock-erp';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileText } from '../src/hostile-text.ts';
import { profiles } from '../src/profiles.ts';
import { roundTrip } from '../src/round-trip.ts';
import { shapes, voucherOf } from '../src/vouchers.ts';
import { xledgerGraphql } from '../src/xledger-profiles.ts';

const seed = 20_261_124;

describe.each(profiles)('$name', (profile) => {
  test('DOD-1 DOD-2 what is posted is in the ledger once, on its accounts, to the øre, and is read back so', async () => {
    await using open = await profile.open();
    const generated = fc.sample(shapes(4), { numRuns: profile.perTest, seed });
    const vouchers = generated.map((shape, at) => voucherOf(shape, at + 1, open));
    expect((await roundTrip(vouchers, open)).slice(0, 5)).toEqual([]);
  });

  test('a text arrives as it was written, whatever it holds, and is cut only where its limit is documented', async () => {
    await using open = await profile.open();
    const generated = fc.sample(shapes(4, hostileText), { numRuns: profile.perTest / 2, seed });
    const vouchers = generated.map((shape, at) => voucherOf(shape, at + 1, open));
    expect((await roundTrip(vouchers, open)).slice(0, 5)).toEqual([]);
  });
});

describe('a ledger that is not what was posted is a difference', () => {
  const aLedgerThat = async (changed: (vouchers: readonly LedgerVoucher[]) => readonly LedgerVoucher[]) => {
    await using open = await xledgerGraphql.open();
    const vouchers = fc.sample(shapes(2), { numRuns: 3, seed }).map((shape, at) => voucherOf(shape, at + 1, open));
    return await roundTrip(vouchers, { ...open, ledger: () => changed(open.ledger()) });
  };
  const withLine = ([first, ...others]: readonly LedgerVoucher[], change: object): readonly LedgerVoucher[] =>
    first === undefined
      ? []
      : [{ ...first, lines: first.lines.map((line, at) => (at === 0 ? { ...line, ...change } : line)) }, ...others];

  test.each([
    ['a line with another amount', (it) => withLine(it, { amountMinor: (it[0]?.lines[0]?.amountMinor ?? 0) + 1 })],
    ['a line with another text', (it) => withLine(it, { text: 'P-0000000001 train Oslo–Bergen' })],
    ['a line on another account', (it) => withLine(it, { account: '7199' })],
    [
      'a voucher on another day',
      ([first, ...others]) => (first ? [{ ...first, postingDate: '2000-01-01' }, ...others] : []),
    ],
    ['a voucher that is missing', (it) => it.slice(1)],
    ['a voucher that is there twice', (it) => [...it, ...it.slice(0, 1)]],
  ] satisfies [string, (vouchers: readonly LedgerVoucher[]) => readonly LedgerVoucher[]][])(
    '%s',
    async (_what, changed) => {
      expect(await aLedgerThat(changed)).not.toEqual([]);
    },
  );
});
