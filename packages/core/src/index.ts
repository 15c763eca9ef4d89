export { type ApprovalRules, checkApproval } from './domain/approval-check.ts';
export { type CalendarDate, calendarDateOf, parseCalendarDate } from './domain/calendar-date.ts';
export {
  differingFields,
  type ExpenseLine,
  type ExpenseLineJson,
  type ExpenseRecord,
  type ExpenseRecordJson,
  expenseRecordToJson,
  maxLinesPerRecord,
  type Payee,
  type PayeeType,
  parseExpenseRecord,
  payeeTypes,
} from './domain/expense-record.ts';
export {
  type CreditRule,
  type ExpenseTypeRule,
  type FieldMapping,
  type MappingResult,
  mapExpenseRecord,
  standardExpenseTypes,
} from './domain/field-mapping.ts';
export { canonicalJson, sha256Base32, sha256Hex } from './domain/fingerprint.ts';
export type { DimensionValues, JournalLine, MappingRule } from './domain/journal-line.ts';
export type {
  DimensionValue,
  FiscalPeriod,
  LedgerAccount,
  MasterData,
  PayeeAccount,
  TaxCode,
} from './domain/master-data.ts';
export {
  type Currency,
  currencies,
  formatMoney,
  type Money,
  maxAmountMinor,
  money,
  negate,
  parseCurrency,
  parseMoney,
  sumMoney,
} from './domain/money.ts';
export {
  type DeliveryStatus,
  type EntryFailure,
  type ErpReply,
  finishedStates,
  IllegalTransition,
  mustLookUp,
  newDeliveryStatus,
  type OutboxEntry,
  type OutboxEvent,
  type OutboxState,
  outboxStates,
  transition,
} from './domain/outbox-entry.ts';
export { backoffCeilingsMs, backoffMs, maxLookUps } from './domain/retry-policy.ts';
export { shareTurn } from './domain/turn-share.ts';
export { type Voucher, type VoucherDraft, voucher, voucherTotal } from './domain/voucher.ts';
export { compareVoucher, type FoundLine } from './domain/voucher-comparison.ts';
export {
  asVoucherReference,
  deriveVoucherReference,
  parseVoucherReference,
  type RecordIdentity,
  type RecordKind,
  recordKinds,
  type VoucherReference,
} from './domain/voucher-reference.ts';
export { type ErrorCode, errorCodes, type Outcome } from './errors/error-codes.ts';
export { SyncError } from './errors/sync-error.ts';
export type {
  AccountingGateway,
  ConnectionReport,
  FindOutcome,
  GatewayTraits,
  LedgerIdentity,
  MonthlyAllowance,
  PostContext,
  PostOutcome,
  RenderedVoucher,
  VoucherQuery,
} from './ports/accounting-gateway.ts';
export type { AcceptedApproval, ApprovalStore, NewApproval } from './ports/approval-store.ts';
export type { CallContext } from './ports/call-context.ts';
export type { Clock, Deadline, Random } from './ports/clock.ts';
export type { ConfigRepo, Integration } from './ports/config-repo.ts';
export {
  type ConnectorConfig,
  type ConnectorHost,
  type ConnectorPlugin,
  type ConnectorProfile,
  type ErpCall,
  type JsonSchema,
  openGateway,
  profileOf,
  type SettingsChoice,
} from './ports/connector-plugin.ts';
export type { GatewayProvider } from './ports/gateway-provider.ts';
export type { IntegrationStore, IntegrationView } from './ports/integration-store.ts';
export type { MasterDataOwner, MasterDataReading, MasterDataStore } from './ports/master-data-store.ts';
export type { Organization, OrganizationRepo } from './ports/organization-repo.ts';
export type {
  DeliveryIntent,
  DueEntry,
  EntryOutcome,
  LaneRelease,
  LeasedLane,
  OutboxStore,
  SendGrant,
  StepLog,
} from './ports/outbox-store.ts';
export type {
  AttachOutcome,
  FindReceiptOutcome,
  ReceiptDesk,
  ReceiptFile,
  ReceiptKey,
  ReceiptVoucher,
} from './ports/receipt-desk.ts';
export type { RecordListQuery, RecordProgress, RecordRepo, StoredRecord } from './ports/record-repo.ts';
export type { SealedSecret, SecretBox, SecretContext } from './ports/secret-box.ts';
export { type ApprovalResult, acceptApprovals } from './use-cases/accept-approvals.ts';
export type { EnginePorts } from './use-cases/lane-work.ts';
export { type PreparedVoucher, prepareVoucher } from './use-cases/prepare-voucher.ts';
export { previewVoucher, type VoucherPreview } from './use-cases/preview-voucher.ts';
export { type ServeOptions, type ServeResult, serveLane } from './use-cases/serve-lane.ts';
