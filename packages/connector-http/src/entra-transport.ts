import type { HttpExchange } from './http-exchange.ts';
import { type HttpAnswer, NoAnswer } from './http-message.ts';

/** A request of Microsoft's sign-in library, as far as we look at it. */
interface PipelineRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { toJSON(): Record<string, string> };
  readonly body?: unknown;
}

/** What the library takes for an answer to it. */
interface PipelineResponse<Request> {
  readonly request: Request;
  readonly status: number;
  readonly headers: ReturnType<typeof pipelineHeaders>;
  readonly bodyAsText: string;
}

/** What the last request to the authority came to: its answer, or that none came. */
export type AuthorityTrouble = HttpAnswer | NoAnswer | undefined;

/** The sign-in library's way out: our own guarded connections, time limits and certificate authorities in place of its own. */
export interface EntraTransport {
  /** What `@azure/identity` takes as its `httpClient`. */
  readonly httpClient: {
    sendRequest<Request extends PipelineRequest>(request: Request): Promise<PipelineResponse<Request>>;
  };
  /** The library's errors name neither status nor waiting time; this does. */
  lastTrouble(): AuthorityTrouble;
}

/**
 * @param closed ends a request under way
 * @source toolchain.md, 2026-11: in @azure/identity 4.14 a hanging authority hangs `getToken` for ever and `abortSignal` is not heeded,
 *   so the time limit has to lie in the transport.
 */
export function createEntraTransport(
  exchange: HttpExchange,
  closed: AbortSignal = new AbortController().signal,
): EntraTransport {
  let last: AuthorityTrouble;
  return {
    httpClient: {
      async sendRequest(request) {
        last = undefined;
        const method = request.method === 'POST' ? 'POST' : 'GET';
        const body = typeof request.body === 'string' ? { body: request.body } : {};
        try {
          last = await exchange.send({ method, url: request.url, headers: request.headers.toJSON(), ...body }, closed);
        } catch (error) {
          last = error instanceof NoAnswer ? error : undefined;
          throw error;
        }
        return { request, status: last.status, headers: pipelineHeaders(last.headers), bodyAsText: last.text };
      },
    },
    lastTrouble: () => last,
  };
}

function pipelineHeaders(received: Readonly<Record<string, string>>) {
  const headers = new Map(Object.entries(received));
  return {
    get: (name: string) => headers.get(name.toLowerCase()),
    has: (name: string) => headers.has(name.toLowerCase()),
    set: (name: string, value: string | number | boolean) => void headers.set(name.toLowerCase(), String(value)),
    delete: (name: string) => void headers.delete(name.toLowerCase()),
    toJSON: () => Object.fromEntries(headers),
    [Symbol.iterator]: () => headers[Symbol.iterator](),
  };
}
