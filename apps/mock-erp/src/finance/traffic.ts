import type { Answer } from '../answer.ts';
import type { MockClock } from '../clock.ts';
import { tooManyAnswer } from './errors.ts';
import type { FinanceSettings } from './settings.ts';

/** Counts requests per user and knows which journals are being written. */
export interface Traffic {
  /** Lets a request in or says why not. Every call, let in or not, is ended by `leave`. */
  enter(userId: string): Answer | undefined;
  leave(userId: string): void;
  /** True when another write on this journal's lines is under way. Every call is ended by `closeJournal`. */
  openJournal(journal: string): boolean;
  closeJournal(journal: string): void;
  clear(): void;
}

/** Nobody has come yet. @source dynamics.md §15.3, 2026-11 */
export function createTraffic(clock: MockClock, settings: FinanceSettings): Traffic {
  const recent = new Map<string, number[]>();
  const running = new Map<string, number>();
  const writing = new Map<string, number>();
  return {
    enter(userId) {
      const under = add(running, userId, 1);
      const { requestsPerWindow, windowMs, maxConcurrent } = settings;
      const nowMs = clock.now().getTime();
      const window = (recent.get(userId) ?? []).filter((atMs) => Math.abs(nowMs - atMs) < windowMs);
      const retryAfterSeconds = Math.ceil((windowMs - (nowMs - (window[0] ?? nowMs))) / 1000);
      if (requestsPerWindow > 0 && window.length >= requestsPerWindow) {
        const seconds = windowMs / 1000;
        const text = `Number of requests exceeded the limit of ${requestsPerWindow} over the time window of ${seconds} seconds.`;
        return tooManyAnswer(text, retryAfterSeconds);
      }
      recent.set(userId, requestsPerWindow > 0 ? [...window, nowMs] : []);
      if (maxConcurrent === 0 || under <= maxConcurrent) return undefined;
      return tooManyAnswer(`Number of concurrent requests exceeded the limit of ${maxConcurrent}.`, 1);
    },
    leave: (userId) => void add(running, userId, -1),
    openJournal: (journal) => add(writing, journal, 1) > 1,
    closeJournal: (journal) => void add(writing, journal, -1),
    clear: () => recent.clear(),
  };
}

function add(counts: Map<string, number>, name: string, change: number): number {
  const count = (counts.get(name) ?? 0) + change;
  if (count === 0) counts.delete(name);
  else counts.set(name, count);
  return count;
}
