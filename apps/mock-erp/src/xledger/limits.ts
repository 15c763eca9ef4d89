import type { MockClock } from '../clock.ts';
import type { XledgerError } from './errors.ts';
import type { XledgerSettings } from './settings.ts';

/** What has been used since the last reset; the real allowance is per month. */
export interface Usage {
  requests: number;
  bytesUp: number;
  bytesDown: number;
}

/** Counts requests per token and says when there are too many. */
export interface Limits {
  /** Lets a request in or says why not. Every call, let in or not, is ended by `leave`. */
  enter(token: string): XledgerError | undefined;
  leave(token: string): void;
  /** Takes credits for a request that was let in; an error when there are not enough left. */
  spend(credits: number): XledgerError | undefined;
  readonly usage: Usage;
  clear(): void;
}

/** @source xledger.md §9 and §10, 2026-11; texts after the first and what a credit buys are invented. */
export function createLimits(clock: MockClock, settings: XledgerSettings): Limits {
  const recent = new Map<string, number[]>();
  const inFlight = new Map<string, number>();
  const usage: Usage = { requests: 0, bytesUp: 0, bytesDown: 0 };
  let spentCredits = 0;
  let emptySinceMs: number | undefined;

  const isBurst = (token: string) => {
    if (!settings.burstLimit) return false;
    const nowMs = clock.now().getTime();
    const window = (recent.get(token) ?? []).filter((atMs) => Math.abs(nowMs - atMs) < settings.burstWindowMs);
    const isFull = window.length >= settings.burstRequests;
    recent.set(token, isFull ? window : [...window, nowMs]);
    return isFull;
  };
  return {
    usage,
    enter(token) {
      usage.requests += 1;
      const parallel = (inFlight.get(token) ?? 0) + 1;
      inFlight.set(token, parallel);
      if (isBurst(token)) {
        const seconds = settings.burstWindowMs / 1000;
        const message = `Too many requests in the last ${seconds} seconds.`;
        return { message, code: 'BAD_REQUEST.BURST_RATE_LIMIT_REACHED' };
      }
      if (settings.maxConcurrent > 0 && parallel > settings.maxConcurrent) {
        return { message: 'Too many concurrent requests.', code: 'BAD_REQUEST.CONCURRENCY_LIMIT_REACHED' };
      }
      return undefined;
    },
    leave(token) {
      inFlight.set(token, (inFlight.get(token) ?? 1) - 1);
    },
    spend(credits) {
      const nowMs = clock.now().getTime();
      if (emptySinceMs !== undefined && nowMs >= emptySinceMs + settings.creditsRefillMs) {
        emptySinceMs = undefined;
        spentCredits = 0;
      }
      if (settings.credits < 0) return undefined;
      if (spentCredits + credits <= settings.credits) {
        spentCredits += credits;
        return undefined;
      }
      emptySinceMs ??= nowMs;
      const resetAt = new Date(emptySinceMs + settings.creditsRefillMs).toISOString();
      return { message: 'Insufficient credits.', code: 'BAD_REQUEST.INSUFFICIENT_CREDITS', extensions: { resetAt } };
    },
    clear() {
      recent.clear();
      spentCredits = 0;
      emptySinceMs = undefined;
      Object.assign(usage, { requests: 0, bytesUp: 0, bytesDown: 0 });
    },
  };
}
