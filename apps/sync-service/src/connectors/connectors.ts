import {
  type AccountingGateway,
  type ConnectorConfig,
  type ConnectorHost,
  type ConnectorPlugin,
  type GatewayProvider,
  type GatewayTraits,
  openGateway,
  SyncError,
} from '@bilag/core';
import type { ConnectorRegistry } from './connector-registry.ts';
import { createGatewayCache } from './gateway-cache.ts';

/** The installation's connectors: listed and checked for administrators, opened for the engine. */
export interface Connectors extends GatewayProvider {
  list(): Promise<readonly ConnectorPlugin[]>;
  /** Checks settings and credentials without calling the ERP. */
  check(connector: string, config: ConnectorConfig): Promise<void>;
  /** Closes every gateway. */
  close(): Promise<void>;
}

/** Connectors from a registry. A plugin that throws is a failure of the organization that uses it, and of no other. */
export function createConnectors(registry: ConnectorRegistry, host: ConnectorHost): Connectors {
  const open = async (connector: string, config: ConnectorConfig): Promise<AccountingGateway> => {
    const gateway = openGateway(await load(registry, connector), config, host);
    if (host.allowLoopback || !settlesTooSoon(gateway.traits)) return gateway;
    await gateway.close();
    const message = 'The settling time must be longer than the longest call: a look-up before its end proves nothing.';
    throw new SyncError('INVALID_SETTINGS', message, { field: 'settings.timing.settlingMs' });
  };
  const cache = createGatewayCache(({ connector, ...config }) => open(connector, config));
  return {
    gatewayFor: (integration) => cache.gatewayFor(integration),
    list: () => Promise.all(Object.keys(registry).map((name) => load(registry, name))),
    async check(connector, config) {
      await (await open(connector, config)).close();
    },
    close: () => cache.close(),
  };
}

/** With a mock, whose calls end at once, a short settling time is what tests need. */
function settlesTooSoon({ duplicateGuard, settlingMs, longestOperationMs }: GatewayTraits): boolean {
  return duplicateGuard === 'look-up' && settlingMs <= longestOperationMs;
}

async function load(registry: ConnectorRegistry, name: string): Promise<ConnectorPlugin> {
  const loader = Object.hasOwn(registry, name) ? registry[name] : undefined;
  if (loader === undefined) {
    const known = Object.keys(registry).join(', ');
    throw new SyncError('UNKNOWN_CONNECTOR', `This installation has: ${known}.`, { field: 'connector' });
  }
  return await loader();
}
