import { deriveVoucherReference, type OutboxEntry } from '@bilag/core';
import {
  anExpenseRecord,
  createInMemoryOutboxStore,
  createVirtualClock,
  type OutboxHarness,
  outboxStoreContract,
} from '@bilag/core/testing';

outboxStoreContract('in memory', (): Promise<OutboxHarness> => {
  const clock = createVirtualClock();
  const store = createInMemoryOutboxStore(clock);
  let version = 1;
  const of = (organizationId: string) => store.entries().filter((it) => it.organizationId === organizationId);
  return Promise.resolve({
    store,
    revisions: store.revisions,
    ofSource: (organizationId, sourceId) =>
      Promise.resolve(
        of(organizationId)
          .filter((entry) => store.recordOf(entry)?.sourceId === sourceId)
          .map(({ sequence }) => sequence),
      ),
    async approveSource(organizationId, sourceId) {
      const record = anExpenseRecord({ sourceId }, organizationId);
      return store.approve(record, await deriveVoucherReference(record));
    },
    async approve(organizationId, count = 1) {
      const entries: OutboxEntry[] = [];
      for (let at = 0; at < count; at += 1) {
        const record = anExpenseRecord({}, organizationId);
        entries.push(store.approve(record, await deriveVoucherReference(record)));
      }
      return entries;
    },
    passTime: (ms) => Promise.resolve(clock.advance(ms)),
    entryOf: (organizationId, sequence) =>
      Promise.resolve(of(organizationId).find((entry) => entry.sequence === sequence)),
    countHot: (organizationId) =>
      Promise.resolve(of(organizationId).filter(({ state }) => state !== 'synced' && state !== 'cancelled').length),
    logOf: () =>
      Promise.resolve(
        store.log.map(({ action, result, errorCode, reply }) => ({
          action,
          result,
          errorCode,
          ...(reply ? { reply } : {}),
        })),
      ),
    remap: (organizationId) => Promise.resolve(store.saveMapping(organizationId, (version += 1))),
    connectOtherBooks: (organizationId) => Promise.resolve(store.connectLedger(organizationId, 'another')),
    markAsPosted: (entry) =>
      Promise.resolve(store.change(entry, { ...entry, state: 'synced', dueInMs: null, erpReference: '77' })),
    setEnabled: (organizationId, enabled) => Promise.resolve(store.setEnabled(organizationId, enabled)),
    close: () => Promise.resolve(),
  });
});
