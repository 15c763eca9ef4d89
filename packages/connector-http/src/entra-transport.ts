import type { ClientSecretCredentialOptions } from '@azure/identity';
import { type HttpAnswer, type HttpExchange, NoAnswer } from '@bilag/connector-http';

type HttpClient = NonNullable<ClientSecretCredentialOptions['httpClient']>;
type PipelineRequest = Parameters<HttpClient['sendRequest']>[0];
type PipelineResponse = Awaited<ReturnType<HttpClient['sendRequest']>>;

/** What the last request to the authority came to: its answer, or that none came. */
export type AuthorityTrouble = HttpAnswer | NoAnswer | undefined;

/** The sign-in library's way out: our own guarded connections, time limits and certificate authorities in place of its own. */
export interface EntraTransport {
  readonly httpClient: HttpClient;
  /** The library's errors name neither status nor waiting time; this does. */
  lastTrouble(): AuthorityTrouble;
}

/**
 * @source toolchain.md, 2026-11: in @azure/identity 4.14 a hanging authority hangs `getToken` for ever and `abortSignal` is not heeded,
 *   so the time limit has to lie in the transport.
 */
export function createEntraTransport(exchange: HttpExchange, closed: AbortSignal): EntraTransport {
  let last: AuthorityTrouble;
  const sendRequest = async (request: PipelineRequest): Promise<PipelineResponse> => {
    last = undefined;
    try {
      last = await exchange.send(
        {
          method: request.method === 'POST' ? 'POST' : 'GET',
          url: request.url,
          headers: request.headers.toJSON(),
          ...(typeof request.body === 'string' ? { body: request.body } : {}),
        },
        closed,
      );
    } catch (error) {
      last = error instanceof NoAnswer ? error : undefined;
      throw error;
    }
    return { request, status: last.status, headers: pipelineHeaders(last.headers), bodyAsText: last.text };
  };
  return { httpClient: { sendRequest }, lastTrouble: () => last };
}

function pipelineHeaders(received: Readonly<Record<string, string>>): PipelineResponse['headers'] {
  const headers = new Map(Object.entries(received));
  return {
    get: (name) => headers.get(name.toLowerCase()),
    has: (name) => headers.has(name.toLowerCase()),
    set: (name, value) => void headers.set(name.toLowerCase(), String(value)),
    delete: (name) => void headers.delete(name.toLowerCase()),
    toJSON: () => Object.fromEntries(headers),
    [Symbol.iterator]: () => headers[Symbol.iterator](),
  };
}
