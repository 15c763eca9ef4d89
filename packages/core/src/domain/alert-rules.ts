import type { ErrorCode } from '../errors/error-codes.ts';
import type { AlertDetails, AlertKind, AlertSubject, ErrorCount } from './alert.ts';
import type { RecordKind } from './voucher-reference.ts';

/** Records of one organization that failed for one reason and are neither booked nor ignored. */
export interface FailingRecords {
  readonly code: ErrorCode;
  readonly connector: string | null;
  readonly message: string | null;
  readonly thirdFailure: AffectedRecords;
  readonly refused: AffectedRecords;
  readonly held: AffectedRecords;
  /** Refused or held before, and on their way again because a person asked for it. */
  readonly retried: number;
  /** Most failures in a row of one of them. */
  readonly failuresInARow: number;
}

/** Those for which one rule holds. */
export interface AffectedRecords {
  readonly count: number;
  readonly kinds: readonly RecordKind[];
  /** How many of them are booked, and failed with the voucher that takes them back. */
  readonly reversals: number;
  /** One of them. */
  readonly recordId: string | null;
}

/** What is known of one organization at one time, as far as there is anything to be said. */
export interface OrganizationFacts {
  readonly organizationId: string;
  readonly organizationName: string;
  readonly failing: readonly FailingRecords[];
  /** More errors in 24 hours than the threshold allows. */
  readonly errors: {
    readonly count: number;
    readonly threshold: number;
    readonly codes: readonly ErrorCount[];
  } | null;
  /** Records that wait longer than so many hours, with an enabled connector. */
  readonly overdue: { readonly count: number; readonly hours: number; readonly since: Date } | null;
  /** Why the lane of an enabled connector is paused, and why it rests. */
  readonly pause: LaneFact | null;
  readonly rest: LaneFact | null;
  /** Months whose latest reconciliation has findings. */
  readonly ledger: readonly { readonly month: string; readonly findings: number }[];
  /** Findings of the latest check of the current field mapping. */
  readonly drift: { readonly findings: number } | null;
  /** Why the database is held. */
  readonly hold: { readonly why: string; readonly since: Date | null } | null;
  /** The organization's connector. */
  readonly connector: string | null;
}

interface LaneFact {
  readonly code: ErrorCode;
  readonly message: string | null;
  readonly since: Date | null;
}

/** From so many failures in a row a record is spoken of. */
export const failuresUntilAlert = 3;

/** What people should know of an organization now: one subject for each kind and cause. */
export function alertsOf(facts: OrganizationFacts): readonly AlertSubject[] {
  const { connector, errors, overdue, pause, rest, hold, drift } = facts;
  return [
    ...facts.failing.flatMap(alertsOfRecords),
    ...(errors === null ? [] : [subject('error-rate', connector, errors.count, { ...countsOf(errors) })]),
    ...(overdue === null ? [] : [subject('pending-too-long', connector, overdue.count, waitOf(overdue))]),
    ...(pause === null ? [] : [ofLane('sync-paused', connector, pause)]),
    ...(rest === null ? [] : [ofLane('sync-resting', connector, rest)]),
    ...facts.ledger.map(({ month, findings }) => ({
      ...subject('ledger-differs', connector, findings, { month }),
      cause: month,
    })),
    ...(drift === null ? [] : [subject('mapping-drift', connector, drift.findings, {})]),
    ...(hold === null ? [] : [subject('sending-held', connector, 0, { why: hold.why, ...sinceOf(hold.since) })]),
  ];
}

/**
 * Whether an alert of these records stays as it is although its rule does not hold at this moment: what a person has just asked to be tried again is neither
 * refused nor booked.
 */
export function isUnderWay(alert: Pick<AlertSubject, 'kind' | 'cause'>, facts: OrganizationFacts | undefined): boolean {
  if (alert.kind !== 'records-refused' && alert.kind !== 'decision-needed') return false;
  return facts?.failing.some((it) => it.retried > 0 && causeOf(it.code, it.connector) === alert.cause) === true;
}

function alertsOfRecords(records: FailingRecords): readonly AlertSubject[] {
  const { code, connector, message, failuresInARow } = records;
  const of = (kind: AlertKind, { count, kinds, reversals, recordId }: AffectedRecords, more: AlertDetails = {}) => {
    if (count === 0) return [];
    const only = count === 1 && recordId !== null ? { recordId } : {};
    const details = { recordKinds: kinds, ...(reversals > 0 && { reversals }), ...only, ...more };
    return [{ kind, cause: causeOf(code, connector), code, connector, count, message, details }];
  };
  return [
    ...of('third-failure', records.thirdFailure, { failuresInARow }),
    ...of('records-refused', records.refused),
    ...of('decision-needed', records.held),
  ];
}

const causeOf = (code: ErrorCode, connector: string | null) => `${code} ${connector ?? ''}`.trim();

function ofLane(kind: AlertKind, connector: string | null, { code, message, since }: LaneFact): AlertSubject {
  return { kind, cause: causeOf(code, connector), code, connector, count: 0, message, details: sinceOf(since) };
}

function subject(kind: AlertKind, connector: string | null, count: number, details: AlertDetails): AlertSubject {
  return { kind, cause: '', code: null, connector, count, message: null, details };
}

const countsOf = ({ threshold, codes }: NonNullable<OrganizationFacts['errors']>) => ({ threshold, codes });
const waitOf = ({ hours, since }: NonNullable<OrganizationFacts['overdue']>) => ({
  threshold: hours,
  ...sinceOf(since),
});
const sinceOf = (since: Date | null) => (since === null ? {} : { since: since.toISOString() });
