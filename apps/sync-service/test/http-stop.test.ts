import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startTestService } from './support/service.ts';

test('DOD-7 a connection on which nothing was ever asked does not keep the service from stopping', async () => {
  const service = await startTestService();
  const { hostname, port } = new URL(service.url);
  const socket = connect({ host: hostname, port: Number(port) });
  await once(socket, 'connect');
  // It is known to the service once a later request has been answered.
  expect((await service.call('GET', '/livez')).status).toBe(200);
  const ended = once(socket, 'close');
  await service.close();
  await ended;
});
