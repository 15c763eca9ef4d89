import {
  type ConnectorConfig,
  type ConnectorHost,
  type ConnectorPlugin,
  type GatewayProvider,
  SyncError,
} from '@bilag/core';
import type { ConnectorRegistry } from './connector-registry.ts';
import { createGatewayCache } from './gateway-cache.ts';

/** What administrators see of a connector. */
type ConnectorInfo = Pick<ConnectorPlugin, 'name' | 'title' | 'settingsSchema' | 'credentialsSchema'>;

/** The installation's connectors: listed and checked for administrators, opened for the engine. */
export interface Connectors extends GatewayProvider {
  list(): Promise<readonly ConnectorInfo[]>;
  /** Checks settings and credentials without calling the ERP. */
  check(connector: string, config: ConnectorConfig): Promise<void>;
  /** Closes every gateway. */
  close(): Promise<void>;
}

/** Connectors from a registry. A plugin that throws is a failure of the organization that uses it, and of no other. */
export function createConnectors(registry: ConnectorRegistry, host: ConnectorHost): Connectors {
  const cache = createGatewayCache(async ({ connector, settings, credentials }) =>
    (await load(registry, connector)).open({ settings, credentials }, host),
  );
  return {
    gatewayFor: (integration) => cache.gatewayFor(integration),
    list: () => Promise.all(Object.keys(registry).map((name) => load(registry, name))),
    async check(connector, config) {
      const plugin = await load(registry, connector);
      await plugin.open(config, host).close();
    },
    close: () => cache.close(),
  };
}

async function load(registry: ConnectorRegistry, name: string): Promise<ConnectorPlugin> {
  const loader = Object.hasOwn(registry, name) ? registry[name] : undefined;
  if (loader === undefined) {
    const known = Object.keys(registry).join(', ');
    throw new SyncError('UNKNOWN_CONNECTOR', `This installation has: ${known}.`, { field: 'connector' });
  }
  return await loader();
}
