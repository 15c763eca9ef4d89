import type { ConnectorRegistry } from './connectors/connector-registry.ts';
import { ConfigError } from './environment.ts';

/** The connectors that an installation offers; all when it does not say. @throws {ConfigError} naming those that there are not. */
export function offeredConnectors(
  registry: ConnectorRegistry,
  names: readonly string[] | undefined,
): ConnectorRegistry {
  if (names === undefined) return registry;
  const unknown = names.filter((name) => !Object.hasOwn(registry, name));
  if (unknown.length === 0)
    return Object.fromEntries(Object.entries(registry).filter(([name]) => names.includes(name)));
  const known = Object.keys(registry).join(', ');
  throw new ConfigError([`BILAG_CONNECTORS names ${unknown.join(', ')}, but there are only: ${known}`]);
}
