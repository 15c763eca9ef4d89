import { deriveVoucherReference, type OutboxEntry } from '@bilag/core';
import {
  anAttachment,
  anExpenseRecord,
  createInMemoryOutboxStore,
  createInMemoryReceiptStore,
  createVirtualClock,
  receiptStoreContract,
} from '@bilag/core/testing';

receiptStoreContract('in memory', () => {
  const clock = createVirtualClock();
  const outbox = createInMemoryOutboxStore(clock);
  const receipts = createInMemoryReceiptStore(outbox, clock);
  const now = ({ sequence }: OutboxEntry) => outbox.entries().find((it) => it.sequence === sequence);
  return Promise.resolve({
    outbox,
    receipts,
    async approve(organizationId, count) {
      const attachments = Array.from({ length: count }, () => anAttachment());
      const record = anExpenseRecord({ attachments }, organizationId);
      const entry = outbox.approve(record, await deriveVoucherReference(record));
      receipts.add(
        entry,
        record.attachments,
        attachments.map(({ url }) => url),
      );
      return entry;
    },
    approveAgain: ({ recordId }, urls) => Promise.resolve(receipts.renew(recordId, urls)),
    passTime: (ms) => Promise.resolve(clock.advance(ms)),
    setEnabled: (organizationId, enabled) => Promise.resolve(outbox.setEnabled(organizationId, enabled)),
    entryOf: (entry) => Promise.resolve(now(entry)),
    receiptsOf: ({ recordId }) =>
      Promise.resolve(
        receipts
          .receipts()
          .filter((it) => it.recordId === recordId)
          .map(({ position, url, status: { state, attempts, failure } }) => ({
            position,
            url,
            state,
            attempts,
            failureCode: failure?.code ?? null,
          })),
      ),
    logOf: ({ recordId }) =>
      Promise.resolve(
        receipts.log
          .filter((it) => it.recordId === recordId)
          .map(({ step, result, errorCode }) => ({ step, result, errorCode })),
      ),
    close: () => Promise.resolve(),
  });
});
