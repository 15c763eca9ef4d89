import { createChance } from '../chance.ts';
import { createClaims } from '../claims.ts';
import type { Hunt } from '../hunt-result.ts';
import { judgeLedger, ledgerFaults } from '../ledger-oracle.ts';
import { connect, openOrganizations } from '../organizations.ts';
import { until } from '../until.ts';
import { approve, type Stored } from './approve.ts';
import { startDrillWorld } from './drill-world.ts';
import { untilHeartbeats } from './operator.ts';

const some = 5;
const patienceMs = 90_000;

/**
 * Loses a database, restores a backup of before the first approval, and has the approving app send again what the restore has lost, while the service has this
 * bug, or none. Nobody releases the installation, so nothing may be sent.
 */
export async function huntRestoreBug(bug: string | undefined): Promise<Hunt> {
  const begun = performance.now();
  await using world = await startDrillWorld('database copied by template', bug === undefined ? '' : `mutant:${bug}`);
  const organizations = await openOrganizations(['xledger', 'business-central'], 'restore', world.mock);
  try {
    const stored: Stored = new Map();
    const verdict = async () => judgeLedger({ stored, withdrawn: new Set() }, await world.mock.ledger(), organizations);
    await world.startService();
    for (const it of organizations) await connect(world.admin, it);
    await world.killService();
    await world.database.backUp();
    await world.startService();
    const claim = createClaims(createChance(5), 'RESTORED');
    await approve(
      world,
      organizations.flatMap((it) => Array.from({ length: some }, () => claim(it))),
      stored,
    );
    await until('everything to be booked', patienceMs, async () => (await verdict()).bookedOnce === stored.size);
    await world.killService();
    await world.database.restore();
    await world.startService();
    await approve(world, [...stored.values()], stored);
    await untilHeartbeats(world);
    const isLeft = async () => {
      const rows = await world.database.query<{ left: string }>('select count(*) as left from bilag.outbox');
      return bug === undefined || rows[0]?.left === '0';
    };
    const fault = await until('a second voucher, or nothing left to send', patienceMs, async () => {
      const [found] = ledgerFaults(await verdict(), true);
      return found ?? ((await isLeft()) && 'nothing');
    });
    return {
      caught: fault === 'nothing' ? undefined : fault,
      hasActed: world.told(`BILAG_FAILPOINT mutant ${bug}`),
      idleFaults: 0,
      seconds: (performance.now() - begun) / 1000,
    };
  } finally {
    for (const { wire } of organizations) wire.close();
  }
}
