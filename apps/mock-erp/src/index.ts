export type { BusinessCentralSystem } from './business-central/business-central.ts';
export { type BusinessCentralSettings, DEFAULT_BUSINESS_CENTRAL_SETTINGS } from './business-central/settings.ts';
export { type Certificate, createClientCertificate } from './certificate.ts';
export type { MockClock } from './clock.ts';
export type { EntraSystem } from './entra/entra.ts';
export { DEFAULT_ENTRA_SETTINGS, type EntraSettings } from './entra/settings.ts';
export type { FaultEffect, FaultRule, Faults, NewFaultRule } from './faults.ts';
export type { FinanceSystem } from './finance/finance.ts';
export { DEFAULT_FINANCE_SETTINGS, type FinanceSettings } from './finance/settings.ts';
export type { Ledger, LedgerFilter, LedgerLine, LedgerVoucher, NewLedgerVoucher } from './ledger.ts';
export { type MockErp, type MockErpOptions, startMockErp } from './mock-erp.ts';
export type { OpenidSystem } from './openid/openid.ts';
export { DEFAULT_OPENID_SETTINGS, type OpenidSettings } from './openid/settings.ts';
export { OPENID_USERS, type OpenidUser } from './openid/users.ts';
export type { LoggedRequest, RequestLog } from './request-log.ts';
export { type MockSeed, seed } from './seed.ts';
export { allowedPostingDates, BUSINESS_CENTRAL_SEED } from './seed-business-central.ts';
export { FINANCE_SEED } from './seed-finance.ts';
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
export { XLEDGER_REST_CLIENTS, type XledgerRestClient } from './xledger-rest/clients.ts';
export { DEFAULT_XLEDGER_REST_SETTINGS, type XledgerRestSettings } from './xledger-rest/settings.ts';
export type { XledgerRestSystem } from './xledger-rest/xledger-rest.ts';
