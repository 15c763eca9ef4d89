import type { OutboxEntry } from '@bilag/core';
import { createVirtualClock, type FakeFault, fakeTraits } from '@bilag/core/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anOrganization, type TestOrganization } from './support/an-organization.ts';
import { asleepAt, dyingAt, type Moment, WorkerDied } from './support/failing-worker.ts';

/** One turn of one worker in a bad week, and what happens around it. */
interface Turn {
  readonly approvals: number;
  /** What its calls run into, one each. */
  readonly faults: readonly (FakeFault | undefined)[];
  /** The worker's own trouble: it dies, or it stands still in its first call or between two while the world goes on. */
  readonly trouble: { readonly kind: 'none' | 'dies' | 'sleeps' | 'hangs' } & Moment;
  /** The ERP answers no question. */
  readonly silent: boolean;
  /** All workers that slept or hung before this turn go on after it. */
  readonly thaws: boolean;
  /** The ERP books what lies in its queue. */
  readonly books: boolean;
  readonly random: number;
  /** How much later the next turn is. */
  readonly thenMs: number;
}

const rarely = fc.nat(3).map((it) => it === 0);
const fault = fc.constantFrom<FakeFault | undefined>(
  undefined,
  'lose-reply',
  'book-late',
  'book-late',
  'lose-request',
  'rate-limit',
  'unreachable',
  'sign-in-refused',
  'throw',
  'refuse-batch',
  'forget-others',
);

const turn: fc.Arbitrary<Turn> = fc.record({
  approvals: fc.integer({ min: 0, max: 12 }),
  faults: fc.array(fault, { minLength: 1, maxLength: 3 }),
  trouble: fc.record({
    kind: fc.constantFrom('none', 'dies', 'dies', 'sleeps', 'sleeps', 'hangs'),
    nth: fc.integer({ min: 1, max: 7 }),
    done: fc.boolean(),
  }),
  silent: rarely,
  thaws: fc.boolean(),
  books: fc.boolean(),
  random: fc.constantFrom(0, 0.5, 0.999),
  thenMs: fc.constantFrom(0, 1_000, 31_000, 31_000, fakeTraits.settlingMs - 1, fakeTraits.settlingMs, 3_600_000),
});

/** A worker that stands still. Once awake it ends its turn, on a clock that shows how long it was away. */
interface Frozen {
  readonly thaw: () => Promise<unknown>;
}

async function takeTurn(org: TestOrganization, it: Turn, owner: string): Promise<readonly Frozen[]> {
  const { kind } = it.trouble;
  org.gateway.faults.push(...(kind === 'hangs' ? (['hang'] as const) : []), ...it.faults);
  org.gateway.silent = it.silent;
  const ownClock = createVirtualClock();
  const sleeper = asleepAt(org.outbox, it.trouble);
  const outbox = kind === 'dies' ? dyingAt(org.outbox, it.trouble) : kind === 'sleeps' ? sleeper.outbox : org.outbox;
  const called = org.gateway.nextCall();
  const random = { next: () => it.random };
  const freezes = kind === 'sleeps' || kind === 'hangs';
  const served = org.serve({ owner, outbox, random, clock: freezes ? ownClock : org.clock }).catch((error: unknown) => {
    if (!(error instanceof WorkerDied)) throw error;
  });
  const thaw = () => {
    ownClock.advance(3_600_000);
    sleeper.wake();
    return served;
  };
  const ended = served.then((): readonly Frozen[] => []);
  if (!freezes) return await ended;
  const stands = kind === 'hangs' ? called : sleeper.asleep;
  return await Promise.race([ended, stands.then(() => [{ thaw }])]);
}

/** Better times: everybody is awake and the ERP answers. */
async function calmDown(org: TestOrganization): Promise<void> {
  org.gateway.silent = false;
  for (let round = 0; round < 40 && org.outbox.entries().some(isOpen); round += 1) {
    org.outbox.setEnabled('nbf', true);
    await org.serve({ owner: 'calm' });
    org.clock.advance(7 * 3_600_000);
    org.gateway.book();
  }
}

const isOpen = ({ state }: OutboxEntry) => state !== 'synced' && state !== 'rejected';

test('DOD-2 whatever happens to calls, workers and leases, in the end every voucher is booked exactly once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(turn, { minLength: 2, maxLength: 12, size: 'max' }),
      fc.boolean(),
      async (turns, queued) => {
        const org = anOrganization();
        org.gateway.queued = queued;
        let frozen: readonly Frozen[] = [];
        for (const [at, it] of turns.entries()) {
          for (let count = 0; count < it.approvals; count += 1) await org.approve();
          const froze = await takeTurn(org, it, `worker-${at}`);
          org.gateway.faults.splice(0);
          if (it.thaws) for (const { thaw } of frozen) await thaw();
          frozen = it.thaws ? froze : [...frozen, ...froze];
          if (it.books) org.gateway.book();
          org.clock.advance(it.thenMs);
          org.outbox.setEnabled('nbf', true);
        }
        for (const { thaw } of frozen) await thaw();
        await calmDown(org);
        // Refused as a whole and alone in its call is a definite no; all else is booked.
        const wrong = org.outbox.entries().filter((it) => org.timesBooked(it) !== (it.state === 'rejected' ? 0 : 1));
        expect(wrong).toEqual([]);
        expect(org.outbox.entries().filter(isOpen)).toEqual([]);
      },
    ),
    { numRuns: 400 },
  );
});
