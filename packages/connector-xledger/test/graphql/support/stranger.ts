import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { XLEDGER_OWNER_DB_ID } from '@bilag/mock-erp';

/** One request as a stranger's server sees it. */
export interface SeenRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The body as it arrived. */
  readonly text: string;
  readonly authorization: string | undefined;
}

/** What a stranger's server does with a request: a JSON body (200), a whole answer, or whatever it likes with the response. */
export type StrangerAnswer =
  | { readonly json: unknown; readonly status?: number; readonly headers?: Readonly<Record<string, string>> }
  | ((response: ServerResponse) => void);

/** A server that is no mock of ours, for answers that a well-behaved one does not give. */
export async function startStranger(answer: (request: SeenRequest) => StrangerAnswer | Promise<StrangerAnswer>) {
  const requests: SeenRequest[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const text = await textOf(request);
    const seen = { ...parseBody(text), text, authorization: request.headers.authorization };
    requests.push(seen);
    send(withLedger(await answer(seen), seen), response);
  };
  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
  return { requests, ...(await listening(server)) };
}

/** Whose books they are is told where it is asked along, unless the answer says something of it. */
function withLedger(reply: StrangerAnswer, { query }: SeenRequest): StrangerAnswer {
  if (typeof reply === 'function' || !/viewer \{ entity \{ ownerDbId \} \}/.test(query)) return reply;
  const { json } = reply;
  if (typeof json !== 'object' || json === null || !('data' in json)) return reply;
  if (typeof json.data !== 'object' || json.data === null) return reply;
  const viewer = { entity: { ownerDbId: XLEDGER_OWNER_DB_ID } };
  return { ...reply, json: { ...json, data: { viewer, ...json.data } } };
}

function send(reply: StrangerAnswer, response: ServerResponse): void {
  if (typeof reply === 'function') return reply(response);
  response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
  response.end(typeof reply.json === 'string' ? reply.json : JSON.stringify(reply.json));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** A stranger that lets the mock answer whatever `instead` leaves to it, asked in the words that `reworded` makes of it. */
export function startBefore(
  mockUrl: string,
  instead: (request: SeenRequest) => StrangerAnswer | undefined,
  reworded = (text: string) => text,
) {
  return startStranger(async (seen) => {
    const own = instead(seen);
    if (own !== undefined) return own;
    const headers = { 'content-type': 'application/json', authorization: seen.authorization ?? '' };
    const reply = await fetch(mockUrl, { method: 'POST', headers, body: reworded(seen.text) });
    return { status: reply.status, json: await reply.text() };
  });
}

function parseBody(text: string): Pick<SeenRequest, 'query' | 'variables'> {
  const body: unknown = JSON.parse(text);
  if (typeof body !== 'object' || body === null || !('query' in body)) throw new Error('Not a GraphQL request');
  const variables = 'variables' in body && typeof body.variables === 'object' ? body.variables : {};
  return { query: String(body.query), variables: { ...variables } };
}

/** A stranger that reads bodies as bytes and answers with JSON. */
export async function startRawStranger(answer: (contentType: string, body: Buffer) => unknown) {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer(request.headers['content-type'] ?? '', Buffer.concat(chunks))));
    });
  });
  return await listening(server);
}

async function listening(server: Server) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const dispose = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}/graphql`, [Symbol.asyncDispose]: dispose };
}
