import { anApproval } from '@bilag/core/testing';
import { expect, test } from 'vitest';
import { expectProblem } from './support/http-problem.ts';
import { approvalsOf, recordsOf, serviceOfThisFile } from './support/http-service.ts';
import { asOwner, everythingStored } from './support/http-stored.ts';
import { approvingApp } from './support/service.ts';

interface Item {
  readonly index: number;
  readonly status: number;
  readonly record?: { readonly id: string; readonly sourceId: string };
  readonly problem?: { readonly code: string; readonly field?: string; readonly differs?: readonly string[] };
}

const file = serviceOfThisFile();
const app = approvingApp('nbf');
const path = `${approvalsOf('nbf')}/bulk`;
const approveAll = (approvals: unknown) =>
  file.service.call<{ readonly items: readonly Item[] }>('POST', path, app, { approvals });

test('API-1 in bulk each approval is answered by itself, in the order sent, and a bad one does not fail its neighbours', async () => {
  const known = anApproval({ sourceId: 'B-1' });
  await file.service.call('POST', approvalsOf('nbf'), app, known);
  const fresh = anApproval({ sourceId: 'B-2' });
  const { status, body } = await approveAll([
    known,
    { ...anApproval(), revision: '1' },
    fresh,
    null,
    { ...known, approvedBy: 'somebody.else' },
    fresh,
    anApproval({ lines: [{ expenseType: 'yacht', amount: '1.00', text: 'Yacht' }] }),
    anApproval({ lines: [{ expenseType: 'toll', amount: '-1.00', text: 'Toll' }] }),
    anApproval({ sourceId: 'B-3' }),
    { ...fresh, revision: 2 },
  ]);
  expect(status).toBe(200);
  const told = body.items.map((it) => [
    it.index,
    it.status,
    it.record?.sourceId ?? it.problem?.code,
    it.problem?.field,
  ]);
  expect(told).toEqual([
    [0, 200, 'B-1', undefined],
    [1, 400, 'VALIDATION_FAILED', 'revision'],
    [2, 201, 'B-2', undefined],
    [3, 400, 'VALIDATION_FAILED', undefined],
    [4, 409, 'RECORD_CONTENT_DIFFERS', undefined],
    [5, 200, 'B-2', undefined],
    [6, 422, 'UNKNOWN_EXPENSE_TYPE', 'lines[0].expenseType'],
    [7, 400, 'AMOUNT_NOT_POSITIVE', 'lines[0].amount'],
    [8, 201, 'B-3', undefined],
    [9, 201, 'B-2', undefined],
  ]);
  expect(body.items[4]?.problem?.differs).toEqual(['approvedBy']);
  const stored = await asOwner(
    file.service,
    'select source_id from bilag.expense_records order by source_id, revision',
  );
  expect(stored).toEqual(['B-1', 'B-2', 'B-2', 'B-3'].map((source_id) => ({ source_id })));
});

test('API-1 a thousand approvals are taken in one call, and the same thousand again are the same records', async () => {
  const approvals = Array.from({ length: 1_000 }, (_, at) => anApproval({ sourceId: `M-${at}` }));
  const first = await approveAll(approvals);
  expect(new Set(first.body.items.map((it) => it.status))).toEqual(new Set([201]));
  const again = await approveAll(approvals);
  expect(new Set(again.body.items.map((it) => it.status))).toEqual(new Set([200]));
  expect(again.body.items.map((it) => it.record?.id)).toEqual(first.body.items.map((it) => it.record?.id));
  const { body } = await file.service.call(
    'GET',
    `${recordsOf('nbf')}/${first.body.items[999]?.record?.id ?? ''}`,
    app,
  );
  expect(body.sourceId).toBe('M-999');
});

test('bulk calls that overlap in opposite orders all end, with one record for each approval', async () => {
  const approvals = Array.from({ length: 100 }, (_, at) => anApproval({ sourceId: `O-${at}` }));
  const replies = await Promise.all(
    [approvals, approvals.toReversed(), approvals, approvals.toReversed()].map(approveAll),
  );
  const ids = replies.flatMap((it) => it.body.items.map((item) => item.record?.id));
  expect(replies.map((it) => it.status)).toEqual([200, 200, 200, 200]);
  expect(new Set(ids).size).toBe(100);
});

test.each<[string, unknown, string | undefined]>([
  ['no approvals', [], 'approvals'],
  ['1,001 approvals', Array.from({ length: 1_001 }, () => ({})), 'approvals'],
  ['something that is no list', anApproval(), 'approvals'],
  ['nothing', undefined, 'approvals'],
])('API-4 a bulk call with %s is refused as a whole', async (_what, approvals, field) => {
  const before = await everythingStored(file.service);
  const reply = await approveAll(approvals);
  expectProblem(reply, reply.body, {
    status: 400,
    code: 'VALIDATION_FAILED',
    ...(field === undefined ? {} : { field }),
  });
  expect(await everythingStored(file.service)).toEqual(before);
});

test('API-4 a bulk call in which everything is wrong stores nothing', async () => {
  const before = await everythingStored(file.service);
  const { body } = await approveAll([{}, 1, [], { ...anApproval(), lines: Array.from({ length: 10_000 }, () => 0) }]);
  expect(body.items.map((it) => it.status)).toEqual([400, 400, 400, 400]);
  expect(await everythingStored(file.service)).toEqual(before);
});
