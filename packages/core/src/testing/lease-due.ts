import type { LeasedLane, LeaseRequest, OutboxStore } from '../ports/outbox-store.ts';

/** Leases up to `limit` lanes that are due, those that have waited longest for a turn first. */
export async function leaseDue(
  store: Pick<OutboxStore, 'findDueLanes' | 'leaseLanes'>,
  { limit, ...request }: Omit<LeaseRequest, 'organizations'> & { readonly limit: number },
): Promise<readonly LeasedLane[]> {
  return await store.leaseLanes({ ...request, organizations: await store.findDueLanes(limit) });
}
