export { accountingGatewayContract, type GatewayHarness } from './accounting-gateway.contract.ts';
export { aFileContent, anAttachment } from './attachment-builders.ts';
export {
  aFieldMapping,
  anApproval,
  anExpenseRecord,
  anIntegration,
  aReference,
  aVoucher,
  someMasterData,
  type VoucherTraits,
} from './builders.ts';
export { createFakeGateway, type FakeFault, type FakeGateway, fakeTraits } from './fake-gateway.ts';
export { createFakeReceiptDesk, type FakeDeskFault, type FakeReceiptDesk } from './fake-receipt-desk.ts';
export { createFakeReceiptSource, type FakeReceiptSource, type FakeSourceFault } from './fake-receipt-source.ts';
export { createInMemoryMasterDataStore } from './in-memory-master-data-store.ts';
export { createInMemoryOutboxStore, type InMemoryOutboxStore } from './in-memory-outbox-store.ts';
export {
  createInMemoryReceiptStore,
  type InMemoryReceiptStore,
  type KeptReceipt,
} from './in-memory-receipt-store.ts';
export { leaseDue } from './lease-due.ts';
export { outboxStoreContract } from './outbox-store.contract.ts';
export type { OutboxHarness } from './outbox-store.harness.ts';
export { type ReceiptDeskHarness, receiptDeskContract } from './receipt-desk.contract.ts';
export { receiptStoreContract } from './receipt-store.contract.ts';
export type { ReceiptStoreHarness, SeenReceipt } from './receipt-store.harness.ts';
export { createVirtualClock, type VirtualClock } from './virtual-clock.ts';
