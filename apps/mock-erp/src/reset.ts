import type { MockWorld } from './world.ts';

/** Back to the first state: no vouchers, no faults, no requests, real time, and every system as seeded. */
export function reset(world: MockWorld): void {
  world.ledger.clear();
  world.faults.clear();
  world.requests.clear();
  world.clock.reset();
  for (const restore of world.onReset) restore();
}
