/**
 * The ERP stand-in, a process of its own: answers every POST after so many milliseconds (`DELAY_MS`, 20) and costs next to nothing. `GET /` tells how old the
 * `sent-at:` in the bodies since the last time were when their first byte came, in ms. `POST /never` is taken and never answered; `GET /never` tells how many such
 * calls are open, and for how long none was since the last time, in ms.
 */
import { createServer } from 'node:http';

const delayMs = Number(process.env['DELAY_MS'] ?? 20);
let latenciesMs: number[] = [];
const unanswered = { open: 0, withoutMs: 0, sinceMs: performance.now() };

/** Adds the time up to now, before the number of open calls changes. */
function countUnanswered(change: -1 | 0 | 1): void {
  const nowMs = performance.now();
  if (unanswered.open === 0) unanswered.withoutMs += nowMs - unanswered.sinceMs;
  unanswered.sinceMs = nowMs;
  unanswered.open += change;
}

const server = createServer((request, response) => {
  const arrived = process.hrtime.bigint();
  if (request.url === '/never' && request.method === 'POST') {
    countUnanswered(1);
    request.resume();
    response.on('close', () => countUnanswered(-1));
    return;
  }
  if (request.url === '/never') {
    countUnanswered(0);
    response.end(JSON.stringify({ open: unanswered.open, withoutMs: unanswered.withoutMs }));
    unanswered.withoutMs = 0;
    return;
  }
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
