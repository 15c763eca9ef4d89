import pg from 'pg';
import { type Database, openDatabase } from '../../src/persistence/database.ts';
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

/** Opens a migrated database as the service opens it, with these organizations in it, their ledgers in NOK. `drop` is called once it is closed. */
export async function openedWith(
  url: string,
  organizationIds: readonly string[],
  drop: () => Promise<void>,
): Promise<ServiceDatabase> {
  const database = await openDatabase({ url, role: 'bilag_app', poolSize: 8 });
  const owner = new pg.Pool({ connectionString: url, max: 2 });
  const organizations = createPostgresOrganizationRepo(database);
  for (const id of organizationIds) await organizations.create({ id, name: id, currency: 'NOK' }, 'test');
  return {
    database,
    ownerUrl: url,
    async asOwner<R extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) {
      return (await owner.query<R>(text, [...values])).rows;
    },
    async close() {
      await Promise.all([database.close(), owner.end()]);
      await drop();
    },
  };
}
