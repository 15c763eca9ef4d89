/**
 * `npm run fuzz -- --requests 100000 --seed 1`: the long form of the proof in the test command. `--from N` begins at that number, so that `--from N --requests 1`
 * sends one request of a run again. Ends with status 1 when an answer was wrong.
 */
import { randomInt } from 'node:crypto';
import { npmScript, wholeNumber } from '@bilag/command-line';
import { startMockErp } from '@bilag/mock-erp';
import { onOwnDatabase } from '../support/command-database.ts';
import { startServiceOn } from '../support/started-service.ts';
import { fuzz } from './fuzz.ts';
import { linesOf } from './report.ts';

const plan = npmScript(
  'npm run fuzz',
  'Asks every form of the API for what nobody should. Ends with 1 when an answer was wrong.',
)
  .option('--requests <n>', 'how many', wholeNumber(1), 5_000)
  .option('--seed <n>', 'what they are made from', wholeNumber(), randomInt(1, 2 ** 31))
  .option('--from <n>', 'the number of the first', wholeNumber(), 0)
  .parse()
  .opts<{ requests: number; seed: number; from: number }>();
console.log(`Fuzzing with seed ${plan.seed}.`);
await onOwnDatabase('fuzz', async (url) => {
  await using opened = new AsyncDisposableStack();
  const mock = opened.adopt(await startMockErp({ xledgerSettings: { burstLimit: false } }), (it) => it.close());
  const database = { url: url, drop: async () => undefined };
  const service = opened.adopt(await startServiceOn(database, mock), (it) => it.close());
  const begun = performance.now();
  const report = await fuzz(service, mock, plan);
  for (const line of linesOf(report, plan, (performance.now() - begun) / 1_000)) console.log(line);
  if (report.faults.length > 0) process.exitCode = 1;
});
