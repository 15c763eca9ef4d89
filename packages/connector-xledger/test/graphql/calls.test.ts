import { type AccountingGateway, compareVoucher, type FindOutcome, type Voucher } from '@bilag/core';
import { aVoucher } from '@bilag/core/testing';
import { expect, test } from 'vitest';
import { patience, requestsOf } from '../support/harness.ts';
import { openGateway, openMock } from './support/harness.ts';
import { listsAsked, notUnderstood } from './support/lists.ts';
import { type SeenRequest, startBefore } from './support/stranger.ts';

const thousand = () => Array.from({ length: 1_000 }, () => aVoucher({ debits: [84_250n] }));

/** Posts in the largest calls that the traits allow. */
async function postAll(gateway: AccountingGateway, vouchers: readonly Voucher[]) {
  const size = gateway.traits.maxVouchersPerCall;
  for (let at = 0; at < vouchers.length; at += size) {
    const batch = vouchers.slice(at, at + size).map((it) => gateway.render(it));
    const outcomes = await gateway.postVouchers(batch, patience());
    expect(new Set([...outcomes.values()].map(({ kind }) => kind))).toEqual(new Set(['accepted']));
  }
}

/** Looks all up in the largest look-ups that the traits allow. */
async function findAll(gateway: AccountingGateway, vouchers: readonly Voucher[]) {
  const found = new Map<string, FindOutcome>();
  const size = gateway.traits.maxReferencesPerLookUp;
  for (let at = 0; at < vouchers.length; at += size) {
    const queries = vouchers.slice(at, at + size).map(({ reference }) => ({ reference, batchKey: null }));
    for (const [reference, outcome] of await gateway.findVouchers(queries, patience())) found.set(reference, outcome);
  }
  return found;
}

function expectBookedOnce(vouchers: readonly Voucher[], found: ReadonlyMap<string, FindOutcome>) {
  for (const it of vouchers) {
    const outcome = found.get(it.reference);
    expect(outcome).toMatchObject({ kind: 'booked', copies: 1 });
    expect(outcome?.kind === 'booked' ? compareVoucher(it, outcome.lines) : ['not booked']).toEqual([]);
  }
}

test('a thousand vouchers of two lines are posted and read back from the ledger in eight requests', async () => {
  await using erp = await openMock();
  const vouchers = thousand();
  await postAll(erp.gateway, vouchers);
  // 500 nodes is the most that Xledger takes: 2,000 lines cannot go in fewer.
  expect(requestsOf(erp.mock)).toEqual({ 'xledger.addGLImportItems': 4 });
  erp.mock.xledger.runBookingJob();
  expectBookedOnce(vouchers, await findAll(erp.gateway, vouchers));
  expect(requestsOf(erp.mock)).toEqual({
    'xledger.addGLImportItems': 4,
    'xledger.glImportItems': 2,
    'xledger.journalEntries': 2,
  });
});

const most = ({ variables }: SeenRequest) =>
  Array.isArray(variables['references']) ? variables['references'].length : 0;

test.each([
  ['takes 250 codes in a filter', 250, notUnderstood('At most 250 values in a list.')],
  ['runs out of time over 250', 250, { json: { errors: [{ message: 'Your query timed out.' }] } }],
  ['takes only small requests', 250, { status: 413, json: '' }],
])('a server that %s is asked in smaller parts, and still filtered', async (_what, limit, answer) => {
  await using erp = await openMock({ xledgerSettings: { burstLimit: false } });
  await using server = await startBefore(erp.mock.urls.xledgerGraphql, (seen) =>
    most(seen) > limit ? answer : undefined,
  );
  const gateway = openGateway(server.url);
  const vouchers = thousand().slice(0, 300);
  await postAll(gateway, vouchers);
  erp.mock.xledger.runBookingJob();
  expectBookedOnce(vouchers, await findAll(gateway, vouchers));
  await gateway.close();
  const unfiltered = server.requests.filter((seen) =>
    listsAsked(seen.query).some(({ list, args }) => list !== 'transactions' && !args.includes('$references')),
  );
  expect(unfiltered).toEqual([]);
});

test('a server that runs out of time over a few codes is said to be unavailable, not asked ever on', async () => {
  await using erp = await openMock();
  await using server = await startBefore(erp.mock.urls.xledgerGraphql, () => ({
    json: { errors: [{ message: 'Your query timed out.' }] },
  }));
  const gateway = openGateway(server.url);
  const { reference } = aVoucher();
  const found = await gateway.findVouchers([{ reference, batchKey: null }], patience());
  await gateway.close();
  expect(found.get(reference)).toMatchObject({ kind: 'unavailable', failure: { code: 'ERP_UNAVAILABLE' } });
  expect(server.requests).toHaveLength(1);
});
