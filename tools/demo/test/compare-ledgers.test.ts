import type { LedgerVoucher, NewLedgerVoucher } from '@bilag/mock-erp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RecordSummary } from '../src/api-client.ts';
import { type Claim, demoClaims } from '../src/claims.ts';
import { compareLedger, isExact } from '../src/compare-ledgers.ts';
import { runDemo } from '../src/run-demo.ts';
import { startDemo, type TestDemo } from './support/demo.ts';

let demo: TestDemo;
const approvals = '/v1/organizations/nbf/approvals';

beforeAll(async () => {
  demo = await startDemo();
});
afterAll(() => demo?.[Symbol.asyncDispose]());

const claims = () => demoClaims('NBF', demo.state.firstDay);
const compared = () => compareLedger(demo.app('nbf'), demo.servers.mock.urls.control, demo.organization('nbf'));
const read = (id: string) => demo.app('nbf').get<RecordSummary>(`/v1/organizations/nbf/records/${id}`);
const approve = (claim: object) => demo.app('nbf').send<RecordSummary>('POST', approvals, claim);
const withdraw = ({ kind, sourceId, revision }: Pick<Claim, 'kind' | 'sourceId' | 'revision'>) =>
  demo.app('nbf').send('POST', `${approvals}/withdrawals`, {
    kind,
    sourceId,
    revision,
    withdrawnAt: `${demo.state.firstDay}T09:00:00.000Z`,
    withdrawnBy: 'leder@example.org',
    reason: 'Approved by mistake.',
  });
const recordOf = async ({ sourceId }: Claim) => {
  const { items } = await demo
    .app('nbf')
    .get<{ items: readonly RecordSummary[] }>('/v1/organizations/nbf/records?limit=200');
  const found = items.find((it) => it.sourceId === sourceId && it.reversal !== null);
  if (found === undefined) throw new Error(`No record of ${sourceId} was taken back.`);
  return found;
};

/** A booked claim is withdrawn and another revised; of two new ones that are refused one is withdrawn. */
async function useOrdinarily(): Promise<void> {
  const [, withdrawn, revised] = claims();
  if (withdrawn === undefined || revised === undefined) throw new Error('The demo has too few claims.');
  await withdraw(withdrawn);
  const again = { ...revised, revision: 2, lines: revised.lines.map((it) => ({ ...it, amount: '3600.00' })) };
  const { id } = await approve(again);
  const refused = await approve(another('NBF-X-1', { costCenter: '999' }));
  await expect.poll(async () => (await read(refused.id)).state).toBe('rejected');
  const cancelled = another('NBF-X-2', { costCenter: '999' });
  const { id: cancelledId } = await approve(cancelled);
  await expect.poll(async () => (await read(cancelledId)).state).toBe('rejected');
  await withdraw(cancelled);
  await expect.poll(async () => (await read(cancelledId)).state).toBe('cancelled');
  await expect.poll(async () => (await recordOf(withdrawn)).reversal?.state).toBe('synced');
  await expect.poll(async () => (await read(id)).state).toBe('synced');
}

/** A claim of the demo with other lines, under a number of its own. */
function another(sourceId: string, change: Partial<Claim['lines'][number]> = {}): Claim {
  const [claim] = claims();
  if (claim === undefined) throw new Error('The demo has no claims.');
  return { ...claim, sourceId, lines: claim.lines.map((it) => ({ ...it, ...change })) };
}

/** The ledger's vouchers of the organization under a reference. */
const booked = (reference: string) => demo.servers.mock.world.ledger.list({ system: 'xledger', reference });

/** The comparison with a ledger that was written anew; afterwards it is as it was. */
async function comparedWith(change: (vouchers: readonly LedgerVoucher[]) => readonly NewLedgerVoucher[]) {
  const { ledger } = demo.servers.mock.world;
  const before = ledger.list();
  const write = (vouchers: readonly NewLedgerVoucher[]) => {
    ledger.clear();
    for (const it of vouchers) ledger.book(it);
  };
  write(change(before));
  try {
    return await compared();
  } finally {
    write(before);
  }
}

const oneOfThem = (vouchers: readonly LedgerVoucher[], reference?: string): LedgerVoucher => {
  const found = vouchers.find((it) => it.system === 'xledger' && it.reference === (reference ?? it.reference));
  if (found === undefined) throw new Error('The ledger has no such voucher.');
  return found;
};
const withAmounts = (voucher: LedgerVoucher, change: (minor: number) => number): NewLedgerVoucher => ({
  ...voucher,
  lines: voucher.lines.map((it) => ({ ...it, amountMinor: change(it.amountMinor) })),
});
const debitsOf = ({ lines }: NewLedgerVoucher) =>
  BigInt(lines.reduce((total, { amountMinor }) => total + Math.max(0, amountMinor), 0));

