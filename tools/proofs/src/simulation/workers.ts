import { type EnginePorts, type OutboxStore, serveLane } from '@bilag/core';
import type { Troubles } from './troubles.ts';
import { type Actor, tell, type World } from './world.ts';

/** How the engine is tuned in a simulation. */
const serveOptions = { leaseMs: 15_000, passLimit: 12, maxPasses: 4 };
const pollMs = 2_500;

/** What all workers share; each gets a clock, a door to the ERP and a way to the database of its own. */
export interface Shared {
  readonly outbox: OutboxStore;
  readonly portsOf: (worker: Actor) => Omit<EnginePorts, 'outbox' | 'clock' | 'random'>;
  readonly troubles: () => Troubles;
}

/** Keeps so many worker processes running: one that dies is replaced a little later by another. */
export function startWorkers(world: World, count: number, shared: Shared): void {
  let born = 0;
  const start = () => {
    born += 1;
    const worker: Actor = {
      name: `worker-${born}`,
      isDead: false,
      frozenUntilMs: 0,
      die(when) {
        tell(world, `${worker.name} dies ${when}`);
        worker.isDead = true;
        world.later(world.chance.between(500, 20_000), start);
      },
    };
    run(worker, world, shared).catch((error: unknown) => world.fail(error));
  };
  for (let at = 0; at < count; at += 1) world.later(world.chance.between(0, 1_000), start);
}

async function run(worker: Actor, world: World, shared: Shared): Promise<void> {
  const outbox = troubledOutbox(worker, world, shared);
  const clock = world.clockOf(worker);
  const random = { next: () => world.chance.next() };
  const ports: EnginePorts = { ...shared.portsOf(worker), outbox, clock, random };
  for (;;) {
    await orNothing(async () => {
      const organizations = await outbox.findDueLanes(2);
      const lanes = await outbox.leaseLanes({ owner: worker.name, organizations, leaseMs: serveOptions.leaseMs });
      await Promise.all(lanes.map((lane) => orNothing(() => serveLane(lane, ports, serveOptions))));
    });
    await world.sleep(worker, pollMs);
  }
}

/** As the poller does: an error ends the turn of one lane and nothing else. */
async function orNothing(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof DatabaseAway)) throw error;
  }
}

class DatabaseAway extends Error {}

/** The way to the database, on which a worker can crash, freeze, or lose an answer at every operation. */
function troubledOutbox(worker: Actor, world: World, { outbox, troubles }: Shared): OutboxStore {
  const { chance } = world;
  const isStruck = (how: 'crash' | 'freeze' | 'lostCommit' | 'databaseAway') => chance.percent(troubles()[how]);
  const die = async (when: string): Promise<never> => {
    worker.die(when);
    return await new Promise(() => undefined);
  };
  const pause = async (name: string) => {
    if (isStruck('freeze')) {
      worker.frozenUntilMs = world.nowMs() + chance.between(1, 180_000);
      tell(world, `${worker.name} freezes at ${name} for ${worker.frozenUntilMs - world.nowMs()} ms`);
    }
    await world.sleep(worker, chance.between(0, 40));
  };
  const around = async <T>(name: string, operation: () => Promise<T>): Promise<T> => {
    await pause(name);
    if (isStruck('crash')) return await die(`before ${name}`);
    if (isStruck('databaseAway')) throw new DatabaseAway();
    const result = await operation();
    if (isStruck('crash')) return await die(`after ${name}`);
    await pause(name);
    if (isStruck('lostCommit')) throw new DatabaseAway();
    return result;
  };
  return {
    findDueLanes: (limit) => around('findDueLanes', () => outbox.findDueLanes(limit)),
    leaseLanes: (request) => around('leaseLanes', () => outbox.leaseLanes(request)),
    adoptOrphans: (lane) => around('adoptOrphans', () => outbox.adoptOrphans(lane)),
    readDue: (lane, limit) => around('readDue', () => outbox.readDue(lane, limit)),
    readInDoubt: (lane, limit) => around('readInDoubt', () => outbox.readInDoubt(lane, limit)),
    sentPayloads: (lane, sequences) => around('sentPayloads', () => outbox.sentPayloads(lane, sequences)),
    openAttempts: (lane, intents, operationMs) =>
      around('openAttempts', () => outbox.openAttempts(lane, intents, operationMs)),
    recordOutcomes: (lane, outcomes) => around('recordOutcomes', () => outbox.recordOutcomes(lane, outcomes)),
    renewLease: (lane, leaseMs) => around('renewLease', () => outbox.renewLease(lane, leaseMs)),
    advanceCursor: (lane, sequence) => around('advanceCursor', () => outbox.advanceCursor(lane, sequence)),
    release: (lane, release) => around('release', () => outbox.release(lane, release)),
  };
}
