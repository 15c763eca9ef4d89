import type { Clock } from '@bilag/core';
import { aFieldMapping, createVirtualClock, fakeTraits, type VirtualClock } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { beginWithinMs, nextRun } from '../src/use-cases/call-run.ts';
import { anOrganization } from './support/an-organization.ts';

const calls = (count: number, vouchers: number) =>
  Array.from({ length: count }, (_, at) => Array.from({ length: vouchers }, () => at));
const noAllowance = {};

describe('the calls whose intents are committed together', () => {
  test.each([
    ['one, as long as nobody knows how fast the ERP is', undefined, 1],
    ['one, when a call takes a second or longer', 1_000, 1],
    ['two of half a second', 500, 2],
    ['as many as fit into a second', 20, 50],
    ['up to a hundred vouchers, however fast they are', 0, 100],
  ])('are %s', (_title, callMs, expected) => {
    expect(nextRun(calls(200, 1), callMs, noAllowance)).toHaveLength(expected);
  });

  test('are one that is larger than a run alone', () => {
    expect(nextRun(calls(3, 150), 1, noAllowance)).toHaveLength(1);
    expect(nextRun(calls(3, 50), 1, noAllowance)).toHaveLength(2);
  });

  test('are one where the ERP’s allowance is counted, as it is asked for before each', () => {
    const monthlyAllowance = { requests: 40_000, megabytesUp: 100, megabytesDown: 100 };
    expect(nextRun(calls(9, 1), 1, { monthlyAllowance })).toHaveLength(1);
  });

  test('a call that travels alone is begun at once', () => {
    expect(beginWithinMs(1)).toBe(0);
  });
});

describe('a run', () => {
  /** An organization with a quick ERP that takes one voucher in a call. */
  const quick = () => anOrganization(aFieldMapping(), { maxVouchersPerCall: 1 });

  test('DOD-2 sends each voucher once, in order, and commits their intents together', async () => {
    const org = quick();
    const approved = [];
    for (let at = 0; at < 12; at += 1) approved.push(await org.approve());
    const sizes: number[] = [];
    const outbox = { ...org.outbox };
    outbox.openAttempts = (lane, intents, operationMs) => {
      sizes.push(intents.length);
      return org.outbox.openAttempts(lane, intents, operationMs);
    };
    expect(await org.serve({ outbox })).toBe('drained');
    expect(org.gateway.calls).toEqual(approved.map(({ reference }) => [reference]));
    expect(sizes[0]).toBe(1);
    expect(Math.max(...sizes)).toBeGreaterThan(1);
    for (const it of approved) expect(org.timesBooked(it)).toBe(1);
  });

  test.each([
    ['the process', (clock: VirtualClock): Clock => clock],
    [
      'the whole machine, whose other clock stood still',
      (clock: VirtualClock): Clock => ({ ...clock, monotonicMs: () => 0 }),
    ],
  ])(
    'begins no call that could outlive its lease: what a frozen sender had not begun is as good as unsent (%s)',
    async (_what, asSeen) => {
      const org = quick();
      const approved = [];
      for (let at = 0; at < 4; at += 1) approved.push(await org.approve());
      const clock = createVirtualClock();
      const outbox = { ...org.outbox };
      // Asleep after the intents of a run: as long as calls of it may be begun.
      outbox.openAttempts = async (lane, intents, operationMs) => {
        const grant = await org.outbox.openAttempts(lane, intents, operationMs);
        if (intents.length > 1) clock.advance(fakeTraits.longestOperationMs + beginWithinMs(intents.length));
        return grant;
      };
      await org.serve({ clock: asSeen(clock), outbox });
      expect(org.gateway.calls).toEqual([[approved[0]?.reference]]);
      for (const it of approved.slice(1)) expect(org.entry(it)).toMatchObject({ state: 'pending', inDoubt: false });
    },
  );

  test('ends with the call that the ERP would not serve; those behind it are unsent and burn no attempt', async () => {
    const org = quick();
    for (let at = 0; at < 4; at += 1) await org.approve();
    const outbox = { ...org.outbox };
    outbox.openAttempts = (lane, intents, operationMs) => {
      if (intents.length > 1) org.gateway.faults.push('unreachable');
      return org.outbox.openAttempts(lane, intents, operationMs);
    };
    await org.serve({ outbox });
    const told = org.outbox.log.map(({ result, message }) => [result, message]);
    expect(
      told.filter(([, message]) => message === 'The call was not begun; nothing was sent.').length,
    ).toBeGreaterThan(0);
    expect(org.outbox.entries().every(({ failures }) => failures <= 1)).toBe(true);
  });
});
