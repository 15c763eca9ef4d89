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
 * @returns whether each of them was booked, unless somebody withdrew it, and whether all that is booked is in its ledger exactly once, with a difference of 0 øre.
 */
export async function runDemo(servers: DemoServers, state: DemoState): Promise<boolean> {
  const organizations = demoOrganizations(servers.mock);
  const clientFor = (claims: Record<string, string>) =>
    createApiClient(servers.serviceUrl, () => signToken(servers.signer, claims));
  await setUpOrganizations(clientFor({ sub: 'demo-admin', role: 'global_admin' }), organizations);
  console.log(`\n${tableHeading}\n`);
  const jobs = organizations.map((organization): Job => {
    const api = clientFor({ sub: 'demo-approvals', role: 'service', organization_id: organization.id });
    return { organization, api, claims: demoClaims(organization.prefix, state.firstDay) };
  });
  // Before the others, which would share its statement, so that its trace shows all that was done for it.
  for (const it of jobs.filter(({ organization: { id } }) => id === 'nbf')) await loseOne(it, servers);
  const booked = await Promise.all(jobs.map((it) => bookClaims(it, servers)));
  const comparisons = booked.map(({ comparison }) => comparison);
  console.log(`\n${totalsTable(comparisons)}\n`);
  for (const it of comparisons.filter((one) => !isExact(one))) reportFault(it);
  const unbooked = booked.flatMap((it) => it.unbooked);
  if (unbooked.length > 0) console.error(`Not booked: ${unbooked.join(', ')}.`);
  return comparisons.every(isExact) && unbooked.length === 0;
}

interface Job {
  readonly organization: DemoOrganization;
  readonly api: ApiClient;
  readonly claims: readonly Claim[];
}

const approvalsOf = ({ id }: DemoOrganization) => `/v1/organizations/${id}/approvals`;

/** The answer to the first voucher is lost. It travels alone, so that exactly one is. */
async function loseOne({ organization, api, claims: [first] }: Job, servers: DemoServers): Promise<void> {
  await servers.loseNextXledgerReply();
  const { id, state } = await api.send<RecordSummary>('POST', approvalsOf(organization), first);
  if (state === 'synced')
    console.log(`${organization.name}: an earlier run booked these approvals; sent again they book nothing.\n`);
  await untilSent(api, `/v1/organizations/${organization.id}/records/${id}`);
  await servers.clearFaults();
}

async function bookClaims(
  { organization, api, claims }: Job,
  servers: DemoServers,
): Promise<{ readonly comparison: LedgerComparison; readonly unbooked: readonly string[] }> {
  const path = `${approvalsOf(organization)}/bulk`;
  const { items } = await api.send<{ items: readonly { record?: RecordSummary }[] }>('POST', path, {
    approvals: claims,
  });
  const ids = items.flatMap((it) => (it.record === undefined ? [] : [it.record.id]));
  const unbooked = await followRecords(api, organization, ids, patienceMs);
  return { comparison: await compareLedger(api, servers.mock.urls.control, organization), unbooked };
}

async function untilSent(api: ApiClient, path: string): Promise<void> {
  for (const until = Date.now() + 20_000; Date.now() < until; await pause(50)) {
    const { state } = await api.get<RecordSummary>(path);
    if (state !== 'pending' && state !== 'sending') return;
  }
}

function reportFault(it: LedgerComparison): void {
  console.error(
    `${it.organization.name}: ${it.bookedOnce} of ${it.owed} booked once, ${it.doubled} doubled, ${it.missing} missing, ${it.extra} extra, difference ${it.differenceMinor} øre.`,
  );
}
