import { isLoopbackHost } from '@bilag/connector-http';
import {
  type AccountingGateway,
  type CallContext,
  type ConnectionReport,
  type ConnectorConfig,
  type ConnectorHost,
  type ConnectorPlugin,
  copyOfConfig,
  type ErpCall,
  type GatewayProvider,
  type GatewayTraits,
  type MappingTargetRules,
  openGuardedGateway,
  profileOf,
  type SettingsChoice,
  SyncError,
} from '@bilag/core';
import type { ConnectorRegistry } from './connector-registry.ts';
import { createGatewayCache } from './gateway-cache.ts';
import { targetJudge } from './mapping-targets.ts';
import { createPluginLoader } from './plugin-loader.ts';
import { checkedChoices } from './settings-choices.ts';

/** The installation's connectors: listed and checked for administrators, opened for the engine. */
export interface Connectors extends GatewayProvider, MappingTargetRules {
  /** Those that can be loaded. */
  list(): Promise<readonly ConnectorPlugin[]>;
  /** Checks settings and credentials without calling the ERP. */
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
  /** Tests a connection that need not be saved, over a gateway of its own. @throws {SyncError} as a connection test does. */
  trial(
    organizationId: string,
    connector: string,
    config: ConnectorConfig,
    context: CallContext,
  ): Promise<ConnectionReport>;
  /** One of them. @throws {SyncError} `UNKNOWN_CONNECTOR`, or why it cannot be loaded. */
  load(connector: string): Promise<ConnectorPlugin>;
  /** Closes every gateway. */
  close(): Promise<void>;
}

/** What happens at the connectors that others want to know. */
export interface ConnectorEvents {
  /** A request was made to the organization's ERP. */
  onCall?(organizationId: string, call: ErpCall, connector: string): void;
  /** A plugin could not be loaded. */
  onBrokenPlugin?(connector: string, error: unknown): void;
}

/** Connectors from a registry. A plugin that throws or answers junk is a failure of the organization that uses it, and of no other. */
export function createConnectors(
  registry: ConnectorRegistry,
  host: ConnectorHost,
  events: ConnectorEvents = {},
): Connectors {
  const plugins = createPluginLoader(registry);
  const hostOf = (organizationId: string, connector: string): ConnectorHost => ({
    ...host,
    onCall: (call) => events.onCall?.(organizationId, call, connector),
  });
  const open = async (connector: string, config: ConnectorConfig, its: ConnectorHost): Promise<AccountingGateway> => {
    const gateway = openGuardedGateway(await plugins.load(connector), config, its);
    const isMock = host.allowLoopback && namesThisMachine(config.settings);
    if (isMock || !settlesTooSoon(gateway.traits)) return gateway;
    await closeInTime(gateway);
    const message = 'The settling time must be longer than the longest call: a look-up before its end proves nothing.';
    throw new SyncError('INVALID_SETTINGS', message, { field: 'settings.timing.settlingMs' });
  };
  const cache = createGatewayCache(async ({ organizationId, connector, settings, credentials }) => {
    const gateway = await open(connector, { settings, credentials }, hostOf(organizationId, connector));
    return { ...gateway, close: () => closeInTime(gateway) };
  });
  const loadable = async (name: string): Promise<readonly ConnectorPlugin[]> => {
    try {
      return [await plugins.load(name)];
    } catch (error) {
      events.onBrokenPlugin?.(name, error);
      return [];
    }
  };
  return {
    gatewayFor: (integration) => cache.gatewayFor(integration),
    load: (connector) => plugins.load(connector),
    list: async () => (await Promise.all(plugins.names.map(loadable))).flat(),
    async check(connector, config) {
      await closeInTime(await open(connector, config, host));
    },
    async placeSettingsOf(connector, settings) {
      return profileOf(await plugins.load(connector), settings).placeSettings ?? [];
    },
    async judgeOf({ connector, settings }) {
      return targetJudge(profileOf(await plugins.load(connector), settings).mappingTargetsSchema);
    },
    async choices(organizationId, connector, config, context) {
      const profile = profileOf(await plugins.load(connector), config.settings);
      if (profile.choices === undefined) {
        throw new SyncError('CHOICES_NOT_OFFERED', 'This connector has no list of what the credentials open.');
      }
      try {
        return checkedChoices(await profile.choices(copyOfConfig(config), hostOf(organizationId, connector), context));
      } catch (error) {
        throw SyncError.from(error);
      }
    },
    async trial(organizationId, connector, config, context) {
      const gateway = await open(connector, config, hostOf(organizationId, connector));
      try {
        return await gateway.testConnection(context);
      } catch (error) {
        throw SyncError.from(error);
      } finally {
        await closeInTime(gateway);
      }
    },
    close: () => cache.close(),
  };
}

/** Whether an address in the settings is on this machine. With a mock, whose calls end at once, a short settling time is what tests need. */
function namesThisMachine(settings: unknown): boolean {
  if (typeof settings === 'object' && settings !== null) return Object.values(settings).some(namesThisMachine);
  const address = typeof settings === 'string' ? URL.parse(settings) : null;
  return address !== null && isLoopbackHost(address.hostname);
}

/**
 * Whether a look-up may come while a call is still at work. What it does not find may be cancelled for ever, and sent in another revision under another key: no
 * key of the ERP's guards against that. Where every reference is unique there, what was not found cannot be taken any more.
 */
function settlesTooSoon({ duplicateGuard, settlingMs, longestOperationMs }: GatewayTraits): boolean {
  return duplicateGuard !== 'unique-reference' && settlingMs <= longestOperationMs;
}

/** How long a gateway may take to give back its sockets, in milliseconds. Whoever closes it has let its calls end before. */
const closingMs = 5_000;

/** One that does not close, or fails to, must not keep the process from ending. */
async function closeInTime(gateway: AccountingGateway): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(() => late.resolve(), closingMs);
  try {
    await Promise.race([gateway.close(), late.promise]);
  } catch {
    // Nothing was asked of it, so there is nothing to be told.
  } finally {
    clearTimeout(timer);
  }
}
