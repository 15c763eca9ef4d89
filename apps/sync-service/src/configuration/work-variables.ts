import { isEmailAddress, isWebhookSecret } from '@bilag/core';
import { absolutePath, hostNames, schedule } from './forms.ts';
import type { Variables } from './variable.ts';

const since = '0.1.0';

/** Accounting systems, files and other hosts. */
export const outgoingVariables = {
  BILAG_CONNECTORS: {
    type: 'list',
    of: 'names of connectors',
    accepts: (it: string) => /^[a-z][a-z0-9-]{0,62}$/.test(it),
    must: 'must be names of connectors with commas between them',
    meaning:
      'Connectors that are offered and loaded (xledger,dynamics,file); all when not set. An organization on another one waits.',
    since,
  },
  BILAG_EXPORT_FOLDER: {
    ...absolutePath,
    meaning:
      'A folder that exists, below which the connector «file» keeps one folder per organization. Without it nobody can choose that connector. All replicas must see the same folder, on a file system with hard links (a disk or NFS).',
    example: '/srv/bilag/export',
    since,
  },
  BILAG_RECEIPT_HOSTS: {
    ...hostNames,
    meaning:
      'Hosts from which the receipts of approvals are fetched over https: files.example.com, or *.example.com for every name below that one. Without it approvals with attachments are refused.',
    since,
  },
  BILAG_WEBHOOK_HOSTS: {
    ...hostNames,
    meaning: 'Hosts to which webhooks are sent over https, likewise. Without it no webhook can be set.',
    since,
  },
  BILAG_ALLOW_LOOPBACK: {
    type: 'flag',
    meaning: 'For development against the mock ERP: calls may go to loopback addresses.',
    since,
  },
  BILAG_EXTRA_CA: {
    type: 'text',
    form: 'PEM, or the path of a file with it',
    meaning: 'A certificate authority that calls to the outside trust beside the usual ones.',
    since,
  },
} as const satisfies Variables;

/** What is told to people, and by which way. */
export const alertVariables = {
  BILAG_ALERT_CRON: {
    ...schedule('* * * * *'),
    meaning: 'When the rules of alerts are evaluated and messages sent (docs/alerts.md).',
    since,
  },
  BILAG_SMTP_URL: {
    type: 'address',
    protocols: ['smtp:', 'smtps:'],
    meaning:
      'The mail server (smtp://user:password@host:587, or smtps://). Without it no e-mail is sent. Another machine must offer encryption; ?requireTLS=false after the address does without.',
    example: 'smtp://bilag:change-me@mail.example.org:587',
    isSecret: true,
    since,
  },
  BILAG_MAIL_FROM: {
    type: 'text',
    form: 'e-mail address',
    accepts: isEmailAddress,
    must: 'must be an e-mail address',
    meaning: 'From which address messages are.',
    needed: 'with BILAG_SMTP_URL',
    example: 'bilag@example.org',
    since,
  },
  BILAG_ALERT_EMAILS: {
    type: 'list',
    of: 'e-mail addresses',
    accepts: isEmailAddress,
    must: 'must be e-mail addresses with commas between them',
    meaning: 'Who is told of alerts that concern the whole platform.',
    since,
  },
  BILAG_ALERT_WEBHOOK_URL: {
    type: 'text',
    form: 'address with https://',
    accepts: (it: string) => URL.canParse(it),
    must: 'must be an address with https://',
    meaning: 'A webhook that is told of them.',
    isSecret: true,
    since,
  },
  BILAG_ALERT_WEBHOOK_SECRET: {
    type: 'text',
    form: 'whsec_ and 24 to 64 bytes in base64',
    accepts: isWebhookSecret,
    must: 'must be «whsec_» and 24 to 64 bytes in base64',
    meaning: 'What its messages are signed with.',
    needed: 'with BILAG_ALERT_WEBHOOK_URL',
    isSecret: true,
    since,
  },
  BILAG_ALERT_GATHER_MS: {
    type: 'integer',
    from: 0,
    to: 3_600_000,
    otherwise: 120_000,
    meaning: 'What happens to several organizations within so many milliseconds is one message.',
    since,
  },
} as const satisfies Variables;

