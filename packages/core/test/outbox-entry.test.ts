import {
  backoffCeilingsMs,
  backoffMs,
  type DeliveryStatus,
  IllegalTransition,
  mustLookUp,
  newDeliveryStatus,
  type OutboxEvent,
  transition,
} from '@bilag/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const failure = { code: 'ERP_REPLY_LOST', message: 'lost' } as const;
const firstIntent: OutboxEvent = { type: 'intent', lookUp: 'not-needed' };
const lost: OutboxEvent = { type: 'reply-lost', failure, settlingMs: 60_000, batchSize: 5 };
const run = (...events: OutboxEvent[]) => events.reduce(transition, newDeliveryStatus);

describe('an outbox entry', () => {
  test('whose reply was lost cannot be sent again before a look-up found it absent', () => {
    const doubtful = run(firstIntent, lost);
    expect(doubtful).toMatchObject({ state: 'unknown', dueInMs: 60_000, inDoubt: true });
    expect(() => transition(doubtful, firstIntent)).toThrow(IllegalTransition);
    expect(transition(doubtful, { type: 'intent', lookUp: 'absent' })).toMatchObject({ state: 'sending', attempts: 2 });
  });

  test('that was ever in doubt is looked up before every later send', () => {
    const refused: OutboxEvent = { type: 'not-applied', failure, random: 0, countsAsFailure: true };
    const again = run(firstIntent, lost, { type: 'intent', lookUp: 'absent' }, refused);
    expect(again).toMatchObject({ state: 'pending', inDoubt: false, everInDoubt: true });
    expect(() => transition(again, firstIntent)).toThrow(IllegalTransition);
  });

  test('still in doubt after three answered look-ups waits for a person', () => {
    const undecided: OutboxEvent = { type: 'look-up-inconclusive', failure, waitMs: 1_000 };
    expect(run(firstIntent, lost, undecided, undecided)).toMatchObject({ state: 'unknown', dueInMs: 1_000 });
    expect(run(firstIntent, lost, undecided, undecided, undecided)).toMatchObject({ state: 'held', dueInMs: null });
  });

  test('that could not be looked up is asked for again and not counted', () => {
    const unavailable: OutboxEvent = { type: 'look-up-unavailable', failure, random: 0.5 };
    expect(run(firstIntent, lost, unavailable, unavailable, unavailable, unavailable)).toMatchObject({
      state: 'unknown',
      lookUps: 0,
    });
  });

  test('RTY-6 a manual retry starts the backoff afresh and is due at once', () => {
    const refused: OutboxEvent = { type: 'not-applied', failure, random: 0.9, countsAsFailure: true };
    const failed = run(firstIntent, refused, firstIntent, refused, firstIntent, refused);
    expect(failed.failures).toBe(3);
    expect(transition(failed, { type: 'retry-requested' })).toMatchObject({
      state: 'pending',
      dueInMs: 0,
      failures: 0,
    });
  });

  test('a retry of one held in doubt looks it up and does not send it', () => {
    const held = run(firstIntent, lost, { type: 'found-different', failure });
    expect(transition(held, { type: 'retry-requested' })).toMatchObject({ state: 'unknown', inDoubt: true });
  });

  test('that does not fit what the ERP has waits without an attempt, but never before a doubt is cleared', () => {
    const heldBack = { type: 'held-back', failure, waitMs: 9_000 } as const;
    const fresh = transition(newDeliveryStatus, { ...heldBack, lookUp: 'not-needed' });
    expect(fresh).toMatchObject({ state: 'pending', dueInMs: 9_000, attempts: 0, failures: 0, failure });
    const doubtful = run(firstIntent, lost);
    expect(() => transition(doubtful, { ...heldBack, lookUp: 'not-needed' })).toThrow(IllegalTransition);
    const cleared = transition(doubtful, { ...heldBack, lookUp: 'absent' });
    expect(cleared).toMatchObject({ state: 'pending', inDoubt: false, everInDoubt: true });
  });

  test('that was accepted, not found again and then refused by our own check has been in doubt: it is looked up before it is sent', () => {
    const notFound: OutboxEvent = { type: 'look-up-inconclusive', failure, waitMs: 1 };
    const accepted: OutboxEvent = { type: 'accepted', erpReference: '1', pollMs: 1 };
    const held = run(firstIntent, accepted, notFound, notFound, notFound);
    expect(held).toMatchObject({ state: 'held', inDoubt: true, everInDoubt: true });
    // As an older release left it.
    const asBefore = transition({ ...held, everInDoubt: false }, { type: 'retry-requested' });
    const rejected = transition(asBefore, { type: 'rejected', failure });
    expect(mustLookUp(transition(rejected, { type: 'retry-requested' }))).toBe(true);
  });

  test('that waits in a paused organization burns no attempt', () => {
    expect(run(firstIntent, { type: 'not-applied', failure, random: 0, countsAsFailure: false }).failures).toBe(0);
  });

  test('of a refused batch travels in half the company next time, down to alone', () => {
    const refused = (batchSize: number): OutboxEvent => ({ type: 'batch-refused', failure, batchSize });
    expect(run(firstIntent, refused(9)).batchLimit).toBe(4);
    expect(run(firstIntent, refused(1)).batchLimit).toBe(1);
  });

  test('whose answer was lost goes out as before, and in half the company once that happens again', () => {
    const again: OutboxEvent = { type: 'intent', lookUp: 'absent' };
    expect(run(firstIntent, lost).batchLimit).toBeNull();
    expect(run(firstIntent, lost, again, lost).batchLimit).toBe(2);
  });

  test('is never sent while it may be booked, whatever happens to it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...everyEvent), { maxLength: 40 }), (events) => {
        let status: DeliveryStatus = newDeliveryStatus;
        let mayBeBooked = false;
        const doubled: unknown[] = [];
        for (const event of events) {
          const next = attempt(status, event);
          if (next === undefined) continue;
          if (event.type === 'intent' && mayBeBooked && event.lookUp !== 'absent') doubled.push(events);
          if (event.type === 'intent') mayBeBooked = true;
          if (event.type === 'not-applied' || event.type === 'batch-refused') mayBeBooked = false;
          if (event.type === 'rejected' && status.state === 'sending') mayBeBooked = false;
          status = next;
        }
        expect(doubled).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });
});

