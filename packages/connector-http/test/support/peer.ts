import { createServer, type Socket } from 'node:net';

/** The far end of real sockets, down to the bytes. */
export interface Peer extends AsyncDisposable {
  /** `http://127.0.0.1:…` */
  readonly url: string;
  /** Requests as they arrived, oldest first. */
  readonly requests: readonly string[];
  /** Sockets that were opened, oldest first. */
  readonly sockets: readonly Socket[];
}

/** Hands each request, head and body, to `answer` together with its socket. */
export async function startPeer(answer: (socket: Socket, request: string) => void): Promise<Peer> {
  const requests: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (!isWhole(text)) return;
      requests.push(text);
      answer(socket, text);
      text = '';
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, requests, sockets, [Symbol.asyncDispose]: close };
}

function isWhole(text: string): boolean {
  const [head = '', ...body] = text.split('\r\n\r\n');
  if (body.length === 0) return false;
  const length = /content-length: (\d+)/i.exec(head)?.[1] ?? '0';
  return body.join('\r\n\r\n').length >= Number(length);
}

/** An answer on the wire; ends the connection only when its headers say so. */
export function onTheWire(status: number, body: string | Buffer = '', headers: Readonly<Record<string, string>> = {}) {
  const all = { 'content-length': String(Buffer.byteLength(body)), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Status\r\n${lines.join('')}\r\n`), Buffer.from(body)]);
}
