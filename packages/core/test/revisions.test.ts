import {
  type FieldMapping,
  formatMoney,
  maxLookUps,
  type OutboxEntry,
  parseCalendarDate,
  transition,
  type Voucher,
} from '@bilag/core';
import { aFieldMapping, fakeTraits, someMasterData } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { anOrganization, type TestOrganization } from './support/an-organization.ts';

const sourceId = 'CLM-7';
const costlier = { sourceId, revision: 2, lines: [{ expenseType: 'toll', amount: '77.00', text: 'Toll' }] };

const linesOf = ({ lines }: Voucher) =>
  lines.map(({ ledgerAccount, amount, dimensions }) => [ledgerAccount, formatMoney(amount), dimensions]);

/** What is left on each account when everything booked is added up. */
function balances({ gateway }: TestOrganization): Record<string, string> {
  const sums = new Map<string, bigint>();
  for (const { ledgerAccount, amount } of gateway.booked.flatMap((it) => it.lines)) {
    sums.set(ledgerAccount, (sums.get(ledgerAccount) ?? 0n) + amount.minor);
  }
  const left = [...sums].filter(([, minor]) => minor !== 0n);
  return Object.fromEntries(left.map(([account, minor]) => [account, formatMoney({ currency: 'NOK', minor })]));
}

const rulesWith = (change: Partial<FieldMapping>) => aFieldMapping({ version: 2, ...change });

/** Serves its lane, turn after turn, until nothing is due. */
async function serveAll(org: TestOrganization): Promise<void> {
  while ((await org.serve()) !== undefined);
}

/** Approves a claim whose voucher the ERP takes, and whose booking it then refuses: it lies in the queue there. */
async function anApprovalThatLiesRefused(): Promise<{ readonly org: TestOrganization; readonly it: OutboxEntry }> {
  const org = anOrganization();
  org.gateway.queued = true;
  const it = await org.approve({ sourceId });
  await serveAll(org);
  org.gateway.refuseQueue();
  org.clock.advance(fakeTraits.bookingPollMs);
  await serveAll(org);
  expect(org.entry(it)).toMatchObject({ state: 'rejected', failure: { code: 'ERP_IMPORT_REFUSED' } });
  org.gateway.queued = false;
  return { org, it };
}

/** Serves its lane until a person has to decide. */
async function serveUntilHeld(org: TestOrganization, it: OutboxEntry): Promise<void> {
  for (let look = 0; look < maxLookUps; look += 1) {
    await serveAll(org);
    org.clock.advance(fakeTraits.settlingMs);
  }
  expect(org.entry(it)).toMatchObject({ state: 'held', failure: { code: 'ERP_LOOK_UP_INCONCLUSIVE' } });
}

/** A person asks for another try. */
function retry(org: TestOrganization, it: OutboxEntry): void {
  const known = org.entry(it);
  if (known === undefined) throw new Error('The entry is gone.');
  org.outbox.change(it, transition(known, { type: 'retry-requested' }));
}

describe('a claim that is approved again', () => {
  test('with other content takes back the booked voucher line by line and books the new one, in this order', async () => {
    const org = anOrganization();
    const first = await org.approve({ sourceId });
    await serveAll(org);
    await org.revise(costlier);
    // What waits for an entry that is finished now needs nobody to look for it.
    expect([await org.serve(), await org.serve(), await org.serve()]).toEqual(['turn-over', 'drained', undefined]);
    const [original, reversal, second, ...others] = org.gateway.booked;
    expect(others).toEqual([]);
    expect(original?.reference).toBe(first.reference);
    expect(reversal && linesOf(reversal)).toEqual([
      ['7140', '-842.50', { costCenter: '310' }],
      ['7142', '-120.00', { costCenter: '310' }],
      ['2910', '962.50', {}],
    ]);
    expect(reversal?.text).toBe(`Reversal of ${first.reference}: Reimbursement ${sourceId}`);
    expect(reversal?.lines[0]?.text).toBe(`Reversal of ${first.reference}: Train Oslo–Bergen`);
    expect(second && linesOf(second)).toEqual([
      ['7142', '77.00', {}],
      ['2910', '-77.00', {}],
    ]);
    expect(balances(org)).toEqual({ '7142': '77.00', '2910': '-77.00' });
    expect(new Set(org.gateway.booked.map((it) => it.voucherNumber)).size).toBe(3);
  });

  test('while its first voucher lies refused in the queue of the ERP is not booked beside it', async () => {
    const { org, it } = await anApprovalThatLiesRefused();
    await org.revise(costlier);
    await serveUntilHeld(org, it);
    org.gateway.mendQueue();
    org.gateway.book();
    expect(org.gateway.booked.map(({ reference }) => reference)).toEqual([it.reference]);
    retry(org, it);
    await serveAll(org);
    expect(org.gateway.booked.length).toBe(3);
    expect(balances(org)).toEqual({ '7142': '77.00', '2910': '-77.00' });
  });

  test('with the same content sends nothing', async () => {
    const org = anOrganization();
    await org.approve({ sourceId });
    await serveAll(org);
    await org.revise({ sourceId, revision: 2, approvedBy: 'per.leder' });
    expect(await org.serve()).toBeUndefined();
    expect(org.gateway.calls.length).toBe(1);
  });

  test('before it was sent is booked once, with the later content', async () => {
    const org = anOrganization();
    await org.approve({ sourceId });
    await org.revise(costlier);
    await serveAll(org);
    expect(balances(org)).toEqual({ '7142': '77.00', '2910': '-77.00' });
    expect(org.gateway.booked.length).toBe(1);
  });

  test('is not booked before the reversal of the former voucher is, however long that takes', async () => {
    const org = anOrganization();
    await org.approve({ sourceId });
    await serveAll(org);
    await org.revise(costlier);
    org.gateway.faults.push('unreachable');
    await serveAll(org);
    expect(org.gateway.booked.length).toBe(1);
    expect(org.gateway.calls.at(-1)?.length).toBe(1);
    org.clock.advance(3_600_000);
    await serveAll(org);
    expect(org.gateway.booked.length).toBe(3);
  });
});

