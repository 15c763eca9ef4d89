import {
  type Alert,
  type AlertDelivery,
  type AlertDetails,
  type AlertKind,
  alertEvents,
  alertKinds,
  alertSinkNames,
  alertStates,
  deliveryStates,
} from '@bilag/core';
import { errorCodeOf } from './stored-words.ts';

/** Numbers that may be large arrive as text, instants as milliseconds since 1970. */
export interface AlertRow {
  readonly organization_id: string;
  readonly organization_name: string | null;
  readonly alert_id: string;
  readonly kind: string;
  readonly cause: string;
  readonly state: string;
  readonly code: string | null;
  readonly connector: string | null;
  readonly count: number;
  readonly message: string | null;
  readonly details: AlertDetails;
  readonly raised_ms: string | number;
  readonly changed_ms: string | number;
  readonly cleared_ms: string | number | null;
  readonly acknowledged_ms: string | number | null;
  readonly acknowledged_by: string | null;
  readonly acknowledgement: string | null;
}

/** A row as an alert. */
export function alertOf(row: AlertRow): Alert {
  const { acknowledged_ms: seenMs, acknowledged_by: by } = row;
  return {
    alertId: row.alert_id,
    organizationId: row.organization_id,
    organizationName: row.organization_name,
    kind: kindOf(row.kind),
    cause: row.cause,
    state: oneOf(alertStates, row.state),
    code: row.code === null ? null : errorCodeOf(row.code),
    connector: row.connector,
    count: row.count,
    message: row.message,
    details: row.details,
    raisedAt: new Date(Number(row.raised_ms)),
    changedAt: new Date(Number(row.changed_ms)),
    clearedAt: instantOf(row.cleared_ms),
    acknowledged:
      seenMs === null || by === null ? null : { at: new Date(Number(seenMs)), by, note: row.acknowledgement },
  };
}

/** A delivery as it is stored. */
export interface DeliveryRow {
  readonly delivery_id: string;
  readonly event: string;
  readonly sink: string;
  readonly target: string | null;
  readonly state: string;
  readonly attempts: number;
  readonly next_ms: string;
  readonly last_error: string | null;
  readonly created_ms: string;
  readonly ended_ms: string | null;
}

/** A row as a delivery. */
export function deliveryOf(row: DeliveryRow): AlertDelivery {
  const state = oneOf(deliveryStates, row.state);
  return {
    deliveryId: row.delivery_id,
    event: oneOf(alertEvents, row.event),
    sink: oneOf(alertSinkNames, row.sink),
    target: row.target,
    state,
    attempts: row.attempts,
    nextAttemptAt: state === 'waiting' ? new Date(Number(row.next_ms)) : null,
    lastError: row.last_error,
    createdAt: new Date(Number(row.created_ms)),
    deliveredAt: state === 'delivered' ? instantOf(row.ended_ms) : null,
  };
}

/** A stored word as one of a few. @throws when it is none of them: the row was written by a newer release. */
export function oneOf<const T extends readonly string[]>(words: T, word: string): T[number] {
  const known = words.find((it) => it === word);
  if (known === undefined) throw new Error(`«${word}» is not one of ${words.join(', ')}.`);
  return known;
}

const kindOf = (word: string): AlertKind => oneOf(alertKinds, word);

/** Milliseconds since 1970 as an instant. */
export const instantOf = (ms: string | number | null): Date | null => (ms === null ? null : new Date(Number(ms)));
