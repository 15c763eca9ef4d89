import { isEmailAddress, isWebhookSecret } from '@bilag/core';
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

/** Reads what concerns alerts. `cron` is the expression as it was checked. */
export function alertConfig(read: EnvironmentReader, cron: string): AlertConfig {
  const publicUrl = read.url('BILAG_PUBLIC_URL', ['https:', 'http:']);
  return {
    cron,
    ...mailConfig(read),
    ...(publicUrl === undefined ? {} : { publicUrl: new URL(publicUrl) }),
    platform: {
      emails: emails(read, 'BILAG_ALERT_EMAILS'),
      webhook: webhook(read),
      gatherMs: read.integer('BILAG_ALERT_GATHER_MS', { from: 0, to: 3_600_000, otherwise: 120_000 }),
    },
  };
}

function mailConfig(read: EnvironmentReader): Pick<AlertConfig, 'mail'> {
  const smtpUrl = read.url('BILAG_SMTP_URL', ['smtp:', 'smtps:']);
  const from = read.text('BILAG_MAIL_FROM');
  if (smtpUrl === undefined) return {};
  if (from === undefined) read.problem('BILAG_MAIL_FROM', 'is missing (BILAG_SMTP_URL is set)');
  else if (!isEmailAddress(from)) read.problem('BILAG_MAIL_FROM', 'must be an e-mail address');
  return { mail: { smtpUrl: new URL(smtpUrl), from: from ?? '' } };
}

function emails(read: EnvironmentReader, name: string): readonly string[] {
  const all = (read.text(name) ?? '').split(',').map((it) => it.trim());
  const given = [...new Set(all.filter((it) => it !== ''))];
  if (given.some((it) => !isEmailAddress(it))) {
    read.problem(name, 'must be e-mail addresses with commas between them');
  }
  return given;
}

function webhook(read: EnvironmentReader): AlertConfig['platform']['webhook'] {
  const url = read.text('BILAG_ALERT_WEBHOOK_URL');
  const secret = read.text('BILAG_ALERT_WEBHOOK_SECRET') ?? '';
  if (url === undefined) return null;
  if (!URL.canParse(url)) read.problem('BILAG_ALERT_WEBHOOK_URL', 'must be an address with https://');
  if (!isWebhookSecret(secret)) {
    read.problem('BILAG_ALERT_WEBHOOK_SECRET', 'must be «whsec_» and 24 to 64 bytes in base64');
  }
  return { url, secret };
}
