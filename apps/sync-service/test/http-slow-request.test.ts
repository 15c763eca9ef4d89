import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { answerBrokenRequest } from '../src/http/broken-request.ts';

test('API-4 a request that does not arrive whole in time is told so, and that it may be sent again', async () => {
  const server = createServer(
    { requestTimeout: 50, headersTimeout: 50, connectionsCheckingInterval: 20 },
    (request) => {
      request.resume();
    },
  );
  server.on('clientError', answerBrokenRequest);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  const socket = connect({ host: '127.0.0.1', port: typeof address === 'object' ? (address?.port ?? 0) : 0 });
  socket.write(
    'POST /v1/organizations/nbf/approvals/bulk HTTP/1.1\r\nhost: bilag\r\ncontent-length: 100\r\n\r\n{"approvals":',
  );
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(Buffer.from(chunk));
  const [head = '', body = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n');
  expect(head).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\ncontent-type: application\/problem\+json\r\n/);
  expect(JSON.parse(body)).toMatchObject({
    status: 408,
    code: 'REQUEST_TIMEOUT',
    remedy: expect.stringMatching('again'),
  });
});
