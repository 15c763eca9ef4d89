import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { XLEDGER_OWNER_DB_ID } from '@bilag/mock-erp';

/** One request as a stranger's server sees it. */
export interface SeenRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body as it arrived. */
  readonly text: string;
}

/** What a stranger's server does with a request: a JSON body (200), a whole answer, or whatever it likes with the response. */
export type StrangerAnswer =
  | { readonly json: unknown; readonly status?: number; readonly headers?: Readonly<Record<string, string>> }
  | ((response: ServerResponse) => void);

/** A server that is no mock of ours, for answers that a well-behaved one does not give. */
export async function startStranger(answer: (request: SeenRequest) => StrangerAnswer | Promise<StrangerAnswer>) {
  const requests: SeenRequest[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const seen = await seenOf(request);
    requests.push(seen);
    send(await answer(seen), response);
  };
  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const dispose = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const countOf = (method: string, path: RegExp) =>
    requests.filter((it) => it.method === method && path.test(it.path)).length;
  return { url: `http://127.0.0.1:${port}`, requests, countOf, [Symbol.asyncDispose]: dispose };
}

/** A token as a stranger gives it. */
export const aToken: StrangerAnswer = { json: { access_token: 'tok-1', token_type: 'Bearer', expires_in: 3600 } };

/** Whose books a stranger says they are: those of the settings. */
export const aMe: StrangerAnswer = { json: { organisation: { id: String(XLEDGER_OWNER_DB_ID), name: 'NBF' } } };

/** A stranger that gives tokens, says whose books they open, and leaves everything else to `answer`. */
export function startApi(answer: (request: SeenRequest) => StrangerAnswer | Promise<StrangerAnswer>, me = aMe) {
  return startStranger((seen) => {
    if (seen.path === '/oauth2/token') return aToken;
    return seen.path === '/v1/me' ? me : answer(seen);
  });
}

/** How a stranger understands questions and words the mock's answers. */
export interface Dialect {
  readonly rewrite?: ((path: string) => string) | undefined;
  readonly reword?: ((text: string, seen: SeenRequest, status: number) => string) | undefined;
}

/** A stranger that lets the mock answer whatever `instead` leaves to it. */
export function startBefore(
  mockUrl: string,
  instead: (request: SeenRequest) => StrangerAnswer | undefined,
  { rewrite = (path) => path, reword = (text) => text }: Dialect = {},
) {
  return startStranger(async (seen) => {
    const own = instead(seen);
    if (own !== undefined) return own;
    const { method, path, headers } = seen;
    const passed = ['authorization', 'content-type', 'idempotency-key'].flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, value] as const];
    });
    const reply = await fetch(mockUrl + rewrite(path), {
      method,
      headers: Object.fromEntries(passed),
      ...(method === 'GET' ? {} : { body: seen.text }),
    });
    const kept = ['retry-after', 'www-authenticate'].flatMap((name) => {
      const value = reply.headers.get(name);
      return value === null ? [] : [[name, value] as const];
    });
    const text = await reply.text();
    // A broken answer of the mock stays as it is.
    const json = reply.headers.get('content-type')?.includes('json') === true ? reword(text, seen, reply.status) : text;
    return { status: reply.status, headers: Object.fromEntries(kept), json };
  });
}

function send(reply: StrangerAnswer, response: ServerResponse): void {
  if (typeof reply === 'function') return reply(response);
  response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
  response.end(typeof reply.json === 'string' ? reply.json : JSON.stringify(reply.json));
}

async function seenOf(request: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: Object.fromEntries(headers),
    text: Buffer.concat(chunks).toString('utf8'),
  };
}
