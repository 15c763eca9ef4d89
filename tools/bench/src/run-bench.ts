import os from 'node:os';
import { templates } from './contestants/registry.ts';
import { measures, measuresFor } from './measures/index.ts';
import type { Measure, Round } from './measures/measure.ts';
import type { BenchOptions } from './options.ts';
import { storeBaseline } from './report/baseline.ts';
import { thisMachine } from './report/machine.ts';
import { type MeasureResult, resultOf } from './report/result.ts';
import { barTable, contestantTable } from './report/tables.ts';
import { startWorld, type World } from './world/world.ts';

/** Measures what the options name, tells what comes out as it comes, and stores it where that is wanted. */
export async function runBench(
  options: BenchOptions,
  command: string,
  say: (text: string) => void,
): Promise<readonly MeasureResult[]> {
  const chosen = measuresFor(options.only);
  await using world = await startWorld(templates, options.quick ? 5 : 50);
  const machine = thisMachine(world.cluster.version);
  const { Node, PostgreSQL } = machine.versions;
  say(`${machine.processors}, ${machine.memory}, Node ${Node}, PostgreSQL ${PostgreSQL} (durable)`);
  const results: MeasureResult[] = [];
  for (const measure of chosen) {
    const result = await measured(measure, world, options, command, say);
    results.push(result);
    say(`\n${result.title}\n${contestantTable(result)}`);
    if (options.write)
      storeBaseline(
        { machine, measures: [result] },
        measures.map((it) => it.title),
      );
  }
  say(`\n${barTable(results)}`);
  return results;
}

async function measured(
  measure: Measure,
  world: World,
  options: BenchOptions,
  command: string,
  say: (text: string) => void,
) {
  const rounds: Round[] = [];
  const load: string[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    const [minute = 0] = os.loadavg();
    load.push(minute.toFixed(1));
    say(
      `${[...new Set(measure.bars.map((it) => it.id.split('-')[0]))].join(', ')}: round ${round + 1} of ${options.rounds}, load average ${minute.toFixed(2)}`,
    );
    rounds.push(await measure.round(world, options, round));
  }
  return resultOf(measure, rounds, { command, load: load.join(', ') });
}
