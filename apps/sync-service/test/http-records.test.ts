import { anApproval } from '@bilag/core/testing';
import { expect, test } from 'vitest';
import { expectProblem } from './support/http-problem.ts';
import { approvalsOf, createOrganization, recordsOf, serviceOfThisFile } from './support/http-service.ts';
import { approvingApp } from './support/service.ts';

interface Page {
  readonly items: readonly { readonly id: string; readonly sourceId: string; readonly state: string }[];
  readonly nextCursor: string | null;
}

const file = serviceOfThisFile(['nbf', 'hlf']);

/** An organization of its own with so many records, `S-0` the oldest. */
async function organizationWith(id: string, count: number) {
  await createOrganization(file.service, id);
  const app = approvingApp(id);
  const approvals = Array.from({ length: count }, (_, at) => anApproval({ sourceId: `S-${at}` }));
  if (count > 0) await file.service.call('POST', `${approvalsOf(id)}/bulk`, app, { approvals });
  const list = (query = '') => file.service.call<Page>('GET', `${recordsOf(id)}${query}`, app);
  const add = (sourceId: string) => file.service.call('POST', approvalsOf(id), app, anApproval({ sourceId }));
  return { app, list, add };
}

const sourceIds = ({ body }: { readonly body: Page }) => body.items.map((it) => it.sourceId);

test('records are listed newest first, fifty at a time unless asked otherwise', async () => {
  const { list } = await organizationWith('fifty', 60);
  const first = await list();
  expect(first.body.items).toHaveLength(50);
  expect(sourceIds(first).slice(0, 2)).toEqual(['S-59', 'S-58']);
  const second = await list(`?cursor=${String(first.body.nextCursor)}`);
  expect(sourceIds(second)).toEqual(['S-9', 'S-8', 'S-7', 'S-6', 'S-5', 'S-4', 'S-3', 'S-2', 'S-1', 'S-0']);
  expect(second.body.nextCursor).toBeNull();
});

test('reading page by page while records arrive shows each record that was there once, and leaves none out', async () => {
  const { list, add } = await organizationWith('moving', 25);
  const seen: string[] = [];
  let cursor: string | null = '';
  for (let page = 0; cursor !== null; page += 1) {
    const reply = await list(`?limit=4${cursor === '' ? '' : `&cursor=${cursor}`}`);
    seen.push(...sourceIds(reply));
    cursor = reply.body.nextCursor;
    await Promise.all([add(`late-${page}-a`), add(`late-${page}-b`)]);
  }
  expect(seen).toEqual(Array.from({ length: 25 }, (_, at) => `S-${24 - at}`));
});

test('the last page says that it is the last, also when it is full', async () => {
  const { list } = await organizationWith('full', 4);
  expect((await list('?limit=4')).body.nextCursor).toBeNull();
  expect((await list('?limit=3')).body.nextCursor).not.toBeNull();
  const { list: listNone } = await organizationWith('empty', 0);
  expect((await listNone()).body).toEqual({ items: [], nextCursor: null });
});

test('records are found by state and by source id', async () => {
  const { list } = await organizationWith('filtered', 5);
  expect((await list('?state=pending')).body.items).toHaveLength(5);
  expect((await list('?state=synced')).body.items).toEqual([]);
  expect(sourceIds(await list('?sourceId=S-3'))).toEqual(['S-3']);
  expect(sourceIds(await list('?sourceId=s-3'))).toEqual([]);
  expect(sourceIds(await list('?sourceId=S-3&state=pending&limit=1'))).toEqual(['S-3']);
});

test('a source is a kind and an id: of two with the same id the one that is meant is found', async () => {
  const { app, list } = await organizationWith('kinds', 3);
  const honorarium = anApproval({ kind: 'honorarium', sourceId: 'S-1' });
  expect((await file.service.call('POST', approvalsOf('kinds'), app, honorarium)).status).toBe(201);
  expect(sourceIds(await list('?sourceId=S-1'))).toEqual(['S-1', 'S-1']);
  const found = await list('?sourceId=S-1&kind=honorarium');
  expect(found.body.items).toEqual([expect.objectContaining({ sourceId: 'S-1', kind: 'honorarium' })]);
  expect(sourceIds(await list('?sourceId=S-2&kind=honorarium'))).toEqual([]);
  expect(sourceIds(await list('?sourceId=S-2&kind=reimbursement'))).toEqual(['S-2']);
});

