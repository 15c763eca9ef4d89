export { accountingGatewayContract, type GatewayHarness } from './accounting-gateway.contract.ts';
export { aFieldMapping, anApproval, anExpenseRecord, aReference, aVoucher, type VoucherTraits } from './builders.ts';
export { createFakeGateway, type FakeFault, type FakeGateway, fakeTraits } from './fake-gateway.ts';
export { createVirtualClock, type VirtualClock } from './virtual-clock.ts';
