import { anApproval } from '@bilag/core/testing';
import { type MockErp, startMockErp } from '@bilag/mock-erp';
import { expect, onTestFinished, test } from 'vitest';
import { settle } from './support/engine.ts';
import { businessCentralIntegration, connectOrganization, xledgerIntegration } from './support/organizations.ts';
import {
  approveInBulk,
  bookedAgain,
  endOf,
  letSettle,
  month,
  ownSql,
  reconcileNow,
  rewriteLedger,
} from './support/reconciliation.ts';
import { aServiceWithMock, globalAdmin, orgAdmin, startTestService, type TestService } from './support/service.ts';

/** A claim of so many øre. */
function claim(ore: number, costCenter: string, expenseDate = '2026-03-05') {
  const amount = `${Math.floor(ore / 100)}.${String(ore % 100).padStart(2, '0')}`;
  return anApproval({ expenseDate, lines: [{ expenseType: 'toll', amount, costCenter, text: 'Toll' }] });
}

/** What the ERPs were asked that writes anything. */
function writes({ world }: MockErp) {
  const counts = Object.entries(world.requests.counts());
  return counts.filter(([name]) => /add|post|batch|create|update|delete/i.test(name));
}

/** HTTP requests to the organization's ERP so far. */
async function requestsOf(service: TestService, id: string): Promise<number> {
  const path = `/v1/organizations/${id}/integration/usage`;
  return (await service.call<{ used: { requests: number } }>('GET', path, globalAdmin)).body.used.requests;
}

/** One claim of each amount, booked, with its settling time over. */
async function booked(service: TestService, organizationId: string, amounts: readonly number[], costCenter: string) {
  const references = await approveInBulk(
    service,
    organizationId,
    amounts.map((it) => claim(it, costCenter)),
  );
  await settle(service);
  await letSettle(service);
  return references;
}

test('a month in which all is well has the same count and sum on both sides, and no findings', async () => {
  const { service, mock } = await aServiceWithMock();
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  await booked(service, 'nbf', [1, 99_999, 84_250], '310');
  const { state, statement, findings, extrasNotListed, checked, total } = await reconcileNow(service, 'nbf');
  expect({ state, findings, extrasNotListed, checked, total }).toEqual({
    state: 'done',
    findings: [],
    extrasNotListed: null,
    checked: 3,
    total: 3,
  });
  const both = { count: 3, sum: '1842.50' };
  expect(statement).toMatchObject({ ours: both, ledger: both, difference: '0.00', waiting: { count: 0, sum: '0.00' } });
  const none = await reconcileNow(service, 'nbf', '2026-02');
  expect(none).toMatchObject({ state: 'done', checked: 0, statement: { ours: { count: 0 }, ledger: { count: 0 } } });
});

test('missing, doubled, different, extra and untold vouchers are each found, to the øre, and nothing is sent', async () => {
  const { service, mock } = await aServiceWithMock();
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  await connectOrganization(service, 'hlf', businessCentralIntegration(mock));
  const ours = await booked(service, 'nbf', [100_00, 200_00, 300_00, 400_00, 500_00], '310');
  await booked(service, 'hlf', [77_777], '100');
  const [fine, missing, doubled, different, untold] = ours;
  const foreign = 'R-000000000000000XYZ';
  rewriteLedger(mock, (it) => {
    const [debit, credit] = it.lines;
    if (debit === undefined || credit === undefined) return [it];
    if (it.reference === missing) return [];
    if (it.reference === doubled) return [it, bookedAgain(it)];
    if (it.reference === different) {
      return [
        {
          ...it,
          lines: [
            { ...debit, amountMinor: 400_01 },
            { ...credit, amountMinor: -400_01 },
          ],
        },
      ];
    }
    if (it.reference === untold) return [{ ...it, lines: [{ ...debit, account: 'no such account' }, credit] }];
    if (it.reference !== fine) return [it];
    const lines = it.lines.map((line) => ({
      ...line,
      text: 'By hand',
      details: { ...line.details, extIdentifier: foreign, invoiceNumber: foreign },
    }));
    return [it, bookedAgain({ ...it, lines }, { reference: foreign })];
  });
  mock.world.requests.clear();
  const { statement, findings, state } = await reconcileNow(service, 'nbf', month, orgAdmin('nbf'));
  expect(state).toBe('done');
  const told = findings.map((it) => [it.kind, it.code, it.reference, it.ours, it.ledger]);
  expect(told.map(String).toSorted()).toEqual(
    [
      ['missing', 'ERP_VOUCHER_MISSING', missing, '200.00', '0.00'],
      ['doubled', 'ERP_VOUCHER_DOUBLED', doubled, '300.00', '600.00'],
      ['different', 'ERP_VOUCHER_DIFFERS', different, '400.00', '400.01'],
      ['cannot-tell', 'ERP_LOOK_UP_INCONCLUSIVE', untold, '500.00', null],
      ['extra', 'ERP_VOUCHER_EXTRA', foreign, '0.00', '100.00'],
    ]
      .map(String)
      .toSorted(),
  );
  expect(statement).toEqual({
    ours: { count: 5, sum: '1500.00' },
    // 100 + 2 × 300 + 400.01 + the extra 100
    ledger: { count: 5, sum: '1200.01' },
    // − 200 + 300 + 0.01 + 100
    difference: '200.01',
    waiting: { count: 0, sum: '0.00' },
    untold: { count: 1, sum: '500.00' },
    notCompared: 0,
    findings: { missing: 1, extra: 1, doubled: 1, different: 1, 'cannot-tell': 1 },
  });
  expect(writes(mock)).toEqual([]);
  expect(
    await ownSql(service, 'select count(*)::integer as sent from bilag.delivery_attempts where attempt > 1'),
  ).toEqual([{ sent: 0 }]);
  const states = await ownSql(service, 'select state from bilag.finished_entries');
  expect(states.every((it) => it['state'] === 'synced')).toBe(true);
});

