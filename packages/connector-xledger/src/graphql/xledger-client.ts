import { createHttpExchange, type HttpQuestion, NoAnswer } from '@bilag/connector-http';
import type { ConnectorHost } from '@bilag/core';
import type { RequestPacers } from './request-pacers.ts';
import type { XledgerConfig } from './xledger-config.ts';
import { failed, readReply, type XledgerReply } from './xledger-reply.ts';

/** The line to one organization's Xledger: one request at a time, never sent twice, no redirect followed. */
export interface XledgerClient {
  /** Sends the body of one GraphQL request, once. Never throws; nothing is written after the signal fires. */
  send(body: XledgerBody, signal: AbortSignal): Promise<XledgerReply>;
  /** Lets a request under way end, then gives back the socket. */
  close(): Promise<void>;
}

/** What one request carries: GraphQL as JSON, or a form with files and that JSON in it. */
export type XledgerBody = string | { readonly contentType: string; readonly bytes: Uint8Array };

interface ClientOptions extends XledgerConfig {
  readonly host: ConnectorHost;
  /** Those of the whole process: Xledger counts by token, however many lines there are. */
  readonly pacers: RequestPacers;
}

/** Opens the line; connects at the first request. */
export function createXledgerClient({ settings, apiToken, host, pacers }: ClientOptions): XledgerClient {
  const { endpoint, requestTimeoutMs } = settings;
  const pacer = pacers.join(endpoint, apiToken);
  const exchange = createHttpExchange(host, { timeoutMs: requestTimeoutMs, atOnce: 1 });
  const headers = { accept: 'application/json', authorization: `token ${apiToken}`, 'user-agent': 'Bilag' };
  const questionOf = (body: XledgerBody): HttpQuestion => ({
    method: 'POST',
    url: endpoint.href,
    headers: { ...headers, 'content-type': typeof body === 'string' ? 'application/json' : body.contentType },
    body: typeof body === 'string' ? body : body.bytes,
  });
  return {
    async send(body, signal) {
      using turn = await pacer.enter(signal);
      if (turn === undefined) return tooLate;
      try {
        return readReply(await exchange.send(questionOf(body), signal), apiToken);
      } catch (error) {
        const silence = error instanceof NoAnswer ? error : new NoAnswer('lost', error);
        return silence.kind === 'not-sent' && signal.aborted ? tooLate : replyOf(silence);
      }
    },
    async close() {
      await exchange.close();
      pacer.leave();
    },
  };
}

const tooLate: XledgerReply = {
  kind: 'not-applied',
  failure: failed('ERP_UNAVAILABLE', 'The time was up before anything was sent to Xledger.'),
};

/** What it means that no answer came. */
function replyOf({ kind, cause }: NoAnswer): XledgerReply {
  switch (kind) {
    case 'not-sent':
      return {
        kind: 'not-applied',
        failure: failed('ERP_UNREACHABLE', `Xledger could not be reached${nameOf(cause)}.`),
      };
    case 'timeout':
      return { kind: 'lost', failure: failed('ERP_TIMEOUT', 'Xledger did not answer in time.') };
    case 'unreadable': {
      const message = 'Xledger’s answer is too large or cannot be unpacked.';
      return { kind: 'lost', failure: failed('ERP_REPLY_UNREADABLE', message) };
    }
    case 'lost':
      return {
        kind: 'lost',
        failure: failed('ERP_REPLY_LOST', `Xledger’s answer was lost on its way${nameOf(cause)}.`),
      };
  }
}

/** The system's short name of what went wrong, such as « (ECONNREFUSED)». */
function nameOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
}
