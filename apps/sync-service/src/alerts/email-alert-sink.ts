import { getCACertificates } from 'node:tls';
import type { AlertSink, SinkOutcome } from '@bilag/core';
import { createTransport } from 'nodemailer';
import { alertMail } from './alert-mail.ts';

/** How messages get to the mail server. */
export interface MailOptions {
  /** `smtp:` or `smtps:`, with user and password when it wants them. */
  readonly smtpUrl: URL;
  readonly from: string;
  readonly extraCaCertificates: readonly string[];
  /** Makes an address for people of a path of this installation. */
  readonly link: (path: string) => string;
}

/** Limits of one connection, in milliseconds: shorter than the longest try. */
const limits = { connectionTimeout: 8_000, greetingTimeout: 8_000, socketTimeout: 12_000 };

/**
 * Sends alerts as plain text by SMTP, one message to one address. A connection to another machine is encrypted, unless the address of the mail server ends with
 * `?requireTLS=false`. A repeated message has the same Message-ID.
 */
export function createEmailAlertSink({ smtpUrl, from, extraCaCertificates, link }: MailOptions): AlertSink {
  const transport = createTransport({
    ...limits,
    host: smtpUrl.hostname.replaceAll(/^\[|\]$/g, ''),
    port: portOf(smtpUrl),
    secure: smtpUrl.protocol === 'smtps:',
    requireTLS: needsTls(smtpUrl),
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(extraCaCertificates.length === 0
      ? {}
      : { tls: { ca: [...getCACertificates('default'), ...extraCaCertificates] } }),
    ...(smtpUrl.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(smtpUrl.username), pass: decodeURIComponent(smtpUrl.password) } }),
  });
  return {
    name: 'email',
    async deliver(notice, target, signal) {
      if (target.sink !== 'email') throw new Error('An e-mail goes to an address.');
      const { subject, text } = alertMail(notice, link);
      const { deliveryId, at } = notice;
      const message = {
        from,
        // As one address, which is never taken apart into several.
        to: { name: '', address: target.address },
        subject,
        text,
        date: at,
        messageId: `<${deliveryId}@${from.slice(from.lastIndexOf('@') + 1)}>`,
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      };
      return await outcomeOf(transport.sendMail(message), signal);
    },
  };
}

function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'smtps:' ? 465 : 587;
}

function needsTls({ hostname, searchParams }: URL): boolean {
  const isHere = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
  return !isHere && searchParams.get('requireTLS') !== 'false';
}

/** The library cannot be told to give up; what it still sends then comes again under the same id. */
async function outcomeOf(sending: Promise<unknown>, signal: AbortSignal): Promise<SinkOutcome> {
  const { promise: givenUp, resolve } = Promise.withResolvers<SinkOutcome>();
  const giveUp = () => resolve({ kind: 'failed', message: 'The mail server did not answer in time.' });
  signal.addEventListener('abort', giveUp);
  try {
    const sent = sending.then((): SinkOutcome => ({ kind: 'delivered' }), failureOf);
    return await Promise.race([sent, givenUp]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

/** In words of our own: those of a mail server repeat addresses, and may repeat how we signed in. */
function failureOf(error: unknown): SinkOutcome {
  const code = textOf(error, 'code');
  const status = numberOf(error, 'responseCode');
  if (code === 'EENVELOPE' && status !== undefined && status >= 500) {
    return { kind: 'refused', message: `The mail server does not take messages to this address (status ${status}).` };
  }
  const said = status === undefined ? '' : ` (status ${status})`;
  return {
    kind: 'failed',
    message: `${reasons[code] ?? 'The message could not be handed to the mail server'}${said}.`,
  };
}

const reasons: Readonly<Record<string, string>> = {
  ECONNECTION: 'The mail server could not be reached',
  ESOCKET: 'The mail server could not be reached',
  EDNS: 'The name of the mail server leads nowhere',
  ETIMEDOUT: 'The mail server did not answer in time',
  ETLS: 'The mail server offers no encryption that can be trusted',
  EREQUIRETLS: 'The mail server offers no encryption',
  EAUTH: 'The mail server refused the sign-in',
  ENOAUTH: 'The mail server wants a sign-in',
  EENVELOPE: 'The mail server did not take the address for now',
  EMESSAGE: 'The mail server did not take the message',
};

const textOf = (error: unknown, name: string): string => {
  const value: unknown = error instanceof Error ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : '';
};
const numberOf = (error: unknown, name: string): number | undefined => {
  const value: unknown = error instanceof Error ? Reflect.get(error, name) : undefined;
  return typeof value === 'number' ? value : undefined;
};
