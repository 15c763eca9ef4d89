import type { ExpenseRecordJson, FindingKind } from '@bilag/core';
import type { MockErp, NewLedgerVoucher } from '@bilag/mock-erp';
import pg from 'pg';
import { expect } from 'vitest';
import { approvingApp, globalAdmin, type TestService } from './service.ts';

interface Side {
  readonly count: number;
  readonly sum: string;
}

/** A reconciliation as the API shows it. */
export interface Reconciliation {
  readonly id: string;
  readonly month: string;
  readonly state: string;
  readonly checked: number;
  readonly total: number | null;
  readonly requestedBy: string;
  readonly statement: {
    readonly ours: Side;
    readonly ledger: Side;
    readonly difference: string;
    readonly waiting: Side;
    readonly untold: Side;
    readonly notCompared: number;
    readonly findings: Readonly<Record<FindingKind, number>>;
  } | null;
  readonly extrasNotListed: string | null;
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly findings: readonly Finding[];
  readonly nextCursor: string | null;
}

/** A finding as the API shows it. */
export interface Finding {
  readonly kind: FindingKind;
  readonly code: string;
  readonly reference: string;
  readonly recordId: string | null;
  readonly ours: string;
  readonly ledger: string | null;
  readonly message: string;
}

/** The month that {@link approveInBulk} approves for. */
export const month = '2026-03';

/** Asks for a reconciliation as an administrator does, and waits for its end. */
export async function reconcileNow(
  service: TestService,
  organizationId: string,
  of = month,
  as = globalAdmin,
): Promise<Reconciliation> {
  const path = `/v1/organizations/${organizationId}/reconciliations`;
  const { status, body } = await service.call<{ id: string; state: string }>('POST', path, as, { month: of });
  expect(status).toBe(202);
  return await endOf(service, organizationId, body.id, as);
}

/** Waits for the end of a reconciliation. */
export async function endOf(
  service: TestService,
  organizationId: string,
  id: string,
  as = globalAdmin,
): Promise<Reconciliation> {
  const path = `/v1/organizations/${organizationId}/reconciliations/${id}?limit=500`;
  const read = async () => (await service.call<Reconciliation>('GET', path, as)).body;
  await expect.poll(async () => (await read()).state, { timeout: 60_000, interval: 50 }).toMatch(/^(done|incomplete)$/);
  return await read();
}

/** Sends approvals, a hundred at a time. @returns their references in order. */
export async function approveInBulk(
  service: TestService,
  organizationId: string,
  approvals: readonly ExpenseRecordJson[],
): Promise<readonly string[]> {
  const references: string[] = [];
  for (let at = 0; at < approvals.length; at += 100) {
    const { status, body } = await service.call<{ items: readonly { record?: { reference: string } }[] }>(
      'POST',
      `/v1/organizations/${organizationId}/approvals/bulk`,
      approvingApp(organizationId),
      { approvals: approvals.slice(at, at + 100) },
    );
    expect(status).toBe(200);
    references.push(...body.items.map((it) => it.record?.reference ?? 'refused'));
  }
  return references;
}

/** Lets the settling time of everything booked so far be over. */
export async function letSettle(service: TestService): Promise<void> {
  await ownSql(service, "update bilag.finished_entries set updated_at = updated_at - interval '1 hour'");
}

/** Runs a statement as superuser. */
export async function ownSql<R extends pg.QueryResultRow>(
  { databaseUrl }: Pick<TestService, 'databaseUrl'>,
  text: string,
  values: readonly unknown[] = [],
): Promise<R[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<R>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

/** Rewrites the mock's ledger as somebody with access to its database could: each voucher becomes what `change` makes of it. */
export function rewriteLedger({ world }: MockErp, change: (it: NewLedgerVoucher) => readonly NewLedgerVoucher[]): void {
  const before = world.ledger.list();
  world.ledger.clear();
  for (const { sequence: _sequence, ...voucher } of before) for (const it of change(voucher)) world.ledger.book(it);
}

let last = 0;

/** The same voucher once more, under numbers of its own. */
export function bookedAgain(voucher: NewLedgerVoucher, change: Partial<NewLedgerVoucher> = {}): NewLedgerVoucher {
  last += 1;
  const number = 70_000_000 + last * 100;
  const lines = voucher.lines.map((line, at) => {
    const entry = String(number + at);
    const details = { ...line.details, entryDbId: entry, entryNumber: entry, entryId: entryId(number + at) };
    return { ...line, details };
  });
  return { ...voucher, voucherNumber: String(number), lines, ...change };
}

const entryId = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
