/**
 * The collector stand-in, a process of its own: takes spans and metrics over OTLP and keeps none. `GET /` tells how many requests of each kind have come
 * since it was asked last, and how many spans of one voucher's way were in them.
 */
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';

const silence = () => ({ traces: 0, metrics: 0, deliveries: 0, requests: 0 });
let heard = silence();

/** Protobuf has texts as they are, so that names can be counted without reading the rest. */
const timesIn = (body: Buffer, name: string) => body.toString('latin1').split(name).length - 1;

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.end(JSON.stringify(heard));
    heard = silence();
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const sent = Buffer.concat(chunks);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
    if (request.url === '/v1/metrics') heard.metrics += 1;
    if (request.url === '/v1/traces') {
      heard.traces += 1;
      heard.deliveries += timesIn(body, 'deliver voucher');
      heard.requests += timesIn(body, 'POST /v1/organizations/:organizationId/approvals');
    }
    response.writeHead(200, { 'content-type': 'application/x-protobuf' });
    response.end();
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  console.log(`@@${JSON.stringify({ address: `http://127.0.0.1:${port}` })}`);
});
process.stdin.on('end', () => process.exit(0)).resume();
