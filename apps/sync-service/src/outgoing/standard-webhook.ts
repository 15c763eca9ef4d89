import { createHmac } from 'node:crypto';
import { createHttpExchange, type HttpHead, NoAnswer, parseFileAddress, retryAfterMs } from '@bilag/connector-http';
import { type ConnectorHost, isWebhookSecret, type WebhookOutcome, type WebhookSender } from '@bilag/core';

/** The longest wait for the beginning of the receiver's answer, which is all that is read of it, the wait for a turn included. In milliseconds. */
const timeoutMs = 15_000;

/** Messages at a time in this process. */
const atOnce = 16;

/** A sender whose connections are closed at the end. */
export interface StandardWebhookSender extends WebhookSender {
  close(): Promise<void>;
}

/**
 * Sends messages as Standard Webhooks has them, over https to hosts that the operator has named, and to nowhere else: public addresses only, no redirect, each
 * try once. In development also to this machine. Neither the address nor the answer is in a failure's message.
 * @source https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, read 2026-11
 */
export function createStandardWebhookSender(
  hosts: readonly string[],
  host: ConnectorHost,
  now: () => Date = () => new Date(),
): StandardWebhookSender {
  const exchange = createHttpExchange(host, { timeoutMs, atOnce });
  const without = host.allowLoopback
    ? 'must be on this machine: this installation sends webhooks to no other'
    : 'cannot be used: this installation sends no webhooks';
  const refuse = (rule: string) => new NotAllowed(hosts.length === 0 ? without : rule);
  const check = (url: string) => parseFileAddress(url, hosts, host, refuse);
  const refusalOf = (url: string): string | undefined => {
    try {
      check(url);
      return undefined;
    } catch (error) {
      if (error instanceof NotAllowed) return error.message;
      throw error;
    }
  };
  return {
    refusalOf,
    async send({ url, secrets, id, body }, { signal }) {
      const refusal = refusalOf(url);
      if (refusal !== undefined) return refused(`The address ${refusal}.`);
      if (secrets.length === 0 || !secrets.every(isWebhookSecret)) return refused('There is no secret to sign with.');
      const timestamp = Math.floor(now().getTime() / 1_000);
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'Bilag',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': secrets.map((secret) => signWebhook({ id, timestamp, body, secret })).join(' '),
      };
      try {
        return outcomeOf(await exchange.tell({ method: 'POST', url: check(url).href, headers, body }, signal));
      } catch (error) {
        if (error instanceof NoAnswer) return { kind: 'failed', message: silences[error.kind] };
        throw error;
      }
    },
    close: () => exchange.close(),
  };
}

/** One entry of `webhook-signature`: version 1, HMAC-SHA256 over id, timestamp and body. `timestamp` in seconds since 1970. */
export function signWebhook(signed: {
  readonly id: string;
  readonly timestamp: number;
  readonly body: string;
  readonly secret: string;
}): string {
  const { id, timestamp, body, secret } = signed;
  const hmac = createHmac('sha256', Buffer.from(secret.slice(prefix.length), 'base64'));
  return `v1,${hmac.update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

const prefix = 'whsec_';

/** A rule for addresses that is broken. */
class NotAllowed extends Error {}

const silences: Record<NoAnswer['kind'], string> = {
  'not-sent': 'No connection could be made to the receiver.',
  timeout: 'The receiver did not answer in time.',
  lost: 'The connection broke before the receiver had answered.',
  unreadable: 'The receiver’s answer could not be read.',
};

function outcomeOf(answer: HttpHead): WebhookOutcome {
  const { status } = answer;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  if (status >= 300 && status < 400) {
    return {
      kind: 'failed',
      message: `The receiver answered with a redirect (status ${status}), which is not followed.`,
    };
  }
  if (status === 410) return refused('The receiver said that it is gone (status 410).');
  const afterMs = retryAfterMs(answer);
  const message = `The receiver answered with status ${status}.`;
  return { kind: 'failed', message, ...(afterMs === undefined ? {} : { afterMs }) };
}

const refused = (message: string): WebhookOutcome => ({ kind: 'refused', message });
