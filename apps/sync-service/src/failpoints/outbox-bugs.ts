import type { DeliveryIntent, DueEntry, EntryOutcome, OutboxStore } from '@bilag/core';
import type { MutantName } from './failpoint-plan.ts';

type OutboxBug = (outbox: OutboxStore) => OutboxStore;

/** What a developer might have got wrong in front of the database. `show` is called when it has made a difference. */
export function outboxBugs(show: () => void): Partial<Record<MutantName, OutboxBug>> {
  return {
    // What a dead worker was sending is looked up at once.
    'settling-zero': (it) => ({
      ...it,
      async adoptOrphans(lane) {
        const adopted = await it.adoptOrphans(lane, 0);
        if (adopted !== undefined && adopted > 0) show();
        return adopted;
      },
      async recordOutcomes(lane, outcomes) {
        if (outcomes.some(isDoubt)) show();
        return await it.recordOutcomes(lane, outcomes);
      },
    }),
    // The call is made without a committed intent.
    'no-intent': (it) => ({
      ...it,
      async openAttempts(_lane, _intents, operationMs) {
        show();
        return { sendWithinMs: operationMs };
      },
    }),
    // An outcome in doubt is not written: the entry is left as if nothing had been sent.
    'outcome-lost': (it) => ({
      ...it,
      async recordOutcomes(lane, outcomes) {
        if (outcomes.some(isDoubt)) show();
        return await it.recordOutcomes(
          lane,
          outcomes.map((one) => (isDoubt(one) ? { ...one, next: { ...one.next, ...neverSent } } : one)),
        );
      },
    }),
    // Whoever reads an entry that is in doubt forgets that it is.
    'doubt-forgotten': (it) => {
      const states = new Map<bigint, DueEntry['entry']>();
      return {
        ...it,
        async readDue(lane, limit) {
          const due = await it.readDue(lane, limit);
          return due.map((one) => {
            if (one.entry.state !== 'unknown') return one;
            states.set(one.entry.sequence, one.entry);
            show();
            return { ...one, entry: { ...one.entry, ...neverSent } };
          });
        },
        async openAttempts(lane, intents, operationMs) {
          const asStored = (intent: DeliveryIntent) => {
            const stored = states.get(intent.entry.sequence);
            states.delete(intent.entry.sequence);
            return stored === undefined ? intent : { ...intent, entry: stored };
          };
          return await it.openAttempts(lane, intents.map(asStored), operationMs);
        },
      };
    },
  };
}

const isDoubt = ({ next }: EntryOutcome) => next.state === 'unknown';
const neverSent = { state: 'pending', dueInMs: 0, inDoubt: false, everInDoubt: false } as const;
