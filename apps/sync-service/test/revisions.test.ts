import type { ExpenseRecordJson } from '@bilag/core';
import { anApproval } from '@bilag/core/testing';
import type { MockErp } from '@bilag/mock-erp';
import { expect, test } from 'vitest';
import { settle } from './support/engine.ts';
import { approvalsOf, recordsOf } from './support/http-service.ts';
import { asOwner } from './support/http-stored.ts';
import {
  businessCentralIntegration,
  connectOrganization,
  type Integration,
  xledgerIntegration,
  xledgerRestIntegration,
} from './support/organizations.ts';
import { letSettle, reconcileNow } from './support/reconciliation.ts';
import { approvingApp, aServiceWithMock, orgAdmin, type TestService } from './support/service.ts';

const app = approvingApp('nbf');
const withdrawals = '/v1/organizations/nbf/approvals/withdrawals';

const claim = (costCenter: string, change: Partial<ExpenseRecordJson> = {}) =>
  anApproval({
    sourceId: 'CLM-7',
    lines: [{ expenseType: 'toll', amount: '120.00', costCenter, text: 'Toll' }],
    ...change,
  });
const withdrawal = (change: object = {}) => ({
  kind: 'reimbursement',
  sourceId: 'CLM-7',
  revision: 1,
  withdrawnAt: '2026-03-07T08:00:00Z',
  withdrawnBy: 'kari.leder',
  reason: 'Approved by mistake',
  ...change,
});

interface Seen {
  readonly id: string;
  readonly state: string;
  readonly reference: string;
  readonly withdrawnAt: string | null;
  readonly failure: { readonly code: string; readonly remedy: string } | null;
  readonly reversal: {
    readonly state: string;
    readonly reference: string;
    readonly erpReference: string | null;
  } | null;
}

async function approve(service: TestService, body: object) {
  const answer = await service.call<Seen>('POST', approvalsOf('nbf'), app, body);
  expect(answer.status).toBe(201);
  return answer.body;
}

const seen = async (service: TestService, id: string) =>
  (await service.call<Seen>('GET', `${recordsOf('nbf')}/${id}`, app)).body;

/** The mock's own ledger: what is left on each account, and how often each reference is booked. */
function ledgerOf({ world }: MockErp) {
  const left = new Map<string, bigint>();
  const times = new Map<string, number>();
  for (const { reference, lines } of world.ledger.list()) {
    times.set(reference, (times.get(reference) ?? 0) + 1);
    for (const { account, amountMinor } of lines) left.set(account, (left.get(account) ?? 0n) + BigInt(amountMinor));
  }
  return { left: Object.fromEntries([...left].filter(([, ore]) => ore !== 0n)), times: [...times.values()] };
}

test.each<[string, (mock: MockErp) => Integration, string]>([
  ['Xledger’s GraphQL API', xledgerIntegration, '310'],
  ['the REST gateway of Xledger', xledgerRestIntegration, '310'],
  ['Business Central', businessCentralIntegration, '100'],
])(
  'a changed claim is taken back and booked anew over %s, a withdrawn one taken back, and the books agree to the øre',
  async (_erp, integration, costCenter) => {
    const { service, mock } = await aServiceWithMock();
    await connectOrganization(service, 'nbf', integration(mock));
    const first = await approve(service, claim(costCenter));
    await settle(service);
    const lines = [{ expenseType: 'parking', amount: '77.50', costCenter, text: 'Parking' }];
    const second = await approve(service, claim(costCenter, { revision: 2, lines }));
    await settle(service);
    expect(ledgerOf(mock)).toEqual({ left: { '7143': 7_750n, '2910': -7_750n }, times: [1, 1, 1] });
    const taken = await seen(service, first.id);
    expect(taken).toMatchObject({ state: 'synced', reversal: { state: 'synced' }, withdrawnAt: null });
    expect(taken.reversal?.erpReference).not.toBeNull();
    expect(taken.reversal?.reference).not.toBe(first.reference);

    const told = await service.call<Seen>('POST', withdrawals, app, withdrawal({ revision: 2 }));
    expect(told).toMatchObject({ status: 201, body: { id: second.id, reversal: { state: expect.any(String) } } });
    await settle(service);
    expect(ledgerOf(mock)).toEqual({ left: {}, times: [1, 1, 1, 1] });
    await letSettle(service);
    const { statement, findings } = await reconcileNow(service, 'nbf');
    expect({ findings, difference: statement?.difference, count: statement?.ours.count }).toEqual({
      findings: [],
      difference: '0.00',
      count: 4,
    });
  },
);

test('a claim approved again while its voucher lies refused in Xledger’s queue waits for a person, and stands once', async () => {
  const { service, mock } = await aServiceWithMock();
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  mock.xledger.settings.blockedAccounts = ['7142'];
  const first = await approve(service, claim('310'));
  const state = async () => (await seen(service, first.id)).state;
  await expect.poll(state, { timeout: 20_000 }).toBe('rejected');
  const lines = [{ expenseType: 'parking', amount: '77.50', costCenter: '310', text: 'Parking' }];
  await approve(service, claim('310', { revision: 2, lines }));
  await expect.poll(state, { timeout: 20_000 }).toBe('held');
  expect(ledgerOf(mock).times).toEqual([]);
  // Somebody opens the account there, and the next job books what lay refused.
  mock.xledger.settings.blockedAccounts = [];
  mock.xledger.runBookingJob();
  expect(ledgerOf(mock)).toEqual({ left: { '7142': 12_000n, '2910': -12_000n }, times: [1] });
  const retried = await service.call('POST', `${recordsOf('nbf')}/${first.id}/retry`, orgAdmin('nbf'));
  expect(retried.status).toBe(202);
  await expect.poll(state, { timeout: 20_000 }).toBe('synced');
  await settle(service);
  expect(ledgerOf(mock)).toEqual({ left: { '7143': 7_750n, '2910': -7_750n }, times: [1, 1, 1] });
});

