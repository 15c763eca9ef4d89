import { createTestDatabase } from '../../../../test/support/test-database.ts';
import { migrate } from '../../src/persistence/migrate.ts';
import { openedWith, type ServiceDatabase } from './opened-database.ts';

export type { ServiceDatabase } from './opened-database.ts';

/** Clones the migrated template; the caller closes it, which also drops it. */
export const openServiceDatabase = (): Promise<ServiceDatabase> => openDatabaseOf([]);

/** Opens a {@link ServiceDatabase} with these organizations in it, their ledgers in NOK. */
export async function openDatabaseOf(organizationIds: readonly string[]): Promise<ServiceDatabase> {
  const test = await createTestDatabase(migrate);
  return await openedWith(test.url, organizationIds, () => test.drop());
}
