/**
 * `npm run prove:round-trip -- --vouchers 100000 --strings 100000 --seed 1`: the long form of the proof in the test command, for each profile. Ends
 * with status 1 and the first differences when there is one.
 */
import fc from 'fast-check';
import { hostileText } from './hostile-text.ts';
import { numbersFrom } from './options.ts';
import type { OpenProfile, Profile } from './profile.ts';
import { profiles } from './profiles.ts';
import { roundTrip } from './round-trip.ts';
import { type Shape, shapes, voucherOf } from './vouchers.ts';

const { vouchers, strings, seed } = numbersFrom({ vouchers: 100_000, strings: 100_000, seed: 1 });
/** One mock ERP holds so many, then a fresh one takes over: what is measured is the connector, not its memory. */
const perBooks = 5_000;

for (const profile of profiles) {
  await prove(profile, `${vouchers} vouchers to the øre`, vouchers, shapes(4));
  const textsPerVoucher = 4;
  const manyTexts = fc.tuple(...Array.from({ length: textsPerVoucher }, () => hostileText));
  const shape = fc.tuple(shapes(1), manyTexts).map(([it, texts]) => withTexts(it, texts));
  await prove(profile, `${strings} hostile strings`, Math.ceil(strings / textsPerVoucher), shape);
}

async function prove(profile: Profile, what: string, count: number, shape: fc.Arbitrary<Shape>): Promise<void> {
  const begun = performance.now();
  for (let done = 0; done < count; done += perBooks) {
    await using open = await profile.open();
    const generated = fc.sample(shape, { numRuns: Math.min(perBooks, count - done), seed: seed + done });
    const differences = await roundTrip(generated.map(numbered(open)), open);
    if (differences.length > 0) fail(profile, differences, seed + done);
  }
  const seconds = ((performance.now() - begun) / 1_000).toFixed(0);
  console.log(`${profile.name}: ${what}, seed ${seed}: 0 differences (${seconds} s)`);
}

function numbered(open: OpenProfile) {
  return (shape: Shape, at: number) => voucherOf(shape, at + 1, open);
}

function withTexts({ lines, day }: Shape, texts: readonly string[]): Shape {
  return { day, lines: texts.flatMap((text) => lines.map((line) => ({ ...line, text }))) };
}

function fail(profile: Profile, differences: readonly string[], at: number): never {
  console.error(`${profile.name}, seed ${at}: ${differences.length} differences, such as`);
  for (const it of differences.slice(0, 10)) console.error(`  ${it}`);
  process.exit(1);
}
