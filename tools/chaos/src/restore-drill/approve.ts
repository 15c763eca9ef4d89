import type { Claim } from '../claims.ts';
import type { DrillWorld } from './drill-world.ts';

/** What the approving app has sent, by the voucher's reference. */
export type Stored = Map<string, Claim>;

/** Sends approvals one by one until each is surely stored. @returns how many the service did not know. */
export async function approve(world: DrillWorld, claims: readonly Claim[], stored: Stored): Promise<number> {
  let unknown = 0;
  for (const claim of claims) {
    const { id } = claim.organization;
    const address = `/v1/organizations/${id}/approvals`;
    const { status, body } = await world.approvingApp(id).insist('POST', address, claim.approval);
    const reference = typeof body === 'object' && body !== null && 'reference' in body ? String(body.reference) : '';
    if ((status !== 200 && status !== 201) || reference === '') {
      throw new Error(`${claim.sourceId} was answered with ${status}: ${JSON.stringify(body)}`);
    }
    if (status === 201) unknown += 1;
    stored.set(reference, claim);
  }
  return unknown;
}
