import { readFileSync } from 'node:fs';
import path from 'node:path';
import { validate as isCronExpression } from 'node-cron';
import { type AlertConfig, alertConfig } from './config-alerts.ts';
import { type CredentialKeys, credentialKeys, refuseDefaultSecrets } from './config-keys.ts';
import { createEnvironmentReader, type Environment, type EnvironmentReader } from './environment.ts';
import { type LogLevel, logLevels } from './telemetry/logger.ts';
import { type TelemetrySettings, telemetrySettings } from './telemetry/telemetry-settings.ts';

/** What a process of the service does. */
export const serviceRoles = ['both', 'api', 'worker'] as const;

/** The whole configuration of the service, checked. */
export interface Config extends CredentialKeys {
  readonly role: (typeof serviceRoles)[number];
  readonly http: { readonly host: string; readonly port: number };
  /** Most requests a minute: of one caller, and of one address without a valid token; 0 is without end. */
  readonly rateLimits: { readonly perCaller: number; readonly perAddress: number };
  readonly database: {
    /** The service's own login, a member of its role; without one it signs in as the owner. It works as the role in either case. */
    readonly url: string;
    readonly role: string;
    /** With it the schema is brought up to date at the start. */
    readonly ownerUrl?: string;
    readonly poolSize: number;
  };
  readonly tokens: {
    readonly issuer: string;
    readonly audience: string;
    readonly secret?: Uint8Array;
    readonly jwksUrl?: URL;
  };
  /** The admin console, when it is served: its built files, and its registration with the issuer of the tokens. */
  readonly console?: { readonly folder: string; readonly clientId: string; readonly scope: string };
  /** Public keys of former credential keys, by which older seals of the audit log are verified: 32 bytes in base64 each. */
  readonly formerAuditKeys: readonly string[];
  readonly connectors: {
    readonly allowLoopback: boolean;
    readonly extraCaCertificates: readonly string[];
    readonly exportFolder?: string;
    /** Only these are offered and loaded; all when it is left out. */
    readonly enabled?: readonly string[];
  };
  /** Hosts from which attachments are fetched: names, or `*.example.com` for every name below that one. None: attachments are refused. */
  readonly receiptHosts: readonly string[];
  /** Hosts to which webhooks are sent, likewise. None: webhooks are refused. */
  readonly webhookHosts: readonly string[];
  readonly alerts: AlertConfig;
  /** When the nightly check of the field mappings begins, as a cron expression by the clock in Norway; `off` for never. */
  readonly driftCron: string;
  /** When the nightly reconciliations are asked for, likewise. */
  readonly reconciliationCron: string;
  /** When the scheduled syncs begin, likewise. */
  readonly syncCron: string;
  readonly engine: { readonly pollMs: number; readonly concurrency: number; readonly leaseMs: number };
  /** Finds out whether the database was restored or copied; times in milliseconds. */
  readonly instance: {
    /** What a worker remembers of the database outside of it; not on the disk that the database lies on. */
    readonly witnessFile?: string;
    readonly heartbeatMs: number;
    /** How long nothing is sent after a release: the longest settling time of any connected accounting system. */
    readonly releaseRestMs: number;
  };
  readonly logLevel: LogLevel;
  readonly telemetry: TelemetrySettings;
}

/**
 * Reads the configuration from environment variables; `.env.example` names them all.
 * @throws {ConfigError} with every problem at once, each naming its variable and none showing a value.
 */
