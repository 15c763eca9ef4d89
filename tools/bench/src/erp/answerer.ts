/**
 * The ERP stand-in, a process of its own: answers every POST after so many milliseconds (`DELAY_MS`, 20) and costs next to nothing. `GET /` tells how old the
 * `sent-at:` in the bodies since the last time were when their first byte came, in ms.
 */
import { createServer } from 'node:http';

const delayMs = Number(process.env['DELAY_MS'] ?? 20);
let latenciesMs: number[] = [];

const server = createServer((request, response) => {
  const arrived = process.hrtime.bigint();
  if (request.method === 'GET') {
    response.end(JSON.stringify(latenciesMs));
    latenciesMs = [];
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    for (const [, sentAt = '0'] of Buffer.concat(chunks)
      .toString()
      .matchAll(/sent-at:(\d+)/g)) {
      latenciesMs.push(Number(arrived - BigInt(sentAt)) / 1e6);
    }
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"ok":true}');
    }, delayMs);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', 1_024, () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  console.log(`@@${JSON.stringify({ address: `http://127.0.0.1:${port}` })}`);
});
process.stdin.on('end', () => process.exit(0)).resume();
