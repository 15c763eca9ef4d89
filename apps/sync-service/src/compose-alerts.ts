import {
  type AlertSink,
  deliverAlerts,
  evaluateAlerts,
  type Random,
  type SecretBox,
  type WebhookSender,
} from '@bilag/core';
import type { Logger } from 'pino';
import { createEmailAlertSink } from './alerts/email-alert-sink.ts';
import { createWebhookAlertSink } from './alerts/webhook-alert-sink.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import type { HttpPorts } from './http/http-ports.ts';
import type { Database } from './persistence/database.ts';
import { sayingNotReady } from './persistence/database-away.ts';
import { createPostgresAlertDeliveryStore } from './persistence/postgres-alert-delivery-store.ts';
import { createPostgresAlertRepo } from './persistence/postgres-alert-repo.ts';
import { createPostgresAlertSettingsStore } from './persistence/postgres-alert-settings-store.ts';
import { createPostgresAlertStore } from './persistence/postgres-alert-store.ts';
import { type AlertWork, alertJob } from './schedule/alert-job.ts';
import type { CronJob } from './schedule/cron-jobs.ts';

/** Everything that alerts are made of. */
export interface Alerts extends AlertWork {
  readonly job: CronJob;
  readonly http: Pick<HttpPorts, 'alerts' | 'alertSettings' | 'sendsEmail' | 'webhooks'>;
}

/** Puts alerts together: the rules over what is stored, the ways to tell people, and what the API shows. */
export function composeAlerts(
  { alerts: config, connectors }: Pick<Config, 'alerts' | 'connectors'>,
  ports: {
    readonly database: Database;
    readonly secrets: SecretBox;
    readonly webhooks: WebhookSender;
    readonly random: Random;
  },
  log: Logger,
): Alerts {
  const { database, secrets, webhooks, random } = ports;
  const { emails, webhook, gatherMs } = config.platform;
  const link = linkTo(config.publicUrl);
  const sinks: AlertSink[] = [createWebhookAlertSink(webhooks, link)];
  const { extraCaCertificates } = connectors;
  if (config.mail !== undefined) sinks.push(createEmailAlertSink({ ...config.mail, extraCaCertificates, link }));
  const receivers = { emails, hasWebhook: webhook !== null, gatherMs };
  const store = createPostgresAlertStore(database.enginePool, receivers);
  const deliveries = createPostgresAlertDeliveryStore(database.enginePool, secrets, { emails, webhook });
  const work: AlertWork = {
    evaluate: () => evaluateAlerts({ alerts: store }),
    deliver: (stop) => deliverAlerts({ deliveries, sinks, clock: systemClock, random }, stop),
  };
  return {
    ...work,
    job: alertJob(config.cron, work, log),
    http: {
      alerts: sayingNotReady(createPostgresAlertRepo(database.requestPool, database.enginePool)),
      alertSettings: sayingNotReady(createPostgresAlertSettingsStore(database.requestPool, secrets)),
      sendsEmail: config.mail !== undefined,
      webhooks,
    },
  };
}

/** The whole address of a path of this installation; the path itself while nobody has said where people reach it. */
function linkTo(publicUrl: URL | undefined): (path: string) => string {
  return (path) => (publicUrl === undefined ? path : new URL(path, publicUrl).href);
}
