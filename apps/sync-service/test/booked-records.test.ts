import { anApproval } from '@bilag/core/testing';
import { type MockErp, startMockErp } from '@bilag/mock-erp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { everyEntry, settle } from './support/engine.ts';
import { approvalsOf, recordsOf } from './support/http-service.ts';
import { connectOrganization, standardMapping, xledgerIntegration } from './support/organizations.ts';
import { type Payload, sentBy } from './support/previews.ts';
import { approvingApp, globalAdmin, orgAdmin, startTestService, type TestService } from './support/service.ts';

interface Shown extends Payload {
  readonly as: string;
  readonly lines: readonly {
    readonly ledgerAccount: string;
    readonly rule: { readonly mappingVersion: number };
  }[];
  readonly problem: object | null;
}
interface Entry {
  readonly action: string;
  readonly trigger: string;
  readonly reference: string | null;
  readonly isReversal: boolean;
}

const within = { interval: 100, timeout: 30_000 };

let mock: MockErp;
let service: TestService;

beforeAll(keepBooks);
afterAll(async () => {
  await service?.close();
  await mock?.close();
});

/** The toll is booked on 7142 by the first field mapping, would be on 7143 by the second, and the expense is taken back after that. */
async function keepBooks(): Promise<void> {
  mock = await startMockErp({ bookingIntervalMs: 100, xledgerSettings: { burstLimit: false } });
  service = await startTestService(mock);
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  await approve('CLM-BOOKED');
  await vi.waitFor(async () => expect(await everyEntry(service)).toEqual([{ state: 'synced', count: 1 }]), within);
  const toll = { ...standardMapping.expenseTypes.toll, ledgerAccount: '7143' };
  const changed = { ...standardMapping, expenseTypes: { ...standardMapping.expenseTypes, toll } };
  const saved = await service.call('PUT', '/v1/organizations/nbf/integration/mapping', orgAdmin('nbf'), changed);
  expect(saved.status).toBe(200);
}

async function approve(sourceId: string, costCenter = '310') {
  const lines = [{ expenseType: 'toll', amount: '120.00', costCenter, text: 'Toll' }];
  const { status } = await service.call(
    'POST',
    approvalsOf('nbf'),
    approvingApp('nbf'),
    anApproval({ sourceId, lines }),
  );
  expect(status).toBe(201);
}

interface Detail {
  readonly id: string;
  readonly sourceId: string;
  readonly reference: string;
  readonly voucherNumber: number;
  readonly erpReference: string | null;
  readonly reversal: { readonly reference: string; readonly erpReference: string | null } | null;
}

const list = async (query: string) =>
  (await service.call<{ items: readonly Detail[] }>('GET', `${recordsOf('nbf')}?${query}`, globalAdmin)).body.items;

const found = async (query: string) => (await list(query)).map(({ sourceId }) => sourceId);

const idOf = async (sourceId: string) => (await list(`sourceId=${sourceId}`))[0]?.id ?? '';

const recordOf = async (sourceId: string) =>
  (await service.call<Detail>('GET', `${recordsOf('nbf')}/${await idOf(sourceId)}`, globalAdmin)).body;

const voucherOf = async (sourceId: string) =>
  (await service.call<Shown>('GET', `${recordsOf('nbf')}/${await idOf(sourceId)}/voucher`, globalAdmin)).body;

test('the voucher of a booked record is shown on the accounts that it was booked on, whatever the field mapping says now', async () => {
  const recordId = await idOf('CLM-BOOKED');
  const { as, lines, payload, sha256 } = await voucherOf('CLM-BOOKED');
  expect(as).toBe('sent');
  expect(lines.map(({ ledgerAccount, rule }) => [ledgerAccount, rule.mappingVersion])).toEqual([
    ['7142', 1],
    ['2910', 1],
  ]);
  expect((await sentBy(service)).filter((it) => it.recordId === recordId)).toEqual([{ recordId, payload, sha256 }]);
});

