/** `npm run simulate -- --seeds 2000 --seed 1`: runs so many seeds from the given one on; a failing one is told with what happened, and replays with `--seeds 1`. */
import { npmScript, wholeNumber } from '@bilag/command-line';
import { simulate } from './simulate.ts';

const { seeds, seed } = npmScript('npm run simulate', 'The engine in virtual time, with troubles at every await.')
  .option('--seeds <n>', 'how many runs', wholeNumber(1), 2_000)
  .option('--seed <n>', 'the first', wholeNumber(), 1)
  .parse()
  .opts<{ seeds: number; seed: number }>();
const begun = performance.now();
const totals = { approvals: 0, booked: 0 };
for (let it = seed; it < seed + seeds; it += 1) {
  const result = await simulate(it);
  if (result.fault !== undefined) {
    console.error(result.story.join('\n'));
    console.error(`Seed ${it}: ${result.fault}. Replay: npm run simulate -- --seeds 1 --seed ${it}`);
    process.exit(1);
  }
  totals.approvals += result.approvals;
  totals.booked += result.booked;
}
const seconds = ((performance.now() - begun) / 1_000).toFixed(0);
const { approvals, booked } = totals;
console.log(
  `${seeds} seeds from ${seed}: ${approvals} approvals, ${booked} booked once, 0 doubled, 0 lost (${seconds} s)`,
);
