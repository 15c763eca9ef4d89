import pg from 'pg';

/** A transaction that somebody has left open; disposing of it ends it. */
export interface HeldTransaction extends AsyncDisposable {
  release(): Promise<void>;
}

/** Opens a transaction with a snapshot, runs these statements in it, and leaves it open. */
export async function holdTransaction(url: string, ...statements: readonly string[]): Promise<HeldTransaction> {
  const client = new pg.Client({ connectionString: url, application_name: 'somebody' });
  await client.connect();
  let isOpen = true;
  const release = async () => {
    if (!isOpen) return;
    isOpen = false;
    await client.query('rollback');
    await client.end();
  };
  await client.query('begin isolation level repeatable read');
  for (const it of ['select 1', ...statements]) await client.query(it);
  return { release, [Symbol.asyncDispose]: release };
}