export function parseConfig(environment: Environment): Config {
  const read = createEnvironmentReader(environment);
  const ownerUrl = read.url('BILAG_DATABASE_OWNER_URL', ['postgres:', 'postgresql:']);
  const appUrl = read.url('BILAG_DATABASE_URL', ['postgres:', 'postgresql:']);
  if (ownerUrl === undefined && appUrl === undefined && !read.isSet('BILAG_DATABASE_URL')) {
    read.problem('BILAG_DATABASE_URL', 'is missing (or BILAG_DATABASE_OWNER_URL, for development)');
  }
  const secret = read.text('BILAG_JWT_SECRET');
  const jwksUrl = read.url('BILAG_JWKS_URL', ['https:']);
  if (secret === undefined && !read.isSet('BILAG_JWKS_URL')) {
    read.problem('BILAG_JWT_SECRET', 'is missing (or BILAG_JWKS_URL)');
  }
  if (secret !== undefined && Buffer.byteLength(secret) < 32) {
    read.problem('BILAG_JWT_SECRET', 'must have at least 32 bytes');
  }
  const exportFolder = read.text('BILAG_EXPORT_FOLDER');
  if (exportFolder !== undefined && !path.isAbsolute(exportFolder)) {
    read.problem('BILAG_EXPORT_FOLDER', 'must be an absolute path');
  }
  const witnessFile = read.text('BILAG_WITNESS_FILE');
  if (witnessFile !== undefined && !path.isAbsolute(witnessFile)) {
    read.problem('BILAG_WITNESS_FILE', 'must be an absolute path');
  }
  const config: Config = {
    role: read.choice('BILAG_ROLE', serviceRoles, 'both'),
    http: {
      host: read.text('BILAG_HTTP_HOST') ?? '127.0.0.1',
      port: read.integer('BILAG_HTTP_PORT', { from: 0, to: 65_535, otherwise: 4000 }),
    },
    rateLimits: {
      perCaller: read.integer('BILAG_RATE_LIMIT_PER_MINUTE', { from: 0, to: 999_999_999, otherwise: 6_000 }),
      perAddress: read.integer('BILAG_RATE_LIMIT_STRANGERS_PER_MINUTE', { from: 0, to: 999_999_999, otherwise: 600 }),
    },
    database: {
      url: appUrl ?? ownerUrl ?? '',
      role: 'bilag_app',
      ...(ownerUrl === undefined ? {} : { ownerUrl }),
      poolSize: read.integer('BILAG_DATABASE_POOL_SIZE', { from: 2, to: 200, otherwise: 10 }),
    },
    tokens: {
      issuer: read.required('BILAG_JWT_ISSUER'),
      audience: read.required('BILAG_JWT_AUDIENCE'),
      ...(secret === undefined ? {} : { secret: Buffer.from(secret) }),
      ...(jwksUrl === undefined ? {} : { jwksUrl: new URL(jwksUrl) }),
    },
    ...consoleSettings(read),
    ...credentialKeys(read),
    formerAuditKeys: formerAuditKeys(read),
    connectors: {
      allowLoopback: read.flag('BILAG_ALLOW_LOOPBACK'),
      extraCaCertificates: certificatesOf(read.text('BILAG_EXTRA_CA'), (why) => read.problem('BILAG_EXTRA_CA', why)),
      ...(exportFolder === undefined ? {} : { exportFolder }),
      ...enabledConnectors(read),
    },
    receiptHosts: hostNames(read, 'BILAG_RECEIPT_HOSTS'),
    webhookHosts: hostNames(read, 'BILAG_WEBHOOK_HOSTS'),
    alerts: alertConfig(read, cronExpression(read, 'BILAG_ALERT_CRON', '* * * * *')),
    driftCron: cronExpression(read, 'BILAG_DRIFT_CRON', '15 2 * * *'),
    reconciliationCron: cronExpression(read, 'BILAG_RECONCILIATION_CRON', '45 2 * * *'),
    syncCron: cronExpression(read, 'BILAG_SYNC_CRON', '0 * * * *'),
    engine: {
      pollMs: read.integer('BILAG_POLL_MS', { from: 10, to: 60_000, otherwise: 250 }),
      concurrency: read.integer('BILAG_CONCURRENCY', { from: 1, to: 1_000, otherwise: 32 }),
      leaseMs: read.integer('BILAG_LEASE_MS', { from: 1_000, to: 600_000, otherwise: 30_000 }),
    },
    instance: {
      ...(witnessFile === undefined ? {} : { witnessFile }),
      heartbeatMs: read.integer('BILAG_HEARTBEAT_MS', { from: 100, to: 60_000, otherwise: 5_000 }),
      releaseRestMs: read.integer('BILAG_RELEASE_REST_MS', { from: 0, to: 86_400_000, otherwise: 1_800_000 }),
    },
    logLevel: read.choice('BILAG_LOG_LEVEL', logLevels, 'info'),
    telemetry: telemetrySettings(read),
  };
  refuseDefaultSecrets(read, environment, config);
  read.assertNoProblems();
  return config;
}