test.each([
  ['?limit=0', 'limit'],
  ['?limit=201', 'limit'],
  ['?limit=-1', 'limit'],
  ['?limit=1e2', 'limit'],
  ['?limit=0x10', 'limit'],
  ['?limit=1.0', 'limit'],
  ['?limit=%201', 'limit'],
  ['?limit=', 'limit'],
  ['?limit=1&limit=2', 'limit'],
  ['?limit=99999999999999999999', 'limit'],
  ['?state=done', 'state'],
  ['?state=', 'state'],
  ['?state=pending&state=synced', 'state'],
  ['?sourceId=', 'sourceId'],
  ['?sourceId=%00', 'sourceId'],
  ['?sourceId=S-1&kind=other', 'kind'],
  ['?kind=other', 'kind'],
  ['?search=', 'search'],
  ['?receiptsFailed=yes', 'receiptsFailed'],
  ['?cursor=', 'cursor'],
  ['?cursor=abc', 'cursor'],
  [`?cursor=${Buffer.from("r1:' or 1=1 --").toString('base64url')}`, 'cursor'],
  [`?cursor=${'A'.repeat(5_000)}`, 'cursor'],
  [`?cursor=${Buffer.from('r1:0199b6f0-6a5e-7c31-8a4f-3f0d7a1b2c3d').toString('base64url')}`, 'cursor'],
  ['?offset=10', 'offset'],
  ['?__proto__=1', '__proto__'],
  ['?constructor=1', 'constructor'],
])('API-4 a list asked for with %s is refused, naming what is wrong', async (query, field) => {
  const reply = await file.service.call('GET', recordsOf('nbf') + query, approvingApp('nbf'));
  expectProblem(reply, reply.body, { status: 400, code: 'VALIDATION_FAILED', field });
});

test('a cursor of another organization is refused', async () => {
  const { list } = await organizationWith('theirs', 2);
  const { body } = await list('?limit=1');
  const reply = await file.service.call(
    'GET',
    `${recordsOf('nbf')}?cursor=${String(body.nextCursor)}`,
    approvingApp('nbf'),
  );
  expectProblem(reply, reply.body, { status: 400, code: 'VALIDATION_FAILED', field: 'cursor' });
});

test('a record shows all that was approved and how far it has come', async () => {
  const { app, list } = await organizationWith('detail', 0);
  const lines = [
    {
      expenseType: 'mileage',
      amount: '1372.00',
      vatAmount: '0.00',
      project: '4402',
      text: 'Drove',
      quantity: '392.5',
      unit: 'km',
    },
    { expenseType: 'toll', amount: '61.00', costCenter: '310', text: 'Toll' },
  ];
  const approval = anApproval({ sourceId: 'CLM-9', lines });
  const { body: receipt } = await file.service.call('POST', approvalsOf('detail'), app, approval);
  const { status, body } = await file.service.call('GET', String(receipt.link), app);
  expect(status).toBe(200);
  expect(body).toEqual({
    ...approval,
    decisions: [{ decision: 'ignore', of: 'voucher' }],
    id: receipt.id,
    reference: receipt.reference,
    voucherNumber: expect.any(Number),
    state: 'pending',
    attempts: 0,
    erpReference: null,
    erpLink: null,
    traceLink: null,
    failure: null,
    nextAttemptAt: null,
    receipts: [],
    withdrawnAt: null,
    withdrawnBy: null,
    withdrawalReason: null,
    reversal: null,
    total: '1433.00',
    receivedAt: expect.stringMatching(/Z$/),
    updatedAt: expect.stringMatching(/Z$/),
    link: receipt.link,
  });
  const { approvedBy: _by, payee: _payee, lines: _lines, decisions: _open, ...rest } = body;
  const { erpLink: _erp, traceLink: _trace, withdrawnBy: _who, withdrawalReason: _why, ...summary } = rest;
  expect((await list()).body.items).toEqual([summary]);
});

test.each([
  ['that does not exist', '0199b6f0-6a5e-7c31-8a4f-3f0d7a1b2c3d'],
  ['that is no id', 'latest'],
  ['with an attempt at SQL', "1'%20or%20'1'='1"],
  ['with NUL', '%00'],
])('API-4 a record %s is not found', async (_what, id) => {
  for (const address of [`${recordsOf('nbf')}/${id}`, `${recordsOf('nbf')}/${id}/voucher`]) {
    const reply = await file.service.call('GET', address, approvingApp('nbf'));
    expectProblem(reply, reply.body, { status: 404, code: 'RECORD_NOT_FOUND' });
  }
});