const everyEvent: readonly OutboxEvent[] = [
  firstIntent,
  { type: 'intent', lookUp: 'absent' },
  lost,
  { type: 'booked', erpReference: '1' },
  { type: 'accepted', erpReference: '1', pollMs: 1 },
  { type: 'rejected', failure },
  { type: 'refused-there', failure },
  { type: 'not-applied', failure, random: 0.5, countsAsFailure: true },
  { type: 'batch-refused', failure, batchSize: 4 },
  { type: 'look-up-inconclusive', failure, waitMs: 1 },
  { type: 'look-up-unavailable', failure, random: 0.5 },
  { type: 'found-different', failure },
  { type: 'retry-requested' },
];

function attempt(status: DeliveryStatus, event: OutboxEvent): DeliveryStatus | undefined {
  try {
    return transition(status, event);
  } catch (error) {
    if (error instanceof IllegalTransition) return undefined;
    throw error;
  }
}

describe('the backoff', () => {
  test('DOD-7 grows from 10 seconds to 6 hours with full jitter and then stays', () => {
    const longest = [1, 2, 3, 4, 5, 6, 60].map((failures) => backoffMs(failures, 0.999_999_999));
    expect(longest).toEqual([...backoffCeilingsMs, backoffCeilingsMs.at(-1)]);
    expect(backoffMs(3, 0)).toBe(0);
  });

  test('is never shorter than the ERP asked for', () => {
    expect(backoffMs(1, 0.1, 90_000)).toBe(90_000);
  });
});