test('each finding is in the sync log once, with its record, however often it is found again', async () => {
  const { service, mock } = await aServiceWithMock();
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  const [first, second] = await booked(service, 'nbf', [100, 200], '310');
  rewriteLedger(mock, (it) => (it.reference === first ? [] : [it]));
  await reconcileNow(service, 'nbf');
  rewriteLedger(mock, (it) => (it.reference === second ? [] : [it]));
  await reconcileNow(service, 'nbf');
  await reconcileNow(service, 'nbf');
  const logged = await ownSql(
    service,
    `select l.action, l.result, l.error_code, l.actor, l.detail->>'reference' as reference, r.reference as of_record
     from bilag.sync_logs l left join bilag.expense_records r using (organization_id, record_id)
     where l.action in ('reconciled', 'reconciliation-finding') order by l.log_id`,
  );
  const findings = logged.filter((it) => it['action'] === 'reconciliation-finding');
  expect(findings).toEqual(
    [first, second].map((reference) => ({
      action: 'reconciliation-finding',
      result: 'missing',
      error_code: 'ERP_VOUCHER_MISSING',
      actor: 'global-admin',
      reference,
      of_record: reference,
    })),
  );
  expect(logged.filter((it) => it['action'] === 'reconciled').map((it) => it['result'])).toEqual([
    'failed',
    'failed',
    'failed',
  ]);
});

test('a voucher that is accepted and not booked is not missing, and one that is booked meanwhile counts', async () => {
  const mock = await startMockErp({ xledgerSettings: { burstLimit: false } });
  onTestFinished(() => mock.close());
  const service = await startTestService(mock);
  onTestFinished(() => service.close());
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  await approveInBulk(service, 'nbf', [claim(123, '310'), claim(400, '310')]);
  const states = () => ownSql(service, 'select state from bilag.outbox order by sequence');
  await expect.poll(states).toEqual([{ state: 'accepted' }, { state: 'accepted' }]);
  const { statement, findings } = await reconcileNow(service, 'nbf');
  expect(findings).toEqual([]);
  expect(statement).toMatchObject({
    ours: { count: 0, sum: '0.00' },
    ledger: { count: 0, sum: '0.00' },
    difference: '0.00',
    waiting: { count: 2, sum: '5.23' },
  });
  // The engine does not look meanwhile.
  await ownSql(service, "update bilag.lanes set rest_until = now() + interval '1 hour'");
  await expect.poll(states).toHaveLength(2);
  mock.xledger.runBookingJob();
  const after = await reconcileNow(service, 'nbf');
  expect(after.statement).toMatchObject({ ours: { count: 2 }, ledger: { count: 2 }, waiting: { count: 0 } });
});

test('what was booked in the last moments is left out of both sides', async () => {
  const { service, mock } = await aServiceWithMock();
  const integration = xledgerIntegration(mock);
  await connectOrganization(service, 'nbf', integration);
  await booked(service, 'nbf', [100], '310');
  await approveInBulk(service, 'nbf', [claim(200, '310')]);
  await settle(service);
  await ownSql(
    service,
    "update bilag.finished_entries set updated_at = now() + interval '1 minute' where updated_at > now() - interval '30 minutes'",
  );
  const { statement, findings } = await reconcileNow(service, 'nbf');
  expect(findings).toEqual([]);
  const one = { count: 1, sum: '1.00' };
  expect(statement).toMatchObject({ ours: one, ledger: one, difference: '0.00' });
});

