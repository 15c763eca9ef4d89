import { once } from 'node:events';
import { connect } from 'node:net';
import type { TestService, TokenClaims } from './service.ts';

/** An answer as it came. */
export interface RawReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** What a request may say that a well-behaved client would not. */
export interface RawRequest {
  readonly as?: TokenClaims;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/** Sends exactly these headers and bytes. */
export async function send(
  service: TestService,
  method: string,
  path: string,
  { as, token, headers = {}, body }: RawRequest = {},
): Promise<RawReply> {
  const bearer = token ?? (as === undefined ? undefined : await service.sign(as));
  const response = await fetch(service.url + path, {
    method,
    redirect: 'manual',
    headers: { ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }), ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const { status, headers: answered } = response;
  if (answered.get('content-type')?.startsWith('text/event-stream') !== true) {
    return { status, headers: answered, text: await response.text() };
  }
  // It would go on for as long as the token is valid.
  await response.body?.cancel();
  return { status, headers: answered, text: '' };
}

/** The content type that bodies have. */
export const json = { 'content-type': 'application/json' } as const;

/** Writes bytes to the service's port as they are, hangs up its own side if asked to, and reads until the service hangs up. */
export async function exchange(
  service: TestService,
  bytes: string | Uint8Array,
  { hangUp = false }: { readonly hangUp?: boolean } = {},
): Promise<RawReply> {
  const { hostname, port } = new URL(service.url);
  const socket = connect({ host: hostname, port: Number(port) });
  await once(socket, 'connect');
  socket.write(bytes);
  if (hangUp) socket.end();
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(Buffer.from(chunk));
  return parseReply(Buffer.concat(chunks).toString());
}

function parseReply(answer: string): RawReply {
  const [head = '', text = ''] = answer.split('\r\n\r\n', 2);
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = new Headers();
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return { status: Number(statusLine.split(' ')[1]), headers, text };
}
