/** `npm run chaos -- --kills 100 --records 1000 --seed 1`: strikes so often while so many approvals are booked, and compares the ledger to the øre. */
import { endOnSignal } from './end-on-signal.ts';
import { chaosOptions, numbersFrom } from './options.ts';
import { type ChaosResult, chaosTable } from './report.ts';
import { runChaos } from './run-chaos.ts';
import { startWorld } from './world.ts';

const options = chaosOptions(numbersFrom(['kills', 'records', 'seed', 'workers', 'organizations']));
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
