import { backlog } from './backlog.ts';
import { bulk } from './bulk.ts';
import { consoleReads } from './console.ts';
import { drainBatches } from './drain-batches.ts';
import { drainNothing } from './drain-nothing.ts';
import { drainOneCall } from './drain-one-call.ts';
import { fairness } from './fairness.ts';
import { heldSnapshot } from './held-snapshot.ts';
import { ingest } from './ingest.ts';
import { latency } from './latency.ts';
import { manyOrganizations } from './many-organizations.ts';
import type { Measure } from './measure.ts';
import { noisyNeighbour } from './noisy-neighbour.ts';
import { telemetry } from './telemetry.ts';
import { workers } from './workers.ts';

/** Everything that is measured, the most important first. */
export const measures: readonly Measure[] = [
  drainOneCall,
  drainBatches,
  drainNothing,
  ingest,
  bulk,
  fairness,
  latency,
  heldSnapshot,
  backlog,
  workers,
  noisyNeighbour,
  manyOrganizations,
  telemetry,
  consoleReads,
];

/** Those that decide one of these bars, `P2-crowded` counting as P2; all when none is named. @throws naming a bar that there is not. */
export function measuresFor(only: readonly string[]): readonly Measure[] {
  const has = (it: Measure, name: string) => it.bars.some(({ id }) => id.split('-')[0] === name);
  const unknown = only.filter((name) => !measures.some((it) => has(it, name)));
  if (unknown.length > 0) throw new Error(`There is no bar ${unknown.join(', ')}.`);
  return only.length === 0 ? measures : measures.filter((it) => only.some((name) => has(it, name)));
}
