import { type AcceptedApproval, type ApprovalStore, acceptApprovals, type ExpenseRecordJson } from '@bilag/core';
import { aFieldMapping, anApproval, createInMemoryOutboxStore, createVirtualClock } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';

/** Approvals in memory: what is known by its reference exists. */
function anApprovalStore() {
  const stored = new Map<string, string>();
  const calls: number[] = [];
  const store: ApprovalStore = {
    accept(_organizationId, approvals) {
      calls.push(approvals.length);
      const answers = approvals.map(({ reference }): AcceptedApproval => {
        const known = stored.get(reference);
        const recordId = known ?? `record-${stored.size + 1}`;
        stored.set(reference, recordId);
        return { kind: known === undefined ? 'created' : 'existing', recordId, reference };
      });
      return Promise.resolve(answers);
    },
  };
  return { store, stored, calls };
}

function anOffice() {
  const { store, stored, calls } = anApprovalStore();
  const rules = { currency: 'NOK', mapping: aFieldMapping() } as const;
  const asked: string[] = [];
  const config = {
    currencyOf: (organizationId: string) => Promise.resolve(organizationId === 'nbf' ? rules.currency : undefined),
    approvalRulesOf: (organizationId: string) => {
      asked.push(organizationId);
      return Promise.resolve(organizationId === 'nbf' ? rules : undefined);
    },
  };
  const clock = createVirtualClock();
  const { revisions } = createInMemoryOutboxStore(clock);
  const accept = (approvals: readonly ExpenseRecordJson[], organizationId = 'nbf') =>
    acceptApprovals(organizationId, approvals, { config, approvals: store, revisions, clock });
  return { accept, stored, calls, asked };
}

const tooMuch = anApproval({ lines: [{ expenseType: 'toll', amount: '1e3', text: 'Toll' }] });

describe('approvals that come in', () => {
  test('API-1 are stored in one call and answered in the order given', async () => {
    const { accept, calls } = anOffice();
    const results = await accept([anApproval(), anApproval(), anApproval()]);
    expect(results.map((it) => (it.kind === 'created' ? it.recordId : it.kind))).toEqual([
      'record-1',
      'record-2',
      'record-3',
    ]);
    expect(calls).toEqual([3]);
  });

  test('API-1 are the same records when they come again', async () => {
    const { accept } = anOffice();
    const it = anApproval();
    const [first] = await accept([it]);
    expect(await accept([it])).toEqual([{ ...first, kind: 'existing' }]);
  });

  test('API-4 a refused one names code and field, leaves nothing behind and keeps its place among its neighbours', async () => {
    const { accept, stored } = anOffice();
    const results = await accept([anApproval(), tooMuch, anApproval({ currency: 'EUR' }), anApproval()]);
    expect(results).toMatchObject([
      { kind: 'created', recordId: 'record-1' },
      { kind: 'refused', error: { code: 'INVALID_AMOUNT', field: 'lines[0].amount' } },
      { kind: 'refused', error: { code: 'CURRENCY_MISMATCH', field: 'currency' } },
      { kind: 'created', recordId: 'record-2' },
    ]);
    expect(stored.size).toBe(2);
  });

  test('are not carried to the store when all are refused', async () => {
    const { accept, calls } = anOffice();
    await accept([tooMuch]);
    expect(calls).toEqual([]);
  });

  test('API-4 are checked against the field mapping as it is now once one has an expense type of the organization’s own, and else not', async () => {
    const { accept, asked } = anOffice();
    await accept([anApproval(), anApproval()]);
    expect(asked).toEqual([]);
    const yacht = anApproval({ lines: [{ expenseType: 'yacht', amount: '10.00', text: 'Yacht' }] });
    const results = await accept([anApproval(), yacht]);
    expect(asked).toEqual(['nbf']);
    expect(results).toMatchObject([
      { kind: 'created' },
      { kind: 'refused', error: { code: 'UNKNOWN_EXPENSE_TYPE', field: 'lines[0].expenseType' } },
    ]);
  });

  test('of an organization that does not exist are refused as a whole', async () => {
    const { accept, calls } = anOffice();
    await expect(accept([anApproval()], 'unknown')).rejects.toMatchObject({ code: 'UNKNOWN_ORGANIZATION' });
    expect(calls).toEqual([]);
  });
});