/** When and how fast work is done. Cron expressions are by the clock in Norway. */
export const workVariables = {
  BILAG_SYNC_CRON: {
    ...schedule('0 * * * *'),
    meaning:
      'When a sync begins of every organization that has something pending. Approvals are sent at once without it; it ends rests, not backoffs.',
    since,
  },
  BILAG_DRIFT_CRON: {
    ...schedule('15 2 * * *'),
    meaning: 'When the nightly check of the field mappings begins.',
    since,
  },
  BILAG_RECONCILIATION_CRON: {
    ...schedule('45 2 * * *'),
    meaning:
      'When this month and the one before are held against the ledger of every organization (docs/reconciliation.md).',
    since,
  },
  BILAG_RETENTION_CRON: {
    ...schedule('30 3 * * *'),
    meaning:
      'When what was sent and answered is erased whose time is over, as BILAG_PAYLOAD_RETENTION was at the last migration (docs/audit-log.md).',
    since,
  },
  BILAG_POLL_MS: {
    type: 'integer',
    from: 10,
    to: 60_000,
    otherwise: 250,
    meaning:
      'How often the engine looks for what nobody has told it of, in milliseconds; less often where a look at all organizations takes long.',
    since,
  },
  BILAG_CONCURRENCY: {
    type: 'integer',
    from: 1,
    to: 1_000,
    otherwise: 64,
    meaning:
      'Most organizations that one process serves at once. When more are due, each is served for about a second in turn.',
    since,
  },
  BILAG_LEASE_MS: {
    type: 'integer',
    from: 1_000,
    to: 600_000,
    otherwise: 30_000,
    meaning: 'The lease of a lane, in milliseconds: after it another worker takes over from one that was killed.',
    since,
  },
} as const satisfies Variables;

/** Traces and metrics (docs/telemetry.md). Names with OTEL_ are OpenTelemetry’s own; its exporter reads the rest of them by itself. */
export const telemetryVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    type: 'address',
    protocols: ['http:', 'https:'],
    meaning:
      'Traces and metrics are sent to this collector (OTLP over HTTP, protobuf). Metrics can be scraped at /metrics in any case.',
    example: 'http://localhost:4318',
    since,
  },
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: {
    type: 'address',
    protocols: ['http:', 'https:'],
    meaning: 'Another collector for traces alone; the whole address, with its path.',
    since,
  },
  OTEL_TRACES_SAMPLER_ARG: {
    type: 'text',
    form: 'share from 0 to 1',
    otherwise: '1',
    accepts: (it: string) => Number(it) >= 0 && Number(it) <= 1,
    must: 'must be a share from 0 to 1',
    meaning: 'The share of requests that are traced where their caller has not decided it.',
    since,
  },
  OTEL_SERVICE_NAME: {
    type: 'text',
    form: 'text',
    otherwise: 'bilag',
    meaning: 'What the service is called in traces and metrics.',
    since,
  },
  OTEL_SDK_DISABLED: {
    type: 'text',
    form: 'true or false',
    otherwise: 'false',
    meaning: 'With «true» nothing is sent.',
    since,
  },
  BILAG_TRACE_URL_TEMPLATE: {
    type: 'text',
    form: 'address with {traceId} in it',
    accepts: (it: string) => /^https?:/.test(it) && URL.canParse(it) && it.includes('{traceId}'),
    must: 'must be an address with {traceId} in it, such as https://traces.example.org/trace/{traceId}',
    meaning: 'Where people look at traces: the console links each record to its own.',
    example: 'https://traces.example.org/trace/{traceId}',
    since,
  },
} as const satisfies Variables;
