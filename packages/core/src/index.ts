export {
  type Alert,
  type AlertDetails,
  type AlertEvent,
  type AlertKind,
  type AlertState,
  type AlertSubject,
  affectedRecordsLink,
  alertEvents,
  alertHref,
  alertKinds,
  alertStates,
  type ErrorCount,
  type FailingOrganization,
  platformId,
} from './domain/alert.ts';
export {
  type AffectedRecords,
  alertsOf,
  type FailingRecords,
  failuresUntilAlert,
  type OrganizationFacts,
} from './domain/alert-rules.ts';
export {
  type AlertLanguage,
  type AlertText,
  alertEventText,
  alertRemedy,
  alertText,
} from './domain/alert-texts/alert-text.ts';
export { type ApprovalRules, assertPast, checkApproval, checkDates } from './domain/approval-check.ts';
export {
  type Attachment,
  type AttachmentJson,
  type AttachmentMediaType,
  attachmentMediaTypes,
  erpFileName,
  isAttachmentMediaType,
  maxAttachmentBytes,
  maxAttachmentsPerRecord,
} from './domain/attachment.ts';
export { type CalendarDate, calendarDateOf, parseCalendarDate, parseInstant } from './domain/calendar-date.ts';
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
export { currentAndPreviousMonth, type LedgerMonth, parseLedgerMonth } from './domain/ledger-month.ts';
export { checkMapping, type MappingFinding } from './domain/mapping-check.ts';
export { refuseContradictions } from './domain/mapping-contradictions.ts';
export {
  type MappingTarget,
  type MappingTargetKind,
  mappingTargets,
  targetFinding,
} from './domain/mapping-targets.ts';
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
  type RecallReason,
  recallReasons,
  transition,
} from './domain/outbox-entry.ts';
export {
  IllegalReceiptStep,
  maxFetchFailures,
  mustFindReceipt,
  newReceiptStatus,
  type ReceiptEvent,
  type ReceiptState,
  type ReceiptStatus,
  receiptAfter,
  receiptStates,
} from './domain/receipt.ts';
export { emailPattern, isEmailAddress, isWebhookSecret, webhookSecretPattern } from './domain/receivers.ts';
export {
  addToStatement,
  differenceOf,
  emptyStatement,
  type FindingKind,
  findingCountOf,
  findingKinds,
  type ReconciliationFinding,
  type ReconciliationStatement,
  type SideOfStatement,
} from './domain/reconciliation.ts';
export {
  askAlongFrom,
  backoffCeilingsMs,
  backoffMs,
  laneRestMs,
  maxLookUps,
  pollAfterMs,
} from './domain/retry-policy.ts';
export { reversalOf } from './domain/reversal.ts';
export {
  decideRevision,
  decideWithdrawal,
  type KnownRevision,
  type RevisionDecision,
  type UndoStep,
  type WithdrawalDecision,
} from './domain/revision.ts';
export {
  formerSecretMs,
  longestStatusDeliveryMs,
  mostWebhookEndpoints,
  type StatusEventType,
  type StatusMessageType,
  statusEventStates,
  statusEventTypes,
  statusMessageTypes,
  testEventType,
} from './domain/status-event.ts';
export {
  type HealthLevel,
  type HealthReason,
  type HealthSigns,
  healthLevels,
  healthOf,
  healthReasons,
} from './domain/sync-health.ts';
export { shareTurn } from './domain/turn-share.ts';
export { forecast, type MonthProgress, monthProgress } from './domain/usage-forecast.ts';
export { type Voucher, type VoucherDraft, voucher, voucherTotal } from './domain/voucher.ts';
export { checkVoucher, indexMasterData, type MasterDataIndex } from './domain/voucher-check.ts';
export { compareVoucher, type FoundLine } from './domain/voucher-comparison.ts';
export {
  asVoucherReference,
  deriveReversalReference,
  deriveVoucherReference,
  hasReferenceForm,
  parseVoucherReference,
  type RecordIdentity,
  type RecordKind,
  recordKinds,
  type VoucherReference,
} from './domain/voucher-reference.ts';
export { type ErrorCode, errorCodes, type Outcome } from './errors/error-codes.ts';
export { MappingRefusal } from './errors/mapping-refusal.ts';
export { type ErrorText, norwegian } from './errors/norwegian.ts';
export { SyncError } from './errors/sync-error.ts';
export type {
  AccountingGateway,
  ConnectionReport,
  DateRange,
  FindContext,
  FindOutcome,
  GatewayTraits,
  LedgerBooking,
  LedgerIdentity,
  ListedVoucher,
  MonthlyAllowance,
  PostContext,
  PostOutcome,
  RenderedVoucher,
  VoucherQuery,
} from './ports/accounting-gateway.ts';
export type { AlertDeliveryStore, DeliveryResult, DueDelivery } from './ports/alert-delivery-store.ts';
export {
  type AlertDelivery,
  type AlertQuery,
  type AlertRepo,
  type AlertSinkName,
  alertSinkNames,
  type DeliveryState,
  deliveryStates,
} from './ports/alert-repo.ts';
export {
  type AlertSettings,
  type AlertSettingsStore,
  type AlertSettingsView,
  defaultAlertSettings,
} from './ports/alert-settings-store.ts';
export type { AlertNotice, AlertSink, AlertTarget, SinkOutcome } from './ports/alert-sink.ts';
export type { AlertChange, AlertStore, AlertTurn } from './ports/alert-store.ts';
export type { AcceptedApproval, ApprovalStore, NewApproval } from './ports/approval-store.ts';
export type { CallContext } from './ports/call-context.ts';
export {
  type Change,
  type ChangeFeed,
  type ChangeTopic,
  changeTopics,
  everything,
  furthest,
  type Watched,
} from './ports/change-feed.ts';
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
export type { Decision, DecisionStore, FailedFilter, LedgerCheck, OpenDecision } from './ports/decision-store.ts';
export type { ErpUsage, ErpUsageStore } from './ports/erp-usage-store.ts';
export type { GatewayProvider } from './ports/gateway-provider.ts';
export type { Heartbeat, HeartbeatStore, Witness } from './ports/heartbeat-store.ts';
export type { Begun, IdempotencyStore, KeyUse, StoredAnswer } from './ports/idempotency-store.ts';
export {
  type DatabaseIdentity,
  type HoldReason,
  holdReasons,
  type InstanceRepo,
  type InstanceState,
} from './ports/instance-repo.ts';
export type { IntegrationStore, IntegrationView } from './ports/integration-store.ts';
export type { KeyChange, KeyCount, KeyStore, Resealed, StoredSecret } from './ports/key-store.ts';
export {
  type MappingCheck,
  type MappingCheckStore,
  maxKeptFindings,
  type NightlyChecks,
} from './ports/mapping-check-store.ts';
export type { MappingTargetRules, TargetVerdict } from './ports/mapping-target-rules.ts';
export type { MasterDataOwner, MasterDataReading, MasterDataStore } from './ports/master-data-store.ts';
export type { Organization, OrganizationRepo } from './ports/organization-repo.ts';
export type {
  ConnectionVersions,
  DeliveryIntent,
  DueEntry,
  EntryOutcome,
  LaneRelease,
  LeasedLane,
  LeaseRequest,
  OutboxStore,
  SendGrant,
  StepLog,
  StepResult,
} from './ports/outbox-store.ts';
export type {
  AttachOutcome,
  FindReceiptOutcome,
  ReceiptDesk,
  ReceiptFile,
  ReceiptKey,
  ReceiptVoucher,
} from './ports/receipt-desk.ts';
export type { FetchOutcome, ReceiptSource } from './ports/receipt-source.ts';
export type { DueReceipt, ReceiptIntent, ReceiptLog, ReceiptOutcome, ReceiptStore } from './ports/receipt-store.ts';
export type {
  NightlyReconciliations,
  ReconciliationRepo,
  StoredFinding,
  StoredReconciliation,
} from './ports/reconciliation-repo.ts';
export {
  type KnownReference,
  type OwedCursor,
  type OwedPage,
  type OwedVoucher,
  type ReconciliationBooks,
  type ReconciliationEnd,
  type ReconciliationRun,
  type ReconciliationState,
  type ReconciliationStore,
  reconciliationStates,
} from './ports/reconciliation-store.ts';
export type { RecordLinks } from './ports/record-links.ts';
export type {
  RecordListQuery,
  RecordProgress,
  RecordRepo,
  SentVoucher,
  StoredReceipt,
  StoredRecord,
  StoredReversal,
} from './ports/record-repo.ts';
export type { RevisionStore, Source, SourceChange, Withdrawal } from './ports/revision-store.ts';
export type { SealedSecret, SecretBox, SecretContext } from './ports/secret-box.ts';
export type {
  DueStatusDelivery,
  StatusDeliveryResult,
  StatusDeliveryStore,
  StatusSubject,
} from './ports/status-delivery-store.ts';
export type {
  LaneObstacle,
  OrganizationStatus,
  OverviewEntry,
  OverviewStore,
  StatusDay,
  StatusHistory,
  StatusStore,
} from './ports/status-store.ts';
export {
  type LogAction,
  type LogTrigger,
  logActions,
  logResults,
  logTriggers,
  type SyncLogDetail,
  type SyncLogEntry,
  type SyncLogFilter,
  type SyncLogQuery,
  type SyncLogReader,
} from './ports/sync-log-reader.ts';
export {
  type ChainEnd,
  type ChainFault,
  type ChainFaultKind,
  type ChainHead,
  type ChainReader,
  type ChainVerification,
  chainFaultKinds,
  type Erasures,
  type HashedEntry,
  type SealableEntry,
  type SealMaker,
  type SealStore,
  type SyncLogSeal,
  type SyncLogVerifier,
  sealedAttemptColumns,
  sealedEntryColumns,
  type UnsealedEntries,
  type UnsealedEntry,
  type VerifiableEntry,
} from './ports/sync-log-seals.ts';
export {
  type SyncObstacle,
  type SyncProgress,
  type SyncRun,
  type SyncRunStore,
  type SyncSchedule,
  type SyncState,
  type SyncTrigger,
  syncStates,
  syncTriggers,
} from './ports/sync-run-store.ts';
export type { TextRetention } from './ports/text-retention.ts';
export {
  type EndpointFault,
  endpointFaults,
  type StatusDelivery,
  type StatusDeliveryQuery,
  type StatusDeliveryState,
  statusDeliveryStates,
  type WebhookEndpoint,
  type WebhookEndpointSettings,
  type WebhookEndpointStore,
} from './ports/webhook-endpoint-store.ts';
export type { WebhookMessage, WebhookOutcome, WebhookSender } from './ports/webhook-sender.ts';
export { type ApprovalResult, acceptApprovals } from './use-cases/accept-approvals.ts';
export { checkDrift, type DriftReport } from './use-cases/check-drift.ts';
export { type CheckPorts, checkIntegration } from './use-cases/check-integration.ts';
export {
  checkPostedVoucher,
  type PostedRecord,
  type PostedVoucher,
  type PostedVoucherPorts,
} from './use-cases/check-posted-voucher.ts';
export { type AlertDeliveryPorts, deliverAlerts } from './use-cases/deliver-alerts.ts';
export type { DeliveryReport } from './use-cases/deliver-due.ts';
export { deliverReceipts } from './use-cases/deliver-receipts.ts';
export {
  deliverStatusEvents,
  type StatusDeliveryPorts,
  statusMessage,
} from './use-cases/deliver-status-events.ts';
export { enableIntegration } from './use-cases/enable-integration.ts';
export { type AlertReport, evaluateAlerts } from './use-cases/evaluate-alerts.ts';
export { copyOfConfig, guardGateway, openGuardedGateway } from './use-cases/guard-gateway.ts';
export type { EnginePorts, LaneWork, ReceiptPorts } from './use-cases/lane-work.ts';
export { createMasterDataReader, type MasterDataReader } from './use-cases/master-data-reader.ts';
export { type PreparedVoucher, prepareVoucher } from './use-cases/prepare-voucher.ts';
export {
  type MappingEffect,
  type MappingPreview,
  mappingEffects,
  previewMapping,
  type RecordEffect,
} from './use-cases/preview-mapping.ts';
export { previewVoucher, type VoucherPreview } from './use-cases/preview-voucher.ts';
export { createReceiptPlaces } from './use-cases/receipt-places.ts';
export type { ReconcilePorts } from './use-cases/reconciliation/ledger-work.ts';
export { type ReconcileResult, reconcile } from './use-cases/reconciliation/reconcile.ts';
export { obstacleToSync, refusalOf, requestSync, type SyncCircumstances } from './use-cases/request-sync.ts';
export { type RevisionResult, reviseSource } from './use-cases/revise-source.ts';
export { type SaveMappingPorts, saveFieldMapping } from './use-cases/save-field-mapping.ts';
export { type ServeOptions, type ServeResult, serveLane } from './use-cases/serve-lane.ts';
export { type WithdrawalRequest, type WithdrawalResult, withdrawApproval } from './use-cases/withdraw-approval.ts';
export { withinDeadline } from './use-cases/within-deadline.ts';
