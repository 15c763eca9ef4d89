import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A server of the test's own, for answers that no Business Central gives. */
export interface Stranger extends AsyncDisposable {
  /** `http://127.0.0.1:…/v2.0` */
  readonly url: string;
  /** Paths asked for, oldest first. */
  readonly asked: readonly string[];
}

/** Answers every request by `handle`; over plain http, as connectors may in development. */
export async function startStranger(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Stranger> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/v2.0`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
