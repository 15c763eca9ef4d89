import { type buildConnector, Client } from 'undici';
import { type PackedBody, UnreadableBody } from './answer-text.ts';
import { type HttpQuestion, NoAnswer } from './http-message.ts';

/** An answer whose body has been read. */
export interface Received<T> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly content: T;
}

/**
 * Sends one request over a connection of its own, and closes that. A connection kept for the next request may be one that the server is just
 * closing, and then nobody knows whether the request arrived; with one of its own, no connection means that nothing was sent.
 * @throws {NoAnswer}
 */
export async function sendOnce<T>(
  question: HttpQuestion,
  connector: buildConnector.connector,
  limit: AbortSignal,
  read: (packed: PackedBody) => Promise<T>,
): Promise<Received<T>> {
  let isOpen = false;
  // What the connector returns is passed on: by it the client ends a connection that is still being made.
  const connect: buildConnector.connector = (options, callback) =>
    connector(options, (...result) => {
      if (result[0] === null) isOpen = true;
      callback(...result);
    });
  try {
    return await ask(question, connect, limit, read);
  } catch (error) {
    throw new NoAnswer(isOpen ? kindOf(error, limit) : 'not-sent', error);
  }
}

async function ask<T>(
  { method, url, headers, body }: HttpQuestion,
  connect: buildConnector.connector,
  limit: AbortSignal,
  read: (packed: PackedBody) => Promise<T>,
): Promise<Received<T>> {
  limit.throwIfAborted();
  const { origin, pathname, search } = new URL(url);
  // The limit is the only one of time.
  const client = new Client(origin, { connect, allowH2: false, pipelining: 0, headersTimeout: 0, bodyTimeout: 0 });
  // A signal given to the request would be heeded only once it is connected.
  const giveUp = () => void client.destroy(new Error('Given up', { cause: limit.reason }));
  limit.addEventListener('abort', giveUp);
  try {
    const answer = await client.request({
      method,
      path: pathname + search,
      headers: { ...byLowerCaseName(headers), 'accept-encoding': 'gzip' },
      body: body ?? null,
    });
    const received = byLowerCaseName(answer.headers);
    const content = await read({ body: answer.body, headers: received });
    return { status: answer.statusCode, headers: received, content };
  } finally {
    limit.removeEventListener('abort', giveUp);
    await client.destroy();
  }
}

function kindOf(error: unknown, limit: AbortSignal): NoAnswer['kind'] {
  if (error instanceof UnreadableBody) return 'unreadable';
  return limit.aborted ? 'timeout' : 'lost';
}

function byLowerCaseName(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name.toLowerCase(), typeof value === 'string' ? value : value.join(', ')]],
  );
  return Object.fromEntries(entries);
}