test('after withdrawals, revisions and refusals the next start finds every voucher once, reversals among them, and no fault', async () => {
  expect(await runDemo(demo.servers, demo.state)).toBe(true);
  await useOrdinarily();
  expect(await compared()).toMatchObject({
    owed: 9,
    bookedOnce: 9,
    missing: 0,
    doubled: 0,
    extra: 0,
    notBooked: 2,
    differenceMinor: 0n,
  });
  expect(await runDemo(demo.servers, demo.state)).toBe(true);
});

test('a voucher whose answer was lost is no fault while the service still looks for it', async () => {
  const before = await compared();
  await demo.servers.loseNextXledgerReply();
  const { reference } = await approve(another('NBF-X-3'));
  await expect.poll(() => booked(reference).length).toBe(1);
  const now = await compared();
  expect(now).toMatchObject({ owed: before.owed + 1, bookedOnce: before.bookedOnce + 1, notBooked: before.notBooked });
  expect(isExact(now)).toBe(true);
  await demo.servers.clearFaults();
});

test('a voucher that is in the ledger twice is found, with its sum as the difference', async () => {
  const found = await comparedWith((all) => [...all, oneOfThem(all)]);
  expect(found).toMatchObject({ doubled: 1, missing: 0, extra: 0, bookedOnce: found.owed - 1 });
  expect(found.differenceMinor).toBe(2n * debitsOf(oneOfThem(demo.servers.mock.world.ledger.list())));
  expect(isExact(found)).toBe(false);
});

test('a voucher that the ledger does not have is found', async () => {
  const found = await comparedWith((all) => all.filter((it) => it !== oneOfThem(all)));
  expect(found).toMatchObject({ doubled: 0, missing: 1, extra: 0, bookedOnce: found.owed - 1 });
  expect(found.differenceMinor).toBe(2n * debitsOf(oneOfThem(demo.servers.mock.world.ledger.list())));
  expect(isExact(found)).toBe(false);
});

test('a voucher of a record that was refused or withdrawn is found when the ledger has it all the same, and so is one of nobody’s', async () => {
  const refused = await approve(another('NBF-X-4', { costCenter: '999' }));
  await expect.poll(async () => (await read(refused.id)).state).toBe('rejected');
  for (const reference of [refused.reference, 'R-0000000000000000AA', '']) {
    const found = await comparedWith((all) => [...all, { ...oneOfThem(all), reference }]);
    expect(found).toMatchObject({ doubled: 0, missing: 0, extra: 1, bookedOnce: found.owed });
    expect(isExact(found)).toBe(false);
  }
});

test.each([
  ['amount', (it: LedgerVoucher) => withAmounts(it, (minor) => 2 * minor)],
  ['side', (it: LedgerVoucher) => withAmounts(it, (minor) => -minor)],
  ['account', (it: LedgerVoucher) => ({ ...it, lines: it.lines.map((line) => ({ ...line, account: '7790' })) })],
  ['cost center', (it: LedgerVoucher) => ({ ...it, lines: it.lines.map((line) => ({ ...line, dimensions: {} })) })],
])('a voucher with another %s than the record’s is found', async (_what, change) => {
  const found = await comparedWith((all) => all.map((it) => (it === oneOfThem(all) ? change(it) : it)));
  expect(found).toMatchObject({ doubled: 0, missing: 0, extra: 0, bookedOnce: found.owed });
  expect(found.differenceMinor).toBeGreaterThan(0n);
  expect(isExact(found)).toBe(false);
});

test('a reversal that is missing, doubled or not turned is found', async () => {
  const [, withdrawn] = claims();
  if (withdrawn === undefined) throw new Error('The demo has too few claims.');
  const reference = (await recordOf(withdrawn)).reversal?.reference;
  const missing = await comparedWith((all) => all.filter((it) => it.reference !== reference));
  expect(missing).toMatchObject({ missing: 1, doubled: 0, extra: 0 });
  const doubled = await comparedWith((all) => [...all, oneOfThem(all, reference)]);
  expect(doubled).toMatchObject({ missing: 0, doubled: 1, extra: 0 });
  const notTurned = await comparedWith((all) =>
    all.map((it) => (it.reference === reference ? withAmounts(it, (minor) => -minor) : it)),
  );
  expect(notTurned).toMatchObject({ missing: 0, doubled: 0, extra: 0 });
  for (const it of [missing, doubled, notTurned]) expect(isExact(it)).toBe(false);
});
