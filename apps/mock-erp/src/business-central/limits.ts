import { setTimeout as sleep } from 'node:timers/promises';
import type { MockClock } from '../clock.ts';
import { BusinessCentralError } from './errors.ts';
import type { BusinessCentralSettings } from './settings.ts';

/** Lets requests of an app in, makes them wait or turns them away. */
export interface Limits {
  /** Resolves when the request may run, or with the refusal. Each request that may run is ended by `leave`. */
  enter(app: string): Promise<BusinessCentralError | undefined>;
  leave(app: string): void;
  clear(): void;
}

interface Traffic {
  /** When the requests of the window came, on the sandbox's clock. */
  times: number[];
  running: number;
  waiting: (() => void)[];
}

/** Per app: so many requests in a window, five at once, ninety-five waiting. @source dynamics.md §9.2 and §9.3, 2026-11 */
export function createLimits(clock: MockClock, settings: BusinessCentralSettings): Limits {
  const byApp = new Map<string, Traffic>();
  const trafficOf = (app: string): Traffic => {
    const traffic = byApp.get(app) ?? { times: [], running: 0, waiting: [] };
    byApp.set(app, traffic);
    return traffic;
  };
  return {
    async enter(app) {
      const traffic = trafficOf(app);
      if (!settings.rateLimit) return run(traffic);
      const tooMany = countIn(traffic, clock.now().getTime(), settings);
      if (tooMany !== undefined) return tooMany;
      if (traffic.running < settings.maxRunning) return run(traffic);
      const { maxRunning, maxQueued } = settings;
      const open = traffic.running + traffic.waiting.length;
      if (traffic.waiting.length >= maxQueued) return tooManyRequests(open + 1, maxRunning + maxQueued);
      return (await isCalled(traffic, settings.queueTimeoutMs)) ? run(traffic) : waitedTooLong();
    },
    leave(app) {
      const traffic = trafficOf(app);
      traffic.running -= 1;
      traffic.waiting.shift()?.();
    },
    clear() {
      for (const traffic of byApp.values()) traffic.times = [];
    },
  };
}

function run(traffic: Traffic): undefined {
  traffic.running += 1;
}

function countIn(
  traffic: Traffic,
  nowMs: number,
  { windowMs, requestsPerWindow }: BusinessCentralSettings,
): BusinessCentralError | undefined {
  traffic.times = traffic.times.filter((atMs) => Math.abs(nowMs - atMs) < windowMs);
  if (traffic.times.length >= requestsPerWindow) return tooManyRequests(traffic.times.length + 1, requestsPerWindow);
  traffic.times.push(nowMs);
  return undefined;
}

/** Waits for a turn; false when it took too long. */
async function isCalled(traffic: Traffic, timeoutMs: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<true>();
  const call = () => resolve(true);
  traffic.waiting.push(call);
  const gaveUp = new AbortController();
  const timeout = sleep(timeoutMs, false, { signal: gaveUp.signal, ref: false }).catch(() => false);
  const called = await Promise.race([promise, timeout]);
  gaveUp.abort();
  traffic.waiting = traffic.waiting.filter((waiting) => waiting !== call);
  return called;
}

function tooManyRequests(actual: number, maximum: number): BusinessCentralError {
  const message = `Too many requests reached. Actual (${actual}). Maximum (${maximum}).`;
  return new BusinessCentralError(429, 'Application_TooManyRequests', message);
}

function waitedTooLong(): BusinessCentralError {
  return new BusinessCentralError(503, 'Application_TooManyRequests', 'The request waited too long for its turn.');
}
