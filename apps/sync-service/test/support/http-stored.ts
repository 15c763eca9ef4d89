import pg from 'pg';
import type { TestService } from './service.ts';

const tables = [
  'organizations',
  'expense_records',
  'outbox',
  'finished_entries',
  'delivery_attempts',
  'integration_configs',
  'field_mappings',
  'sync_logs',
  'master_data',
  'mapping_checks',
  'erp_usage',
  'sync_runs',
  'idempotency_keys',
  'alerts',
  'alert_settings',
  'alert_deliveries',
  'webhook_endpoints',
  'webhook_secrets',
  'webhook_deliveries',
] as const;

/** How many rows each table has, and the last number given out, seen past row-level security. */
export async function everythingStored(service: TestService): Promise<unknown> {
  const counts = tables.map((it) => `(select count(*)::int from bilag.${it}) as ${it}`).join(', ');
  const [row] = await asOwner(service, `select ${counts}`);
  return row;
}

/** Runs a statement on the service's database as superuser. */
export async function asOwner<R extends pg.QueryResultRow>(service: TestService, text: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: service.databaseUrl });
  await client.connect();
  try {
    return (await client.query<R>(text)).rows;
  } finally {
    await client.end();
  }
}