describe('a reversal', () => {
  test('is made with the mapping that made its voucher, whatever the mapping says now', async () => {
    const org = anOrganization();
    await org.approve({ sourceId });
    await serveAll(org);
    org.remap(rulesWith({ expenseTypes: {}, credit: {} }));
    await org.withdraw(sourceId);
    await serveAll(org);
    expect(org.gateway.booked.length).toBe(2);
    expect(balances(org)).toEqual({});
  });

  test('whose answer is lost is looked up as what it is, and not sent again', async () => {
    const org = anOrganization();
    await org.approve({ sourceId });
    await serveAll(org);
    await org.withdraw(sourceId);
    org.gateway.faults.push('lose-reply');
    await serveAll(org);
    org.clock.advance(fakeTraits.settlingMs);
    await serveAll(org);
    expect(org.outbox.entries().map(({ state }) => state)).toEqual(['synced', 'synced']);
    expect(org.gateway.booked.length).toBe(2);
  });

  test('moves to the next open period when that of its voucher has been closed and the rules say so', async () => {
    const open = parseCalendarDate('2026-04-01');
    const org = anOrganization(aFieldMapping({ closedPeriod: 'next-open-period' }));
    await org.approve({ sourceId });
    await serveAll(org);
    org.gateway.masterData = someMasterData({
      periods: [
        { from: parseCalendarDate('2026-03-01'), to: parseCalendarDate('2026-03-31'), open: false },
        { from: open, to: parseCalendarDate('2026-04-30'), open: true },
      ],
    });
    org.remap(aFieldMapping({ version: 2, closedPeriod: 'next-open-period' }));
    await org.readMasterData();
    await org.withdraw(sourceId);
    await serveAll(org);
    expect(org.gateway.booked.map(({ postingDate }) => postingDate)).toEqual(['2026-03-05', open]);
    expect(balances(org)).toEqual({});
  });

  test('has the date of its voucher, also when that had been moved and the former period is open again', async () => {
    const periods = (isJanuaryOpen: boolean) => [
      { from: parseCalendarDate('2026-01-01'), to: parseCalendarDate('2026-01-31'), open: isJanuaryOpen },
      { from: parseCalendarDate('2026-02-01'), to: parseCalendarDate('2026-02-28'), open: true },
    ];
    const org = anOrganization(aFieldMapping({ closedPeriod: 'next-open-period' }), {}, 'unread');
    org.gateway.masterData = someMasterData({ periods: periods(false) });
    await org.approve({ sourceId, expenseDate: '2026-01-20' });
    await serveAll(org);
    org.gateway.masterData = someMasterData({ periods: periods(true) });
    org.remap(aFieldMapping({ version: 2 }));
    await org.readMasterData();
    await org.withdraw(sourceId);
    await serveAll(org);
    expect(org.gateway.booked.map(({ postingDate }) => postingDate)).toEqual(['2026-02-01', '2026-02-01']);
    expect(balances(org)).toEqual({});
  });

  test('is not sent to other books than those its voucher is in', async () => {
    const org = anOrganization();
    const it = await org.approve({ sourceId });
    await serveAll(org);
    org.outbox.connectLedger('nbf', 'second');
    await org.withdraw(sourceId);
    await serveAll(org);
    const reversal = org.outbox.entries().find(({ reverses }) => reverses === it.reference);
    expect(reversal).toMatchObject({ state: 'rejected', failure: { code: 'REVERSAL_NOT_MADE' }, attempts: 0 });
    expect(org.gateway.booked.length).toBe(1);
  });
});

