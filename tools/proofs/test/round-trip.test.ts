import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileText } from '../src/hostile-text.ts';
import { profiles } from '../src/profiles.ts';
import { roundTrip } from '../src/round-trip.ts';
import { shapes, voucherOf } from '../src/vouchers.ts';

const seed = 20_261_124;

describe.each(profiles)('$name', (profile) => {
  test('DOD-1 DOD-2 what is posted is in the ledger once, on its accounts, to the øre, and is read back so', async () => {
    await using open = await profile.open();
    const generated = fc.sample(shapes(4), { numRuns: profile.perTest, seed });
    const vouchers = generated.map((shape, at) => voucherOf(shape, at + 1, open));
    expect((await roundTrip(vouchers, open)).slice(0, 5)).toEqual([]);
  }, 120_000);

  test('a text arrives as it was written, whatever it holds, and is cut only where its limit is documented', async () => {
    await using open = await profile.open();
    const generated = fc.sample(shapes(4, hostileText), { numRuns: profile.perTest / 2, seed });
    const vouchers = generated.map((shape, at) => voucherOf(shape, at + 1, open));
    expect((await roundTrip(vouchers, open)).slice(0, 5)).toEqual([]);
  }, 120_000);
});
