/** One contestant, one process: does what the task in its environment says, and tells its figures. */
import { tell } from './contestants/contestant.ts';
import type { Task } from './task.ts';

const task: Task = JSON.parse(process.env['BENCH_TASK'] ?? '');
const sampledShare = Number(task.settings['OTEL_TRACES_SAMPLER_ARG'] ?? 1);
const isExported = task.settings['OTEL_EXPORTER_OTLP_ENDPOINT'] !== undefined;
const traces = isExported ? await startTraces() : undefined;
// Only now, as what is to be seen in the traces must not be loaded before them.
const { contestants } = await import('./contestants/registry.ts');
const contestant = contestants[task.contestant];
if (contestant === undefined) throw new Error(`There is no contestant ${task.contestant}.`);
if (task.step === 'prepare') await contestant.prepare(task);
const figures = task.step === 'prepare' ? {} : await contestant.run(task);
await traces?.[Symbol.asyncDispose]();
await tell(figures);
process.exit(0);

/** Loaded only by those who trace. */
async function startTraces(): Promise<AsyncDisposable> {
  const telemetry = await import('@bilag/sync-service/traces');
  return telemetry.startTraces({ isExported, sampledShare, serviceName: 'bilag' });
}
