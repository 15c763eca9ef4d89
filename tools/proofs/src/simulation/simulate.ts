import { createChance } from './chance.ts';
import { digestAtOnce } from './digest-at-once.ts';
import { alwaysHolds, holdsInTheEnd, isCleared } from './invariants.ts';
import type { Mutant } from './mutants.ts';
import { setRight, setScene } from './scenario.ts';
import { fairWeather, storm, type Troubles } from './troubles.ts';
import { startWorkers } from './workers.ts';
import { createWorld } from './world.ts';

/** How one seed went. */
export interface SimulationResult {
  readonly seed: number;
  /** What did not hold, or `undefined`. */
  readonly fault: string | undefined;
  /** What happened, oldest first. */
  readonly story: readonly string[];
  readonly approvals: number;
  readonly booked: number;
}

/** Ends a run at the first moment at which something does not hold. */
class Broken extends Error {}

/**
 * Runs the engine in virtual time: one to three organizations, two to four workers, approvals, administrators, and a storm of troubles at every await; then
 * everything is set right and all waiting times pass. The same seed always goes the same way.
 * With a mutant the engine has that bug.
 */
export async function simulate(seed: number, mutant?: Mutant): Promise<SimulationResult> {
  const chance = createChance(seed);
  const world = createWorld(chance);
  let weather: Troubles = storm;
  const scenario = setScene(world, () => weather, mutant);
  startWorkers(world, chance.between(2, 4), scenario.shared);
  let bookedBefore = 0;
  const check = (): 'go-on' => {
    const booked = scenario.organizations.reduce((sum, { erp }) => sum + erp.bookedVouchers().length, 0);
    if (booked === bookedBefore) return 'go-on';
    bookedBefore = booked;
    const fault = alwaysHolds(scenario);
    if (fault !== undefined) throw new Broken(fault);
    return 'go-on';
  };
  const checkForTheEnd = () => {
    check();
    return isCleared(scenario) ? 'enough' : 'go-on';
  };
  const digestAsBefore = digestAtOnce();
  let fault: string | undefined;
  try {
    await world.runUntil(stormMs, check);
    weather = fairWeather;
    setRight(scenario, world);
    await world.runUntil(stormMs + clearingMs, checkForTheEnd);
    // What a call that was given up long ago may still do.
    await world.runUntil(world.nowMs() + latestMs, check);
    fault = holdsInTheEnd(scenario);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    fault = error.message;
  } finally {
    digestAsBefore();
  }
  const count = (state: string) => scenario.outbox.entries().filter((it) => it.state === state).length;
  const approvals = scenario.organizations.reduce((sum, it) => sum + it.claims.size, 0);
  return { seed, fault, story: world.story, approvals, booked: count('synced') };
}

/** How long troubles last, how long it may take until everything has cleared up, and how late an ERP may still act. In milliseconds. */
const stormMs = 6 * 60_000;
const clearingMs = 60 * 60_000;
const latestMs = 2 * 60_000;
