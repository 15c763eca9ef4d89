import { expect, test } from 'vitest';
import { createRequestPacer } from '../../src/graphql/request-pacer.ts';

/** Time that moves only by what the pacer sleeps and the test says. */
function standingTime() {
  let nowMs = 1_000;
  const slept: number[] = [];
  return {
    slept,
    pass: (ms: number) => void (nowMs += ms),
    timers: {
      monotonicMs: () => nowMs,
      sleep: (ms: number, signal: AbortSignal) => {
        signal.throwIfAborted();
        slept.push(ms);
        nowMs += ms;
        return Promise.resolve();
      },
    },
  };
}

const never = new AbortController().signal;

test('the 21st request within five seconds waits until the first is five seconds past', async () => {
  const time = standingTime();
  const pacer = createRequestPacer(time.timers);
  for (let request = 1; request <= 20; request += 1) {
    (await pacer.enter(never))?.[Symbol.dispose]();
    time.pass(100);
  }
  expect(time.slept).toEqual([]);
  (await pacer.enter(never))?.[Symbol.dispose]();
  expect(time.slept).toEqual([3_000]);
  (await pacer.enter(never))?.[Symbol.dispose]();
  expect(time.slept).toEqual([3_000, 100]);
});

test('requests that are spread out do not wait', async () => {
  const time = standingTime();
  const pacer = createRequestPacer(time.timers);
  for (let request = 1; request <= 50; request += 1) {
    (await pacer.enter(never))?.[Symbol.dispose]();
    time.pass(250);
  }
  expect(time.slept).toEqual([]);
});

test('a turn lasts until it is given back, and whoever gives up does not hold up the next', async () => {
  const pacer = createRequestPacer(standingTime().timers);
  const first = await pacer.enter(never);
  const impatient = new AbortController();
  const second = pacer.enter(impatient.signal);
  let isThirdIn = false;
  const third = pacer.enter(never).then((turn) => {
    isThirdIn = true;
    return turn;
  });
  impatient.abort();
  expect(await second).toBeUndefined();
  expect(isThirdIn).toBe(false);
  first?.[Symbol.dispose]();
  expect(await third).toBeDefined();
});

test('a signal that fires during the wait for room ends it', async () => {
  const time = standingTime();
  const pacer = createRequestPacer(time.timers);
  for (let request = 1; request <= 20; request += 1) (await pacer.enter(never))?.[Symbol.dispose]();
  expect(await pacer.enter(AbortSignal.abort())).toBeUndefined();
  expect(time.slept).toEqual([]);
});
