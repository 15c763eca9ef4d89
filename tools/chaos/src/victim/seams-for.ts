import type { Seams } from '@bilag/sync-service';
import { bugs } from './bugs.ts';
import { failingPorts } from './failing-ports.ts';
import { failpointPlan } from './failpoints.ts';
import { mutatedPorts } from './mutated-ports.ts';
import { createStriker, type Striker } from './striker.ts';

/** What stands between a process with these orders and the world. It always says under which name it leases. @throws for orders that it does not understand. */
export function seamsFor(orders: string, strikerOf: typeof createStriker = createStriker): Seams {
  const { strikes, mutant } = failpointPlan(orders);
  const striker: Striker = strikerOf(strikes);
  const bug = mutant === undefined ? {} : bugs(once(() => striker.tell(`mutant ${mutant}`)))[mutant];
  if (bug === undefined) throw new Error(`There is no bug «${mutant}».`);
  return {
    // The points lie outside of the bug, so that a process with a bug can die in the same places.
    engine: (ports) => failingPorts(mutatedPorts(ports, bug), striker),
    approvals: (store) => bug.approvals?.(store) ?? store,
    revisions: (store) => bug.revisions?.(store) ?? store,
  };
}

/** A bug that acts thousands of times says so once. */
function once(tell: () => void): () => void {
  let isTold = false;
  return () => {
    if (!isTold) tell();
    isTold = true;
  };
}
