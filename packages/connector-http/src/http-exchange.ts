import { type PackedBody, readBytes, readText } from './answer-text.ts';
import { createGuardedConnector, type GuardedHost } from './guarded-connector.ts';
import { type HttpAnswer, type HttpFile, type HttpHead, type HttpQuestion, NoAnswer } from './http-message.ts';
import { type Received, sendOnce } from './send-once.ts';
import { createTurns } from './turns.ts';

/** A connector's way to its ERP: public servers only, each request sent once, no redirect followed, every answer read in full. */
export interface HttpExchange {
  /** @throws {NoAnswer} when none came within the time limit or before the signal fired. Nothing else is thrown. */
  send(question: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer>;
  /** The same for a file of at most so many bytes. @throws as {@link send}. */
  fetch(question: HttpQuestion, maxBytes: number, signal: AbortSignal): Promise<HttpFile>;
  /** The same, of which only the head is wanted: nothing of the body is read, however long or broken it is. @throws as {@link send}. */
  tell(question: HttpQuestion, signal: AbortSignal): Promise<HttpHead>;
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
export function createHttpExchange(host: GuardedHost, { timeoutMs, atOnce }: ExchangeLimits): HttpExchange {
  const connect = createGuardedConnector(host);
  const turns = createTurns(atOnce);
  const underWay = new Set<Promise<unknown>>();
  let isClosed = false;
  const inTurn = async <T extends string | Uint8Array | undefined>(
    question: HttpQuestion,
    signal: AbortSignal,
    read: (packed: PackedBody) => Promise<T>,
  ): Promise<Received<T>> => {
    if (isClosed) throw new NoAnswer('not-sent', new Error('The exchange is closed.'));
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    using turn = await turns.enter(limit);
    if (turn === undefined) throw new NoAnswer('not-sent', limit.reason);
    try {
      const answer = await sendOnce(question, connect, limit, read);
      host.onCall?.({ bytesUp: sizeOf(question.body), bytesDown: sizeOf(answer.content) });
      return answer;
    } catch (error) {
      const wasSent = error instanceof NoAnswer && error.kind !== 'not-sent';
      if (wasSent) host.onCall?.({ bytesUp: sizeOf(question.body), bytesDown: 0 });
      throw error;
    }
  };
  const counted = <T>(call: Promise<T>): Promise<T> => {
    const answer = call.finally(() => underWay.delete(answer));
    underWay.add(answer);
    return answer;
  };
  return {
    async send(question, signal) {
      const { status, headers, content } = await counted(inTurn(question, signal, readText));
      return { status, headers, text: content };
    },
    fetch: (question, maxBytes, signal) => counted(inTurn(question, signal, (packed) => readBytes(packed, maxBytes))),
    async tell(question, signal) {
      const { status, headers } = await counted(inTurn(question, signal, () => Promise.resolve(undefined)));
      return { status, headers };
    },
    async close() {
      isClosed = true;
      await Promise.allSettled(underWay);
    },
  };
}

const sizeOf = (body: string | Uint8Array | undefined) => (body === undefined ? 0 : Buffer.byteLength(body));
