import type { FailpointPlan } from './failpoint-plan.ts';
import type { FragilePorts } from './fragile-ports.ts';

/** The ports as they are; only where a plan is given, what makes them fail is loaded and put around them. */
export async function withFailpoints<Ports extends FragilePorts>(
  ports: Ports,
  plan: FailpointPlan | undefined,
): Promise<Ports> {
  if (plan === undefined) return ports;
  const [{ createStriker }, { failingPorts }, { mutatedPorts }] = await Promise.all([
    import('./striker.ts'),
    import('./failing-ports.ts'),
    import('./mutated-ports.ts'),
  ]);
  const striker = createStriker(plan.strikes);
  // The points lie outside of the bug, so that a process with a bug can die in the same places.
  return failingPorts(mutatedPorts(ports, plan.mutant, striker.tell), striker);
}
