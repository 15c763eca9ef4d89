import { createHmac } from 'node:crypto';

/** What is posted to whom, when and signed by which API token. */
export interface WebhookPost {
  readonly url: string;
  readonly body: string;
  readonly date: Date;
  readonly token: string;
}

/** How long a receiver may take; invented. */
const TIMEOUT_MS = 10_000;

/** Posts once and says whether the receiver answered with success. A redirect is none: it might lead off this machine. */
export async function postWebhook({ url, body, date, token }: WebhookPost, stopped: AbortSignal): Promise<boolean> {
  try {
    const reply = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        date: date.toUTCString(),
        'x-xl-webhook-signature': signatureOf({ body, date, token }),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([stopped, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await reply.body?.cancel();
    return reply.ok;
  } catch {
    return false;
  }
}

/** @source xledger.md §11, 2026-11 */
function signatureOf({ body, date, token }: Omit<WebhookPost, 'url'>): string {
  const seconds = Math.floor(date.getTime() / 1000);
  return createHmac('sha256', Buffer.from(token, 'base64url')).update(`${seconds}.${body}`).digest('base64url');
}
