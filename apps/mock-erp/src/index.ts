export type { BusinessCentralSystem } from './business-central/business-central.ts';
export { type BusinessCentralSettings, DEFAULT_BUSINESS_CENTRAL_SETTINGS } from './business-central/settings.ts';
export { type Certificate, createClientCertificate } from './certificate.ts';
export type { MockClock } from './clock.ts';
export type { EntraSystem } from './entra/entra.ts';
export { DEFAULT_ENTRA_SETTINGS, type EntraSettings } from './entra/settings.ts';
export type { FaultEffect, FaultRule, Faults, NewFaultRule } from './faults.ts';
export type { Ledger, LedgerFilter, LedgerLine, LedgerVoucher, NewLedgerVoucher } from './ledger.ts';
export { type MockErp, type MockErpOptions, startMockErp } from './mock-erp.ts';
export type { LoggedRequest, RequestLog } from './request-log.ts';
export { type MockSeed, seed } from './seed.ts';
export { allowedPostingDates, BUSINESS_CENTRAL_SEED } from './seed-business-central.ts';
export {
  XLEDGER_KINDS,
  XLEDGER_OTHER_OWNER_DB_ID,
  XLEDGER_OWNER_DB_ID,
  XLEDGER_SEED,
  XLEDGER_TOKENS,
} from './seed-xledger.ts';
export type { MockWorld } from './world.ts';
export { DEFAULT_XLEDGER_SETTINGS, type XledgerSettings } from './xledger/settings.ts';
export type { XledgerSystem } from './xledger/xledger.ts';
