import { expect, test } from 'vitest';
import { createWaitingLanes } from '../src/outbox/waiting-lanes.ts';

function waitingWith(...served: readonly string[]) {
  const running = new Set(served);
  return { running, waiting: createWaitingLanes(running) };
}

test('who waits longest is tried first, once, however often it is said that something is due', () => {
  const { waiting } = waitingWith();
  for (const it of ['a', 'b', 'a', 'c', 'b']) waiting.add(it);
  expect(waiting.take(2)).toEqual(['a', 'b']);
  expect(waiting.take(2)).toEqual(['c']);
  expect(waiting.take(2)).toEqual([]);
});

test('what comes for an organization during its turn is tried after it, behind everybody who waits', () => {
  const { running, waiting } = waitingWith('a');
  for (const it of ['a', 'b', 'c']) waiting.add(it);
  expect(waiting.take(1)).toEqual(['b']);
  running.delete('a');
  waiting.turnEnded('a');
  expect(waiting.take(9)).toEqual(['c', 'a']);
});

test('a turn after which nothing was said leaves nobody waiting', () => {
  const { running, waiting } = waitingWith('a');
  running.delete('a');
  waiting.turnEnded('a');
  expect(waiting.isAnybodyWaiting()).toBe(false);
});

test('whoever has not had a turn is not kept waiting by those who come for another one', () => {
  const { waiting } = waitingWith();
  for (const it of ['a', 'b', 'c']) {
    waiting.add(it);
    waiting.take(1);
    waiting.turnEnded(it);
  }
  for (const it of ['c', 'b', 'a', 'new']) waiting.add(it);
  expect(waiting.take(2)).toEqual(['new', 'a']);
  expect(waiting.take(2)).toEqual(['b', 'c']);
});

test('only others wait', () => {
  const { waiting } = waitingWith('a');
  waiting.add('a');
  expect(waiting.isAnybodyWaiting()).toBe(false);
  waiting.add('b');
  expect(waiting.isAnybodyWaiting()).toBe(true);
});

test('nobody is tried while there is no place', () => {
  const { waiting } = waitingWith();
  waiting.add('a');
  expect(waiting.take(0)).toEqual([]);
  expect(waiting.take(1)).toEqual(['a']);
});
