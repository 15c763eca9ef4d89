import type { DeliveryIntent, DueEntry, EntryOutcome } from '@bilag/core';
import type { Bug, Bugs, Show } from './bug.ts';

/** What a developer might have got wrong in writing down what is about to be done and what became of it. */
export function recordBugs(show: Show): Bugs {
  return {
    'no-intent': around(() => ({
      async openAttempts(_lane, _intents, operationMs) {
        show();
        return await Promise.resolve({ sendWithinMs: operationMs });
      },
    })),
    'outcome-lost': around((outbox) => ({
      async recordOutcomes(lane, outcomes) {
        if (outcomes.some(isDoubt)) show();
        const forgotten = outcomes.map((it) => (isDoubt(it) ? { ...it, next: { ...it.next, ...neverSent } } : it));
        return await outbox.recordOutcomes(lane, forgotten);
      },
    })),
    'doubt-forgotten': doubtForgotten(show),
    'log-omitted': around((outbox) => ({
      async recordOutcomes(lane, outcomes) {
        if (outcomes.some(({ log }) => log?.result === 'succeeded')) show();
        const silent = outcomes.map((it) => (it.log?.result === 'succeeded' ? { ...it, log: null } : it));
        return await outbox.recordOutcomes(lane, silent);
      },
    })),
    'accepted-logged-as-booked': around((outbox) => ({
      async recordOutcomes(lane, outcomes) {
        const boasting = outcomes.map((it): EntryOutcome => {
          if (it.log?.result !== 'accepted') return it;
          show();
          return { ...it, log: { ...it.log, result: 'succeeded' } };
        });
        return await outbox.recordOutcomes(lane, boasting);
      },
    })),
    'wrong-mapping-logged': around((outbox) => ({
      async openAttempts(lane, intents, operationMs) {
        if (intents.some(({ mappingVersion }) => mappingVersion > 1)) show();
        const first = intents.map((it): DeliveryIntent => ({ ...it, mappingVersion: 1 }));
        return await outbox.openAttempts(lane, first, operationMs);
      },
    })),
  };
}

type Outbox = Parameters<NonNullable<Bug['ports']>>[0]['outbox'];

function around(change: (outbox: Outbox) => Partial<Outbox>): Bug {
  return { ports: ({ outbox }) => ({ outbox: { ...outbox, ...change(outbox) } }) };
}

const isDoubt = ({ next }: EntryOutcome) => next.state === 'unknown';
const neverSent = { state: 'pending', dueInMs: 0, inDoubt: false, everInDoubt: false } as const;

/** Whoever reads an entry that is in doubt forgets that it is. */
function doubtForgotten(show: Show): Bug {
  const states = new Map<bigint, DueEntry['entry']>();
  return around((outbox) => ({
    async readDue(lane, limit) {
      const due = await outbox.readDue(lane, limit);
      return due.map((it) => {
        if (it.entry.state !== 'unknown') return it;
        states.set(it.entry.sequence, it.entry);
        show();
        return { ...it, entry: { ...it.entry, ...neverSent } };
      });
    },
    async openAttempts(lane, intents, operationMs) {
      const asStored = (intent: DeliveryIntent) => {
        const stored = states.get(intent.entry.sequence);
        states.delete(intent.entry.sequence);
        return stored === undefined ? intent : { ...intent, entry: stored };
      };
      return await outbox.openAttempts(lane, intents.map(asStored), operationMs);
    },
  }));
}
