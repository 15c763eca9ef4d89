import { XLEDGER_OWNER_DB_ID } from '@bilag/mock-erp';
import { expect, test } from 'vitest';
import { patience } from '../support/harness.ts';
import { openGateway } from './support/harness.ts';
import { answering, notUnderstood, page } from './support/lists.ts';
import { startStranger } from './support/stranger.ts';

const line = (change: object) => ({
  dbId: 1,
  transactionNumber: 20_000_001,
  amount: '842.50',
  postedDate: '2026-03-05',
  ...change,
});

/** What a server with these lines in its journal says of a number; `refuses` says what it does not understand. */
async function foundBy(
  voucherNumber: string,
  lines: readonly object[],
  refuses: (query: string) => boolean = () => false,
) {
  const answer = answering(() => page(lines), { ownerDbId: XLEDGER_OWNER_DB_ID });
  await using server = await startStranger((seen) => (refuses(seen.query) ? notUnderstood() : answer(seen)));
  const gateway = openGateway(server.url);
  try {
    const found = (await gateway.findByNumber?.(voucherNumber, patience())) ?? [];
    return { found: found.map((it) => [it.erpReference, it.postingDate, it.debitMinor]), requests: server.requests };
  } finally {
    await gateway.close();
  }
}

test('RTY-1 the debit lines under the number are its sum, also where a server does not heed the filter', async () => {
  const lines = [line({}), line({ amount: '12.00' }), line({ amount: '-854.50' }), line({ transactionNumber: 7 })];
  expect((await foundBy('20000001', lines)).found).toEqual([['20000001', '2026-03-05', 85_450n]]);
  // A person may write it with zeros in front.
  expect((await foundBy('007', lines)).found).toEqual([['7', '2026-03-05', 84_250n]]);
});

test('a text that cannot be a number of Xledger’s costs no request', async () => {
  for (const text of ['', '0', 'Bilag 17', '26-1187', '2147483648', '1" } }', '１２']) {
    expect(await foundBy(text, [line({})])).toEqual({ found: [], requests: [] });
  }
});

test('a server that takes the number as a text is asked so, and one that takes none cannot be asked', async () => {
  const asText = await foundBy('20000001', [line({})], (query) => query.includes('transactionNumber: 20000001'));
  expect(asText.found).toEqual([['20000001', '2026-03-05', 84_250n]]);
  const never = foundBy('20000001', [line({})], (query) => query.includes('filter'));
  await expect(never).rejects.toMatchObject({ code: 'ERP_REFUSED' });
});
