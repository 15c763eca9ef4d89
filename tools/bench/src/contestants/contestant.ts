import type { Figures, Task } from '../task.ts';

/** One way to get the work done. */
export interface Contestant {
  /** Contestants that name the same are prepared once for all of them. */
  readonly template: string;
  /** Fills an empty database. Not timed. */
  readonly prepare: (task: Task) => Promise<void>;
  /** Does the work and measures it. What it leaves running ends with its process. */
  readonly run: (task: Task) => Promise<Figures>;
}

/** Tells the benchmark something, as one line; resolves when it is written. */
export function tell(answer: object): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(`\n@@${JSON.stringify(answer)}\n`, () => resolve());
  });
}

/** Resolves when the benchmark wants this process to end. */
export function untilHungUp(): Promise<void> {
  return new Promise((resolve) => {
    process.stdin.once('end', () => resolve()).resume();
  });
}
