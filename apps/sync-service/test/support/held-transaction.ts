import pg from 'pg';

/** A transaction that somebody has left open; disposing of it ends it. */
export interface HeldTransaction extends AsyncDisposable {
  release(): Promise<void>;
  /** Ends it, and what it did holds. */
  commit(): Promise<void>;
}

/** Opens a transaction with a snapshot, runs these statements in it, and leaves it open. */
export async function holdTransaction(url: string, ...statements: readonly string[]): Promise<HeldTransaction> {
  const client = new pg.Client({ connectionString: url, application_name: 'somebody' });
  await client.connect();
  let isOpen = true;
  const end = async (how: 'rollback' | 'commit') => {
    if (!isOpen) return;
    isOpen = false;
    await client.query(how);
    await client.end();
  };
  const release = () => end('rollback');
  await client.query('begin isolation level repeatable read');
  for (const it of ['select 1', ...statements]) await client.query(it);
  return { release, commit: () => end('commit'), [Symbol.asyncDispose]: release };
}
