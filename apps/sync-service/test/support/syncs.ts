import { anApproval } from '@bilag/core/testing';
import type { MockErp } from '@bilag/mock-erp';
import { expect } from 'vitest';
import { approveInBulk, ownSql } from './reconciliation.ts';
import { orgAdmin, type TestService } from './service.ts';

/** A sync as the API shows it. */
export interface Sync {
  readonly id: string;
  readonly trigger: string;
  readonly state: string;
  readonly requestedAt: string;
  readonly requestedBy: string;
  readonly finishedAt: string | null;
  readonly records: number;
  readonly progress: Readonly<Record<'synced' | 'accepted' | 'nothingToPost' | 'failed' | 'waiting', number>>;
  readonly stopped: { readonly code: string; readonly remedy: string } | null;
  readonly link: string;
}

/** A status as the API shows it. */
export interface Status {
  readonly connector: string | null;
  readonly enabled: boolean;
  readonly health: { readonly level: string; readonly reason: string; readonly link: string | null };
  readonly pending: number;
  readonly accepted: number;
  readonly failed: number;
  readonly oldestPendingSince: string | null;
  readonly lastSync: { readonly at: string; readonly outcome: string } | null;
  readonly running: { readonly trigger: string; readonly syncId: string | null; readonly link: string | null } | null;
  readonly manualSync: {
    readonly allowed: boolean;
    readonly records: number;
    readonly obstacle: { readonly code: string } | null;
  };
  readonly paused: { readonly code: string } | null;
  readonly resting: { readonly code: string } | null;
}

const organization = (id: string) => `/v1/organizations/${id}`;

/** The status, as the organization's administrator reads it. */
export async function statusOf(service: TestService, id: string): Promise<Status> {
  const { status, body } = await service.call<Status>('GET', `${organization(id)}/status`, orgAdmin(id));
  expect(status).toBe(200);
  return body;
}

/** Asks for a sync, as the organization's administrator. */
export const requestSync = (service: TestService, id: string) =>
  service.call<Sync & { readonly code?: string }>('POST', `${organization(id)}/syncs`, orgAdmin(id), {});

/** Asks for a sync that must begin. */
export async function beginSync(service: TestService, id: string): Promise<Sync> {
  const { status, body } = await requestSync(service, id);
  expect(body).toMatchObject({ trigger: 'manual' });
  expect(status).toBe(202);
  return body;
}

/** Waits until a sync has ended. */
export async function endOfSync(service: TestService, id: string, syncId: string): Promise<Sync> {
  const read = async () => (await service.call<Sync>('GET', `${organization(id)}/syncs/${syncId}`, orgAdmin(id))).body;
  await expect.poll(async () => (await read()).state, { timeout: 60_000, interval: 50 }).not.toBe('running');
  return await read();
}

/** Approves so many claims, each of 61 kroner on a cost center that the mock's ledgers have. */
export function approveClaims(service: TestService, id: string, count: number, costCenter = costCenterOf(id)) {
  const line = { expenseType: 'toll', amount: '61.00', costCenter, text: 'Toll' };
  return approveInBulk(
    service,
    id,
    Array.from({ length: count }, () => anApproval({ lines: [line] })),
  );
}

const costCenterOf = (id: string) => (id === 'hlf' ? '100' : '310');

/** What posts to each of the mock's ledgers first. */
export const posting = { nbf: 'xledger.addGLImportItems', hlf: 'bc.journals.create' } as const;

/** Approves claims that the ERP turns away for an hour, so that those it was asked for wait out their backoff, on a lane that rests. Then the ERP serves again. */
export async function claimsInBackoff(service: TestService, mock: MockErp, id: keyof typeof posting, count: number) {
  const tooMany = { kind: 'status', status: 429, headers: { 'retry-after': '3600' } } as const;
  mock.world.faults.add({ id: 'busy', operation: posting[id], effect: tooMany });
  const references = await approveClaims(service, id, count);
  await expect.poll(() => waiting(service, id)).toBe(count);
  mock.world.faults.remove('busy');
  return references;
}

/** How many entries are pending on a lane that nobody holds and that rests for long. */
async function waiting(service: TestService, id: string): Promise<number> {
  const [row] = await ownSql<{ count: number }>(
    service,
    `select count(*)::integer as count from bilag.outbox o join bilag.lanes l using (organization_id)
     where o.organization_id = $1 and o.state = 'pending' and l.owner is null and l.rest_until > now() + interval '50 minutes'`,
    [id],
  );
  return row?.count ?? 0;
}

/** References in the mock's ledger, each as often as it is booked. */
export const bookedReferences = ({ world }: MockErp) => world.ledger.list().map(({ reference }) => reference);

/** The sync log of an organization, oldest first. */
export function logOf(service: TestService, id: string) {
  return ownSql<{
    actor: string;
    action: string;
    result: string;
    trigger: string | null;
    run_id: string | null;
    error_code: string | null;
    detail: Record<string, unknown> | null;
  }>(
    service,
    'select actor, action, result, trigger, run_id, error_code, detail from bilag.sync_logs where organization_id = $1 order by log_id',
    [id],
  );
}
