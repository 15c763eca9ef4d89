import { setTimeout as pause } from 'node:timers/promises';

/** Asks again and again until there is an answer; `undefined` and `false` are none. @throws when none came in time, saying what was waited for. */
export async function until<T>(
  what: string,
  withinMs: number,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  everyMs = 50,
): Promise<T> {
  for (const deadline = performance.now() + withinMs; ; await pause(everyMs)) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`Waited ${Math.round(withinMs / 1000)} s for ${what}.`);
  }
}
