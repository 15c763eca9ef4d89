import type { AccountingGateway } from './accounting-gateway.ts';
import type { Integration } from './config-repo.ts';

/** Hands out the door to an organization's ERP, from the plugin of the connector that is enabled for it. */
export interface GatewayProvider {
  /**
   * The gateway of exactly this configuration and credential version; the same one on every call until they change.
   * @throws {SyncError} `UNKNOWN_CONNECTOR`, `INVALID_SETTINGS` or `INVALID_CREDENTIALS_FORM`.
   */
  gatewayFor(integration: Integration): Promise<AccountingGateway>;
}
