/**
 * `npm run prove:round-trip -- --vouchers 100000 --strings 100000 --seed 1 --profile finance`: the long form of the proof in the test command. Every profile
 * gets so many vouchers and so many hostile strings of its own, unless one is named. Ends with status 1 and the first differences when there is one.
 */
import { npmScript, Option, wholeNumber } from '@bilag/command-line';
import type { Profile } from './profile.ts';
import { profiles } from './profiles.ts';
import { perBooks, prove, type Wanted } from './prove.ts';
import type { Tally } from './tally.ts';
import { shapes, shapesOfTexts, textsPerVoucher } from './vouchers.ts';

const {
  vouchers,
  strings,
  seed,
  profile: only,
} = npmScript(
  'npm run prove:round-trip',
  'Writes vouchers through every connector, and compares them with the ledger and with what the connector finds again. Ends with 1 when they differ.',
)
  .option('--vouchers <n>', 'how many each profile gets', wholeNumber(), 100_000)
  .option('--strings <n>', 'how many hostile strings', wholeNumber(), 100_000)
  .option('--seed <n>', 'what they are made from', wholeNumber(), 1)
  .addOption(new Option('--profile <name>', 'only this one').choices(profiles.map(wordFor)))
  .parse()
  .opts<{ vouchers: number; strings: number; seed: number; profile?: string }>();
const wanted = profiles.filter((it) => only === undefined || wordFor(it) === only);

console.log(
  `Each of ${wanted.length} profiles (${wanted.map(({ name }) => name).join(', ')}) gets ${vouchers} vouchers and ${strings} hostile strings of its own, ` +
    `with fresh books every ${perBooks} vouchers. All are compared with the ledger itself and with the connector’s look-up.`,
);
for (const profile of wanted) {
  await report(profile, { count: vouchers, shape: shapes(4), seed }, saidOfVouchers);
  await report(profile, { count: Math.ceil(strings / textsPerVoucher), shape: shapesOfTexts, seed }, saidOfTexts);
}
const megabytes = (process.resourceUsage().maxRSS / 1_024).toFixed(0);
console.log(`0 differences in ${wanted.length} profiles, ${megabytes} MB of memory at most.`);

async function report(profile: Profile, what: Wanted, said: (tally: Tally) => string): Promise<void> {
  if (what.count === 0) return;
  const begun = performance.now();
  const {
    tally,
    differences,
    seed: seedOfBooks,
  } = await prove(profile, what, (through) => {
    // Not among the findings: it only shows that a long run goes on.
    console.error(`  ${profile.name}: ${through} of ${what.count} vouchers`);
  });
  const seconds = ((performance.now() - begun) / 1_000).toFixed(0);
  console.log(`${profile.name}: ${said(tally)}, seed ${seed}: ${differences.length} differences (${seconds} s)`);
  if (differences.length > 0) fail(differences, seedOfBooks);
}

function saidOfVouchers({ vouchers: made, lines }: Tally): string {
  return `${made} vouchers of ${lines} journal lines to the øre`;
}

function saidOfTexts({ texts, differentTexts, cutTexts, vouchers: made }: Tally): string {
  const cut = `${cutTexts} of them as far as the documented limit`;
  return `${texts} hostile strings, ${differentTexts.size} different, to the letter, ${cut}, in ${made} vouchers`;
}

function fail(differences: readonly string[], seedOfBooks: number): never {
  console.error(`Begin with --seed ${seedOfBooks} to see them at once. The first:`);
  for (const it of differences.slice(0, 10)) console.error(`  ${it}`);
  process.exit(1);
}

function wordFor({ name }: Profile): string {
  return name.replaceAll(' ', '-');
}
