import { Agent as HttpAgent, request as sendHttp } from 'node:http';
import { Agent as HttpsAgent, request as sendHttps } from 'node:https';

/** What came back, as text. */
export interface RawReply {
  readonly status: number;
  readonly text: string;
}

/** Sends requests whose path is taken as it is, over connections that stay open. */
export interface RawSender extends Disposable {
  send(request: { origin: string; method: string; path: string; headers: object; body: string }): Promise<RawReply>;
}

/** A sender that trusts this certificate. */
export function createRawSender(ca: string): RawSender {
  const http = new HttpAgent({ keepAlive: true });
  const https = new HttpsAgent({ keepAlive: true, ca });
  return {
    send({ origin, method, path, headers, body }) {
      const { hostname, port, protocol } = new URL(origin);
      const { promise, resolve, reject } = Promise.withResolvers<RawReply>();
      const to = { hostname, port, path, method, signal: AbortSignal.timeout(10_000) };
      const all = { ...headers, 'content-length': Buffer.byteLength(body) };
      const isSecure = protocol === 'https:';
      const sent = isSecure
        ? sendHttps({ ...to, headers: all, agent: https, servername: 'localhost' })
        : sendHttp({ ...to, headers: all, agent: http });
      sent.on('error', reject).on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('error', reject).on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        );
      });
      sent.end(body);
      return promise;
    },
    [Symbol.dispose]() {
      http.destroy();
      https.destroy();
    },
  };
}
