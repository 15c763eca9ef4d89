import { type Agent, request } from 'undici';
import { ConnectFailure } from './network-guard.ts';

/** One request as it goes out. */
export interface HttpQuestion {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A complete answer, whatever its status. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** No complete answer came. */
export class NoAnswer extends Error {
  /** `not-sent`: surely nothing reached the server. The other two: it may have been carried out. */
  readonly kind: 'not-sent' | 'timeout' | 'lost';

  constructor(kind: NoAnswer['kind'], cause?: unknown) {
    super(`No answer: ${kind}`, { cause });
    this.name = 'NoAnswer';
    this.kind = kind;
  }
}

/** Sends requests one for one: none is repeated and no redirect is followed. */
export interface HttpExchange {
  /** @throws {NoAnswer} when none came within the time limit or before the signal fired. */
  send(question: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer>;
}

/** Requests over this agent, each within this time. */
export function createHttpExchange(agent: Agent, timeoutMs: number): HttpExchange {
  return {
    async send({ method, url, headers, body }, signal) {
      if (signal.aborted) throw new NoAnswer('not-sent', signal.reason);
      const patience = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      try {
        const answer = await request(url, {
          dispatcher: agent,
          method,
          headers,
          signal: patience,
          ...(body === undefined ? {} : { body }),
        });
        return { status: answer.statusCode, headers: flat(answer.headers), text: await answer.body.text() };
      } catch (error) {
        if (error instanceof ConnectFailure) throw new NoAnswer('not-sent', error);
        throw new NoAnswer(patience.aborted ? 'timeout' : 'lost', error);
      }
    },
  };
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
  );
  return Object.fromEntries(entries);
}

/**
 * How long the server asked to wait, in milliseconds; it says so in seconds or as a date.
 * @source dynamics.md §9.3, 2026-11: `Retry-After` is promised with 502 and 503, not with 429.
 */
export function retryAfterMs({ headers }: Pick<HttpAnswer, 'headers'>, now = Date.now()): number | undefined {
  const text = headers['retry-after']?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : Math.max(0, instant - now);
}
