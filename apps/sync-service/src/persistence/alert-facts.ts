import type { AffectedRecords, ErrorCount, FailingRecords, OrganizationFacts } from '@bilag/core';
import { defaultAlertSettings, failuresUntilAlert, recordKinds } from '@bilag/core';
import type { QueryResultRow } from 'pg';
import { instantOf, oneOf } from './alert-rows.ts';
import type { Sender } from './organization-door.ts';
import * as sql from './sql/alert-fact-statements.ts';
import { errorCodeOf } from './stored-words.ts';

interface Named extends QueryResultRow {
  readonly organization_id: string;
}
interface FailingRow extends Named {
  readonly code: string;
  readonly connector: string | null;
  readonly message: string | null;
  readonly in_a_row: number;
  readonly retried: number;
  readonly third: number;
  readonly third_kinds: readonly string[];
  readonly third_reversals: number;
  readonly third_record: string | null;
  readonly refused: number;
  readonly refused_kinds: readonly string[];
  readonly refused_reversals: number;
  readonly refused_record: string | null;
  readonly held: number;
  readonly held_kinds: readonly string[];
  readonly held_reversals: number;
  readonly held_record: string | null;
}
interface ErrorsRow extends Named {
  readonly threshold: number;
  readonly errors: number;
  readonly codes: readonly { readonly code: string; readonly count: number }[];
}
interface OverdueRow extends Named {
  readonly hours: number;
  readonly since_ms: string;
  readonly records: number;
}
interface LaneRow extends Named {
  readonly pause_code: string | null;
  readonly pause_message: string | null;
  readonly paused_ms: string | null;
  readonly rest_code: string | null;
  readonly rest_message: string | null;
}
interface LedgerRow extends Named {
  readonly month: string;
  readonly findings: number;
}
interface DriftRow extends Named {
  readonly findings: number;
}
interface HeldRow extends Named {
  readonly why: string | null;
  readonly since_ms: string | null;
}
interface NameRow extends Named {
  readonly name: string;
  readonly connector: string | null;
}

/** What is known of every organization of which there is something to say, in the platform's scope: one statement for each kind of fact, whatever their number. */
export async function readFacts(sender: Sender): Promise<readonly OrganizationFacts[]> {
  const rowsOf = async <R extends Named>(text: string, values: readonly unknown[] = []) =>
    (await sender.query<R>(text, [...values])).rows;
  const failing = await rowsOf<FailingRow>(sql.failing, [failuresUntilAlert]);
  const errors = await rowsOf<ErrorsRow>(sql.errors, [defaultAlertSettings.errorsPerDay]);
  const overdue = await rowsOf<OverdueRow>(sql.overdue, [defaultAlertSettings.pendingHours]);
  const lanes = await rowsOf<LaneRow>(sql.lanes);
  const ledger = await rowsOf<LedgerRow>(sql.ledger);
  const drift = await rowsOf<DriftRow>(sql.drift);
  const held = await rowsOf<HeldRow>(sql.held);
  const ids = [failing, errors, overdue, lanes, ledger, drift, held].flat().map((it) => it.organization_id);
  const names = await rowsOf<NameRow>(sql.names, [[...new Set(ids)]]);
  const [byFailing, byLedger] = [listsOf(failing), listsOf(ledger)];
  const [byErrors, byOverdue, byLane] = [oneEach(errors), oneEach(overdue), oneEach(lanes)];
  const [byDrift, byHeld] = [oneEach(drift), oneEach(held)];
  return names.map(({ organization_id: id, name, connector }) => ({
    organizationId: id,
    organizationName: name,
    connector,
    failing: (byFailing.get(id) ?? []).map(failingOf),
    errors: errorsOf(byErrors.get(id)),
    overdue: overdueOf(byOverdue.get(id)),
    ...laneOf(byLane.get(id)),
    ledger: (byLedger.get(id) ?? []).map(({ month, findings }) => ({ month, findings })),
    drift: driftOf(byDrift.get(id)),
    hold: holdOf(byHeld.get(id)),
  }));
}

function failingOf(row: FailingRow): FailingRecords {
  return {
    code: errorCodeOf(row.code),
    connector: row.connector,
    message: row.message,
    thirdFailure: affected(row.third, row.third_kinds, row.third_reversals, row.third_record),
    refused: affected(row.refused, row.refused_kinds, row.refused_reversals, row.refused_record),
    held: affected(row.held, row.held_kinds, row.held_reversals, row.held_record),
    retried: row.retried,
    failuresInARow: row.in_a_row,
  };
}

function affected(
  count: number,
  kinds: readonly string[],
  reversals: number,
  recordId: string | null,
): AffectedRecords {
  return { count, kinds: kinds.map((it) => oneOf(recordKinds, it)), reversals, recordId };
}

function errorsOf(row: ErrorsRow | undefined): OrganizationFacts['errors'] {
  if (row === undefined) return null;
  const codes: ErrorCount[] = row.codes.map(({ code, count }) => ({ code: errorCodeOf(code), count }));
  return { count: row.errors, threshold: row.threshold, codes };
}

function overdueOf(row: OverdueRow | undefined): OrganizationFacts['overdue'] {
  return row === undefined ? null : { count: row.records, hours: row.hours, since: new Date(Number(row.since_ms)) };
}

function laneOf(row: LaneRow | undefined): Pick<OrganizationFacts, 'pause' | 'rest'> {
  const fact = (code: string | null | undefined, message: string | null | undefined, ms: string | null) =>
    code == null ? null : { code: errorCodeOf(code), message: message ?? null, since: instantOf(ms) };
  return {
    pause: fact(row?.pause_code, row?.pause_message, row?.paused_ms ?? null),
    // A rest is begun afresh again and again: since when it is one, nobody knows.
    rest: fact(row?.rest_code, row?.rest_message, null),
  };
}

const driftOf = (row: DriftRow | undefined) => (row === undefined ? null : { findings: row.findings });
const holdOf = (row: HeldRow | undefined) =>
  row === undefined ? null : { why: row.why ?? 'held-by-hand', since: instantOf(row.since_ms) };

function listsOf<R extends Named>(rows: readonly R[]): ReadonlyMap<string, readonly R[]> {
  return Map.groupBy(rows, (it) => it.organization_id);
}

function oneEach<R extends Named>(rows: readonly R[]): ReadonlyMap<string, R> {
  return new Map(rows.map((it) => [it.organization_id, it]));
}
