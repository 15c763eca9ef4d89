import { createChance } from '../chance.ts';
import { type Claim, createClaims } from '../claims.ts';
import { judgeLedger, ledgerFaults } from '../ledger-oracle.ts';
import { connect, type Organization, openOrganizations } from '../organizations.ts';
import { until } from '../until.ts';
import { approve, type Stored } from './approve.ts';
import type { DrillWorld } from './drill-world.ts';
import { instanceNow, reconcileAll, release, untilHeartbeats } from './operator.ts';

/** Tells the story as it goes on, and answers with what is wrong in the end. */
export async function drill(world: DrillWorld, tell: (line: string) => void): Promise<readonly string[]> {
  tell(`Restore drill: ${world.kind}`);
  const organizations = await openOrganizations(['xledger', 'business-central'], 'drill', world.mock);
  try {
    return await play(world, organizations, tell);
  } finally {
    for (const { wire } of organizations) wire.close();
  }
}

async function play(
  world: DrillWorld,
  organizations: readonly Organization[],
  tell: (line: string) => void,
): Promise<readonly string[]> {
  const { database, mock } = world;
  const stored: Stored = new Map();
  const newClaim = createClaims(createChance(5), 'DRILL');
  const some = (count: number): readonly Claim[] =>
    organizations.flatMap((it) => Array.from({ length: count }, () => newClaim(it)));
  const booked = async () => (await mock.ledger()).reduce((sum, { timesBooked }) => sum + timesBooked, 0);

  await world.startService();
  for (const it of organizations) await connect(world.admin, it);
  await approve(world, some(5), stored);
  await until('the first vouchers', 60_000, async () => (await booked()) === 10);
  tell('  10 approvals are booked. 40 more come in, and the service is killed in the middle of them.');
  await approve(world, some(20), stored);
  await until('some of them to be booked', 60_000, async () => (await booked()) > 10);
  await world.killService();
  await database.backUp();
  tell(`  The backup is made. It holds ${await statesIn(world)}.`);

  await world.startService();
  await approve(world, some(5), stored);
  await until('everything to be booked', 90_000, async () => (await booked()) >= stored.size);
  tell(`  Bilag goes on and books all ${stored.size}, 10 of them approved after the backup.`);
  await world.killService();
  await database.restore();
  await world.startService();
  const { why, epoch } = await until('the restore to be found out', 30_000, async () => {
    const now = await instanceNow(world.admin);
    return now.mode === 'reconcile-only' ? now : undefined;
  });
  tell(`  The database is lost and its backup restored. Bilag sends nothing: ${why}.`);
  tell(`  Reconciliation: ${(await reconcileAll(world, organizations, stored)).join('; ')}.`);

  const lost = await approve(world, [...stored.values()], stored);
  await approve(world, some(3), stored);
  tell(`  The approving app sends all its approvals again; ${lost} were lost. 6 new ones come in.`);
  await untilHeartbeats(world);
  const before = await booked();
  tell(`  Meanwhile nothing was sent: the ledger has ${before} vouchers as before.`);
  await release(world.admin, epoch);
  tell('  An administrator releases the installation.');
  await until('everything to be booked', 120_000, async () => (await unfinished(world)) === 0);
  const verdict = judgeLedger({ stored, withdrawn: new Set() }, await mock.ledger(), organizations);
  tell(
    `  ${verdict.bookedOnce} of ${verdict.approved} approvals are in the ledger once, ${verdict.faults.filter(({ kind }) => kind === 'doubled').length} doubled, difference ${verdict.differenceMinor} øre.`,
  );
  tell(`  Reconciliation: ${(await reconcileAll(world, organizations, stored)).join('; ')}.`);
  const sentWhileHeld = before === stored.size - 6 ? [] : ['Something was sent while the installation was held.'];
  return [...sentWhileHeld, ...ledgerFaults(verdict, true)];
}

async function statesIn({ database }: DrillWorld): Promise<string> {
  const rows = await database.query<{ state: string; count: string }>(
    'select state, count(*) from (select state from bilag.outbox union all select state from bilag.finished_entries) e group by state order by state',
  );
  return rows.map(({ state, count }) => `${count} ${state}`).join(', ');
}

async function unfinished({ database }: DrillWorld): Promise<number> {
  const [row] = await database.query<{ count: string }>('select count(*) from bilag.outbox');
  return Number(row?.count);
}
