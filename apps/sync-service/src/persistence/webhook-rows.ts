import {
  endpointFaults,
  type StatusDelivery,
  statusDeliveryStates,
  statusEventTypes,
  statusMessageTypes,
  type WebhookEndpoint,
} from '@bilag/core';
import { instantOf, oneOf } from './alert-rows.ts';

/** An endpoint as it is stored. Instants are milliseconds since 1970. */
export interface EndpointRow {
  readonly organization_id: string;
  readonly endpoint_id: string;
  readonly url: string;
  readonly event_types: readonly string[];
  readonly enabled: boolean;
  readonly disabled_for: string | null;
  readonly failing_ms: string | null;
  readonly last_error: string | null;
  readonly delivered_ms: string | null;
  readonly created_ms: string;
  readonly created_by: string;
  readonly updated_ms: string;
  readonly updated_by: string;
  readonly secret_ms: string;
}

/** A row as an endpoint. */
export function endpointOf(row: EndpointRow): WebhookEndpoint {
  return {
    organizationId: row.organization_id,
    endpointId: row.endpoint_id,
    url: row.url,
    eventTypes: row.event_types.map((it) => oneOf(statusEventTypes, it)),
    enabled: row.enabled,
    disabledFor: row.disabled_for === null ? null : oneOf(endpointFaults, row.disabled_for),
    failingSince: instantOf(row.failing_ms),
    lastError: row.last_error,
    lastDeliveredAt: instantOf(row.delivered_ms),
    secretSetAt: new Date(Number(row.secret_ms)),
    created: { at: new Date(Number(row.created_ms)), by: row.created_by },
    updated: { at: new Date(Number(row.updated_ms)), by: row.updated_by },
  };
}

/** A message as it is stored. */
export interface StatusDeliveryRow {
  readonly delivery_id: string;
  readonly type: string;
  readonly record_id: string | null;
  readonly state: string;
  readonly attempts: number;
  readonly next_ms: string;
  readonly last_error: string | null;
  readonly occurred_ms: string;
  readonly ended_ms: string | null;
}

/** A row as a message. */
export function statusDeliveryOf(row: StatusDeliveryRow): StatusDelivery {
  const state = oneOf(statusDeliveryStates, row.state);
  return {
    deliveryId: row.delivery_id,
    type: oneOf(statusMessageTypes, row.type),
    recordId: row.record_id,
    state,
    attempts: row.attempts,
    nextAttemptAt: state === 'waiting' ? new Date(Number(row.next_ms)) : null,
    lastError: row.last_error,
    occurredAt: new Date(Number(row.occurred_ms)),
    endedAt: instantOf(row.ended_ms),
  };
}
