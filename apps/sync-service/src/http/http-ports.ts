import type {
  AlertRepo,
  AlertSettingsStore,
  ApprovalStore,
  CallContext,
  ChangeFeed,
  Clock,
  ConfigRepo,
  ConnectionReport,
  ConnectorConfig,
  ConnectorPlugin,
  DecisionStore,
  ErpUsageStore,
  GatewayProvider,
  IdempotencyStore,
  InstanceRepo,
  IntegrationStore,
  MappingCheckStore,
  MappingTargetRules,
  MasterDataReader,
  MasterDataStore,
  OrganizationRepo,
  OverviewStore,
  ReceiptSource,
  ReconciliationRepo,
  RecordLinks,
  RecordRepo,
  RevisionStore,
  SettingsChoice,
  StatusStore,
  SyncLogReader,
  SyncLogVerifier,
  SyncRunStore,
  WebhookEndpointStore,
  WebhookSender,
} from '@bilag/core';
import type { Metrics } from '../telemetry/metrics/create-metrics.ts';

/** The connectors that this installation has. */
export interface ConnectorCatalogue {
  list(): Promise<readonly ConnectorPlugin[]>;
  /**
   * Checks settings and credentials without calling the ERP.
   * @throws {SyncError} `UNKNOWN_CONNECTOR`, `INVALID_SETTINGS` or `INVALID_CREDENTIALS_FORM`, naming the field.
   */
  check(connector: string, config: ConnectorConfig): Promise<void>;
  /** The settings that say where unfinished vouchers lie. @throws {SyncError} `UNKNOWN_CONNECTOR` or `INVALID_SETTINGS`. */
  placeSettingsOf(connector: string, settings: unknown): Promise<readonly string[]>;
  /** What the credentials open. @throws {SyncError} `CHOICES_NOT_OFFERED`, and as a connection test does. */
  choices(
    organizationId: string,
    connector: string,
    config: ConnectorConfig,
    context: CallContext,
  ): Promise<readonly SettingsChoice[]>;
  /** Tests a connection that need not be saved. @throws {SyncError} as a connection test does. */
  trial(
    organizationId: string,
    connector: string,
    config: ConnectorConfig,
    context: CallContext,
  ): Promise<ConnectionReport>;
}

/** What the HTTP edge needs of the rest of the service. */
export interface HttpPorts {
  /** Answers a scrape. */
  readonly metrics: Pick<Metrics, 'answer'>;
  readonly approvals: ApprovalStore;
  readonly revisions: RevisionStore;
  readonly decisions: DecisionStore;
  readonly records: RecordRepo;
  readonly links: RecordLinks;
  readonly organizations: OrganizationRepo;
  readonly config: ConfigRepo;
  readonly integrations: IntegrationStore;
  readonly gateways: GatewayProvider;
  readonly connectors: ConnectorCatalogue;
  readonly targets: MappingTargetRules;
  readonly masterData: MasterDataStore;
  readonly reader: MasterDataReader;
  readonly checks: MappingCheckStore;
  readonly usage: Pick<ErpUsageStore, 'currentMonth'>;
  /** Says of each attachment whether it may be fetched from where it is. */
  readonly receiptSource: Pick<ReceiptSource, 'refusalOf'>;
  readonly reconciliations: ReconciliationRepo;
  readonly syncs: SyncRunStore;
  readonly syncLogs: SyncLogReader;
  readonly verifier: SyncLogVerifier;
  readonly alerts: AlertRepo;
  readonly alertSettings: AlertSettingsStore;
  /** Whether there is a mail server to send alerts with. */
  readonly sendsEmail: boolean;
  /** Which other services are told of records. */
  readonly webhookEndpoints: WebhookEndpointStore;
  /** Says of each address whether webhooks may be sent there. */
  readonly webhooks: Pick<WebhookSender, 'refusalOf'>;
  readonly status: StatusStore;
  readonly overview: OverviewStore;
  readonly idempotency: IdempotencyStore;
  /** Tells of changes as they happen. */
  readonly changes: ChangeFeed;
  /** This installation itself. */
  readonly instance: InstanceRepo;
  readonly clock: Clock;
  /** Asks the database whether requests can be answered. @throws {SyncError} `NOT_READY` that says why not; anything else when it cannot be asked. */
  assertReady(): Promise<void>;
  /** Asks nobody. @throws {SyncError} `NOT_READY` until the service has begun on a database with its schema. */
  assertOpen(): void;
  /** Called after approvals of an organization were stored or its sync was begun, so that a poller in this process looks at once. */
  onAccepted(organizationId: string): void;
  /** Called after a reconciliation was asked for, so that a runner in this process looks at once. */
  onReconciliationRequested(): void;
}
