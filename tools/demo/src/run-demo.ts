import { setTimeout as pause } from 'node:timers/promises';
import { type ApiClient, createApiClient, type RecordSummary, signToken } from './api-client.ts';
import { type Claim, demoClaims } from './claims.ts';
import { compareLedger, isExact, type LedgerComparison, totalsTable } from './compare-ledgers.ts';
import type { DemoState } from './demo-state.ts';
import { followRecords } from './follow-records.ts';
import { type DemoOrganization, demoOrganizations, setUpOrganizations } from './organizations.ts';
import type { DemoServers } from './servers.ts';
import { tableHeading } from './voucher-table.ts';

const patienceMs = 90_000;

/**
 * The main job on real input: approvals go in over REST, vouchers come out in both mock ledgers. One is lost in transit on purpose.
 * @returns whether every record is in its ledger exactly once, with a difference of 0 øre.
 */
export async function runDemo(servers: DemoServers, state: DemoState): Promise<boolean> {
  const organizations = demoOrganizations(servers.mock);
  const clientFor = (claims: Record<string, string>) =>
    createApiClient(servers.serviceUrl, () => signToken(servers.signer, claims));
  await setUpOrganizations(clientFor({ sub: 'demo-admin', role: 'global_admin' }), organizations);
  console.log(`\n${tableHeading}\n`);
  const comparisons = await Promise.all(
    organizations.map((it) => {
      const api = clientFor({ sub: 'demo-approvals', role: 'service', organization_id: it.id });
      return bookClaims(api, it, demoClaims(it.prefix, state.firstDay), servers);
    }),
  );
  console.log(`\n${totalsTable(comparisons)}\n`);
  for (const it of comparisons.filter((one) => !isExact(one))) reportFault(it);
  return comparisons.every(isExact);
}

async function bookClaims(
  api: ApiClient,
  organization: DemoOrganization,
  claims: readonly Claim[],
  servers: DemoServers,
): Promise<LedgerComparison> {
  const [first, ...others] = claims;
  const approvals = `/v1/organizations/${organization.id}/approvals`;
  const ids: string[] = [];
  if (organization.id === 'nbf' && first !== undefined) {
    await servers.loseNextXledgerReply();
    const { id, state } = await api.send<RecordSummary>('POST', approvals, first);
    if (state === 'synced')
      console.log(`${organization.name}: an earlier run booked these approvals; sent again they book nothing.\n`);
    await untilSent(api, `/v1/organizations/${organization.id}/records/${id}`);
    await servers.clearFaults();
    ids.push(id);
  }
  const rest = ids.length === 0 ? claims : others;
  const { items } = await api.send<{ items: readonly { record?: RecordSummary }[] }>('POST', `${approvals}/bulk`, {
    approvals: rest,
  });
  ids.push(...items.flatMap((it) => (it.record === undefined ? [] : [it.record.id])));
  await followRecords(api, organization, ids, patienceMs);
  return await compareLedger(api, servers.mock.urls.control, organization);
}

/** The record that is to be lost travels alone, so that exactly one is lost. */
async function untilSent(api: ApiClient, path: string): Promise<void> {
  for (const until = Date.now() + 20_000; Date.now() < until; await pause(50)) {
    const { state } = await api.get<RecordSummary>(path);
    if (state !== 'pending' && state !== 'sending') return;
  }
}

function reportFault({ organization, records, bookedOnce, doubled, extra, differenceMinor }: LedgerComparison): void {
  console.error(
    `${organization.name}: ${bookedOnce} of ${records} booked once, ${doubled} doubled, ${extra} extra, difference ${differenceMinor} øre.`,
  );
}
