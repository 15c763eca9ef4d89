import { expect, test } from 'vitest';
import { createFaultRules, type FaultableCall, type NewFaultRule } from '../src/fault-rules.ts';

const POST: FaultableCall = { system: 'business-central', operation: 'bc.post', bodyText: 'E-1' };
const DROP: NewFaultRule = { effect: { kind: 'drop-before' } };

function firesAt(rule: NewFaultRule, calls: readonly FaultableCall[]): boolean[] {
  const rules = createFaultRules();
  rules.add(rule);
  return calls.map((call) => rules.pick(call) !== undefined);
}

const times = (count: number) => Array.from({ length: count }, () => POST);

test('the same seed gives the same sequence of faults, another seed another', () => {
  const rule = { ...DROP, probability: 0.3, seed: 42 };
  const first = firesAt(rule, times(200));
  expect(firesAt(rule, times(200))).toEqual(first);
  expect(firesAt({ ...rule, seed: 43 }, times(200))).not.toEqual(first);
  expect(first.filter(Boolean).length).toBeGreaterThan(30);
  expect(first.filter(Boolean).length).toBeLessThan(90);
});

test('a rule may fire at chosen calls only, counted from 1', () => {
  expect(firesAt({ ...DROP, nth: [1, 3] }, times(4))).toEqual([true, false, true, false]);
});

test('a rule fires at most as often as it was told', () => {
  expect(firesAt({ ...DROP, times: 2 }, times(4))).toEqual([true, true, false, false]);
});

test('a rule counts only the calls that it is about', () => {
  const other: FaultableCall = { ...POST, operation: 'bc.journals' };
  const otherBody: FaultableCall = { ...POST, bodyText: 'E-2' };
  expect(firesAt({ ...DROP, operation: 'bc.post', nth: [2] }, [POST, other, POST])).toEqual([false, false, true]);
  expect(firesAt({ ...DROP, system: 'xledger' }, [POST])).toEqual([false]);
  expect(firesAt({ ...DROP, bodyIncludes: 'E-2' }, [POST, otherBody])).toEqual([false, true]);
});

test('of several rules the one added first fires, and the others keep their turn', () => {
  const rules = createFaultRules();
  rules.add({ ...DROP, id: 'first', nth: [1] });
  rules.add({ ...DROP, id: 'second', times: 1 });
  expect(rules.pick(POST)?.id).toBe('first');
  expect(rules.pick(POST)?.id).toBe('second');
  expect(rules.pick(POST)).toBeUndefined();
  expect(rules.list()).toMatchObject([
    { id: 'first', matched: 3, fired: 1 },
    { id: 'second', matched: 3, fired: 1 },
  ]);
});

test('rules can be taken away one by one or all together', () => {
  const rules = createFaultRules();
  rules.add({ ...DROP, id: 'a' });
  rules.add({ ...DROP, id: 'b' });
  expect(() => rules.add({ ...DROP, id: 'b' })).toThrow('already');
  expect(rules.remove('a')).toBe(true);
  expect(rules.remove('a')).toBe(false);
  rules.clear();
  expect(rules.pick(POST)).toBeUndefined();
});
