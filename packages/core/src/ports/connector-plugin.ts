import type { AccountingGateway } from './accounting-gateway.ts';

/** A JSON Schema (2020-12) from which API and console build a form. `writeOnly: true` marks secrets. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What the host gives every connector. */
export interface ConnectorHost {
  /** Certificate authorities trusted besides the system's, as PEM. For a mock or a company's own authority. */
  readonly extraCaCertificates: readonly string[];
  /** Plain http and loopback addresses are allowed; only for development against the mock ERP. */
  readonly allowLoopback: boolean;
}

/** Settings and credentials as stored for one organization; the connector checks them before use. */
export interface ConnectorConfig {
  readonly settings: unknown;
  readonly credentials: unknown;
}

/** One accounting system as a plugin. A new one is added without touching core. */
export interface ConnectorPlugin {
  /** Stable name, stored with the integration: `xledger`, `dynamics`. */
  readonly name: string;
  readonly title: string;
  readonly settingsSchema: JsonSchema;
  readonly credentialsSchema: JsonSchema;
  /**
   * Opens the door to one organization's ledger; makes no request yet.
   * @throws {SyncError} `INVALID_SETTINGS` or `INVALID_CREDENTIALS_FORM`, naming the field and never the value.
   */
  open(config: ConnectorConfig, host: ConnectorHost): AccountingGateway;
}
