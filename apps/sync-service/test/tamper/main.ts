/**
 * `npm run audit:tamper -- --tamperings 10000 --seed 1`: the long form of the proof in the test command. Ends with status 1 when a tampering was not found, or
 * something else was named than what was tampered with.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { provideDatabase } from '@bilag/embedded-postgres';
import { migrate } from '../../src/persistence/migrate.ts';
import { aSigningKey } from '../support/audit.ts';
import { numberOf, runOn } from '../support/command-line.ts';
import { openedWith } from '../support/opened-database.ts';
import { type Outcome, tamper } from './tamper-with-log.ts';

const { values } = parseArgs({ options: { tamperings: { type: 'string' }, seed: { type: 'string' } } });
const tamperings = numberOf('tamperings', values.tamperings, 1_000, 1);
const seed = numberOf('seed', values.seed, 1, 1);
const dataDirectory = await mkdtemp(path.join(os.tmpdir(), 'bilag-tamper-'));
const server = await provideDatabase({ purpose: 'tests', dataDirectory, env: process.env });
const name = `bilag_tamper_${randomBytes(4).toString('hex')}`;
try {
  await runOn(server.url, `create database ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  await migrate(url.toString());
  await using opened = new AsyncDisposableStack();
  const service = opened.adopt(await openedWith(url.toString(), ['nbf', 'hlf'], async () => undefined), (it) =>
    it.close(),
  );
  const begun = performance.now();
  const outcomes = await tamper(service, aSigningKey(), { tamperings, seed });
  report(outcomes, (performance.now() - begun) / 1_000);
} finally {
  await runOn(server.url, `drop database if exists ${name} with (force)`);
  await server.stop();
  await rm(dataDirectory, { recursive: true, force: true });
}

function report(outcomes: readonly Outcome[], seconds: number): void {
  for (const [kind, its] of Map.groupBy(outcomes, (it) => it.name)) {
    const found = its.filter((it) => it.fault !== null).length;
    const entry = its.filter((it) => it.named === 'entry').length;
    const seal = its.filter((it) => it.named === 'seal').length;
    console.log(`${kind}: ${found} of ${its.length} found; ${entry} named the entry, ${seal} its seal`);
  }
  const wrong = outcomes.filter((it) => it.fault === null || it.named === 'not');
  for (const it of wrong.slice(0, 10)) {
    console.error(
      `NOT FOUND OR WRONGLY NAMED: ${it.name}: ${it.what}: ${it.fault?.kind} ${it.fault?.message ?? 'verified'}`,
    );
  }
  const found = outcomes.filter((it) => it.fault !== null).length;
  console.log(
    `${outcomes.length} tamperings, ${found} found, ${wrong.length} wrongly named, seed ${seed} (${seconds.toFixed(0)} s)`,
  );
  if (wrong.length > 0) process.exitCode = 1;
}
