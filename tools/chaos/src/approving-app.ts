import type { ApiAnswer, ApiClient } from './api-client.ts';
import type { Chance } from './chance.ts';
import type { Claim } from './claims.ts';
import type { World } from './world.ts';

/** The program in which expenses are approved. It repeats what was not answered, and so relies on being answered the same. */
export interface ApprovingApp {
  /** Sends approvals of one organization, alone or in bulk, until each is surely stored. @throws when an answer is not what was promised. */
  send(claims: readonly Claim[]): Promise<void>;
  /** What was stored, by the voucher's reference. */
  readonly stored: ReadonlyMap<string, Claim>;
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
  const receipts = new Map<Claim, Receipt>();
  let knownAgain = 0;
  const keep = (claim: Claim, status: number, body: unknown) => {
    const receipt = receiptIn(body);
    if ((status !== 200 && status !== 201) || receipt === undefined) {
      throw new Error(`${claim.sourceId} was answered with ${status}: ${JSON.stringify(body)}`);
    }
    const before = receipts.get(claim);
    if (before !== undefined) {
      knownAgain += 1;
      if (status !== 200 || before.id !== receipt.id) throw new Error(`${claim.sourceId} was stored a second time.`);
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
  return {
    stored,
    knownAgain: () => knownAgain,
    repeats: () => {
      const all = [...clients.values()].map((it) => it.repeats);
      const sum = (name: keyof ApiClient['repeats']) => all.reduce((total, it) => total + it[name], 0);
      return { lost: sum('lost'), refused: sum('refused'), broken: sum('broken') };
    },
    async send(claims) {
      const id = claims[0]?.organization.id ?? '';
      const client = clients.get(id) ?? world.approvingApp(id);
      clients.set(id, client);
      await sendOnce(client, claims);
      if (chance.percent(10)) await sendOnce(client, claims.slice(0, 1));
    },
  };
}

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
