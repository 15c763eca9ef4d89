import { aVoucher } from '@bilag/core/testing';
import { expect, test } from 'vitest';
import { patience, requestsOf } from '../support/harness.ts';
import { addressesAt, openGateway, openMock, postOne } from './support/harness.ts';

test('a look-up that only reads repeats no request, whatever is known: weeks later a gateway may have forgotten the key', async () => {
  await using erp = await openMock();
  const it = aVoucher();
  const { payload } = erp.gateway.render(it);
  await postOne(erp.gateway, it);
  erp.mock.xledger.runBookingJob();
  const restarted = openGateway(addressesAt(erp.mock.urls.xledgerRest));
  for (const sentPayload of [undefined, payload]) {
    const query = { reference: it.reference, batchKey: null, ...(sentPayload === undefined ? {} : { sentPayload }) };
    const found = await restarted.findVouchers([query], { ...patience(), readsOnly: true });
    expect(found.get(it.reference)).toMatchObject({ kind: 'booked', copies: 1, lines: [], linesHidden: true });
  }
  await restarted.close();
  expect(requestsOf(erp.mock)['xledger-rest.journalEntries.create']).toBe(1);
});

test('extra vouchers cannot be listed over this contract', async () => {
  await using erp = await openMock();
  expect(erp.gateway.listReferences === undefined).toBe(true);
});
