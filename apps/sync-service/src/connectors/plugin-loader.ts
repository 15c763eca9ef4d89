import { type ConnectorPlugin, type ConnectorProfile, type JsonSchema, SyncError } from '@bilag/core';
import type { ConnectorRegistry } from './connector-registry.ts';

/** The plugins of a registry. */
export interface PluginLoader {
  readonly names: readonly string[];
  /** @throws {SyncError} `UNKNOWN_CONNECTOR`; `CONNECTOR_FAULT` when its code cannot be loaded or is no plugin. */
  load(name: string): Promise<ConnectorPlugin>;
}

/** How long a plugin's code may take to load, in milliseconds. */
const patienceMs = 10_000;

/** Loads each plugin at its first use, checks that it is one, and keeps it. One that fails is tried again when it is asked for again. */
export function createPluginLoader(registry: ConnectorRegistry): PluginLoader {
  const names = Object.keys(registry);
  const loaded = new Map<string, Promise<ConnectorPlugin>>();
  const begin = (name: string, loader: () => Promise<ConnectorPlugin>): Promise<ConnectorPlugin> => {
    const plugin = inTime(async () => checkedPlugin(name, await loader())).catch((cause: unknown) => {
      loaded.delete(name);
      throw new SyncError('CONNECTOR_FAULT', `The connector «${name}» cannot be loaded.`, { cause });
    });
    loaded.set(name, plugin);
    return plugin;
  };
  return {
    names,
    async load(name) {
      const loader = Object.hasOwn(registry, name) ? registry[name] : undefined;
      if (loader !== undefined) return await (loaded.get(name) ?? begin(name, loader));
      throw new SyncError('UNKNOWN_CONNECTOR', `This installation has: ${names.join(', ')}.`, { field: 'connector' });
    },
  };
}

async function inTime<T>(work: () => Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('Its code took too long to load.')), patienceMs);
  try {
    return await Promise.race([work(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** A copy whose names and schemas are what they should be; what its functions answer is checked when they are called. */
function checkedPlugin(name: string, plugin: ConnectorPlugin): ConnectorPlugin {
  if (plugin.name !== name) throw new Error('It has another name than in the registry.');
  const profiles = plugin.profiles.map(checkedProfile);
  if (profiles.length === 0) throw new Error('It has no profile.');
  return { name, title: textOf(plugin.title), profiles };
}

function checkedProfile(profile: ConnectorProfile): ConnectorProfile {
  if (typeof profile.open !== 'function') throw new Error('A profile cannot be opened.');
  const choices = profile.choices === undefined ? undefined : profile.choices.bind(profile);
  const voucherLink = profile.voucherLink === undefined ? undefined : profile.voucherLink.bind(profile);
  return {
    name: textOf(profile.name),
    title: textOf(profile.title),
    settingsSchema: schemaOf(profile.settingsSchema),
    credentialsSchema: schemaOf(profile.credentialsSchema),
    mappingTargetsSchema: schemaOf(profile.mappingTargetsSchema),
    placeSettings: [...(profile.placeSettings ?? [])].map(textOf),
    open: (config, host) => profile.open(config, host),
    ...(choices === undefined ? {} : { choices }),
    ...(voucherLink === undefined ? {} : { voucherLink }),
  };
}

function textOf(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new Error('A name or title is missing.');
}

function schemaOf(value: unknown): JsonSchema {
  const copy: unknown = JSON.parse(JSON.stringify(value ?? null));
  if (isObject(copy)) return copy;
  throw new Error('A schema is missing.');
}

const isObject = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
