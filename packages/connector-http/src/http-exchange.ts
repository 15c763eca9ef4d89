import type { ConnectorHost } from '@bilag/core';
import { createGuardedConnector } from './guarded-connector.ts';
import { type HttpAnswer, type HttpQuestion, NoAnswer } from './http-message.ts';
import { sendOnce } from './send-once.ts';
import { createTurns } from './turns.ts';

/** A connector's way to its ERP: public servers only, each request sent once, no redirect followed, every answer read in full. */
export interface HttpExchange {
  /** @throws {NoAnswer} when none came within the time limit or before the signal fired. Nothing else is thrown. */
  send(question: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer>;
  /** Lets requests under way end; later ones are not sent. */
  close(): Promise<void>;
}

/** How much of it at most. */
export interface ExchangeLimits {
  /** The longest wait for one answer, the wait for a turn included. */
  readonly timeoutMs: number;
  /** Requests at a time; further ones wait for their turn. */
  readonly atOnce: number;
}

/** Opens an exchange; connects at the first request. The host says whom to trust, and whether loopback counts as public. */
export function createHttpExchange(host: ConnectorHost, { timeoutMs, atOnce }: ExchangeLimits): HttpExchange {
  const connect = createGuardedConnector(host);
  const turns = createTurns(atOnce);
  const underWay = new Set<Promise<HttpAnswer>>();
  let isClosed = false;
  const inTurn = async (question: HttpQuestion, signal: AbortSignal) => {
    if (isClosed) throw new NoAnswer('not-sent', new Error('The exchange is closed.'));
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    using turn = await turns.enter(limit);
    if (turn === undefined) throw new NoAnswer('not-sent', limit.reason);
    try {
      const answer = await sendOnce(question, connect, limit);
      host.onCall?.({ bytesUp: sizeOf(question.body), bytesDown: sizeOf(answer.text) });
      return answer;
    } catch (error) {
      const wasSent = error instanceof NoAnswer && error.kind !== 'not-sent';
      if (wasSent) host.onCall?.({ bytesUp: sizeOf(question.body), bytesDown: 0 });
      throw error;
    }
  };
  return {
    send(question, signal) {
      const answer = inTurn(question, signal).finally(() => underWay.delete(answer));
      underWay.add(answer);
      return answer;
    },
    async close() {
      isClosed = true;
      await Promise.allSettled(underWay);
    },
  };
}

const sizeOf = (body: string | Uint8Array | undefined) => (body === undefined ? 0 : Buffer.byteLength(body));
