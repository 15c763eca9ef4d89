import { setTimeout as pause } from 'node:timers/promises';
import type { ApiClient, RecordSummary } from './api-client.ts';
import type { DemoOrganization } from './organizations.ts';
import { tableRows, type VoucherView } from './voucher-table.ts';

const ends: ReadonlySet<string> = new Set(['synced', 'rejected', 'held', 'cancelled']);

/**
 * Watches the records of one organization until each has come to an end, and prints each as it happens: its booking, or that it was lost and is being
 * looked for. Gives up after `patienceMs`.
 * @returns the names of those that were not booked, except what somebody has withdrawn or approved anew.
 */
export async function followRecords(
  api: ApiClient,
  organization: DemoOrganization,
  recordIds: readonly string[],
  patienceMs: number,
): Promise<readonly string[]> {
  /** Their names, once they are known. */
  const open = new Map(recordIds.map((id) => [id, id]));
  const unbooked: string[] = [];
  const doubted = new Set<string>();
  const until = Date.now() + patienceMs;
  while (open.size > 0 && Date.now() < until) {
    for (const id of open.keys()) {
      const path = `/v1/organizations/${organization.id}/records/${id}`;
      const record = await api.get<RecordSummary>(path);
      open.set(id, record.sourceId);
      if (record.state === 'unknown' && !doubted.has(id)) {
        doubted.add(id);
        console.log(
          `${record.sourceId} → ${organization.erp} → the answer was lost: it may be booked. It is looked up before anything is sent again.`,
        );
      }
      if (!ends.has(record.state)) continue;
      open.delete(id);
      const isBooked = record.state === 'synced';
      if (!isBooked && record.state !== 'cancelled') unbooked.push(record.sourceId);
      const lines = isBooked ? (await api.get<VoucherView>(`${path}/voucher`)).lines : [];
      console.log(tableRows(record, organization.erp, lines));
      if (doubted.has(id)) console.log(`    (it was found in ${organization.erp}, not sent again)`);
    }
    await pause(100);
  }
  return [...unbooked, ...open.values()];
}
