import { setTimeout as pause } from 'node:timers/promises';
import { startMeter } from '../cpu-meter.ts';
import { type Figures, messagesOf, type Task } from '../task.ts';
import type { Work } from './work.ts';

/** How a contestant is drained. */
export interface Drain {
  readonly task: Task;
  readonly work: Work;
  /** Begins; what it resolves to ends it. */
  readonly begin: () => Promise<() => PromiseLike<void>>;
  /** How many messages the database shows as not yet done. */
  readonly left: () => Promise<number>;
}

/**
 * Times a drain. The clock starts when the share that warms up was handed over, and stops when the database shows nothing left. Of a skewed task
 * it is the time until the last message of the small organizations was handed over.
 */
export async function timeDrain({ task, work, begin, left }: Drain): Promise<Figures> {
  const stop = await begin();
  if (task.isSkewed) {
    const smallOnesMs = await work.smallOnesDone;
    const figures = { smallOnesMs, ...work.observations() };
    await stop();
    return figures;
  }
  await work.warmedUp;
  const measure = startMeter(task.postmasterPid);
  const before = work.handled();
  const goal = task.stopAfter ?? messagesOf(task);
  while (work.handled() < goal) await pause(3);
  while (task.stopAfter === undefined && (await left()) > 0) await pause(5);
  const figures = measure(work.handled() - before);
  await stop();
  return { ...figures, ...work.observations() };
}
