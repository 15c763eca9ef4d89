import fc from 'fast-check';
import type { Profile } from './profile.ts';
import { roundTrip } from './round-trip.ts';
import { countVoucher, emptyTally, type Tally } from './tally.ts';
import { type Shape, voucherOf } from './vouchers.ts';

/** One mock ERP holds so many vouchers, then a fresh one takes over: memory stays bounded, and what is measured is the connector. */
export const perBooks = 5_000;

/** How many vouchers to make, of which shape, and from which seed on. */
export interface Wanted {
  readonly count: number;
  readonly shape: fc.Arbitrary<Shape>;
  readonly seed: number;
}

/** How it went. */
export interface Proven {
  readonly tally: Tally;
  /** One sentence each; none when everything arrived as it was meant. */
  readonly differences: readonly string[];
  /** That of the books in which they are. */
  readonly seed: number;
}

/** Makes the round trip of generated vouchers, books after books, until all are through or a difference shows; says each time how many are through. */
export async function prove(
  profile: Profile,
  { count, shape, seed }: Wanted,
  through: (vouchers: number) => void,
): Promise<Proven> {
  const tally = emptyTally();
  for (let done = 0; done < count; done += perBooks) {
    await using open = await profile.open();
    const generated = fc.sample(shape, { numRuns: Math.min(perBooks, count - done), seed: seed + done });
    const vouchers = generated.map((it, at) => voucherOf(it, at + 1, open));
    const differences = await roundTrip(vouchers, open);
    for (const it of vouchers) countVoucher(tally, it, open);
    if (differences.length > 0) return { tally, differences, seed: seed + done };
    through(tally.vouchers);
  }
  return { tally, differences: [], seed };
}
