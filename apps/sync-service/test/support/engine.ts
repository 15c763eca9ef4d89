import pg from 'pg';
import { expect } from 'vitest';
import type { TestService } from './service.ts';

/** How many outbox entries are in each state, finished ones included. */
export async function everyEntry({ databaseUrl }: TestService): Promise<readonly { state: string; count: number }[]> {
  return await query(
    databaseUrl,
    `select state, count(*)::integer as count from
       (select state from bilag.outbox union all select state from bilag.finished_entries) entries
     group by state order by state`,
  );
}

/** Ends the waiting of entries and lanes after failures, which goes up to hours. What is in doubt still waits out its settling time. */
export async function skipBackoff({ databaseUrl }: TestService): Promise<void> {
  await query(databaseUrl, 'update bilag.lanes set rest_until = now() where rest_until > now()');
  await query(databaseUrl, "update bilag.outbox set due_at = now() where state = 'pending' and due_at > now()");
}

/** Lets time pass for leases and settling alike: the database's clock cannot be moved, so all instants move back. */
export async function passTime({ databaseUrl }: TestService, ms: number): Promise<void> {
  const back = `- interval '${ms} milliseconds'`;
  await query(databaseUrl, `update bilag.lanes set lease_until = lease_until ${back}, rest_until = rest_until ${back}`);
  await query(databaseUrl, `update bilag.outbox set due_at = due_at ${back}, sent_at = sent_at ${back}`);
  await query(
    databaseUrl,
    `update bilag.delivery_attempts set opened_at = opened_at ${back}, deadline_at = deadline_at ${back}`,
  );
}

/** Waits until nothing is under way any more. */
export async function settle(
  service: TestService,
  options: { readonly hurry?: (service: TestService) => Promise<void>; readonly withinMs?: number } = {},
): Promise<void> {
  await expect
    .poll(
      async () => {
        await options.hurry?.(service);
        const open = await everyEntry(service);
        return open.filter((it) => ['pending', 'sending', 'unknown', 'accepted'].includes(it.state));
      },
      { timeout: options.withinMs ?? 150_000, interval: 200 },
    )
    .toEqual([]);
}

async function query<R extends pg.QueryResultRow>(url: string, text: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<R>(text)).rows;
  } finally {
    await client.end();
  }
}