/** What `bilag keys public` printed before a key was replaced. */
function formerAuditKeys(read: EnvironmentReader): readonly string[] {
  const keys = (read.text('BILAG_AUDIT_FORMER_KEYS') ?? '').split(',').map((it) => it.trim());
  const given = keys.filter((it) => it !== '');
  if (given.some((it) => !/^[A-Za-z0-9+/]{43}=$/.test(it))) {
    read.problem('BILAG_AUDIT_FORMER_KEYS', 'must be public keys of 32 bytes in base64, with commas between them');
  }
  return given;
}

/** PEM text itself, or the path of a file that holds it. */
function certificatesOf(text: string | undefined, complain: (why: string) => void): readonly string[] {
  if (text === undefined) return [];
  if (text.includes('-----BEGIN CERTIFICATE-----')) return [text];
  try {
    return [readFileSync(text, 'utf8')];
  } catch {
    complain('is neither a certificate in PEM nor a file that can be read');
    return [];
  }
}

/** Folder and client id go together, and people sign in where the tokens come from. */
function consoleSettings(read: EnvironmentReader): Pick<Config, 'console'> {
  const folder = read.text('BILAG_CONSOLE_FOLDER');
  const clientId = read.text('BILAG_CONSOLE_CLIENT_ID');
  const scope = read.text('BILAG_CONSOLE_SCOPE') ?? 'openid profile';
  if (folder === undefined && clientId === undefined) return {};
  if (folder === undefined) read.problem('BILAG_CONSOLE_FOLDER', 'is missing (BILAG_CONSOLE_CLIENT_ID is set)');
  if (clientId === undefined) read.problem('BILAG_CONSOLE_CLIENT_ID', 'is missing (BILAG_CONSOLE_FOLDER is set)');
  if (folder !== undefined && !path.isAbsolute(folder)) {
    read.problem('BILAG_CONSOLE_FOLDER', 'must be an absolute path');
  }
  if (!scope.split(' ').includes('openid')) read.problem('BILAG_CONSOLE_SCOPE', 'must have openid among its words');
  read.url('BILAG_JWT_ISSUER', ['https:']);
  return { console: { folder: folder ?? '', clientId: clientId ?? '', scope } };
}

function enabledConnectors(read: EnvironmentReader): { readonly enabled?: readonly string[] } {
  const text = read.text('BILAG_CONNECTORS');
  if (text === undefined) return {};
  const enabled = text.split(',').map((name) => name.trim());
  if (enabled.some((name) => !/^[a-z][a-z0-9-]{0,62}$/.test(name))) {
    read.problem('BILAG_CONNECTORS', 'must be names of connectors with commas between them');
  }
  return { enabled };
}

/** Whole names in lower case, as an address has them once it is parsed; an address as numbers is no name. */
function hostNames(read: EnvironmentReader, name: string): readonly string[] {
  const hosts = (read.text(name) ?? '').split(',').map((it) => it.trim());
  const named = hosts.filter((it) => it !== '');
  if (named.some((it) => !/^([*][.])?([a-z0-9-]+[.])+[a-z][a-z0-9-]*$/.test(it))) {
    read.problem(name, 'must be names of hosts such as files.example.com, with commas between them');
  }
  return named;
}

function cronExpression(read: EnvironmentReader, name: string, otherwise: string): string {
  const expression = read.text(name) ?? otherwise;
  if (expression !== 'off' && !isCronExpression(expression)) {
    read.problem(name, `must be a cron expression such as ${otherwise}, or off`);
  }
  return expression;
}
