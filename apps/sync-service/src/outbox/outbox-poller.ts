import { randomUUID } from 'node:crypto';
import { type EnginePorts, type LeasedLane, type ServeOptions, serveLane } from '@bilag/core';
import pRetry, { type RetryContext } from 'p-retry';
import type { Logger } from 'pino';

/** How the poller is tuned; times in milliseconds. */
export interface PollerOptions {
  /** How often it looks without being woken. */
  readonly pollMs: number;
  /** Most lanes served at once by this process. */
  readonly concurrency: number;
  /** How long calls under way may go on once the poller is stopped. */
  readonly graceMs: number;
  readonly serve: Omit<ServeOptions, 'stop' | 'giveUp' | 'isCrowded' | 'paces'>;
}

/** Leases lanes that have something due and serves them side by side. */
export interface OutboxPoller {
  start(): void;
  /** Look now: something was stored. */
  wake(): void;
  /** Leases no more, lets the calls under way end for a while, gives them up then, and records what is known. */
  stop(): Promise<void>;
}

/** A poller of this process, under an owner's name of its own. It goes on whatever a lane does; one that throws is left to its lease. */
export function createOutboxPoller(ports: EnginePorts, options: PollerOptions, log: Logger): OutboxPoller {
  const owner = randomUUID();
  const stopping = new AbortController();
  const givingUp = new AbortController();
  const running = new Set<Promise<void>>();
  let loop: Promise<void> | undefined;
  let wakeUp = (): void => undefined;
  let woken = false;
  const isFull = () => running.size >= options.concurrency;
  let crowdedUntilMs = Number.NEGATIVE_INFINITY;

  const serveOptions: ServeOptions = {
    ...options.serve,
    stop: stopping.signal,
    giveUp: givingUp.signal,
    isCrowded: () => isFull() || ports.clock.monotonicMs() < crowdedUntilMs,
    paces: new Map(),
  };
  const serve = async (lane: LeasedLane): Promise<void> => {
    try {
      const result = await serveLane(lane, ports, serveOptions);
      const { organizationId } = lane;
      if (result === 'unable')
        log.error({ organizationId }, 'This process cannot open the integration; see its settings and key.');
      else log.debug({ organizationId, result }, 'Served a lane.');
    } catch (error) {
      log.error({ err: error, organizationId: lane.organizationId }, 'A lane was left; its lease runs out by itself.');
    }
  };
  const lease = () =>
    ports.outbox.leaseLanes({ owner, limit: options.concurrency - running.size, leaseMs: options.serve.leaseMs });
  const fill = async (): Promise<void> => {
    if (isFull()) return;
    const lanes = await retrying(lease, stopping.signal, log);
    for (const lane of lanes) {
      // A place is free again: look at once, as others may have waited for it, and a lane whose turn was over is due again.
      const served: Promise<void> = serve(lane).finally(() => {
        running.delete(served);
        wake();
      });
      running.add(served);
    }
    // Whoever waits for a place cannot be seen, as nothing is leased while there is none.
    if (isFull()) crowdedUntilMs = ports.clock.monotonicMs() + crowdedMs;
  };
  const idle = (): Promise<void> => {
    if (woken || stopping.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, options.pollMs);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      woken = false;
      await fill().catch((error: unknown) => {
        if (!stopping.signal.aborted) log.error({ err: error }, 'The outbox could not be read.');
      });
      await idle();
    }
  };
  const wake = (): void => {
    woken = true;
    wakeUp();
  };
  return {
    start() {
      loop ??= run();
    },
    wake,
    async stop() {
      stopping.abort();
      wakeUp();
      const patience = setTimeout(() => givingUp.abort(), options.graceMs);
      await loop;
      await Promise.all(running);
      clearTimeout(patience);
    },
  };
}

/** For how long others may be waiting after all places were taken, in milliseconds. */
const crowdedMs = 5_000;

/** The database may be away for a while; that is no reason to end. */
function retrying<T>(work: () => Promise<T>, signal: AbortSignal, log: Logger): Promise<T> {
  const onFailedAttempt = ({ error }: RetryContext) =>
    log.warn({ err: error }, 'The outbox cannot be read; trying again.');
  return pRetry(work, {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 100,
    maxTimeout: 5_000,
    randomize: true,
    signal,
    onFailedAttempt,
  });
}
