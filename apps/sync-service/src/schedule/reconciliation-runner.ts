import { randomUUID } from 'node:crypto';
import { type ReconcilePorts, type ReconciliationRun, reconcile } from '@bilag/core';
import type { Logger } from 'pino';

/** How the runner is tuned. */
export interface RunnerOptions {
  /** How often it looks without being woken, in milliseconds. */
  readonly pollMs: number;
  /** Most reconciliations at once in this process, each of another organization. */
  readonly concurrency: number;
}

/** Takes over reconciliations that wait, and works on them beside the engine. */
export interface ReconciliationRunner {
  start(): void;
  /** Look now: one was asked for. */
  wake(): void;
  /** Takes over no more, gives up the calls under way, which only read, and leaves what is not ended to the next worker. */
  stop(): Promise<void>;
}

/** The lease until the first call renews it, in milliseconds. */
const leaseMs = 30_000;

/** A runner of this process, under an owner's name of its own. */
export function createReconciliationRunner(
  ports: ReconcilePorts,
  { pollMs, concurrency }: RunnerOptions,
  log: Logger,
): ReconciliationRunner {
  const owner = randomUUID();
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  let loop: Promise<void> | undefined;
  let wakeUp = (): void => undefined;
  let woken = false;

  const work = async (run: ReconciliationRun): Promise<void> => {
    const { organizationId, reconciliationId, period } = run;
    const about = { organizationId, reconciliationId, month: period.month };
    try {
      const result = await reconcile(run, ports, stopping.signal);
      if (result === 'incomplete') log.warn(about, 'A reconciliation could not be ended; it says why.');
      else log.info({ ...about, result }, 'Worked on a reconciliation.');
    } catch (error) {
      log.error({ err: error, ...about }, 'A reconciliation was left; its lease runs out by itself.');
    }
  };
  const fill = async (): Promise<void> => {
    const limit = concurrency - running.size;
    if (limit <= 0) return;
    for (const run of await ports.store.lease({ owner, limit, leaseMs })) {
      const worked: Promise<void> = work(run).finally(() => {
        running.delete(worked);
        // The organization's next month may have waited for it.
        wake();
      });
      running.add(worked);
    }
  };
  const idle = (): Promise<void> => {
    if (woken || stopping.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, pollMs);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  };
  const turn = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      woken = false;
      await fill().catch((error: unknown) => log.warn({ err: error }, 'Reconciliations cannot be read; trying again.'));
      await idle();
    }
  };
  const wake = (): void => {
    woken = true;
    wakeUp();
  };
  return {
    start() {
      loop ??= turn();
    },
    wake,
    async stop() {
      stopping.abort();
      wakeUp();
      await loop;
      await Promise.all(running);
    },
  };
}
