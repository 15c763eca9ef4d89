import type { ConnectorPlugin } from '@bilag/core';

/** How each connector is loaded: at its first use, so that one that no organization has chosen is never even read. */
export type ConnectorRegistry = Readonly<Record<string, () => Promise<ConnectorPlugin>>>;

/** The connectors of this installation by name. The only place that names their packages; a new one is a line here. */
export const connectorRegistry: ConnectorRegistry = {
  xledger: async () => (await import('@bilag/connector-xledger')).xledgerConnector,
  dynamics: async () => (await import('@bilag/connector-dynamics')).dynamicsPlugin,
  file: async () => (await import('@bilag/connector-file')).fileConnector,
};
