import { anApproval } from '@bilag/core/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { json, type RawReply, type RawRequest, send } from './support/http-client.ts';
import { checkAgainst, type DocumentCheck } from './support/http-document-check.ts';
import { openApiOf, type Route, routesOf } from './support/http-openapi.ts';
import { createOrganization } from './support/http-service.ts';
import { standardMapping } from './support/organizations.ts';
import { approvingApp, globalAdmin, orgAdmin, startTestService, type TestService } from './support/service.ts';

let service: TestService;
let check: DocumentCheck;
let routes: readonly Route[];

beforeAll(async () => {
  service = await startTestService(undefined, {
    BILAG_RATE_LIMIT_PER_MINUTE: '500',
    BILAG_RATE_LIMIT_STRANGERS_PER_MINUTE: '2',
  });
  await createOrganization(service, 'nbf');
  const document = await openApiOf(service);
  check = checkAgainst(document);
  routes = routesOf(document);
});
afterAll(() => service?.close());

const operation = (operationId: string): Route => {
  const found = routes.find((it) => it.operationId === operationId);
  if (found === undefined) throw new Error(`No operation ${operationId}.`);
  return found;
};

/** Has the operation answer, and expects each header that it sends to be in the document for that answer. */
async function answered(
  operationId: string,
  request: Omit<RawRequest, 'body'> & { body?: unknown } = {},
): Promise<RawReply> {
  const route = operation(operationId);
  const { body, headers, ...rest } = request;
  const path = route.path.replace('{organizationId}', 'nbf');
  const text = body === undefined ? {} : { body: JSON.stringify(body) };
  const reply = await send(service, route.method, path, {
    ...rest,
    ...text,
    headers: { ...(body === undefined ? {} : json), ...headers },
  });
  expect({ operationId, fault: check.headersFault(route, reply) }).toEqual({ operationId, fault: undefined });
  return reply;
}

const admin = orgAdmin('nbf');
const record = anApproval({ sourceId: 'H-1' });

test('API-3 each header that a caller goes by is in the document for the answers that have it', async () => {
  const created = await answered('acceptApproval', { as: approvingApp('nbf'), body: record });
  expect([created.status, created.headers.has('location')]).toEqual([201, true]);
  const known = await answered('acceptApproval', { as: approvingApp('nbf'), body: record });
  expect([known.status, known.headers.has('location')]).toEqual([200, true]);

  const key = { 'idempotency-key': 'headers' };
  const saved = await answered('saveFieldMapping', { as: admin, headers: key, body: standardMapping });
  expect([saved.status, saved.headers.has('etag')]).toEqual([200, true]);
  const replayed = await answered('saveFieldMapping', { as: admin, headers: key, body: standardMapping });
  expect([replayed.status, replayed.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
  const read = await answered('getFieldMapping', { as: admin });
  expect(read.headers.get('etag')).toBe(saved.headers.get('etag'));
  const stale = await answered('saveFieldMapping', {
    as: admin,
    headers: { 'if-match': '"old"' },
    body: standardMapping,
  });
  expect(stale.status).toBe(412);

  const organization = { id: 'hlf', name: 'HLF', currency: 'NOK' };
  const made = await answered('createOrganization', { as: globalAdmin, body: organization });
  expect([made.status, made.headers.has('location')]).toEqual([201, true]);
  for (const it of [created, saved, read, made]) expect(it.headers.get('ratelimit-limit')).toBe('500');
});

test('API-3 so are those of refusals: how to sign in, and when to come again', async () => {
  const stranger = await answered('getStatus');
  expect([stranger.status, stranger.headers.has('www-authenticate')]).toEqual([401, true]);
  await answered('getStatus');
  const tooMany = await answered('getStatus');
  expect([tooMany.status, Number(tooMany.headers.get('retry-after')) > 0]).toEqual([429, true]);
});

test('API-3 what is not limited, makes nothing and has no version has none of them', () => {
  for (const it of ['isAlive', 'metrics']) expect(operation(it).responses['200']?.headers).toBeUndefined();
  expect(Object.keys(operation('getStatus').responses['200']?.headers ?? {})).toEqual([
    'RateLimit-Limit',
    'RateLimit-Remaining',
    'RateLimit-Reset',
  ]);
});
