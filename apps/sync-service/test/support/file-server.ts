import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';

/** An approving app's file server on this machine. */
export interface FileServer {
  /** `http://127.0.0.1:…` */
  readonly url: string;
  /** What is served, by path; a function answers by itself. */
  readonly files: Map<string, Uint8Array | ((request: IncomingMessage, response: ServerResponse) => void)>;
  /** Every path that was asked for, with its query. */
  readonly requests: readonly string[];
}

/** Starts one for one test. What it does not have is answered 404. */
export async function aFileServer(): Promise<FileServer> {
  const files: FileServer['files'] = new Map();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const address = request.url ?? '';
    requests.push(address);
    const file = files.get(address.replace(/\?.*/, ''));
    if (typeof file === 'function') file(request, response);
    else if (file === undefined) response.writeHead(404).end('Not found');
    else response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, files, requests };
}
