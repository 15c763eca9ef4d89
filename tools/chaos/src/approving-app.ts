import type { ApiAnswer, ApiClient } from './api-client.ts';
import type { Chance } from './chance.ts';
import type { Claim } from './claims.ts';
import type { Approvals } from './fates.ts';
import type { World } from './world.ts';

/** The program in which expenses are approved. It repeats what was not answered, and so relies on being answered the same. */
export interface ApprovingApp extends Approvals {
  /** Sends approvals of one organization, alone or in bulk, until each is surely stored. @throws when an answer is not what was promised. */
  send(claims: readonly Claim[]): Promise<void>;
  /** Takes back an approval that was stored and that no later revision has taken the place of, until that is surely stored. @throws likewise. */
  withdraw(claim: Claim): Promise<void>;
  /** Waits until nothing is being sent: only then does it know what the service has. */
  settled(): Promise<unknown>;
  /** How many approvals it has sent again although they were stored, and was told so. */
  readonly knownAgain: () => number;
  readonly repeats: () => ApiClient['repeats'];
}

interface Receipt {
  readonly id: string;
  readonly reference: string;
}

/** One that has sent nothing yet. */
export function createApprovingApp(world: World, chance: Chance): ApprovingApp {
  const clients = new Map<string, ApiClient>();
  const stored = new Map<string, Claim>();
  const withdrawn = new Set<Claim>();
  const receipts = new Map<Claim, Receipt>();
  const underWay = new Set<Promise<void>>();
  let knownAgain = 0;
  const clientFor = (id: string) => {
    const client = clients.get(id) ?? world.approvingApp(id);
    clients.set(id, client);
    return client;
  };
  const keep = (claim: Claim, status: number, body: unknown) => {
    const receipt = receiptIn(body);
    if ((status !== 200 && status !== 201) || receipt === undefined) throw unexpected(claim, status, body);
    const before = receipts.get(claim);
    if (before !== undefined) {
      knownAgain += 1;
      if (status !== 200 || before.id !== receipt.id) throw new Error(`${nameOf(claim)} was stored a second time.`);
    } else if (stored.has(receipt.reference)) {
      throw new Error(`Two approvals share the reference ${receipt.reference}.`);
    }
    receipts.set(claim, receipt);
    stored.set(receipt.reference, claim);
  };
  const sendOnce = async (client: ApiClient, claims: readonly Claim[]) => {
    const [first] = claims;
    if (first === undefined) return;
    const address = `/v1/organizations/${first.organization.id}/approvals`;
    if (claims.length === 1) {
      const { status, body } = await client.insist('POST', address, first.approval);
      return keep(first, status, body);
    }
    const answer = await client.insist('POST', `${address}/bulk`, { approvals: claims.map((it) => it.approval) });
    const again: Claim[] = [];
    itemsIn(answer).forEach(({ status, record, problem }, at) => {
      const claim = claims[at];
      if (claim === undefined) throw new Error('An answer belongs to no approval.');
      if (status >= 500) again.push(claim);
      else keep(claim, status, record ?? problem);
    });
    for (const claim of again) await sendOnce(client, [claim]);
  };
  const watched = (work: () => Promise<void>): Promise<void> => {
    const working = work().finally(() => underWay.delete(working));
    underWay.add(working);
    return working;
  };
  return {
    stored,
    withdrawn,
    settled: () => Promise.allSettled(underWay),
    knownAgain: () => knownAgain,
    repeats: () => {
      const all = [...clients.values()].map((it) => it.repeats);
      const sum = (name: keyof ApiClient['repeats']) => all.reduce((total, it) => total + it[name], 0);
      return { lost: sum('lost'), refused: sum('refused'), broken: sum('broken') };
    },
    send: (claims) =>
      watched(async () => {
        const client = clientFor(claims[0]?.organization.id ?? '');
        await sendOnce(client, claims);
        if (chance.percent(10)) await sendOnce(client, claims.slice(0, 1));
      }),
    withdraw: (claim) =>
      watched(async () => {
        const { id } = claim.organization;
        const address = `/v1/organizations/${id}/approvals/withdrawals`;
        const { status, body } = await clientFor(id).insist('POST', address, withdrawalOf(claim));
        const isKnown = receipts.get(claim)?.id === receiptIn(body)?.id;
        if ((status !== 200 && status !== 201) || !isKnown) throw unexpected(claim, status, body);
        withdrawn.add(claim);
      }),
  };
}

function withdrawalOf({ sourceId, revision, expenseDate }: Claim): object {
  return {
    kind: 'reimbursement',
    sourceId,
    revision,
    withdrawnAt: `${expenseDate}T12:00:00.000Z`,
    withdrawnBy: 'leder@example.org',
    reason: 'Approved by mistake',
  };
}

const nameOf = ({ sourceId, revision }: Claim) => `${sourceId} (revision ${revision})`;

const unexpected = (claim: Claim, status: number, body: unknown) =>
  new Error(`${nameOf(claim)} was answered with ${status}: ${JSON.stringify(body)}`);

function receiptIn(body: unknown): Receipt | undefined {
  if (typeof body !== 'object' || body === null || !('id' in body) || !('reference' in body)) return undefined;
  return { id: String(body.id), reference: String(body.reference) };
}

function itemsIn({ status, body }: ApiAnswer) {
  const items = typeof body === 'object' && body !== null && 'items' in body ? body.items : undefined;
  if (status !== 200 || !Array.isArray(items))
    throw new Error(`Approvals were answered with ${status}: ${JSON.stringify(body)}`);
  return items.map((it: { status: number; record?: unknown; problem?: unknown }) => it);
}
