import { afterAll, beforeAll, expect, test } from 'vitest';
import { exchange, send } from './support/http-client.ts';
import { openApiOf, routesOf } from './support/http-openapi.ts';
import { createOrganization } from './support/http-service.ts';
import { globalAdmin, orgAdmin, startTestService, type TestService } from './support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService(undefined, {
    BILAG_RATE_LIMIT_PER_MINUTE: '5',
    BILAG_RATE_LIMIT_STRANGERS_PER_MINUTE: '8',
  });
  await createOrganization(service, 'nbf');
  await createOrganization(service, 'hlf');
});
afterAll(() => service?.close());

const status = '/v1/organizations/nbf/status';

test('API-4 a caller who asks too much is told when to come again, and no other caller is held up', async () => {
  const replies = [];
  for (let n = 0; n < 7; n += 1) replies.push(await send(service, 'GET', status, { as: orgAdmin('nbf') }));
  expect(replies.map((it) => it.status)).toEqual([200, 200, 200, 200, 200, 429, 429]);
  expect(replies.slice(0, 6).map((it) => it.headers.get('ratelimit-remaining'))).toEqual([
    '4',
    '3',
    '2',
    '1',
    '0',
    '0',
  ]);
  const [refused] = replies.slice(-1);
  expect(refused?.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(JSON.parse(refused?.text ?? '')).toMatchObject({
    status: 429,
    code: 'RATE_LIMITED',
    type: '/docs/errors#RATE_LIMITED',
  });
  const wait = Number(refused?.headers.get('retry-after'));
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(60);
  expect(refused?.headers.get('ratelimit-limit')).toBe('5');
  expect(Number(refused?.headers.get('ratelimit-reset'))).toBeLessThanOrEqual(60);
  expect((await send(service, 'GET', status, { as: { ...orgAdmin('nbf'), sub: 'another' } })).status).toBe(200);
});

test('API-4 nothing is carried out for a caller who has asked too much', async () => {
  const caller = { ...globalAdmin, sub: 'busy' };
  for (let n = 0; n < 5; n += 1) await service.call('GET', status, caller);
  const organization = { id: 'late', name: 'late', currency: 'NOK' };
  expect((await service.call('POST', '/v1/organizations', caller, organization)).status).toBe(429);
  const other = { ...globalAdmin, sub: 'patient' };
  expect((await service.call('POST', '/v1/organizations', other, organization)).status).toBe(201);
});

test('API-4 a caller is counted for what is refused too', async () => {
  const caller = { ...orgAdmin('nbf'), sub: 'curious' };
  const statuses = [];
  for (let n = 0; n < 6; n += 1)
    statuses.push((await service.call('GET', '/v1/organizations/hlf/status', caller)).status);
  expect(statuses).toEqual([404, 404, 404, 404, 404, 429]);
});

test('API-4 whoever guesses tokens is held up by address, and whoever has one is not', async () => {
  const attempts = [
    () => send(service, 'GET', status, { token: 'a.b.c' }),
    () => send(service, 'GET', status),
    () => send(service, 'GET', '/nowhere'),
    () => send(service, 'GET', '/openapi.json'),
  ];
  const statuses = [];
  for (const attempt of [...attempts, ...attempts, ...attempts]) statuses.push((await attempt()).status);
  expect(statuses).toEqual([401, 401, 404, 200, 401, 401, 404, 200, 429, 429, 429, 429]);
  expect((await service.call('GET', status, { ...orgAdmin('nbf'), sub: 'honest' })).status).toBe(200);
  const raw = await exchange(service, 'GET /livez HTTP/1.1\r\nhost: bilag\r\nconnection: close\r\n\r\n');
  expect(raw.status).toBe(200);
});

test('API-4 whether it is alive and ready, and its measurements, are answered however often somebody asks', async () => {
  for (const path of ['/livez', '/readyz', '/metrics']) {
    for (let n = 0; n < 12; n += 1) {
      const reply = await send(service, 'GET', path);
      expect([path, reply.status, reply.headers.get('ratelimit-limit')]).toEqual([path, 200, null]);
    }
  }
});

test('API-3 the document says where this may be answered', async () => {
  const unlimited = await startTestService();
  try {
    const routes = routesOf(await openApiOf(unlimited));
    const without = routes.filter((it) => it.responses[429] === undefined).map((it) => it.path);
    expect(without.toSorted()).toEqual(['/livez', '/metrics', '/readyz']);
    for (let n = 0; n < 10; n += 1) expect((await send(unlimited, 'GET', status, { token: 'a.b.c' })).status).toBe(401);
  } finally {
    await unlimited.close();
  }
});

test('AUD-5 another organization’s program of the same name uses up nothing that is this one’s', async () => {
  const busy = { ...orgAdmin('nbf'), sub: 'claims-app' };
  let answered = 200;
  while (answered === 200) answered = (await service.call('GET', status, busy)).status;
  expect(answered).toBe(429);
  const other = { ...orgAdmin('hlf'), sub: 'claims-app' };
  expect((await service.call('GET', '/v1/organizations/hlf/status', other)).status).toBe(200);
});
