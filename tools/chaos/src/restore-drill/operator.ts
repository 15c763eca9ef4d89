import type { ApiClient } from '../api-client.ts';
import type { Organization } from '../organizations.ts';
import { until } from '../until.ts';
import type { Stored } from './approve.ts';
import type { DrillWorld } from './drill-world.ts';

/** What `GET /v1/instance` shows of interest here. */
export interface Instance {
  readonly epoch: number;
  readonly mode: string;
  readonly why: string | null;
  readonly heartbeatAt: string;
}

/** Reads it as an administrator does. */
export async function instanceNow(admin: ApiClient): Promise<Instance> {
  return await read<Instance>(admin, '/v1/instance');
}

/** So long that a worker that sends would have sent. */
export async function untilHeartbeats({ admin }: DrillWorld): Promise<void> {
  const first = (await instanceNow(admin)).heartbeatAt;
  await until('heartbeats', 30_000, async () => {
    const { heartbeatAt } = await instanceNow(admin);
    return Date.parse(heartbeatAt) - Date.parse(first) > 2_000;
  });
}

/** Releases the epoch that was seen. */
export async function release(admin: ApiClient, epoch: number): Promise<void> {
  const order = { epoch, reason: 'Restore drill' };
  const { status, body } = await admin.once('POST', '/v1/instance/release', order);
  if (status !== 200) throw new Error(`The release was answered with ${status}: ${JSON.stringify(body)}`);
}

interface Reconciliation {
  readonly state: string;
  readonly statement: {
    readonly difference: string;
    readonly findings: Readonly<Record<string, number>>;
  } | null;
}

/** Holds the month of all approvals against each ledger; one sentence each. */
export async function reconcileAll(
  { admin }: DrillWorld,
  organizations: readonly Organization[],
  stored: Stored,
): Promise<readonly string[]> {
  const [claim] = stored.values();
  const month = claim?.expenseDate.slice(0, 7);
  const told: string[] = [];
  for (const { id, kind } of organizations) {
    const address = `/v1/organizations/${id}/reconciliations`;
    const { status, body } = await admin.insist('POST', address, { month });
    const link = typeof body === 'object' && body !== null && 'link' in body ? String(body.link) : '';
    if (status !== 202) throw new Error(`${address} was answered with ${status}: ${JSON.stringify(body)}`);
    const { statement } = await until(`the reconciliation of ${id}`, 60_000, async () => {
      const now = await read<Reconciliation>(admin, link);
      return now.state === 'done' ? now : undefined;
    });
    const findings = Object.entries(statement?.findings ?? {}).filter(([, count]) => count > 0);
    const found = findings.map(([what, count]) => `${count} ${what}`).join(', ');
    told.push(`${kind} ${found === '' ? 'agrees' : found}, difference ${statement?.difference}`);
  }
  return told;
}

async function read<T>(admin: ApiClient, address: string): Promise<T> {
  const { status, body } = await admin.insist('GET', address);
  if (status !== 200) throw new Error(`${address} was answered with ${status}: ${JSON.stringify(body)}`);
  return JSON.parse(JSON.stringify(body));
}
