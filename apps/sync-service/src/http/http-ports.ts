import type {
  ApprovalStore,
  Clock,
  ConfigRepo,
  ConnectorConfig,
  ConnectorPlugin,
  GatewayProvider,
  IntegrationStore,
  OrganizationRepo,
  RecordRepo,
} from '@bilag/core';

/** The connectors that this installation has. */
export interface ConnectorCatalogue {
  list(): Promise<readonly ConnectorPlugin[]>;
  /**
   * Checks settings and credentials without calling the ERP.
   * @throws {SyncError} `UNKNOWN_CONNECTOR`, `INVALID_SETTINGS` or `INVALID_CREDENTIALS_FORM`, naming the field.
   */
  check(connector: string, config: ConnectorConfig): Promise<void>;
}

/** What the HTTP edge needs of the rest of the service. */
export interface HttpPorts {
  readonly approvals: ApprovalStore;
  readonly records: RecordRepo;
  readonly organizations: OrganizationRepo;
  readonly config: ConfigRepo;
  readonly integrations: IntegrationStore;
  readonly gateways: GatewayProvider;
  readonly connectors: ConnectorCatalogue;
  readonly clock: Clock;
  /** Rejects when the database cannot be asked. */
  ping(): Promise<void>;
  /** Called after approvals were stored, so that a poller in this process looks at once. */
  onAccepted(): void;
}
