import type { OutboxEntry } from '@bilag/core';
import {
  aFileContent,
  anAttachment,
  anExpenseRecord,
  createFakeReceiptSource,
  createInMemoryReceiptStore,
  type FakeReceiptSource,
  type InMemoryReceiptStore,
  type KeptReceipt,
} from '@bilag/core/testing';
import type { TestOrganization } from './an-organization.ts';

/** The receipts of an organization: approve with files, serve, look. */
export interface TestReceipts {
  readonly store: InMemoryReceiptStore;
  readonly source: FakeReceiptSource;
  /** Approves a record with so many attachments, which the approving app serves. */
  approve(attachments?: number): Promise<OutboxEntry>;
  /** A turn of a worker, with these receipts. */
  serve(worker?: Parameters<TestOrganization['serve']>[0]): ReturnType<TestOrganization['serve']>;
  /** The receipts of a record as they are now, in order. */
  of(entry: OutboxEntry): readonly KeptReceipt[];
  /** How often the ERP has each receipt of a record, in order. */
  timesAttached(entry: OutboxEntry): readonly number[];
}

/** Gives the organization receipts. */
export function receiptsOf(org: TestOrganization): TestReceipts {
  const store = createInMemoryReceiptStore(org.outbox, org.clock);
  const source = createFakeReceiptSource();
  const of = ({ recordId }: OutboxEntry) => store.receipts().filter((it) => it.recordId === recordId);
  return {
    store,
    source,
    async approve(count = 1) {
      const files = Array.from({ length: count }, () => {
        const content = aFileContent();
        const attachment = anAttachment(content);
        source.files.set(attachment.url, content);
        return attachment;
      });
      const entry = await org.approve({ attachments: files });
      const { attachments } = anExpenseRecord({ attachments: files });
      store.add(
        entry,
        attachments,
        files.map(({ url }) => url),
      );
      return entry;
    },
    serve: (worker = {}) => org.serve({ receipts: { store, source }, ...worker }),
    of,
    timesAttached: (entry) =>
      of(entry).map(
        ({ position }) =>
          org.gateway.desk.attached.filter((it) => it.voucher.reference === entry.reference && it.position === position)
            .length,
      ),
  };
}