describe('an approval that is withdrawn', () => {
  test('before it was sent is never sent, nor when its connector is enabled later', async () => {
    const org = anOrganization();
    org.outbox.setEnabled('nbf', false);
    const it = await org.approve({ sourceId });
    await org.withdraw(sourceId);
    org.outbox.setEnabled('nbf', true);
    expect(await org.serve()).toBeUndefined();
    expect(org.entry(it)?.state).toBe('cancelled');
    expect(org.gateway.calls).toEqual([]);
  });

  test.each([
    ['was booked after all, is taken back', 'lose-reply', 2, 'synced'],
    ['never arrived, is not sent again', 'lose-request', 0, 'cancelled'],
  ] as const)('while its answer is lost and which %s', async (_what, fault, booked, state) => {
    const org = anOrganization();
    const it = await org.approve({ sourceId });
    org.gateway.faults.push(fault);
    await serveAll(org);
    await org.withdraw(sourceId);
    await serveAll(org);
    expect(org.entry(it)).toMatchObject({ state: 'unknown', recalled: 'APPROVAL_WITHDRAWN' });
    org.clock.advance(fakeTraits.settlingMs);
    await serveAll(org);
    expect(org.entry(it)?.state).toBe(state);
    expect(org.gateway.booked.length).toBe(booked);
    expect(balances(org)).toEqual({});
    org.clock.advance(24 * 3_600_000);
    expect(await org.serve()).toBeUndefined();
  });

  test('while its call is under way is taken back once that is booked', async () => {
    const org = anOrganization();
    const it = await org.approve({ sourceId });
    org.gateway.faults.push('hang-until-abort');
    const called = org.gateway.nextCall();
    const served = org.serve();
    await called;
    await org.withdraw(sourceId);
    org.clock.advance(fakeTraits.longestOperationMs);
    await served;
    org.clock.advance(fakeTraits.settlingMs);
    await serveAll(org);
    expect(org.entry(it)?.state).toBe('synced');
    expect(org.gateway.booked.length).toBe(2);
    expect(balances(org)).toEqual({});
  });

  test('after the ERP refused its voucher stays unsent', async () => {
    const org = anOrganization();
    org.gateway.unknownAccounts.add('7140');
    const it = await org.approve({ sourceId });
    await serveAll(org);
    expect(org.entry(it)?.state).toBe('rejected');
    await org.withdraw(sourceId);
    org.gateway.unknownAccounts.delete('7140');
    expect(await org.serve()).toBeUndefined();
    expect(org.entry(it)?.state).toBe('cancelled');
  });

  test.each([
    ['mends it there, it is taken back', 'mendQueue', 2, 'synced'],
    ['deletes it there, it is never sent', 'dropQueue', 0, 'cancelled'],
  ] as const)(
    'while its voucher lies refused in the queue of the ERP waits for a person; when somebody %s',
    async (_what, done, booked, state) => {
      const { org, it } = await anApprovalThatLiesRefused();
      await org.withdraw(sourceId);
      await serveUntilHeld(org, it);
      org.gateway[done]();
      org.gateway.book();
      retry(org, it);
      await serveAll(org);
      expect(org.entry(it)?.state).toBe(state);
      expect(org.gateway.booked.length).toBe(booked);
      expect(balances(org)).toEqual({});
      expect(org.gateway.calls.flat().filter((reference) => reference === it.reference)).toHaveLength(1);
    },
  );

  test('while a person was to decide is looked up once more; what the ledger has is taken back', async () => {
    const org = anOrganization();
    const it = await org.approve({ sourceId });
    org.gateway.faults.push('lose-reply');
    await serveAll(org);
    const known = org.entry(it);
    if (known === undefined) throw new Error('The entry is gone.');
    org.outbox.change(it, { ...known, state: 'held', dueInMs: null, lookUps: 3 });
    org.clock.advance(fakeTraits.settlingMs);
    await org.withdraw(sourceId);
    await serveAll(org);
    expect(org.gateway.booked.length).toBe(2);
    expect(balances(org)).toEqual({});
  });
});
