import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../src/persistence/database.ts';
import { serviceOfThisFile } from './support/http-service.ts';
import { asOwner } from './support/http-stored.ts';

const file = serviceOfThisFile();

test('DOD-2 a server with other defaults changes nothing for the service: what was committed before a lock is seen behind it, and dates are read as they are meant', async () => {
  const { service } = file;
  const [{ name } = { name: '' }] = await asOwner<{ name: string }>(service, 'select current_database() as name');
  await asOwner(service, `alter database "${name}" set default_transaction_isolation = 'repeatable read'`);
  await asOwner(service, `alter database "${name}" set synchronous_commit = off`);
  await asOwner(service, `alter database "${name}" set datestyle = 'German, DMY'`);
  const database = await openDatabase(service.config.database);
  onTestFinished(() => database.close());
  for (const pool of [database.requestPool, database.enginePool]) {
    const { rows } = await pool.query(
      "select current_setting('transaction_isolation') as isolation, current_setting('synchronous_commit') as commit, date '2026-03-05'::text as date",
    );
    expect(rows).toEqual([{ isolation: 'read committed', commit: 'on', date: '2026-03-05' }]);
  }
});
