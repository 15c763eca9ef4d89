import type { HealthReason, OverviewEntry, OverviewStore } from '@bilag/core';
import type { OverviewItem } from './schemas/overview.ts';
import { failedRecords, healthOfStatus } from './status-view.ts';

const healthWords: Readonly<Record<HealthReason, OverviewItem['health']>> = {
  'no-sync-for-a-day': 'stale',
  'failed-records': 'errors',
  paused: 'errors',
  resting: 'errors',
  'not-configured': 'disabled',
  disabled: 'disabled',
  'in-order': 'healthy',
};

/** An organization in the overview, as its own status would tell it. */
export function overviewItem({ organizationId, name, status }: OverviewEntry): OverviewItem {
  const { health, isStale } = healthOfStatus(status);
  return {
    organization: { id: organizationId, name },
    connector: status.connector,
    enabled: status.enabled,
    health: healthWords[health.reason],
    lastSyncAt: status.lastSyncAt?.toISOString() ?? null,
    pending: status.pending,
    failed: failedRecords(status),
    isStale,
  };
}

/** How the overview is narrowed. */
export interface OverviewQuery {
  readonly limit: number;
  readonly after?: string;
  readonly connector?: string;
  readonly health?: OverviewItem['health'];
}

const batch = 500;

/** Up to `limit` organizations. Health is a matter of code, not of the statement, so that whoever asks for one is given them from batches. */
export async function overviewItems(store: OverviewStore, query: OverviewQuery): Promise<readonly OverviewItem[]> {
  const { limit, health, connector } = query;
  const size = health === undefined ? limit : batch;
  const narrowed = { limit: size, ...(connector === undefined ? {} : { connector }) };
  const items: OverviewItem[] = [];
  let after = query.after;
  while (items.length < limit) {
    const entries = await store.list({ ...narrowed, ...(after === undefined ? {} : { after }) });
    items.push(...entries.map(overviewItem).filter((it) => health === undefined || it.health === health));
    after = entries.at(-1)?.organizationId;
    if (entries.length < size) break;
  }
  return items.slice(0, limit);
}
