import type { MockErp } from '@bilag/mock-erp';
import { expect, test } from 'vitest';
import { settle } from './support/engine.ts';
import {
  admin,
  approve,
  booked,
  claim,
  failed,
  records,
  type Seen,
  seen,
  setRight,
  threeFailed,
} from './support/failed-records.ts';
import { asOwner } from './support/http-stored.ts';
import { connectOrganization, xledgerRestIntegration } from './support/organizations.ts';
import { aServiceWithMock, type TestService } from './support/service.ts';

const reason = 'Typed in before Bilag';

/** Somebody books a voucher of so many kroner in the ledger, without Bilag. */
function bookByHand({ world: { ledger } }: MockErp, voucherNumber: string, kroner: number): void {
  const [voucher] = ledger.list();
  if (voucher === undefined) throw new Error('There is no voucher to take after.');
  const { sequence: _, ...booking } = voucher;
  const lines = booking.lines.map((line) => ({
    ...line,
    text: 'By hand',
    amountMinor: Math.sign(line.amountMinor) * kroner * 100,
    details: { ...line.details, extIdentifier: '', invoiceNumber: '' },
  }));
  ledger.book({ ...booking, voucherNumber, reference: 'BY-HAND', lines });
}

const decide = (service: TestService, id: string, voucherNumber: string, more: object = {}) =>
  service.call<Seen & { code?: string; detail?: string; field?: string }>(
    'POST',
    `${records}/${id}/resolution`,
    admin,
    {
      decision: 'posted',
      voucherNumber,
      reason,
      ...more,
    },
  );

/** What the sync log keeps of the last decision about a record. */
async function kept(service: TestService, id: string) {
  const [row] = await asOwner<{ detail: object; message: string }>(
    service,
    `select detail, message from bilag.sync_logs where record_id = '${id}' and action = 'posted' order by log_id desc limit 1`,
  );
  return row;
}

test('RTY-1 a record is linked to the voucher that somebody typed in: the ledger has it under that number with the same amount', async () => {
  const { service, mock, bad } = await threeFailed();
  const [a = ''] = bad;
  bookByHand(mock, '26001187', 120);
  const linked = await decide(service, a, ' 26001187 ');
  expect(linked).toMatchObject({ status: 200, body: { state: 'synced', erpReference: '26001187' } });
  expect(await kept(service, a)).toMatchObject({
    message: reason,
    detail: { erpReference: '26001187', ledgerCheck: 'equal', ledgerAmount: '120.00' },
  });
  await setRight(service);
  await service.call('POST', `${records}/retry`, admin, {});
  await settle(service);
  // The two others, the one that was booked first and the one by hand.
  expect(booked(mock)).toBe(4);
});

test('RTY-1 a voucher of another amount is refused with both amounts, and nothing is changed; whoever confirms it is on record', async () => {
  const { service, mock, bad } = await threeFailed();
  const [a = ''] = bad;
  bookByHand(mock, '26001187', 1_200);
  const refused = await decide(service, a, '26001187');
  expect(refused).toMatchObject({ status: 409, body: { code: 'POSTED_VOUCHER_DIFFERS', field: 'voucherNumber' } });
  expect(refused.body.detail).toMatch(
    /26001187 of \d{4}-\d\d-\d\d comes to 1200\.00 NOK; the record comes to 120\.00 NOK/,
  );
  expect(await kept(service, a)).toBeUndefined();
  expect((await failed(service)).map(({ id }) => id)).toContain(a);
  expect(await decide(service, a, '26001187', { confirmDifference: false })).toMatchObject({ status: 409 });
  expect(await decide(service, a, '26001187', { confirmDifference: true })).toMatchObject({ status: 200 });
  expect(await kept(service, a)).toMatchObject({ detail: { ledgerCheck: 'different', ledgerAmount: '1200.00' } });
});

