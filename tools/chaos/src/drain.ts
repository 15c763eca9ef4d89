import type { ChaosDatabase } from './database.ts';

/**
 * After definite refusals an entry waits up to minutes and a lane rests: these waits are cut short, as an administrator does who enables the organization
 * again. What is in doubt waits as long as it must.
 */
export async function cutWaitsShort(database: ChaosDatabase, ids: readonly string[]): Promise<void> {
  await database.query(
    `update bilag.outbox set due_at = now() where organization_id = any($1) and state = 'pending' and due_at > now() + interval '1 second'`,
    [ids],
  );
  await database.query(
    `update bilag.lanes set rest_until = now() where organization_id = any($1) and rest_until > now() + interval '2 seconds'`,
    [ids],
  );
}
