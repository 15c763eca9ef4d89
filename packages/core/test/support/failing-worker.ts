import type { OutboxStore } from '@bilag/core';

/** The end of a process, as the promises it left behind see it. */
export class WorkerDied extends Error {}

/** Which of a worker's operations on the outbox meets its end: before the database has done it, or after and before it hears of it. */
export interface Moment {
  readonly nth: number;
  readonly done: boolean;
}

/** The outbox of a worker that dies at a moment. */
export function dyingAt(outbox: OutboxStore, { nth, done }: Moment): OutboxStore {
  let left = nth;
  return everyOperation(outbox, async (operation) => {
    left -= 1;
    if (left > 0) return await operation();
    if (left === 0 && done) await operation();
    throw new WorkerDied();
  });
}

/** The outbox of a worker that falls asleep at a moment. */
export function asleepAt(outbox: OutboxStore, { nth, done }: Moment) {
  let left = nth;
  const asleep = Promise.withResolvers<void>();
  const awake = Promise.withResolvers<void>();
  const sleep = () => {
    asleep.resolve();
    return awake.promise;
  };
  const sleeping = everyOperation(outbox, async (operation) => {
    left -= 1;
    if (left === 0 && !done) await sleep();
    const result = await operation();
    if (left === 0 && done) await sleep();
    return result;
  });
  return { outbox: sleeping, asleep: asleep.promise, wake: () => awake.resolve() };
}

type Around = <T>(operation: () => Promise<T>) => Promise<T>;

function everyOperation(outbox: OutboxStore, around: Around): OutboxStore {
  return {
    findDueLanes: (limit) => around(() => outbox.findDueLanes(limit)),
    leaseLanes: (request) => around(() => outbox.leaseLanes(request)),
    adoptOrphans: (lane) => around(() => outbox.adoptOrphans(lane)),
    readDue: (lane, limit) => around(() => outbox.readDue(lane, limit)),
    readInDoubt: (lane, limit) => around(() => outbox.readInDoubt(lane, limit)),
    sentPayloads: (lane, sequences) => around(() => outbox.sentPayloads(lane, sequences)),
    openAttempts: (lane, intents, operationMs) => around(() => outbox.openAttempts(lane, intents, operationMs)),
    recordOutcomes: (lane, outcomes) => around(() => outbox.recordOutcomes(lane, outcomes)),
    renewLease: (lane, leaseMs) => around(() => outbox.renewLease(lane, leaseMs)),
    advanceCursor: (lane, sequence) => around(() => outbox.advanceCursor(lane, sequence)),
    release: (lane, release) => around(() => outbox.release(lane, release)),
  };
}
