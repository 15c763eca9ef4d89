/**
 * `npm run fuzz -- --requests 100000 --seed 1`: the long form of the proof in the test command. `--from N` begins at that number, so that `--from N --requests 1`
 * sends one request of a run again. Ends with status 1 when an answer was wrong.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { startMockErp } from '@bilag/mock-erp';
import { onOwnDatabase } from '../support/command-database.ts';
import { numberOf } from '../support/command-line.ts';
import { startServiceOn } from '../support/started-service.ts';
import { fuzz } from './fuzz.ts';
import { linesOf } from './report.ts';

const options = { requests: { type: 'string' }, seed: { type: 'string' }, from: { type: 'string' } } as const;
const { values } = parseArgs({ options });
const plan = {
  requests: numberOf('requests', values.requests, 5_000),
  seed: numberOf('seed', values.seed, randomInt(1, 2 ** 31)),
  from: numberOf('from', values.from, 0),
};
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
