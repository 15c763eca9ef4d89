import type { Alert, AlertEvent, AlertState } from '../domain/alert.ts';

/** How the message of an alert reaches people. Every alert is shown in the console besides. */
export const alertSinkNames = ['email', 'webhook'] as const;

/** @see alertSinkNames */
export type AlertSinkName = (typeof alertSinkNames)[number];

/** What became of a message so far. */
export const deliveryStates = ['waiting', 'delivered', 'given-up'] as const;

/** @see deliveryStates */
export type DeliveryState = (typeof deliveryStates)[number];

/** A message about an alert that somebody is owed. */
export interface AlertDelivery {
  /** The same for every try; also the `webhook-id`. */
  readonly deliveryId: string;
  readonly event: AlertEvent;
  readonly sink: AlertSinkName;
  /** An e-mail address; `null` for the webhook. */
  readonly target: string | null;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** When it is tried again; `null` when it never is. */
  readonly nextAttemptAt: Date | null;
  readonly lastError: string | null;
  readonly createdAt: Date;
  readonly deliveredAt: Date | null;
}

/** Which alerts to list, newest first. */
export interface AlertQuery {
  readonly limit: number;
  readonly state?: AlertState;
  /** Only older ones than this alert. */
  readonly after?: string;
}

/** Reads and acknowledges alerts of one organization, or of the platform under its own id; another one's are never visible. */
export interface AlertRepo {
  /** At most `limit`; fewer means the end. */
  list(organizationId: string, query: AlertQuery): Promise<readonly Alert[]>;
  find(
    organizationId: string,
    alertId: string,
  ): Promise<{ readonly alert: Alert; readonly deliveries: readonly AlertDelivery[] } | undefined>;
  /** Says who has seen it, once: the first one stands. The act is in the sync log. @returns `undefined` when there is no such alert. */
  acknowledge(
    organizationId: string,
    alertId: string,
    by: { readonly actor: string; readonly note: string | null },
  ): Promise<Alert | undefined>;
}
