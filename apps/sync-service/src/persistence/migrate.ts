import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import pRetry from 'p-retry';
import { ormOptions } from './database.ts';
import type { MigrationClass } from './migration-class.ts';
import { takeMigrationTurn } from './migration-turn.ts';
import { migrations } from './migrations/index.ts';
import { sqlStateOf } from './sql-state.ts';

/** How schema changes go about locks. */
export interface MigrateOptions {
  /** All migrations there are, in order; those of this release when left out. */
  readonly migrations?: readonly MigrationClass[];
  /** How often a migration asks for a lock before it is given up. */
  readonly tries?: number;
  /** Told of each try that gave way, the first being 1. */
  readonly onBlocked?: (migration: string, tryNumber: number) => void;
}

/** A migration never got its lock. Nothing of it was changed; those before it are done, and it can be run again. */
export class MigrationBlockedError extends Error {
  constructor(migration: string, tries: number, options: ErrorOptions) {
    super(
      `${migration} could not get a lock in ${tries} tries and was given up: another session has the table in a transaction. ` +
        'Nothing of it was changed. Find that session (docs/operations.md), and run «bilag migrate» again.',
      options,
    );
    this.name = 'MigrationBlockedError';
  }
}

/** How often a migration asks for a lock, unless told otherwise: together with the pauses about a minute. */
export const usualTries = 8;

/**
 * For how long a migration may wait for a lock, in milliseconds. Whoever reads or writes the table meanwhile waits behind it, and the service gives up after ten
 * seconds.
 */
const lockTimeoutMs = 2_000;

/** A statement that has its lock may hold it for so long. */
const briefLocks = [`-c lock_timeout=${lockTimeoutMs}`, '-c statement_timeout=5s'];

/** For how long an index of a big table may be built beside the work, in milliseconds. */
export const longestBuildMs = 3_600_000;

/**
 * What builds without a transaction holds nobody up while it waits for those that are open, and a wait given up would throw away what it has built. It ends
 * with whoever has asked for it.
 */
const patientLocks = [
  '-c lock_timeout=0',
  `-c statement_timeout=${longestBuildMs}`,
  '-c client_connection_check_interval=10s',
];

/**
 * Brings the schema up to date, as the owner, while a service works on it. Each migration is a transaction of its own that gives way when it does not get a
 * lock soon, and asks again. Several may call it at once: on one database they take turns.
 * @throws {MigrationBlockedError} when a migration never got its lock.
 */
export async function migrate(ownerUrl: string, options: MigrateOptions = {}): Promise<void> {
  await using turn = new AsyncDisposableStack();
  turn.use(await takeMigrationTurn(ownerUrl));
  const list = options.migrations ?? migrations;
  await using brief = await openMigrator(ownerUrl, list, briefLocks);
  const pending = await patiently('The table of migrations', options, () => brief.migrator.getPending());
  for (const { name } of pending) {
    if (brief.inTransaction(name)) await patiently(name, options, () => brief.migrator.up({ migrations: [name] }));
    else await withoutTransaction(ownerUrl, list, name);
  }
}

async function withoutTransaction(ownerUrl: string, list: readonly MigrationClass[], name: string): Promise<void> {
  await using patient = await openMigrator(ownerUrl, list, patientLocks);
  await patient.migrator.up({ migrations: [name] });
}

async function openMigrator(ownerUrl: string, list: readonly MigrationClass[], settings: readonly string[]) {
  const orm = await MikroORM.init({
    ...ormOptions,
    clientUrl: ownerUrl,
    pool: { min: 0, max: 2 },
    driverOptions: { options: settings.join(' '), application_name: 'bilag-migrate' },
    extensions: [Migrator],
    migrations: {
      migrationsList: [...list],
      tableName: 'bilag.migrations',
      snapshot: false,
      silent: true,
    },
  });
  const known = list.map((it) => new it(orm.em.getDriver(), orm.config));
  return {
    migrator: orm.migrator,
    inTransaction: (name: string) => known.find((it) => it.name === name)?.isTransactional() ?? true,
    [Symbol.asyncDispose]: () => orm.close(true),
  };
}

/** Asks again, after a pause in which whoever has waited behind it gets on. */
async function patiently<T>(
  migration: string,
  { tries = usualTries, onBlocked }: MigrateOptions,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await pRetry(work, {
      retries: tries - 1,
      minTimeout: 500,
      maxTimeout: 8_000,
      randomize: true,
      shouldRetry: ({ error }) => gaveWay(error),
      onFailedAttempt({ error, attemptNumber }) {
        if (gaveWay(error)) onBlocked?.(migration, attemptNumber);
      },
    });
  } catch (error) {
    throw gaveWay(error) ? new MigrationBlockedError(migration, tries, { cause: error }) : error;
  }
}

/**
 * A lock that did not come in time, two that waited for each other, or another database of the server that gave the same role to the same login at this very
 * moment: roles belong to the whole server, and PostgreSQL 15 fails where 18 waits and sees that it is given (2026-11-26). Each time the transaction was rolled back.
 */
const gaveWay = (error: unknown) => ['55P03', '40P01'].includes(sqlStateOf(error)) || isGivenElsewhere(error);

const isGivenElsewhere = (error: unknown) => sqlStateOf(error) === '23505' && String(error).includes('pg_auth_members');