test('who withdrew an approval, when and why, is read with the record, also long after Bilag was told', async () => {
  const who = { withdrawnBy: 'kari.leder@example.org', reason: 'Approved twice' };
  const what = { kind: 'reimbursement', sourceId: 'CLM-BOOKED', revision: 1, withdrawnAt: '2026-03-07T08:00:00Z' };
  const address = '/v1/organizations/nbf/approvals/withdrawals';
  await service.call('POST', address, approvingApp('nbf'), { ...what, ...who });
  await settle(service);
  expect(await recordOf('CLM-BOOKED')).toMatchObject({
    withdrawnAt: '2026-03-07T08:00:00.000Z',
    withdrawnBy: 'kari.leder@example.org',
    withdrawalReason: 'Approved twice',
    reversal: { state: 'synced', erpReference: expect.any(String) },
  });
  await approve('CLM-STANDS');
  expect(await recordOf('CLM-STANDS')).toMatchObject({
    withdrawnAt: null,
    withdrawnBy: null,
    withdrawalReason: null,
  });
  await settle(service);
});

test('the log tells the voucher that takes a record back from the record’s own, and names each', async () => {
  const { id, reference, reversal } = await recordOf('CLM-BOOKED');
  const { body } = await service.call<{ items: readonly Entry[] }>(
    'GET',
    `/v1/organizations/nbf/sync-logs?recordId=${id}`,
    globalAdmin,
  );
  const attempts = body.items.filter(({ action }) => action === 'attempt');
  expect(attempts.map((it) => [it.isReversal, it.reference])).toEqual([
    [true, reversal?.reference],
    [false, reference],
  ]);
  const file = await fetch(`${service.url}/v1/organizations/nbf/sync-logs.csv?recordId=${id}&action=attempt`, {
    headers: { authorization: `Bearer ${await service.sign(globalAdmin)}` },
  });
  const [head = '', ...lines] = (await file.text()).trimEnd().split('\r\n');
  const columns = head.split(';');
  const cells = lines.map((line) => line.split(';'));
  expect(cells.map((it) => [it[columns.indexOf('isReversal')], it[columns.indexOf('reference')]])).toEqual([
    ['true', reversal?.reference],
    ['false', reference],
  ]);
});

test('what an approving app withdraws was not begun by hand', async () => {
  const { id } = await recordOf('CLM-BOOKED');
  const { body } = await service.call<{ items: readonly Entry[] }>(
    'GET',
    `/v1/organizations/nbf/sync-logs?recordId=${id}`,
    globalAdmin,
  );
  const begun = body.items.filter(({ action }) => ['withdrawal', 'undo'].includes(action));
  expect(begun.map(({ trigger }) => trigger)).toEqual(['automatic', 'automatic']);
});

test('the voucher of a record that was refused before it was sent is shown as it would be sent now', async () => {
  await approve('CLM-REFUSED', '999');
  await settle(service);
  const { as, lines, problem } = await voucherOf('CLM-REFUSED');
  expect(as).toBe('now');
  expect(lines[0]).toMatchObject({ ledgerAccount: '7143', rule: { mappingVersion: 2 } });
  expect(problem).toMatchObject({ code: 'ERP_UNKNOWN_DIMENSION_VALUE' });
});

test.each([
  ['the beginning of the source id, in any case', () => 'clm-boo'],
  ['its whole source id', () => 'CLM-BOOKED'],
  ['the reference of its voucher', ({ reference }: Detail) => reference.toLowerCase()],
  ['the reference of the voucher that takes it back', ({ reversal }: Detail) => reversal?.reference],
  ['the accounting system’s name of its voucher', ({ erpReference }: Detail) => erpReference],
  ['the accounting system’s name of the voucher that takes it back', ({ reversal }: Detail) => reversal?.erpReference],
  ['its voucher number', ({ voucherNumber }: Detail) => String(voucherNumber)],
])('a record is found by %s', async (_what, wordOf) => {
  const word = wordOf(await recordOf('CLM-BOOKED'));
  expect(await found(`search=${encodeURIComponent(String(word))}`)).toEqual(['CLM-BOOKED']);
});

test('what is searched for is no pattern, and is narrowed by kind and state like all else', async () => {
  expect(await found('search=%25')).toEqual([]);
  expect(await found('search=clm_')).toEqual([]);
  expect(await found('search=clm-&state=synced')).toEqual(['CLM-STANDS', 'CLM-BOOKED']);
  expect(await found('search=clm-&kind=reimbursement&failed=true')).toEqual(['CLM-REFUSED']);
  expect(await found('search=clm-&kind=honorarium')).toEqual([]);
  expect(await found('kind=honorarium')).toEqual([]);
  expect(await found('kind=reimbursement')).toEqual(['CLM-REFUSED', 'CLM-STANDS', 'CLM-BOOKED']);
});
