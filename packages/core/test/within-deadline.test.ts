import { getEventListeners } from 'node:events';
import { withinDeadline } from '@bilag/core';
import { createVirtualClock } from '@bilag/core/testing';
import { expect, test } from 'vitest';

test('a call that is over leaves nothing behind at a signal that lives as long as the process', async () => {
  const process = new AbortController();
  const signals: WeakKey[] = [];
  for (let at = 0; at < 20; at += 1) {
    await withinDeadline(
      createVirtualClock(),
      1_000,
      (signal) => Promise.resolve(signals.push(signal)),
      process.signal,
    );
  }
  expect(getEventListeners(process.signal, 'abort')).toEqual([]);
  process.abort();
  expect(signals).toHaveLength(20);
  expect(signals.every((it) => it instanceof AbortSignal && !it.aborted)).toBe(true);
});

test('a call that is given up before it begins finds its signal fired', async () => {
  const giveUp = AbortSignal.abort();
  const call = withinDeadline(createVirtualClock(), 1_000, (signal) => Promise.resolve(signal.aborted), giveUp);
  expect(await call).toBe(true);
});
