import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import pg from 'pg';
import { ormOptions } from './database.ts';
import { migrations } from './migrations/index.ts';

/** Any number, the same for all who migrate. */
const migrationLock = 6_245_392;

/**
 * Brings the schema up to date, as the owner. Several may call it at once, also for different databases of one server: they take turns, because
 * roles belong to the server.
 */
export async function migrate(ownerUrl: string): Promise<void> {
  const turn = new pg.Client({ connectionString: ownerUrl });
  await turn.connect();
  try {
    await turn.query('select pg_advisory_lock($1)', [migrationLock]);
    await runMigrations(ownerUrl);
  } finally {
    await turn.end();
  }
}

async function runMigrations(ownerUrl: string): Promise<void> {
  const orm = await MikroORM.init({
    ...ormOptions,
    clientUrl: ownerUrl,
    pool: { min: 0, max: 2 },
    extensions: [Migrator],
    migrations: { migrationsList: migrations, tableName: 'bilag.migrations', snapshot: false, silent: true },
  });
  try {
    await orm.migrator.up();
  } finally {
    await orm.close(true);
  }
}
