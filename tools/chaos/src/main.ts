/** `npm run chaos -- --kills 100 --records 1000 --seed 1`: strikes so often while so many approvals are booked, and compares the ledger to the øre. */
import { npmScript, wholeNumber } from '@bilag/command-line';
import { endOnSignal } from './end-on-signal.ts';
import { type ChaosOptions, chaosOptions } from './options.ts';
import { type ChaosResult, chaosTable } from './report.ts';
import { runChaos } from './run-chaos.ts';
import { startWorld } from './world.ts';

const given = npmScript(
  'npm run chaos',
  'Strikes processes of the service while approvals are booked, and compares the ledger to the øre. Ends with 1 when it differs.',
)
  .option('--kills <n>', 'how many processes die (100)', wholeNumber(1))
  .option('--records <n>', 'how many approvals at least (ten for each kill)', wholeNumber(1))
  .option('--seed <n>', 'what the plan is made from', wholeNumber(), 1)
  .option('--workers <n>', 'how many at a time (6)', wholeNumber(1))
  .option('--organizations <n>', 'each with a lane of its own (half the kills and sixteen, at most 72)', wholeNumber(1))
  .parse()
  .opts<Partial<ChaosOptions>>();
const options = chaosOptions(given);
const result = await proof();
console.log(chaosTable(result));
for (const fault of result.faults) console.error(`FAULT: ${fault}`);
const { kills, records, seed } = options;
if (result.faults.length > 0)
  console.error(`Again: npm run chaos -- --kills ${kills} --records ${records} --seed ${seed}`);
// Everything is closed by now. After a thousand kills Node has been seen to wait for ever for a connection that nothing holds any more.
process.exit(result.faults.length === 0 ? 0 : 1);

async function proof(): Promise<ChaosResult> {
  await using world = await startWorld();
  endOnSignal(world);
  return await runChaos(options, world);
}