test('a claim that is approved again with nothing changed, or withdrawn before it was sent, sends nothing', async () => {
  const { service, mock } = await aServiceWithMock();
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  await approve(service, claim('310'));
  await settle(service);
  const again = await approve(service, claim('310', { revision: 2, approvedBy: 'per.leder' }));
  const enabled = '/v1/organizations/nbf/integration/enabled';
  await service.call('PUT', enabled, orgAdmin('nbf'), { enabled: false });
  const never = await approve(service, claim('310', { sourceId: 'CLM-8' }));
  const first = await service.call<Seen>('POST', withdrawals, app, withdrawal({ sourceId: 'CLM-8' }));
  expect(first).toMatchObject({ status: 201, body: { id: never.id, state: 'cancelled', reversal: null } });
  const repeated = await service.call<Seen>('POST', withdrawals, app, withdrawal({ sourceId: 'CLM-8' }));
  expect(repeated).toMatchObject({ status: 200, body: { id: never.id, withdrawnAt: expect.any(String) } });
  await service.call('PUT', enabled, orgAdmin('nbf'), { enabled: true });
  await settle(service);
  expect(ledgerOf(mock).times).toEqual([1]);
  expect(again).toMatchObject({ state: 'cancelled', failure: { code: 'REVISION_UNCHANGED' } });
  expect(await seen(service, again.id)).toMatchObject({ state: 'cancelled', failure: { code: 'REVISION_UNCHANGED' } });
});

test('API-4 a withdrawal of what was never approved, of an earlier revision, or of another organization’s is refused and changes nothing', async () => {
  const { service, mock } = await aServiceWithMock();
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  await connectOrganization(service, 'hlf', businessCentralIntegration(mock));
  await approve(service, claim('310'));
  await approve(service, claim('310', { revision: 2, approvedBy: 'per.leder' }));
  const refused = async (body: object, as = app, path = withdrawals) => {
    const answer = await service.call('POST', path, as, body);
    return [answer.status, answer.body.code];
  };
  expect(await refused(withdrawal({ sourceId: 'CLM-9' }))).toEqual([404, 'APPROVAL_NOT_FOUND']);
  expect(await refused(withdrawal({ revision: 3 }))).toEqual([404, 'APPROVAL_NOT_FOUND']);
  expect(await refused(withdrawal({ revision: 1 }))).toEqual([409, 'REVISION_SUPERSEDED']);
  expect(await refused({ ...withdrawal(), reason: '' })).toEqual([400, 'VALIDATION_FAILED']);
  const foreign = '/v1/organizations/hlf/approvals/withdrawals';
  expect((await refused(withdrawal(), app, foreign))[0]).toBe(404);
  expect(await refused(withdrawal(), approvingApp('hlf'), foreign)).toEqual([404, 'APPROVAL_NOT_FOUND']);
  const late = await service.call('POST', approvalsOf('nbf'), app, claim('310', { revision: 1, approvedBy: 'x' }));
  expect(late).toMatchObject({ status: 409, body: { code: 'RECORD_CONTENT_DIFFERS' } });
  await settle(service);
  expect(ledgerOf(mock).times).toEqual([1]);
});

test('twenty revisions of one claim sent at once end with one voucher standing', async () => {
  const { service, mock } = await aServiceWithMock();
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  const revisions = Array.from({ length: 20 }, (_, at) =>
    claim('310', {
      revision: at + 1,
      lines: [{ expenseType: 'toll', amount: `${at + 1}.00`, costCenter: '310', text: 'Toll' }],
    }),
  );
  const answers = await Promise.all(revisions.map((it) => service.call('POST', approvalsOf('nbf'), app, it)));
  expect(answers.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
  await service.call('POST', approvalsOf('nbf'), app, revisions.at(-1));
  await settle(service);
  const { left, times } = ledgerOf(mock);
  expect(left).toEqual({ '7142': 2_000n, '2910': -2_000n });
  expect(new Set(times)).toEqual(new Set([1]));
});

test('a voucher that waits for the reversal before it goes on waiting when a later revision recalls it', async () => {
  const { service, mock } = await aServiceWithMock();
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  const revision = (number: number) =>
    claim('310', {
      revision: number,
      lines: [{ expenseType: 'toll', amount: `${number}.00`, costCenter: '310', text: 'Toll' }],
    });
  await approve(service, revision(1));
  await settle(service);
  const enabled = '/v1/organizations/nbf/integration/enabled';
  await service.call('PUT', enabled, orgAdmin('nbf'), { enabled: false });
  const second = await approve(service, revision(2));
  // As after a restore: what was approved then may have been booked.
  await asOwner(service, `update bilag.outbox set ever_in_doubt = true where record_id = '${second.id}'`);
  await approve(service, revision(3));
  const waiting = await asOwner(
    service,
    'select due_at is null as waits, waits_for is not null as named from bilag.outbox order by sequence',
  );
  const [reversal, ...others] = waiting;
  expect(reversal).toEqual({ waits: false, named: false });
  expect(others).toEqual(others.map(() => ({ waits: true, named: true })));
  expect(others).toHaveLength(3);
  await service.call('PUT', enabled, orgAdmin('nbf'), { enabled: true });
  await settle(service);
  expect(ledgerOf(mock)).toEqual({ left: { '7142': 300n, '2910': -300n }, times: [1, 1, 1] });
});
