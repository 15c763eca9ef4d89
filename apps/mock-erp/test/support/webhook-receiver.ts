import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** One post as it came in. */
export interface ReceivedPost {
  readonly date: string;
  readonly signature: string;
  readonly body: string;
}

/** Listens for webhooks on this machine. */
export interface WebhookReceiver extends AsyncDisposable {
  readonly url: string;
  readonly posts: readonly ReceivedPost[];
  /** How many posts were cut off before they were answered. */
  readonly cutOff: number;
  /** Answers nothing from now on. */
  fallSilent(): void;
  /** Answers this status from now on; a redirect leads to `location`. */
  answer(status: number, location?: string): void;
}

/** Starts a receiver on a free port that answers 200. */
export async function startReceiver(): Promise<WebhookReceiver> {
  const posts: ReceivedPost[] = [];
  let reply: { status: number; headers: Record<string, string> } | undefined = { status: 200, headers: {} };
  let cutOff = 0;
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const { date = '', 'x-xl-webhook-signature': signature } = request.headers;
    posts.push({ date, signature: String(signature), body: await text(request) });
    if (reply !== undefined) response.writeHead(reply.status, reply.headers).end();
  };
  const server = createServer((request, response) => {
    response.on('close', () => {
      if (!response.writableFinished) cutOff += 1;
    });
    void take(request, response);
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', listening.resolve);
  await listening.promise;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The receiver listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}/projects`,
    posts,
    get cutOff() {
      return cutOff;
    },
    fallSilent() {
      reply = undefined;
    },
    answer(status, location) {
      reply = { status, headers: location === undefined ? {} : { location } };
    },
    async [Symbol.asyncDispose]() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}