test('when the accounting system goes down in the middle it is incomplete and says why, and nothing is called missing', async () => {
  const { service, mock } = await aServiceWithMock();
  await connectOrganization(service, 'hlf', businessCentralIntegration(mock));
  await booked(
    service,
    'hlf',
    Array.from({ length: 260 }, (_, at) => at + 1),
    '100',
  );
  // The first portion of 250 is answered, the second is not.
  const nth = Array.from({ length: 50 }, (_, at) => 11 + at);
  mock.world.faults.add({ operation: 'bc.generalLedgerEntries', nth, effect: { kind: 'status', status: 503 } });
  const { state, failure, statement, findings, checked } = await reconcileNow(service, 'hlf');
  expect({ state, statement, findings }).toEqual({ state: 'incomplete', statement: null, findings: [] });
  expect(failure?.code).toBe('ERP_UNAVAILABLE');
  expect(checked).toBe(250);
  mock.world.faults.clear();
  expect(await reconcileNow(service, 'hlf')).toMatchObject({ state: 'done', findings: [], checked: 260 });
});

test('1,000 vouchers take a handful of calls, and the sums are exact', async () => {
  const { service, mock } = await aServiceWithMock();
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  await connectOrganization(service, 'hlf', businessCentralIntegration(mock));
  const amounts = Array.from({ length: 1_000 }, (_, at) => 1_000_003 * (at + 1) + 1);
  await Promise.all([
    approveInBulk(
      service,
      'nbf',
      amounts.map((it) => claim(it, '310')),
    ),
    approveInBulk(
      service,
      'hlf',
      amounts.map((it) => claim(it, '100')),
    ),
  ]);
  await settle(service);
  await letSettle(service);
  const total = amounts.reduce((sum, it) => sum + it, 0);
  const both = { count: 1_000, sum: `${Math.floor(total / 100)}.${String(total % 100).padStart(2, '0')}` };
  for (const [id, calls] of [
    ['nbf', 5],
    ['hlf', 5],
  ] as const) {
    const before = await requestsOf(service, id);
    const { state, statement, findings } = await reconcileNow(service, id);
    expect({ state, findings }).toEqual({ state: 'done', findings: [] });
    expect(statement).toMatchObject({ ours: both, ledger: both, difference: '0.00' });
    expect((await requestsOf(service, id)) - before).toBe(calls);
  }
}, 240_000);

test('a reconciliation is asked for by administrators of the organization, one of a month at a time, and seen by nobody else', async () => {
  const { service, mock } = await aServiceWithMock();
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  await connectOrganization(service, 'hlf', businessCentralIntegration(mock));
  const path = '/v1/organizations/nbf/reconciliations';
  // Held up by a lease, as if another worker had it.
  await ownSql(
    service,
    "insert into bilag.reconciliations (organization_id, month, requested_by, state, owner, attempts, lease_until) values ('nbf', '2026-03-01', 'x', 'running', 'y', 1, 'infinity')",
  );
  const again = await service.call('POST', path, globalAdmin, { month });
  expect([again.status, again.body['code']]).toEqual([409, 'RECONCILIATION_RUNNING']);
  const other = await service.call<{ id: string }>('POST', path, orgAdmin('nbf'), { month: '2026-02' });
  expect(other.status).toBe(202);
  const stillWaiting = await service.call('GET', `${path}/${other.body.id}`, orgAdmin('nbf'));
  expect(stillWaiting.body).toMatchObject({ state: 'waiting', statement: null, total: null });
  await ownSql(service, "update bilag.reconciliations set lease_until = '-infinity'");
  await endOf(service, 'nbf', other.body.id);
  const { body } = await service.call<{ items: { month: string; state: string }[]; nextCursor: string | null }>(
    'GET',
    path,
    orgAdmin('nbf'),
  );
  expect(body.items.map((it) => [it.month, it.state])).toEqual([
    ['2026-02', 'done'],
    ['2026-03', 'done'],
  ]);
  const first = await service.call<{ items: unknown[]; nextCursor: string }>('GET', `${path}?limit=1`, globalAdmin);
  const second = await service.call<{ items: { month: string }[] }>(
    'GET',
    `${path}?limit=1&cursor=${first.body.nextCursor}`,
    globalAdmin,
  );
  expect(second.body.items.map((it) => it.month)).toEqual(['2026-03']);
  for (const [as, at] of [
    [orgAdmin('hlf'), `${path}/${other.body.id}`],
    [orgAdmin('hlf'), `/v1/organizations/hlf/reconciliations/${other.body.id}`],
  ] as const) {
    expect((await service.call('GET', at, as)).status).toBe(404);
  }
  const wrong = await service.call('POST', path, globalAdmin, { month: '2026-13' });
  expect([wrong.status, wrong.body['field']]).toEqual([400, 'month']);
});
