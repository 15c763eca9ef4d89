import { createApprovingApp } from './approving-app.ts';
import { openEntries } from './audit-story.ts';
import { createChance } from './chance.ts';
import { createClaims } from './claims.ts';
import { judgeLedger, ledgerFaults } from './ledger-oracle.ts';
import type { Mutant } from './mutants.ts';
import { connect, latestWorkMs, openOrganizations } from './organizations.ts';
import { until } from './until.ts';
import type { World } from './world.ts';

/** What became of a planted bug. */
export interface Hunt {
  /** What the ledger showed; `undefined` when it got through. */
  readonly caught: string | undefined;
  /** Whether the bug has changed anything at all. */
  readonly hasActed: boolean;
  readonly seconds: number;
}

const approvals = 16;
const patienceMs = 90_000;

/** Plants one bug in a worker of its own, lets it book for two organizations of its own, and asks the ledger. */
export async function huntMutant(mutant: Mutant, world: World): Promise<Hunt> {
  await using owned = new AsyncDisposableStack();
  const begun = performance.now();
  const organizations = await openOrganizations(2, mutant.name, world.mock);
  owned.defer(() => organizations.forEach((it) => it.wire.close()));
  await Promise.all(organizations.map((it) => connect(world.admin, it)));
  const chance = createChance(1);
  const app = createApprovingApp(world, chance);
  const claim = createClaims(chance);
  for (const it of organizations) await app.send(Array.from({ length: approvals }, () => claim(it)));
  const struck = mutant.faults.map((it) => world.mock.strike(it, patienceMs));
  for (const it of struck) it.catch(() => undefined);
  const bug = mutant.name === 'none' ? [] : [`mutant:${mutant.name}`];
  const start = (more: readonly string[]) => world.services.startWorker([...bug, ...more]);
  const workers = [await start(mutant.deathAt === undefined ? [] : [`${mutant.deathAt}:kill`])];
  owned.defer(() => workers.forEach((it) => it.signal('SIGKILL')));
  if (mutant.deathAt !== undefined) {
    await until('the first worker to die', patienceMs, () => workers[0]?.ending());
    workers.push(await start([]));
  }
  const ids = organizations.map((it) => it.id);
  let quietSince: number | undefined;
  const caught = await until(
    'the ledger to show a bug, or that there is none',
    patienceMs,
    async () => {
      const isQuiet = Object.keys(await openEntries(world.database, ids)).every((state) => state === 'held');
      quietSince = isQuiet ? (quietSince ?? performance.now()) : undefined;
      const isOver = quietSince !== undefined && performance.now() - quietSince > latestWorkMs;
      const ours = (await world.mock.ledger()).filter((it) => app.stored.has(it.reference));
      const [fault] = ledgerFaults(judgeLedger(app.stored, ours, organizations), isOver);
      return fault ?? (isOver && 'nothing');
    },
    150,
  );
  return {
    caught: caught === 'nothing' ? undefined : caught,
    hasActed: workers.some((it) => it.lines(`BILAG_FAILPOINT mutant ${mutant.name}`).length > 0),
    seconds: (performance.now() - begun) / 1000,
  };
}
