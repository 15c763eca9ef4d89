import { MikroORM, type Options } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { FieldMappingVersionEntity } from './entities/field-mapping-version.ts';
import { IntegrationConfigEntity } from './entities/integration-config.ts';
import { OrganizationEntity } from './entities/organization.ts';
import { migrations } from './migrations/index.ts';
import { hasMigration } from './schema-check.ts';

/** Where the database is and who we are there. */
export interface DatabaseConfig {
  readonly url: string;
  /** Work as this role, whoever signs in: row-level security means nothing to an owner or superuser. */
  readonly role: string;
  /** Most connections of each of the two pools. */
  readonly poolSize: number;
}

/**
 * The database through two doors, as row-level security sees them: `requests` shows nothing but the organization that a transaction names,
 * `platform` is for the engine and for what concerns all organizations. Each has a pool of its own, so that neither starves the other.
 */
export interface Database {
  readonly requests: MikroORM;
  readonly platform: MikroORM;
  /** The ORM's own pool in the platform's scope, for the engine's statements. */
  readonly enginePool: Pool;
  /** The ORM's own pool without a scope, for statements that set theirs. */
  readonly requestPool: Pool;
  /** Whether the schema is the one that this build needs, or a newer one. Rejects when the database cannot be asked. */
  hasSchema(): Promise<boolean>;
  close(): Promise<void>;
}

/** What every connection of ours to the schema has in common. */
export const ormOptions = {
  entities: [OrganizationEntity, IntegrationConfigEntity, FieldMappingVersionEntity],
  schema: 'bilag',
  forceUtcTimezone: true,
  // A list of names from `where` must not decide what is read twice; every unit of work is a fork of its own.
  allowGlobalContext: false,
} satisfies Options;

/**
 * What holds on every connection, whatever the server's defaults. An intent that is acknowledged is on disk. A session that hangs in a transaction
 * or whose host has vanished gives its locks back: a lane must not stay locked behind it.
 */
const sessionSettings = [
  '-c synchronous_commit=on',
  // A lock that is taken must show what was committed before it: with a snapshot of before, one approval could be taken twice.
  '-c default_transaction_isolation=read\\ committed',
  // Instants and dates are read as texts of this form.
  '-c datestyle=ISO',
  '-c statement_timeout=60s',
  '-c lock_timeout=10s',
  '-c idle_in_transaction_session_timeout=15s',
  '-c tcp_keepalives_idle=30',
  '-c tcp_keepalives_interval=10',
  '-c tcp_keepalives_count=3',
];

/** Opens both doors; connects at the first statement. */
export async function openDatabase(config: DatabaseConfig): Promise<Database> {
  const requests = await open(config, []);
  const platform = await open(config, ['-c bilag.scope=platform']);
  const enginePool = await platform.em.getConnection().getNativeClient();
  const requestPool = await requests.em.getConnection().getNativeClient();
  return {
    requests,
    platform,
    enginePool,
    requestPool,
    hasSchema: () => hasMigration(requestPool, newestMigration(requests)),
    async close() {
      await Promise.all([requests.close(true), platform.close(true)]);
      // The ORM ends a pool only if it has asked something over it itself.
      for (const pool of [requestPool, enginePool]) if (!pool.ending) await pool.end();
    },
  };
}

function open({ url, role, poolSize }: DatabaseConfig, settings: readonly string[]): Promise<MikroORM> {
  const options = [...sessionSettings, ...settings, `-c role=${role}`].join(' ');
  return MikroORM.init({
    ...ormOptions,
    clientUrl: url,
    // Else it would connect now, and make a database where there is none.
    ensureDatabase: false,
    pool: { min: 0, max: poolSize },
    driverOptions: {
      options,
      application_name: 'bilag',
      connectionTimeoutMillis: 10_000,
      // A server that falls silent is given up, after every limit of its own: else a worker would wait for ever.
      query_timeout: 70_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    },
  });
}

/** The name of the last migration that there is in this build. */
function newestMigration({ em, config }: MikroORM): string {
  return migrations.map((it) => new it(em.getDriver(), config).name).at(-1) ?? '';
}

/** The entity manager of one unit of work on one organization's rows. */
export function organizationScope({ requests }: Pick<Database, 'requests'>, organizationId: string) {
  return requests.em.fork({ session: { variables: { 'bilag.organization_id': organizationId } } });
}

/** What one unit of work reads and writes with. */
export type OrganizationScope = ReturnType<typeof organizationScope>;
