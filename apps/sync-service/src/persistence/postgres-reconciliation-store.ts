import {
  findingCountOf,
  type LedgerMonth,
  type NightlyReconciliations,
  type OwedCursor,
  type OwedPage,
  parseCalendarDate,
  parseLedgerMonth,
  parseVoucherReference,
  type ReconciliationBooks,
  type ReconciliationEnd,
  type ReconciliationRun,
  type ReconciliationStore,
} from '@bilag/core';
import type { Pool } from 'pg';
import { storable } from './outbox-rows.ts';
import { figuresOf } from './reconciliation-figures.ts';
import { findingChange, type KnownRow, knownReferenceOf, type OwedRow, owedVoucherOf } from './reconciliation-rows.ts';
import * as sql from './sql/reconciliation-statements.ts';
import { storableJson } from './storable-json.ts';

interface LeasedRow {
  readonly organization_id: string;
  readonly reconciliation_id: string;
  readonly month: string;
  readonly attempts: number;
}

/** Most findings of one reconciliation that get an entry of their own in the sync log. */
const mostLogged = 200;

/** Reconciliations on PostgreSQL, in the platform's scope. Every write asks for owner and attempt in the statement that writes. */
export function createPostgresReconciliationStore(enginePool: Pool): ReconciliationStore {
  const isWritten = async (name: string, text: string, values: readonly unknown[]) => {
    const { rows } = await enginePool.query<{ runs: number }>({ name, text, values: [...values] });
    return rows[0]?.runs === 1;
  };
  return {
    async lease({ owner, limit, leaseMs }) {
      const query = { name: 'lease-reconciliations', text: sql.lease, values: [owner, limit, leaseMs] };
      const { rows } = await enginePool.query<LeasedRow>(query).catch(unlessTaken);
      return rows.map((row) => runOf(owner, row));
    },
    async renew(run, leaseMs) {
      const query = { name: 'renew-reconciliation', text: sql.renew, values: [...holder(run), leaseMs] };
      return (await enginePool.query(query)).rowCount === 1;
    },
    owed: (run, books, after, limit) => owed(enginePool, run, books, after, limit),
    async known(run, references) {
      const query = { name: 'known-references', text: sql.known, values: [run.organizationId, references] };
      const { rows } = await enginePool.query<KnownRow>(query);
      return new Map(rows.map((row) => [parseVoucherReference(row.reference), knownReferenceOf(row)]));
    },
    record(run, { checked, findings }) {
      const values = [...holder(run), checked, storableJson(findings.map(findingChange))];
      return isWritten('record-reconciliation', sql.record, values);
    },
    finish: (run, end) =>
      isWritten('finish-reconciliation', sql.finish, [...holder(run), ...endValues(end), mostLogged]),
    async release(run) {
      await enginePool.query({ name: 'release-reconciliation', text: sql.release, values: holder(run) });
    },
  };
}

/** Asks for the nightly ones, in the platform's scope. */
export function createPostgresNightlyReconciliations(enginePool: Pool): NightlyReconciliations {
  return {
    async request(periods: readonly LedgerMonth[]) {
      const values = [periods.map(({ from }) => from), 'nightly-reconciliation'];
      return (await enginePool.query({ text: sql.requestNightly, values })).rowCount ?? 0;
    },
  };
}

const holder = ({ organizationId, reconciliationId, owner, attempt }: ReconciliationRun) => [
  organizationId,
  reconciliationId,
  owner,
  attempt,
];

function runOf(owner: string, row: LeasedRow): ReconciliationRun {
  const { organization_id: organizationId, reconciliation_id: reconciliationId, attempts: attempt } = row;
  return { organizationId, reconciliationId, period: parseLedgerMonth(row.month), owner, attempt };
}

/** Of two that take over reconciliations of one organization at the same moment, one does. */
function unlessTaken(error: unknown): { readonly rows: LeasedRow[] } {
  if (error instanceof Error && 'code' in error && error.code === '23505') return { rows: [] };
  throw error;
}

/** First those whose date is kept, by date; then the others. */
async function owed(
  enginePool: Pool,
  run: ReconciliationRun,
  { configVersion, credentialVersion, settlingMs, withPayloads }: ReconciliationBooks,
  after: OwedCursor | undefined,
  limit: number,
): Promise<OwedPage | undefined> {
  const { from, to } = run.period;
  const { postingDate, sequence } = after ?? { postingDate: from, sequence: 0n };
  const place = postingDate === null ? [String(sequence)] : [postingDate, String(sequence)];
  const values = [
    ...holder(run),
    configVersion,
    credentialVersion,
    settlingMs,
    withPayloads,
    limit,
    from,
    to,
    ...place,
  ];
  const query =
    postingDate === null
      ? { name: 'owed-undated', text: sql.owedUndated, values }
      : { name: 'owed-dated', text: sql.owedDated, values };
  const { rows } = await enginePool.query<OwedRow | NothingOwed>(query);
  if (rows.length === 0) return undefined;
  const found = rows.filter((row): row is OwedRow => row.sequence !== null);
  const last = found.length < limit ? undefined : found.at(-1);
  return {
    vouchers: found.flatMap((row) => owedVoucherOf(run.organizationId, row)),
    next: nextOf(last, postingDate === null),
  };
}

/** The row of a run that is ours and has nothing more to look for. */
interface NothingOwed {
  readonly sequence: null;
}

function nextOf(last: OwedRow | undefined, isUndated: boolean): OwedCursor | undefined {
  if (last === undefined) return isUndated ? undefined : { postingDate: null, sequence: 0n };
  const { posting_date: date, sequence } = last;
  return { postingDate: date === null ? null : parseCalendarDate(date), sequence: BigInt(sequence) };
}

function endValues(end: ReconciliationEnd): readonly unknown[] {
  if (end.kind === 'incomplete') {
    return ['incomplete', null, null, end.failure.code, storable(end.failure.message), null];
  }
  const { statement, extrasUnlisted } = end;
  return [
    'done',
    JSON.stringify(figuresOf(statement)),
    storable(extrasUnlisted),
    null,
    null,
    findingCountOf(statement),
  ];
}
