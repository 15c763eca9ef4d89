import type { ExpenseRecordJson } from '@bilag/core';
import { anApproval } from '@bilag/core/testing';
import type { MockErp, NewFaultRule } from '@bilag/mock-erp';
import { describe, expect, test } from 'vitest';
import { everyEntry, settle, skipBackoff } from './support/engine.ts';
import { businessCentralIntegration, connectOrganization, xledgerIntegration } from './support/organizations.ts';
import { approvingApp, aServiceWithMock, type TestService } from './support/service.ts';

/** What goes wrong: the first two are committed and the answer is lost, the others come to nothing. */
const effects: readonly NewFaultRule['effect'][] = [
  { kind: 'commit-then-drop' },
  { kind: 'commit-then-status', status: 504, body: '<html>Gateway Timeout</html>', contentType: 'text/html' },
  { kind: 'drop-before' },
  { kind: 'status', status: 429, headers: { 'retry-after': '0' } },
];

/** All of them at this share of an operation's calls together. Same seed, same run. */
function faultsAt(share: number, operation: string, seed: number): NewFaultRule[] {
  const probability = share / effects.length;
  return effects.map((effect, at) => ({ operation, effect, probability, seed: seed + at }));
}

const accounts: Readonly<Record<string, string>> = { public_transport: '7140', toll: '7142', mileage: '7100' };

/** A claim whose amounts and cost centers differ from all others', so that a mix-up shows. */
function claim(number: number, costCenters: readonly string[]): ExpenseRecordJson {
  const costCenter = costCenters[number % costCenters.length] ?? '';
  const line = (expenseType: string, ore: number) => ({
    expenseType,
    amount: `${Math.floor(ore / 100)}.${String(ore % 100).padStart(2, '0')}`,
    costCenter,
    text: `Line of ${number}`,
  });
  const type = number % 3 === 0 ? 'mileage' : 'toll';
  return anApproval({
    sourceId: `CLM-${number}`,
    payee: { type: number % 2 === 0 ? 'employee' : 'volunteer', id: `P${number}`, name: 'Ola Nordmann' },
    expenseDate: '2026-03-05',
    lines: [line('public_transport', 10_000 + number), line(type, 1 + number * 7)],
  });
}

/** What the ledger must have, worked out from the approval alone. */
function expectedLines({ lines, payee }: ExpenseRecordJson): string[] {
  const ore = (amount: string) => Number(amount.replace('.', ''));
  const debits = lines.map((it) => `${accounts[it.expenseType]} ${it.costCenter} ${ore(it.amount)}`);
  const total = lines.reduce((sum, it) => sum + ore(it.amount), 0);
  return [...debits, `${payee.type === 'employee' ? '2910' : '2990'}  ${-total}`].toSorted();
}

function bookedLines(mock: MockErp, system: 'xledger' | 'business-central', costCenter: string) {
  const vouchers = mock.world.ledger.list({ system });
  return Map.groupBy(
    vouchers.map((voucher) => ({
      reference: voucher.reference,
      lines: voucher.lines.map((it) => `${it.account} ${it.dimensions[costCenter] ?? ''} ${it.amountMinor}`).toSorted(),
    })),
    (it) => it.reference,
  );
}

/** Sends approvals as an app does, a few at a time, each of them alone. */
async function approveAll(service: TestService, organizationId: string, claims: readonly ExpenseRecordJson[]) {
  const path = `/v1/organizations/${organizationId}/approvals`;
  const references = new Map<string, ExpenseRecordJson>();
  const waiting = claims.values();
  const senders = Array.from({ length: 4 }, async () => {
    for (const it of waiting) {
      const { status, body } = await service.call('POST', path, approvingApp(organizationId), it);
      expect(status).toBe(201);
      references.set(String(body.reference), it);
    }
  });
  await Promise.all(senders);
  return references;
}

describe('1,000 records while every fifth batch goes wrong', () => {
  test('DOD-1 DOD-2 DOD-7 each is in its ledger exactly once, to the øre, on the right accounts and cost centers', async () => {
    const { service, mock } = await aServiceWithMock();
    await connectOrganization(service, 'nbf', xledgerIntegration(mock));
    await connectOrganization(service, 'hlf', businessCentralIntegration(mock));
    // Xledger takes a batch in one call. Business Central takes ten, so a tenth of each already spoils every second batch.
    const rules = [
      ...faultsAt(0.2, 'xledger.addGLImportItems', 11),
      ...faultsAt(0.1, 'bc.batch', 21),
      ...faultsAt(0.2, 'bc.post', 31),
      ...faultsAt(0.1, 'bc.generalLedgerEntries', 41),
    ].map((rule) => mock.world.faults.add(rule));
    const numbers = Array.from({ length: 500 }, (_, at) => at + 1);
    const [nbf, hlf] = await Promise.all([
      approveAll(
        service,
        'nbf',
        numbers.map((number) => claim(number, ['310', '320', '330'])),
      ),
      approveAll(
        service,
        'hlf',
        numbers.map((number) => claim(number, ['100', '110', '120'])),
      ),
    ]);
    await settle(service, { hurry: skipBackoff });
    expect(await everyEntry(service)).toEqual([{ state: 'synced', count: 1_000 }]);
    for (const [references, booked] of [
      [nbf, bookedLines(mock, 'xledger', 'glObject2')],
      [hlf, bookedLines(mock, 'business-central', 'KOSTNADSSTED')],
    ] as const) {
      expect(new Set(booked.keys())).toEqual(new Set(references.keys()));
      for (const [reference, approval] of references) {
        const bookings = booked.get(reference)?.map((it) => it.lines);
        expect(bookings).toEqual([expectedLines(approval)]);
      }
    }
    const fired = mock.world.faults.list().filter((rule) => rules.some((it) => it.id === rule.id) && rule.fired > 0);
    expect(new Set(fired.map((rule) => rule.operation)).size).toBeGreaterThanOrEqual(3);
  }, 180_000);
});
