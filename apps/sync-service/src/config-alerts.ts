import type { EnvironmentReader } from './environment.ts';

/** When alerts are looked for, and how people are told. */
export interface AlertConfig {
  /** When the rules are evaluated and messages sent, as a cron expression; `off` for never. */
  readonly cron: string;
  /** The mail server, and from whom its messages are; left out, no e-mail is sent. */
  readonly mail?: { readonly smtpUrl: URL; readonly from: string };
  /** Where people reach this installation, for links in messages; without it they are paths. */
  readonly publicUrl?: URL;
  /** Who is told of the whole platform. */
  readonly platform: {
    readonly emails: readonly string[];
    readonly webhook: { readonly url: string; readonly secret: string } | null;
    /** How long what happens to several organizations is gathered into one message, in milliseconds. */
    readonly gatherMs: number;
  };
}

/** Reads what concerns alerts. */
export function alertConfig(read: EnvironmentReader): AlertConfig {
  const publicUrl = read.url('BILAG_PUBLIC_URL');
  return {
    cron: read.text('BILAG_ALERT_CRON'),
    ...mailConfig(read),
    ...(publicUrl === undefined ? {} : { publicUrl: new URL(publicUrl) }),
    platform: {
      emails: read.list('BILAG_ALERT_EMAILS'),
      webhook: webhook(read),
      gatherMs: read.integer('BILAG_ALERT_GATHER_MS'),
    },
  };
}

function mailConfig(read: EnvironmentReader): Pick<AlertConfig, 'mail'> {
  const smtpUrl = read.url('BILAG_SMTP_URL');
  const from = read.text('BILAG_MAIL_FROM');
  if (smtpUrl === undefined) return {};
  if (from === undefined) read.problem('BILAG_MAIL_FROM', 'is missing (BILAG_SMTP_URL is set)');
  return { mail: { smtpUrl: new URL(smtpUrl), from: from ?? '' } };
}

function webhook(read: EnvironmentReader): AlertConfig['platform']['webhook'] {
  const url = read.text('BILAG_ALERT_WEBHOOK_URL');
  const secret = read.text('BILAG_ALERT_WEBHOOK_SECRET');
  if (url === undefined) return null;
  if (secret === undefined) read.problem('BILAG_ALERT_WEBHOOK_SECRET', 'is missing (BILAG_ALERT_WEBHOOK_URL is set)');
  return { url, secret: secret ?? '' };
}