test('RTY-1 a number that the ledger does not have is refused, unless the person is sure', async () => {
  const { service, bad } = await threeFailed();
  const [a = ''] = bad;
  for (const number of ['26001187', 'Bilag 17', '"} }']) {
    const refused = await decide(service, a, number);
    expect(refused).toMatchObject({ status: 409, body: { code: 'POSTED_VOUCHER_MISSING', field: 'voucherNumber' } });
  }
  expect(await seen(service, a)).toMatchObject({ state: 'rejected' });
  expect(await decide(service, a, '26001187', { confirmDifference: true })).toMatchObject({ status: 200 });
  expect(await kept(service, a)).toMatchObject({ detail: { ledgerCheck: 'missing' } });
});

test('RTY-1 while the ledger cannot be asked, that is said; whoever has looked decides all the same', async () => {
  const { service, mock, bad } = await threeFailed();
  const [a = ''] = bad;
  mock.world.faults.add({ effect: { kind: 'status', status: 503, body: 'Down', contentType: 'text/plain' } });
  const refused = await decide(service, a, '26001187');
  expect(refused).toMatchObject({ status: 409, body: { code: 'POSTED_VOUCHER_UNCHECKED' } });
  expect(await decide(service, a, '26001187', { confirmDifference: true })).toMatchObject({ status: 200 });
  expect(await kept(service, a)).toMatchObject({ detail: { ledgerCheck: 'not-told' } });
});

test('RTY-1 an accounting system that cannot be asked for a number asks for no confirmation, and the log says so', async () => {
  const { service, mock } = await aServiceWithMock();
  await connectOrganization(service, 'nbf', xledgerRestIntegration(mock));
  const id = await approve(service, claim('A', '999'));
  await settle(service);
  expect((await failed(service)).map((it) => it.id)).toEqual([id]);
  expect(await decide(service, id, '26001187')).toMatchObject({ status: 200, body: { erpReference: '26001187' } });
  expect(await kept(service, id)).toMatchObject({ detail: { ledgerCheck: 'not-asked' } });
});

test('RTY-1 one voucher is not two records’ own unless somebody says so, whether Bilag booked it or a person', async () => {
  const { service, mock, bad } = await threeFailed();
  const [a = '', b = '', c = ''] = bad;
  const [ours] = mock.world.ledger.list();
  // The claim that is booked comes to the same.
  const refused = await decide(service, a, ours?.voucherNumber ?? '');
  expect(refused).toMatchObject({ status: 409, body: { code: 'POSTED_VOUCHER_TAKEN', field: 'voucherNumber' } });
  expect(refused.body.detail).toMatch(/^Record OK is booked as voucher \d+ already/);
  bookByHand(mock, '26001187', 120);
  expect(await decide(service, b, '26001187')).toMatchObject({ status: 200 });
  expect(await decide(service, c, '26001187')).toMatchObject({ status: 409, body: { code: 'POSTED_VOUCHER_TAKEN' } });
  expect((await failed(service)).map(({ id }) => id).toSorted()).toEqual([a, c].toSorted());
  expect(await decide(service, c, '26001187', { confirmDifference: true })).toMatchObject({ status: 200 });
  expect(await kept(service, c)).toMatchObject({ detail: { ledgerCheck: 'taken', ledgerAmount: '120.00' } });
});

test('what is booked or on its way is refused without a question to the ledger', async () => {
  const { service, mock, fine } = await threeFailed();
  const before = mock.world.requests.list().length;
  expect(await decide(service, fine, '26001187')).toMatchObject({ status: 409, body: { code: 'RECORD_NOT_OPEN' } });
  expect(mock.world.requests.list().length).toBe(before);
});

test('a confirmation belongs to «posted» and is true or false', async () => {
  const { service, bad } = await threeFailed();
  const [a = ''] = bad;
  const ignore = { decision: 'ignore', voucherNumber: undefined };
  expect(await decide(service, a, '1', { ...ignore, confirmDifference: true })).toMatchObject({ status: 400 });
  for (const confirmDifference of ['true', 1, null]) {
    expect(await decide(service, a, '1', { confirmDifference })).toMatchObject({ status: 400 });
  }
  expect(await seen(service, a)).toMatchObject({ state: 'rejected' });
});
