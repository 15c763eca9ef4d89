import { type AlertConfig, alertConfig } from './config-alerts.ts';
import { type CredentialKeys, credentialKeys, refuseDefaultSecrets } from './config-keys.ts';
import { outgoingHost } from './config-outgoing.ts';
import type { LogLevel, serviceRoles } from './configuration/words.ts';
import { createEnvironmentReader, type Environment, type EnvironmentReader } from './environment.ts';
import { type TelemetrySettings, telemetrySettings } from './telemetry/telemetry-settings.ts';

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
  /** When texts are erased whose time is over, likewise. */
  readonly retentionCron: string;
  /** For how many full calendar years they are kept, if it was said; stored by whoever migrates. */
  readonly retentionYears?: number;
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
  /** Where people look at traces: an address with `{traceId}` in it. */
  readonly traceUrlTemplate?: string;
  /** What whoever operates it should know, although it starts; each names its variable. */
  readonly warnings: readonly string[];
}

/**
 * Reads the configuration from environment variables; docs/configuration.md names them all.
 * @param connectors the names of all connectors that there are; without them it is not looked whether `BILAG_CONNECTORS` names others.
 * @throws {ConfigError} with every problem at once, each naming its variable and none showing a value.
 */
export function parseConfig(environment: Environment, connectors?: readonly string[]): Config {
  const read = createEnvironmentReader(environment);
  const ownerUrl = read.url('BILAG_DATABASE_OWNER_URL');
  const appUrl = read.url('BILAG_DATABASE_URL');
  if (ownerUrl === undefined && appUrl === undefined && !read.isSet('BILAG_DATABASE_URL')) {
    read.problem('BILAG_DATABASE_URL', 'is missing (or BILAG_DATABASE_OWNER_URL, for development)');
  }
  const secret = read.text('BILAG_JWT_SECRET');
  const jwksUrl = read.url('BILAG_JWKS_URL');
  if (secret === undefined && !read.isSet('BILAG_JWKS_URL')) {
    read.problem('BILAG_JWT_SECRET', 'is missing (or BILAG_JWKS_URL)');
  }
  const exportFolder = read.text('BILAG_EXPORT_FOLDER');
  const witnessFile = read.text('BILAG_WITNESS_FILE');
  const traceUrlTemplate = read.text('BILAG_TRACE_URL_TEMPLATE');
  const host = outgoingHost(read);
  const config: Config = {
    role: read.choice('BILAG_ROLE'),
    http: {
      host: read.text('BILAG_HTTP_HOST'),
      port: read.integer('BILAG_HTTP_PORT'),
    },
    rateLimits: {
      perCaller: read.integer('BILAG_RATE_LIMIT_PER_MINUTE'),
      perAddress: read.integer('BILAG_RATE_LIMIT_STRANGERS_PER_MINUTE'),
    },
    database: {
      url: appUrl ?? ownerUrl ?? '',
      role: 'bilag_app',
      ...(ownerUrl === undefined ? {} : { ownerUrl }),
      poolSize: read.integer('BILAG_DATABASE_POOL_SIZE'),
    },
    tokens: {
      issuer: read.required('BILAG_JWT_ISSUER'),
      audience: read.required('BILAG_JWT_AUDIENCE'),
      ...(secret === undefined ? {} : { secret: Buffer.from(secret) }),
      ...(jwksUrl === undefined ? {} : { jwksUrl: new URL(jwksUrl) }),
    },
    ...consoleSettings(read),
    ...credentialKeys(read, host),
    formerAuditKeys: read.list('BILAG_AUDIT_FORMER_KEYS'),
    connectors: {
      ...host,
      ...(exportFolder === undefined ? {} : { exportFolder }),
      ...enabledConnectors(read, connectors),
    },
    receiptHosts: read.list('BILAG_RECEIPT_HOSTS'),
    webhookHosts: read.list('BILAG_WEBHOOK_HOSTS'),
    alerts: alertConfig(read),
    driftCron: read.text('BILAG_DRIFT_CRON'),
    reconciliationCron: read.text('BILAG_RECONCILIATION_CRON'),
    retentionCron: read.text('BILAG_RETENTION_CRON'),
    ...(read.isSet('BILAG_PAYLOAD_RETENTION') ? { retentionYears: read.integer('BILAG_PAYLOAD_RETENTION') } : {}),
    syncCron: read.text('BILAG_SYNC_CRON'),
    engine: {
      pollMs: read.integer('BILAG_POLL_MS'),
      concurrency: read.integer('BILAG_CONCURRENCY'),
      leaseMs: read.integer('BILAG_LEASE_MS'),
    },
    instance: {
      ...(witnessFile === undefined ? {} : { witnessFile }),
      heartbeatMs: read.integer('BILAG_HEARTBEAT_MS'),
      releaseRestMs: read.integer('BILAG_RELEASE_REST_MS'),
    },
    logLevel: read.choice('BILAG_LOG_LEVEL'),
    telemetry: telemetrySettings(read),
    ...(traceUrlTemplate === undefined ? {} : { traceUrlTemplate }),
    warnings: environment.NODE_ENV === 'production' && witnessFile === undefined ? [noWitnessFile] : [],
  };
  refuseDefaultSecrets(read, environment, config);
  read.assertNoProblems();
  return config;
}

const noWitnessFile =
  'BILAG_WITNESS_FILE is not set: when the disk of the database is put back nobody notices, and vouchers may be booked twice. See docs/operations.md.';

/** Folder and client id go together, and people sign in where the tokens come from. */
function consoleSettings(read: EnvironmentReader): Pick<Config, 'console'> {
  const folder = read.text('BILAG_CONSOLE_FOLDER');
  const clientId = read.text('BILAG_CONSOLE_CLIENT_ID');
  const scope = read.text('BILAG_CONSOLE_SCOPE');
  if (folder === undefined && clientId === undefined) return {};
  if (folder === undefined) read.problem('BILAG_CONSOLE_FOLDER', 'is missing (BILAG_CONSOLE_CLIENT_ID is set)');
  if (clientId === undefined) read.problem('BILAG_CONSOLE_CLIENT_ID', 'is missing (BILAG_CONSOLE_FOLDER is set)');
  if (read.isSet('BILAG_JWT_ISSUER') && URL.parse(read.text('BILAG_JWT_ISSUER') ?? '')?.protocol !== 'https:') {
    read.problem('BILAG_JWT_ISSUER', 'must be an address with https://');
  }
  return { console: { folder: folder ?? '', clientId: clientId ?? '', scope } };
}

function enabledConnectors(
  read: EnvironmentReader,
  known: readonly string[] | undefined,
): { readonly enabled?: readonly string[] } {
  if (!read.isSet('BILAG_CONNECTORS')) return {};
  const enabled = read.list('BILAG_CONNECTORS');
  if (enabled.length === 0) read.problem('BILAG_CONNECTORS', 'names none');
  if (known !== undefined && !enabled.every((it) => known.includes(it))) {
    read.problem('BILAG_CONNECTORS', `must be among ${known.join(', ')}`);
  }
  return { enabled };
}
