import type { Random, SecretBox, WebhookSender } from '@bilag/core';
import type { Logger } from 'pino';
import { systemClock } from '../clock.ts';
import type { HttpPorts } from '../http/http-ports.ts';
import type { Database } from '../persistence/database.ts';
import { sayingNotReady } from '../persistence/database-away.ts';
import { createPostgresStatusDeliveryStore } from '../persistence/postgres-status-delivery-store.ts';
import { createPostgresWebhookEndpointStore } from '../persistence/postgres-webhook-endpoint-store.ts';
import { createStatusTeller, type StatusTeller } from './status-teller.ts';

/** Everything that status webhooks are made of. */
export interface StatusWebhooks {
  readonly teller: StatusTeller;
  readonly http: Pick<HttpPorts, 'webhookEndpoints'>;
}

/** Puts status webhooks together: who is told, and the work of telling. */
export function composeStatusWebhooks(
  ports: {
    readonly database: Database;
    readonly secrets: SecretBox;
    readonly webhooks: WebhookSender;
    readonly random: Random;
  },
  log: Logger,
): StatusWebhooks {
  const { database, secrets, webhooks, random } = ports;
  const deliveries = createPostgresStatusDeliveryStore(database.enginePool, secrets);
  return {
    teller: createStatusTeller({ deliveries, webhooks, clock: systemClock, random }, log),
    http: { webhookEndpoints: sayingNotReady(createPostgresWebhookEndpointStore(database.requestPool, secrets)) },
  };
}
