import { randomUUID } from 'node:crypto';
import { type EnginePorts, type LeasedLane, type ServeOptions, serveLane } from '@bilag/core';
import pRetry, { type RetryContext } from 'p-retry';
import type { Logger } from 'pino';
import { createRounds, type Rounds } from './rounds.ts';
import { createWaitingLanes } from './waiting-lanes.ts';

/** How the poller is tuned; times in milliseconds. */
export interface PollerOptions {
  /** How often it looks for what nobody has said; less often where a look takes long. */
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
  /** Something was stored for an organization, or for nobody knows whom: look now. */
  wake(organizationId?: string): void;
  /** Leases no more, lets the calls under way end for a while, gives them up then, and records what is known. */
  stop(): Promise<void>;
}

/**
 * A poller of this process, under an owner's name of its own. What is due it learns from whoever stored it, and by looking at all lanes now and then; whoever waits
 * is leased by name, so that a turn costs the same however many organizations there are. It goes on whatever a lane does; one that throws is left to its lease.
 */
export function createOutboxPoller(ports: EnginePorts, options: PollerOptions, log: Logger): OutboxPoller {
  const owner = randomUUID();
  const stopping = new AbortController();
  const givingUp = new AbortController();
  const { signal } = stopping;
  // Never leased while they are served: a lease that the database forgot in a crash comes with the same fence (ADR 14).
  const running = new Map<string, Promise<void>>();
  const waiting = createWaitingLanes(running);
  const freePlaces = () => options.concurrency - running.size;
  let wereMore = false;
  let leasedSinceLook = 0;
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let tookMs = 0;

  const serveOptions: ServeOptions = {
    ...options.serve,
    stop: signal,
    giveUp: givingUp.signal,
    isCrowded: () => freePlaces() <= 0 && waiting.isAnybodyWaiting(),
    paces: new Map(),
  };
  const serve = async (lane: LeasedLane): Promise<void> => {
    const { organizationId } = lane;
    try {
      const result = await serveLane(lane, ports, serveOptions);
      if (result === 'unable')
        log.error({ organizationId }, 'This process cannot open the integration; see its settings and key.');
      else log.debug({ organizationId, result }, 'Served a lane.');
      if (result === 'turn-over') waiting.add(organizationId);
    } catch (error) {
      log.error({ err: error, organizationId }, 'A lane was left; its lease runs out by itself.');
    }
  };
  const begin = (lane: LeasedLane): void => {
    const { organizationId } = lane;
    const served = serve(lane).finally(() => {
      running.delete(organizationId);
      waiting.turnEnded(organizationId);
      leasing.wake();
    });
    running.set(organizationId, served);
  };
  const lease = async (): Promise<undefined> => {
    while (!signal.aborted) {
      const organizations = waiting.take(freePlaces());
      if (organizations.length === 0) break;
      const request = { owner, organizations, leaseMs: options.serve.leaseMs };
      const lanes = await ports.outbox.leaseLanes(request).catch((error: unknown) => {
        for (const it of organizations) waiting.add(it);
        throw error;
      });
      lanes.forEach(begin);
      leasedSinceLook += lanes.length;
    }
    if (wereMore && leasedSinceLook > 0 && !waiting.isAnybodyWaiting()) looking.wake();
  };
  const look = async (): Promise<number> => {
    // Whoever wakes it again and again gets half of the time at most.
    const tooSoonMs = lookedAtMs + tookMs - ports.clock.monotonicMs();
    if (tooSoonMs > 0) return tooSoonMs;
    leasedSinceLook = 0;
    const due = await retrying(timedLook, signal, log);
    wereMore = due.length === mostFound;
    due.forEach((it) => waiting.add(it));
    leasing.wake();
    return Math.max(options.pollMs, Math.min(longestRestMs, restPerLook * tookMs));
  };
  const timedLook = async (): Promise<readonly string[]> => {
    const begunMs = ports.clock.monotonicMs();
    const due = await ports.outbox.findDueLanes(mostFound);
    lookedAtMs = ports.clock.monotonicMs();
    tookMs = lookedAtMs - begunMs;
    return due;
  };
  const failed = (error: unknown): undefined => {
    if (!signal.aborted) log.error({ err: error }, 'The outbox could not be read.');
  };
  const leasing: Rounds = createRounds(() => lease().catch((error) => failed(error) ?? afterErrorMs), signal);
  const looking: Rounds = createRounds(() => look().catch((error) => failed(error) ?? options.pollMs), signal);
  return {
    start() {
      leasing.start();
      looking.start();
    },
    wake(organizationId) {
      if (organizationId === undefined) return looking.wake();
      waiting.add(organizationId);
      leasing.wake();
    },
    async stop() {
      stopping.abort();
      const patience = setTimeout(() => givingUp.abort(), options.graceMs);
      await Promise.all([leasing.ended(), looking.ended()]);
      await Promise.all(running.values());
      clearTimeout(patience);
    },
  };
}

/** How many organizations one look finds at most; once they have had their turn, the next are looked for. */
const mostFound = 1_000;

/** A look that nobody asked for is followed by a rest this many times as long as it took: a tenth of the time goes into looking. */
const restPerLook = 9;

/** However long a look took, the next one comes after this time at the latest, in milliseconds. */
const longestRestMs = 5_000;

/** After lanes could not be leased, it is tried again in so many milliseconds. */
const afterErrorMs = 1_000;

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
