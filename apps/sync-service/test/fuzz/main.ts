/**
 * `npm run fuzz -- --requests 100000 --seed 1`: the long form of the proof in the test command. `--from N` begins at that number, so that `--from N --requests 1`
 * sends one request of a run again. Ends with status 1 when an answer was wrong.
 */
import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { provideDatabase } from '@bilag/embedded-postgres';
import { startMockErp } from '@bilag/mock-erp';
import { migrate } from '../../src/persistence/migrate.ts';
import { numberOf, runOn } from '../support/command-line.ts';
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
const dataDirectory = await mkdtemp(path.join(os.tmpdir(), 'bilag-fuzz-'));
const server = await provideDatabase({ purpose: 'tests', dataDirectory, env: process.env });
const name = `bilag_fuzz_${process.pid}`;
try {
  await runOn(server.url, `create database ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  await migrate(url.toString());
  await using opened = new AsyncDisposableStack();
  const mock = opened.adopt(await startMockErp({ xledgerSettings: { burstLimit: false } }), (it) => it.close());
  const database = { url: url.toString(), drop: async () => undefined };
  const service = opened.adopt(await startServiceOn(database, mock), (it) => it.close());
  const begun = performance.now();
  const report = await fuzz(service, mock, plan);
  for (const line of linesOf(report, plan, (performance.now() - begun) / 1_000)) console.log(line);
  if (report.faults.length > 0) process.exitCode = 1;
} finally {
  await runOn(server.url, `drop database if exists ${name} with (force)`);
  await server.stop();
  await rm(dataDirectory, { recursive: true, force: true });
}
