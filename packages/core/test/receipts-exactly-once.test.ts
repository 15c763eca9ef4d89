import type { ReceiptStore } from '@bilag/core';
import { type FakeDeskFault, fakeTraits } from '@bilag/core/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anOrganization } from './support/an-organization.ts';
import { WorkerDied } from './support/failing-worker.ts';
import { receiptsOf } from './support/receipts-of-an-organization.ts';

/** One turn of one worker in a bad week, and what happens around it. */
interface Turn {
  /** Attachments of each new approval. */
  readonly approvals: readonly number[];
  readonly faults: readonly (FakeDeskFault | undefined)[];
  readonly fetchFaults: readonly ('not-served' | undefined)[];
  /** Which of the worker's operations on the receipts meets its end, before the database has done it or after. */
  readonly dies: { readonly nth: number; readonly done: boolean } | undefined;
  readonly silent: boolean;
  readonly books: boolean;
  readonly random: number;
  readonly thenMs: number;
}

const fault = fc.constantFrom<FakeDeskFault | undefined>(
  undefined,
  'lose-reply',
  'attach-late',
  'lose-request',
  'rate-limit',
  'unreachable',
  'sign-in-refused',
  'refuse',
  'throw',
);

const turn: fc.Arbitrary<Turn> = fc.record({
  approvals: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }),
  faults: fc.array(fault, { maxLength: 6 }),
  fetchFaults: fc.array(fc.constantFrom(undefined, 'not-served' as const), { maxLength: 3 }),
  dies: fc.option(fc.record({ nth: fc.integer({ min: 1, max: 9 }), done: fc.boolean() }), { nil: undefined }),
  silent: fc.nat(3).map((it) => it === 0),
  books: fc.boolean(),
  random: fc.constantFrom(0, 0.5, 0.999),
  thenMs: fc.constantFrom(0, 1_000, 31_000, 75_000, fakeTraits.settlingMs - 1, fakeTraits.settlingMs, 3_600_000),
});

function dyingAt(store: ReceiptStore, { nth, done }: { readonly nth: number; readonly done: boolean }): ReceiptStore {
  let left = nth;
  const around = async <T>(operation: () => Promise<T>): Promise<T> => {
    left -= 1;
    if (left > 0) return await operation();
    if (left === 0 && done) await operation();
    throw new WorkerDied();
  };
  return {
    readDue: (...given) => around(() => store.readDue(...given)),
    openAttempt: (...given) => around(() => store.openAttempt(...given)),
    recordOutcome: (...given) => around(() => store.recordOutcome(...given)),
    rest: (...given) => around(() => store.rest(...given)),
  };
}

test('whatever happens to calls and workers, in the end every receipt is attached exactly once, or refused and not there', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(turn, { minLength: 2, maxLength: 12, size: 'max' }),
      fc.boolean(),
      fc.boolean(),
      async (turns, queued, bookedOnly) => {
        const org = anOrganization();
        const receipts = receiptsOf(org);
        const { desk } = org.gateway;
        org.gateway.queued = queued;
        desk.bookedOnly = bookedOnly;
        const entries = [];
        for (const [at, it] of turns.entries()) {
          for (const count of it.approvals) entries.push(await receipts.approve(count));
          desk.faults.push(...it.faults);
          receipts.source.faults.push(...it.fetchFaults);
          desk.silent = it.silent;
          const store = it.dies === undefined ? receipts.store : dyingAt(receipts.store, it.dies);
          const ports = { receipts: { store, source: receipts.source }, random: { next: () => it.random } };
          await receipts.serve({ owner: `worker-${at}`, ...ports }).catch((error: unknown) => {
            if (!(error instanceof WorkerDied)) throw error;
          });
          desk.faults.splice(0);
          receipts.source.faults.splice(0);
          if (it.books) org.gateway.book();
          org.clock.advance(it.thenMs);
        }
        desk.silent = false;
        for (let round = 0; round < 30; round += 1) {
          await receipts.serve({ owner: 'calm' });
          org.gateway.book();
          org.clock.advance(7 * 3_600_000);
        }
        for (const entry of entries) {
          expect(org.entry(entry)).toMatchObject({ state: 'synced', attempts: 1 });
          const states = receipts.of(entry).map(({ status }) => status.state);
          expect(receipts.timesAttached(entry)).toEqual(states.map((it) => (it === 'failed' ? 0 : 1)));
          expect(states.filter((it) => it !== 'attached' && it !== 'failed')).toEqual([]);
        }
      },
    ),
    { numRuns: 400 },
  );
});
