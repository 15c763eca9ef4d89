/**
 * `npm run bench:storage -- --vouchers 6000`: what a booked voucher takes in the database, table by table. Approvals of two lines go through the API and the engine
 * into the mock Xledger; tables are rewritten before they are measured, so that dead rows do not count.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { npmScript, wholeNumber } from '@bilag/command-line';
import { anApproval } from '@bilag/core/testing';
import { startMockErp } from '@bilag/mock-erp';
import pg from 'pg';
import { onOwnDatabase } from '../support/command-database.ts';
import { connectOrganization, xledgerIntegration } from '../support/organizations.ts';
import { approvingApp, startServiceOn } from '../support/started-service.ts';

interface Size {
  readonly table: string;
  readonly heap: number;
  readonly indexes: number;
  readonly total: number;
}

const perRequest = 1_000;
const { vouchers: wanted } = npmScript(
  'npm run bench:storage',
  'What a booked voucher takes in the database, table by table.',
)
  .option('--vouchers <n>', 'how many are booked', wholeNumber(1), 6_000)
  .parse()
  .opts<{ vouchers: number }>();
const requests = Math.ceil(wanted / perRequest);
const vouchers = requests * perRequest;
await onOwnDatabase('storage', async (url) => {
  await using opened = new AsyncDisposableStack();
  const mock = opened.adopt(
    await startMockErp({ bookingIntervalMs: 100, xledgerSettings: { burstLimit: false } }),
    (it) => it.close(),
  );
  const service = opened.adopt(await startServiceOn({ url: url, drop: async () => undefined }, mock), (it) =>
    it.close(),
  );
  const owner = opened.adopt(new pg.Client({ connectionString: url }), (it) => it.end());
  await owner.connect();
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  const before = await sizes(owner);
  for (let request = 0; request < requests; request += 1) {
    const approvals = Array.from({ length: perRequest }, () => anApproval());
    await service.call('POST', '/v1/organizations/nbf/approvals/bulk', approvingApp('nbf'), { approvals });
  }
  while ((await owner.query('select from bilag.outbox limit 1')).rowCount !== 0) await pause(250);
  const booked = mock.world.ledger.list().length;
  if (booked !== vouchers) throw new Error(`${booked} of ${vouchers} were booked.`);
  print(before, await sizes(owner));
});

async function sizes(owner: pg.Client): Promise<readonly Size[]> {
  await owner.query('vacuum full');
  const { rows } = await owner.query<Size>(
    `select relname as table, pg_relation_size(oid)::integer as heap, pg_indexes_size(oid)::integer as indexes, pg_total_relation_size(oid)::integer as total
     from pg_class where relnamespace = 'bilag'::regnamespace and relkind = 'r' order by relname`,
  );
  return rows;
}

function print(before: readonly Size[], after: readonly Size[]): void {
  const grown = after.map((it): Size => {
    const was = before.find(({ table }) => table === it.table);
    const per = (what: 'heap' | 'indexes' | 'total') => (it[what] - (was?.[what] ?? 0)) / vouchers;
    return { table: it.table, heap: per('heap'), indexes: per('indexes'), total: per('total') };
  });
  const line = ({ table, ...bytes }: Size) =>
    `${table.padEnd(22)}${Object.values(bytes)
      .map((it) => it.toFixed(0).padStart(9))
      .join('')}`;
  console.log(`Bytes a voucher, of ${vouchers} booked:`);
  console.log(`${'table'.padEnd(22)}     heap  indexes    total`);
  for (const it of grown.filter(({ total }) => total >= 1)) console.log(line(it));
  const sum = (what: 'heap' | 'indexes' | 'total') => grown.reduce((all, it) => all + it[what], 0);
  console.log(line({ table: 'all', heap: sum('heap'), indexes: sum('indexes'), total: sum('total') }));
}
