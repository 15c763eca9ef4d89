import pg from 'pg';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import { type Database, openDatabase } from '../../src/persistence/database.ts';
import { migrate } from '../../src/persistence/migrate.ts';
import { createPostgresOrganizationRepo } from '../../src/persistence/postgres-organization-repo.ts';

/** A migrated database of its own, opened as the service opens it. */
export interface ServiceDatabase {
  readonly database: Database;
  /** Its address as superuser, for looking behind the curtain. */
  readonly ownerUrl: string;
  /** Runs a statement as superuser, past row-level security. */
  asOwner<R extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<R[]>;
  close(): Promise<void>;
}

/** Clones the migrated template; the caller closes it, which also drops it. */
export async function openServiceDatabase(): Promise<ServiceDatabase> {
  const test = await createTestDatabase(migrate);
  const database = await openDatabase({ url: test.url, role: 'bilag_app', poolSize: 8 });
  const owner = new pg.Pool({ connectionString: test.url, max: 2 });
  return {
    database,
    ownerUrl: test.url,
    async asOwner<R extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) {
      return (await owner.query<R>(text, [...values])).rows;
    },
    async close() {
      await Promise.all([database.close(), owner.end()]);
      await test.drop();
    },
  };
}

/** Opens a {@link ServiceDatabase} with these organizations in it, their ledgers in NOK. */
export async function openDatabaseOf(organizationIds: readonly string[]): Promise<ServiceDatabase> {
  const service = await openServiceDatabase();
  const organizations = createPostgresOrganizationRepo(service.database);
  for (const id of organizationIds) await organizations.create({ id, name: id, currency: 'NOK' }, 'test');
  return service;
}
