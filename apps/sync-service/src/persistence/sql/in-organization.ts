import type { Pool, PoolClient } from 'pg';

/** Runs statements in one transaction that sees one organization's rows and no others. */
export async function inOrganization<T>(
  pool: Pool,
  organizationId: string,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  return await inTransaction(pool, async (client) => {
    await client.query("select set_config('bilag.organization_id', $1, true)", [organizationId]);
    return await work(client);
  });
}

/** Runs statements in one transaction. A connection on which even the rollback fails is thrown away. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((cause: unknown) => {
      broken = new Error('The rollback failed.', { cause });
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
