import type { LogAction } from '@bilag/core';
import type { OrganizationScope } from '../database.ts';

/** Takes the organization's lock until the transaction ends; `false` when there is no such organization. */
export async function lockOrganization(em: OrganizationScope, organizationId: string): Promise<boolean> {
  const rows = await em.execute('select 1 from bilag.lanes where organization_id = ? for update', [organizationId]);
  return rows.length === 1;
}

/** Why the organization's lane is paused, or `null`. */
export async function pauseOf(em: OrganizationScope, organizationId: string) {
  const [row] = await em.execute<
    { pause_code: string | null; pause_message: string | null; paused_at: string | Date }[]
  >('select pause_code, pause_message, paused_at from bilag.lanes where organization_id = ?', [organizationId]);
  if (row?.pause_code == null) return null;
  return { code: row.pause_code, message: row.pause_message ?? '', at: new Date(row.paused_at) };
}

/** Ends a pause and a rest: the next worker may serve the lane at once. */
export async function resumeLane(em: OrganizationScope, organizationId: string): Promise<void> {
  await em.execute(
    `update bilag.lanes set pause_code = null, pause_message = null, paused_at = null, rest_until = '-infinity', rest_code = null,
       rest_message = null, troubles = 0, resumed_at = clock_timestamp()
     where organization_id = ?`,
    [organizationId],
  );
}

/** Adds what an administrator did to the sync log. */
export async function appendLog(
  em: OrganizationScope,
  entry: { organizationId: string; actor: string; action: LogAction; detail: Readonly<Record<string, unknown>> },
): Promise<void> {
  const { organizationId, actor, action, detail } = entry;
  await em.execute(
    'insert into bilag.sync_logs (organization_id, actor, action, result, detail) values (?, ?, ?, ?, ?)',
    [organizationId, actor, action, 'succeeded', JSON.stringify(detail)],
  );
}
