/** One contestant, one process: does what the task in its environment says, and tells its figures. */
import { tell } from './contestants/contestant.ts';
import { contestants } from './contestants/registry.ts';
import type { Task } from './task.ts';

const task: Task = JSON.parse(process.env['BENCH_TASK'] ?? '');
const contestant = contestants[task.contestant];
if (contestant === undefined) throw new Error(`There is no contestant ${task.contestant}.`);
if (task.step === 'prepare') await contestant.prepare(task);
const figures = task.step === 'prepare' ? {} : await contestant.run(task);
await tell(figures);
process.exit(0);
