import type { ErrorCode } from '../errors/error-codes.ts';
import type { RecordKind } from './voucher-reference.ts';

/**
 * What people are alerted about. Of an organization:
 *
 * - `third-failure`: records that failed three times in a row for one reason.
 * - `records-refused`: records that were refused for one reason and are not tried again by themselves.
 * - `decision-needed`: records that may be booked or not, which only a person can find out.
 * - `error-rate`: more errors within 24 hours than the organization's threshold.
 * - `pending-too-long`: records that have waited longer than the organization's threshold although its connector is enabled; those that the accounting system
 *   has taken and nobody has booked there for two weeks are among them.
 * - `sync-paused`: the accounting system refused access, or is another one than was tested.
 * - `sync-resting`: nothing new is sent for a while for a reason that people can do something about.
 * - `ledger-differs`: a reconciliation has found that the books and the ledger do not agree.
 * - `mapping-drift`: the field mapping points at something that the accounting system no longer has.
 * - `sending-held`: nothing is sent, as the database was restored or copied.
 *
 * Of the whole platform:
 *
 * - `organizations-failing`: which organizations have trouble, in one alert.
 */
export const alertKinds = [
  'third-failure',
  'records-refused',
  'decision-needed',
  'error-rate',
  'pending-too-long',
  'sync-paused',
  'sync-resting',
  'ledger-differs',
  'mapping-drift',
  'sending-held',
  'organizations-failing',
] as const;

/** @see alertKinds */
export type AlertKind = (typeof alertKinds)[number];

/** An alert is cleared once its cause is gone; the same cause again is a new alert. */
export const alertStates = ['open', 'cleared'] as const;

/** @see alertStates */
export type AlertState = (typeof alertStates)[number];

/** Under this id the alerts of the platform are kept; no organization can have it. */
export const platformId = '*';

/** A code and how many errors had it. */
export interface ErrorCount {
  readonly code: ErrorCode;
  readonly count: number;
}

/** An organization in an alert of the platform, with its own open alerts that put it there. */
export interface FailingOrganization {
  readonly id: string;
  readonly name: string;
  readonly alerts: readonly {
    readonly id: string;
    readonly kind: AlertKind;
    readonly code: ErrorCode | null;
    readonly count: number;
  }[];
}

/** What else there is to say of an alert; what its kind does not know is left out. */
export interface AlertDetails {
  /** Of the affected records. */
  readonly recordKinds?: readonly RecordKind[];
  /** How many of what failed take a booked voucher back; left out when none does. */
  readonly reversals?: number;
  /** The affected record, when it is only one. */
  readonly recordId?: string;
  /** Most failures in a row of one of them. */
  readonly failuresInARow?: number;
  /** The organization's threshold, in errors or hours. */
  readonly threshold?: number;
  /** Since when, as an instant in ISO 8601. */
  readonly since?: string;
  /** The month that was reconciled, `YYYY-MM`. */
  readonly month?: string;
  /** Why the database is held. */
  readonly why?: string;
  /** The most frequent errors. */
  readonly codes?: readonly ErrorCount[];
  readonly organizations?: readonly FailingOrganization[];
}

/** What an alert is about. All that has the same kind and cause in one organization is one alert, however many records it concerns. */
export interface AlertSubject {
  readonly kind: AlertKind;
  /** Tells alerts of one kind apart: error code and connector, or a month. */
  readonly cause: string;
  readonly code: ErrorCode | null;
  readonly connector: string | null;
  /** How many records, errors, findings or organizations. */
  readonly count: number;
  /** The error in the words of whoever reported it; no secret and no personal data. */
  readonly message: string | null;
  readonly details: AlertDetails;
}

/** An alert as it is kept. */
export interface Alert extends AlertSubject {
  readonly alertId: string;
  /** {@link platformId} for one of the platform. */
  readonly organizationId: string;
  /** For people; of the platform `null`. */
  readonly organizationName: string | null;
  readonly state: AlertState;
  readonly raisedAt: Date;
  /** When its count or details last changed. */
  readonly changedAt: Date;
  readonly clearedAt: Date | null;
  readonly acknowledged: { readonly at: Date; readonly by: string; readonly note: string | null } | null;
}

/** What a message tells of an alert. `grown`: organizations have joined an alert of the platform. */
export const alertEvents = ['raised', 'grown', 'cleared'] as const;

/** @see alertEvents */
export type AlertEvent = (typeof alertEvents)[number];

/** The console's address of the records, or the screen, that an alert is about; a path below the service's own address. */
export function alertHref(alert: Pick<Alert, 'organizationId' | 'kind' | 'code' | 'details'>): string {
  const { organizationId, kind, code, details } = alert;
  if (organizationId === platformId) return '/console/overview?health=errors';
  const organization = `/console/organizations/${organizationId}`;
  if (kind === 'ledger-differs') return `${organization}/audit-log?action=reconciliation-finding`;
  const show = shownRecords[kind];
  if (show === undefined) return `${organization}/status`;
  if (details.recordId !== undefined) return `${organization}/records/${details.recordId}`;
  // A record whose reversal failed is booked itself, and listed with those that failed.
  const shown = details.reversals === undefined ? show : 'failed';
  return `${organization}/records?show=${shown}${code === null ? '' : `&code=${code}`}`;
}

/** Kinds whose alerts are about records that are listed; the others, but for findings, are about what the status screen shows. */
const shownRecords: Partial<Record<AlertKind, string>> = {
  'third-failure': 'failed',
  'records-refused': 'rejected',
  'decision-needed': 'held',
  'error-rate': 'failed',
};

/** The API's address of the affected records, or `null` when the alert is about none that are listed. */
export function affectedRecordsLink(alert: Pick<Alert, 'organizationId' | 'kind' | 'code' | 'details'>): string | null {
  const ofKind = apiFilters[alert.kind];
  const filter = ofKind === undefined || alert.details.reversals === undefined ? ofKind : 'failed=true';
  if (filter === undefined) return null;
  const code = alert.code === null ? '' : `&code=${alert.code}`;
  return `/v1/organizations/${alert.organizationId}/records?${filter}${code}`;
}

const apiFilters: Partial<Record<AlertKind, string>> = {
  'third-failure': 'failed=true',
  'records-refused': 'state=rejected',
  'decision-needed': 'state=held',
  'error-rate': 'failed=true',
};
