import type { StatusEventType, StatusMessageType } from '../domain/status-event.ts';

/** Where another service is told of an organization’s records. */
export interface WebhookEndpointSettings {
  readonly url: string;
  /** At least one. */
  readonly eventTypes: readonly StatusEventType[];
  readonly enabled: boolean;
}

/** Why Bilag itself has switched an endpoint off: it took nothing for days, or its receiver said that it is gone. */
export const endpointFaults = ['failing', 'gone'] as const;
/** @see endpointFaults */
export type EndpointFault = (typeof endpointFaults)[number];

/** An endpoint as administrators see it: everything but the secret. */
export interface WebhookEndpoint extends WebhookEndpointSettings {
  readonly organizationId: string;
  readonly endpointId: string;
  /** Set while Bilag, and not a person, has switched it off. */
  readonly disabledFor: EndpointFault | null;
  /** Since when every try has failed; `null` while it takes what it is sent. */
  readonly failingSince: Date | null;
  readonly lastError: string | null;
  readonly lastDeliveredAt: Date | null;
  readonly secretSetAt: Date;
  readonly created: { readonly at: Date; readonly by: string };
  readonly updated: { readonly at: Date; readonly by: string };
}

/** How far a message has come. */
export const statusDeliveryStates = ['waiting', 'delivered', 'given-up'] as const;
/** @see statusDeliveryStates */
export type StatusDeliveryState = (typeof statusDeliveryStates)[number];

/** A message to an endpoint as administrators see it. */
export interface StatusDelivery {
  /** The same for every try, also when it is sent again: the `webhook-id`. */
  readonly deliveryId: string;
  readonly type: StatusMessageType;
  /** `null` for a test. */
  readonly recordId: string | null;
  readonly state: StatusDeliveryState;
  readonly attempts: number;
  readonly nextAttemptAt: Date | null;
  readonly lastError: string | null;
  readonly occurredAt: Date;
  readonly endedAt: Date | null;
}

/** Which messages to list, newest first. */
export interface StatusDeliveryQuery {
  readonly limit: number;
  readonly state?: StatusDeliveryState;
  /** Only older ones than this. */
  readonly after?: string;
}

/** Endpoints of one organization; another one’s are never visible. Every change is in the sync log, without the secret and with no more of the address than its host. */
export interface WebhookEndpointStore {
  list(organizationId: string): Promise<readonly WebhookEndpoint[]>;
  find(organizationId: string, endpointId: string): Promise<WebhookEndpoint | undefined>;
  /** @throws {SyncError} `WEBHOOK_ENDPOINT_LIMIT` when the organization has as many as it may. */
  create(
    organizationId: string,
    settings: WebhookEndpointSettings,
    secret: string,
    actor: string,
  ): Promise<WebhookEndpoint>;
  /** What was owed while it is switched off is given up. `undefined` when there is none. */
  save(
    organizationId: string,
    endpointId: string,
    settings: WebhookEndpointSettings,
    actor: string,
  ): Promise<WebhookEndpoint | undefined>;
  /** The former secret goes on signing beside the new one for a day. `undefined` when there is none. */
  replaceSecret(
    organizationId: string,
    endpointId: string,
    secret: string,
    actor: string,
  ): Promise<WebhookEndpoint | undefined>;
  /** With its messages and secrets. @returns whether there was one. */
  remove(organizationId: string, endpointId: string, actor: string): Promise<boolean>;
  deliveries(
    organizationId: string,
    endpointId: string,
    query: StatusDeliveryQuery,
  ): Promise<readonly StatusDelivery[]>;
  findDelivery(organizationId: string, endpointId: string, deliveryId: string): Promise<StatusDelivery | undefined>;
  /** Owes the message once more, under the same id; one that is being sent at this moment is not sent beside itself. `undefined` when there is none. */
  sendAgain(organizationId: string, endpointId: string, deliveryId: string): Promise<StatusDelivery | undefined>;
  /** Owes a message that says nothing of any record. What becomes of it is in the sync log as well. `undefined` when there is no endpoint. */
  sendTest(organizationId: string, endpointId: string, actor: string): Promise<StatusDelivery | undefined>;
}
