export { accountingGatewayContract, type GatewayHarness } from './accounting-gateway.contract.ts';
export { aFieldMapping, anApproval, anExpenseRecord, aReference, aVoucher, type VoucherTraits } from './builders.ts';
export { createFakeGateway, type FakeFault, type FakeGateway, fakeTraits } from './fake-gateway.ts';
export { createInMemoryOutboxStore, type InMemoryOutboxStore } from './in-memory-outbox-store.ts';
export { outboxStoreContract } from './outbox-store.contract.ts';
export type { OutboxHarness } from './outbox-store.harness.ts';
export { createVirtualClock, type VirtualClock } from './virtual-clock.ts';
