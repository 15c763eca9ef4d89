import { setImmediate } from 'node:timers/promises';
import type { Clock } from '@bilag/core';
import type { Chance } from './chance.ts';

/** Somebody whose time can stop: a worker process that is frozen or dead. */
export interface Actor {
  readonly name: string;
  /** Gone for good: nothing of it goes on. */
  isDead: boolean;
  /** Nothing of it goes on before this moment. */
  frozenUntilMs: number;
  /** Ends it at once. */
  readonly die: (when: string) => void;
}

/** Virtual time and the order in which everything happens. One seed gives one order. */
export interface World {
  readonly chance: Chance;
  readonly nowMs: () => number;
  /** Goes on after so many milliseconds; never for an actor that is dead by then, later for one that is frozen. */
  sleep(actor: Actor, ms: number): Promise<void>;
  /** Does something by itself after so many milliseconds, whoever is dead by then. */
  later(ms: number, event: () => void): void;
  clockOf(actor: Actor): Clock;
  /** Lets things happen one by one until the given moment, or until `check`, which sees the world after each, says that it is enough. */
  runUntil(untilMs: number, check: () => 'go-on' | 'enough'): Promise<void>;
  /** Ends the run: something threw that nobody catches. */
  fail(error: unknown): void;
  /** What happened lately, oldest first, for whoever reads a failure. */
  readonly story: string[];
}

interface Happening {
  readonly atMs: number;
  /** Breaks ties between what happens at the same moment, by chance. */
  readonly order: number;
  readonly actor: Actor | undefined;
  readonly event: () => void;
}

/** The first instant of every run. */
const startMs = Date.UTC(2026, 2, 6, 10);

/** A world that stands still at its first instant. */
export function createWorld(chance: Chance): World {
  let nowMs = 0;
  const failures: unknown[] = [];
  const coming: Happening[] = [];
  const add = (ms: number, actor: Actor | undefined, event: () => void) => {
    const happening = { atMs: nowMs + Math.max(0, ms), order: chance.next(), actor, event };
    coming.push(happening);
    return happening;
  };
  const takeNext = (untilMs: number): Happening | undefined => {
    let first: Happening | undefined;
    for (const it of coming) if (first === undefined || isBefore(it, first)) first = it;
    if (first === undefined || first.atMs > untilMs) return undefined;
    coming.splice(coming.indexOf(first), 1);
    return first;
  };
  return {
    chance,
    story: [],
    nowMs: () => nowMs,
    sleep: (actor, ms) => new Promise((resolve) => void add(ms, actor, resolve)),
    fail: (error) => void failures.push(error),
    later: (ms, event) => void add(ms, undefined, event),
    clockOf: (actor) => ({
      now: () => new Date(startMs + nowMs),
      monotonicMs: () => nowMs,
      deadline(afterMs) {
        const controller = new AbortController();
        const happening = add(afterMs, actor, () => controller.abort());
        const cancel = () => {
          const at = coming.indexOf(happening);
          if (at >= 0) coming.splice(at, 1);
        };
        return { signal: controller.signal, cancel };
      },
    }),
    async runUntil(untilMs, check) {
      for (let next = takeNext(untilMs); next !== undefined; next = takeNext(untilMs)) {
        nowMs = next.atMs;
        const { actor } = next;
        if (actor?.isDead === true) continue;
        if (actor !== undefined && actor.frozenUntilMs > nowMs) {
          add(actor.frozenUntilMs - nowMs, actor, next.event);
          continue;
        }
        next.event();
        // Everything that this set off comes to rest before the next thing happens.
        await setImmediate();
        if (failures.length > 0) throw failures[0];
        if (check() === 'enough') return;
      }
      nowMs = Math.max(nowMs, untilMs);
    },
  };
}

const isBefore = (a: Happening, b: Happening) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

/** Notes what happened, with its moment. */
export function tell({ story, nowMs }: World, what: string): void {
  story.push(`${(nowMs() / 1_000).toFixed(3)} s  ${what}`);
  if (story.length > 400) story.shift();
}
