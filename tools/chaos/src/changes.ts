import type { ApprovingApp } from './approving-app.ts';
import type { Chance } from './chance.ts';
import { type Claim, nextRevision } from './claims.ts';

/** What happens to claims after they were approved: they are approved again, changed or not, or withdrawn. */
export interface Changes {
  /** May be changed from now on. */
  approved(claims: readonly Claim[]): void;
  /** Changes one, if there is one that nobody is just changing; resolves when the service has surely stored that. */
  next(): Promise<void>;
  counts(): { readonly changed: number; readonly same: number; readonly withdrawn: number };
}

/** How many of the latest are most likely to be changed: their vouchers are not sent yet, or just being sent. */
const latest = 12;

/** Nothing has changed yet. */
export function createChanges(app: ApprovingApp, chance: Chance): Changes {
  const open: Claim[] = [];
  const counts = { changed: 0, same: 0, withdrawn: 0 };
  const approveAgain = async (claim: Claim, how: 'changed' | 'same') => {
    const next = nextRevision(claim, how, chance);
    await app.send([next]);
    counts[how] += 1;
    open.push(next);
  };
  return {
    approved: (claims) => void open.push(...claims),
    counts: () => ({ ...counts }),
    async next() {
      const from = chance.percent(50) ? Math.max(0, open.length - latest) : 0;
      if (from >= open.length) return;
      const [claim] = open.splice(chance.between(from, open.length - 1), 1);
      if (claim === undefined) return;
      // What was withdrawn is approved anew now and then, also with the same content; never as if nothing had happened.
      if (app.withdrawn.has(claim)) return await approveAgain(claim, 'changed');
      const dice = chance.between(1, 100);
      if (dice <= 55) return await approveAgain(claim, 'changed');
      if (dice <= 70) return await approveAgain(claim, 'same');
      await app.withdraw(claim);
      counts.withdrawn += 1;
      if (chance.percent(30)) open.push(claim);
    },
  };
}
