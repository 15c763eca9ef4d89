import { anApproval } from '@bilag/core/testing';
import { expect, test } from 'vitest';
import { json, send } from './support/http-client.ts';
import { approvalsOf, recordsOf, serviceOfThisFile } from './support/http-service.ts';
import { asOwner, everythingStored } from './support/http-stored.ts';
import { approvingApp, type TokenClaims } from './support/service.ts';

const file = serviceOfThisFile(['nbf', 'hlf']);
const app = approvingApp('nbf');
const approve = (approval: unknown, as: TokenClaims = app) =>
  file.service.call('POST', approvalsOf('nbf'), as, approval);

const statusesOf = (replies: readonly { readonly status: number }[]) =>
  replies.map((it) => it.status).toSorted((a, b) => a - b);

test('API-1 an approval becomes a record whose voucher is on its way, and says where it can be read', async () => {
  const reply = await approve(anApproval({ sourceId: 'CLM-1' }));
  expect(reply.status).toBe(201);
  expect(reply.headers.get('location')).toBe(reply.body.link);
  expect(reply.body).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    kind: 'reimbursement',
    sourceId: 'CLM-1',
    revision: 1,
    reference: expect.stringMatching(/^R-[0-9A-Z]{18}$/),
    state: 'pending',
    attempts: 0,
    erpReference: null,
    failure: null,
    link: `${recordsOf('nbf')}/${String(reply.body.id)}`,
  });
});

test('API-1 the same approval again, in other words for the same amounts and instant, is answered with the same record', async () => {
  const first = await approve(anApproval({ sourceId: 'CLM-2', approvedAt: '2026-03-06T09:30:00Z' }));
  const before = await everythingStored(file.service);
  const again = await approve({
    ...anApproval({ sourceId: 'CLM-2', approvedAt: '2026-03-06T10:30:00.000+01:00' }),
    lines: [
      { text: 'Train Oslo–Bergen', costCenter: '310', amount: '842.5', expenseType: 'public_transport' },
      { text: 'Toll', costCenter: '310', amount: '120', expenseType: 'toll' },
    ],
  });
  expect(again.status).toBe(200);
  expect(again.body).toEqual(first.body);
  expect(again.headers.get('location')).toBe(first.body.link);
  expect(await everythingStored(file.service)).toEqual(before);
});

test('API-1 twenty senders of one approval at once make one record', async () => {
  const approval = anApproval({ sourceId: 'CLM-3' });
  const replies = await Promise.all(Array.from({ length: 20 }, () => approve(approval)));
  expect(statusesOf(replies)).toEqual([...Array.from({ length: 19 }, () => 200), 201]);
  expect(new Set(replies.map((it) => it.body.id)).size).toBe(1);
});

test('API-1 twenty contents under one revision at once make one record and nineteen conflicts', async () => {
  const contents = Array.from({ length: 20 }, (_, at) => anApproval({ sourceId: 'CLM-4', approvedBy: `leader-${at}` }));
  const replies = await Promise.all(contents.map((it) => approve(it)));
  expect(statusesOf(replies)).toEqual([201, ...Array.from({ length: 19 }, () => 409)]);
});

test('one source id of two kinds, and of two organizations, are different records', async () => {
  const approvals = [anApproval({ sourceId: 'CLM-5' }), anApproval({ sourceId: 'CLM-5', kind: 'honorarium' })];
  const here = await Promise.all(approvals.map((it) => approve(it)));
  const there = await file.service.call('POST', approvalsOf('hlf'), approvingApp('hlf'), approvals[0]);
  const all = [...here, there];
  expect(all.map((it) => it.status)).toEqual([201, 201, 201]);
  expect(new Set(all.map((it) => it.body.reference)).size).toBe(3);
});

test('API-6 the trace of the request is kept with the record, and a broken one is ignored', async () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const kept: Record<string, string> = { 'CLM-6': traceparent, 'CLM-7': `${traceparent}\u00e9`, 'CLM-8': '00-0-0-0' };
  for (const [sourceId, given] of Object.entries(kept)) {
    const body = JSON.stringify(anApproval({ sourceId }));
    await send(file.service, 'POST', approvalsOf('nbf'), { as: app, headers: { ...json, traceparent: given }, body });
  }
  const rows = await asOwner<{ traceparent: string | null }>(
    file.service,
    `select traceparent from bilag.expense_records where source_id in ('CLM-6', 'CLM-7', 'CLM-8') order by source_id`,
  );
  expect(rows.map((it) => it.traceparent)).toEqual([traceparent, null, null]);
});
