import { parseCalendarDate } from '@bilag/core';
import { aVoucher } from '@bilag/core/testing';
import { XLEDGER_OWNER_DB_ID } from '@bilag/mock-erp';
import { expect, test } from 'vitest';
import { patience, requestsOf } from '../support/harness.ts';
import { openGateway, openMock } from './support/harness.ts';
import { answering, notUnderstood, page } from './support/lists.ts';
import { startStranger } from './support/stranger.ts';

const march = { from: parseCalendarDate('2026-03-01'), to: parseCalendarDate('2026-03-31') };
const reference = 'R-000000000000000ABC';

const line = (change: object) => ({
  dbId: 1,
  transactionNumber: 20_000_001,
  extIdentifier: reference,
  invoiceNumber: reference,
  amount: '842.50',
  postedDate: '2026-03-05',
  ...change,
});

/** What a server with these lines in its journal lists; `refuses` says what it does not understand. */
async function listedBy(lines: readonly object[], refuses: (args: string) => boolean = () => false) {
  const answer = answering(() => page(lines), { ownerDbId: XLEDGER_OWNER_DB_ID });
  await using server = await startStranger((seen) => (refuses(seen.query) ? notUnderstood() : answer(seen)));
  const gateway = openGateway(server.url);
  try {
    const listed = (await gateway.listReferences?.(march, patience())) ?? [];
    return { listed: listed.map((it) => [it.erpReference, it.postingDate, it.debitMinor]), requests: server.requests };
  } finally {
    await gateway.close();
  }
}

test('a month of the journal is one request, in which each booking has a number of its own', async () => {
  await using erp = await openMock();
  const [twice, once] = [
    aVoucher({ postingDate: '2026-03-05', debits: [100n, 50n] }),
    aVoucher({ postingDate: '2026-03-31' }),
  ];
  const post = (...vouchers: readonly (typeof twice)[]) =>
    erp.gateway.postVouchers(
      vouchers.map((it) => erp.gateway.render(it)),
      patience(),
    );
  await post(twice, once, aVoucher({ postingDate: '2026-04-01' }));
  erp.mock.xledger.runBookingJob();
  await post(twice);
  erp.mock.xledger.runBookingJob();
  erp.mock.world.requests.clear();
  const listed = (await erp.gateway.listReferences?.(march, patience())) ?? [];
  expect(
    listed
      .map((it) => [it.reference, it.debitMinor])
      .map(String)
      .toSorted(),
  ).toEqual(
    [
      [twice.reference, 150n],
      [twice.reference, 150n],
      [once.reference, 96_250n],
    ]
      .map(String)
      .toSorted(),
  );
  expect(new Set(listed.map((it) => it.erpReference)).size).toBe(3);
  expect(requestsOf(erp.mock)).toEqual({ 'xledger.journalEntries': 1 });
});

test('a reference counts however it is padded and in whichever field, and what others booked does not', async () => {
  const { listed } = await listedBy([
    line({ extIdentifier: ` ${reference.toLowerCase()} ` }),
    line({ extIdentifier: null, amount: 12 }),
    line({ amount: '-854.50' }),
    line({ extIdentifier: 'REISE-17', invoiceNumber: 'R-17' }),
    line({ extIdentifier: null, invoiceNumber: null }),
  ]);
  expect(listed).toEqual([['20000001', '2026-03-05', 85_450n]]);
});

test('a server that takes no range of references is asked for the month alone, and its other days are left out', async () => {
  const lines = [line({}), line({ postedDate: '2026-04-01', transactionNumber: 2 })];
  const { listed, requests } = await listedBy(lines, (query) => query.includes('extIdentifier_gte'));
  expect(listed).toEqual([['20000001', '2026-03-05', 84_250n]]);
  expect(requests).toHaveLength(2);
});

test('the date of a line may stand at its voucher', async () => {
  const { listed } = await listedBy([
    line({ postedDate: null, transactionHeader: { postedDate: '2026-03-05T00:00:00' } }),
  ]);
  expect(listed).toEqual([['20000001', '2026-03-05', 84_250n]]);
});

test.each([
  ['takes no dates', [line({})], (query: string) => query.includes('postedDate_gte'), 'ERP_REFUSED'],
  ['shows no dates', [line({ postedDate: null })], undefined, 'ERP_LOOK_UP_INCONCLUSIVE'],
  ['shows no amounts', [line({ amount: null })], undefined, 'ERP_LOOK_UP_INCONCLUSIVE'],
] as const)(
  'a server that %s cannot be asked for a list, and the journal is never read whole',
  async (_what, lines, refuses, code) => {
    await expect(listedBy(lines, refuses)).rejects.toMatchObject({ code });
  },
);
