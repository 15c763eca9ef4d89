import { expect, onTestFinished, test } from 'vitest';
import { serviceOfThisFile } from '../../../apps/sync-service/test/support/http-service.ts';
import {
  approvingApp,
  globalAdmin,
  orgAdmin,
  startTestService,
} from '../../../apps/sync-service/test/support/service.ts';
import {
  type BilagClient,
  BilagProblem,
  createBilagClient,
  type ErrorCode,
  isBilagProblem,
  type Schemas,
} from '../src/index.ts';

const file = serviceOfThisFile(['nbf']);
const nbf = { organizationId: 'nbf' };

function clientFor(claims: ReturnType<typeof orgAdmin>, language = 'en'): BilagClient {
  const { service } = file;
  return createBilagClient({ baseUrl: service.url, token: () => service.sign(claims), language: () => language });
}

const aClaim = (sourceId: string): Schemas['Approval'] => ({
  kind: 'reimbursement',
  sourceId,
  revision: 1,
  approvedAt: '2026-03-06T09:30:00Z',
  approvedBy: 'kari.leder',
  expenseDate: '2026-03-05',
  payee: { type: 'employee', id: 'E1187', name: 'Ola Nordmann' },
  currency: 'NOK',
  lines: [{ expenseType: 'toll', amount: '120.00', costCenter: '310', text: 'Toll' }],
});

test('API-3 the client generated from the document approves a claim and reads what became of it', async () => {
  const approved = await clientFor(approvingApp('nbf')).post('/v1/organizations/{organizationId}/approvals', {
    path: nbf,
    body: aClaim('CLM 1/2?'),
  });
  const admin = clientFor(orgAdmin('nbf'));
  const { items, nextCursor } = await admin.get('/v1/organizations/{organizationId}/records', {
    path: nbf,
    query: { sourceId: 'CLM 1/2?', failed: false },
  });
  expect(items.map(({ id, state }) => ({ id, state }))).toEqual([{ id: approved.id, state: 'pending' }]);
  expect(nextCursor).toBeNull();
  const status = await admin.get('/v1/organizations/{organizationId}/status', { path: nbf });
  expect(status).toMatchObject({ pending: 1, health: { reason: 'not-configured' } });
});

test('API-4 what the service refuses is thrown as it says it, in the language asked for', async () => {
  const foreign = clientFor(orgAdmin('nbf'), 'nb').get('/v1/organizations/{organizationId}', {
    path: { organizationId: 'hlf' },
  });
  const error = await foreign.catch((it: unknown) => it);
  expect(isBilagProblem(error, 'UNKNOWN_ORGANIZATION')).toBe(true);
  expect(error).toMatchObject({ status: 404, problem: { remedy: expect.stringContaining('organisasjon') } });
});

test('API-3 a write is made only to what was read, and once for each key; the answer tells its version and that it came before', async () => {
  const admin = clientFor(orgAdmin('nbf'));
  const path = '/v1/organizations/{organizationId}/integration/mapping';
  const body = { expenseTypes: {}, credit: {}, postingDate: 'expense-date' } as const;
  const headers = { 'idempotency-key': 'first' };
  const first = await admin.send('put', path, { path: nbf, body, headers });
  const etag = first.headers.get('etag') ?? '';
  expect({ status: first.status, version: first.body.version, etag }).toEqual({
    status: 200,
    version: expect.any(Number),
    etag: expect.stringMatching(/^".+"$/),
  });
  const again = await admin.send('put', path, { path: nbf, body, headers });
  expect([again.headers.get('idempotency-replayed'), again.body]).toEqual(['true', first.body]);
  await admin.put(path, { path: nbf, body, headers: { 'if-match': etag } });
  const stale = admin.put(path, { path: nbf, body, headers: { 'if-match': etag } });
  await expect(stale.catch((it: unknown) => isBilagProblem(it, 'PRECONDITION_FAILED'))).resolves.toBe(true);
});

test('API-3 an approval that was known is told from one that was stored just now', async () => {
  const app = clientFor(approvingApp('nbf'));
  const send = () =>
    app.send('post', '/v1/organizations/{organizationId}/approvals', {
      path: nbf,
      body: aClaim('CLM-TWICE'),
    });
  expect([(await send()).status, (await send()).status]).toEqual([201, 200]);
});

test('API-4 whoever is told to come later is told when', async () => {
  const limited = await startTestService(undefined, { BILAG_RATE_LIMIT_PER_MINUTE: '1' });
  onTestFinished(() => limited.close());
  const token = () => limited.sign(globalAdmin);
  const busy = createBilagClient({ baseUrl: limited.url, token });
  await busy.get('/v1/organizations', {});
  const error: unknown = await busy.get('/v1/organizations', {}).catch((it: unknown) => it);
  if (!isBilagProblem(error, 'RATE_LIMITED')) throw error;
  expect(error.retryAfterSeconds).toBeGreaterThan(0);
  expect(error.headers.get('ratelimit-remaining')).toBe('0');
});

test('API-3 a code that there is none of does not compile; one of a later release can be compared', () => {
  const error = new BilagProblem(422);
  // @ts-expect-error: a slip of the pen.
  expect(isBilagProblem(error, 'CURENCY_MISMATCH')).toBe(false);
  const code: ErrorCode = 'CURRENCY_MISMATCH';
  expect(isBilagProblem(error, code)).toBe(false);
  expect(error.problem?.code === 'OF_A_LATER_RELEASE').toBe(false);
});

test('API-3 what a webhook brings has a type, and its event decides what may be read', () => {
  const read = (message: Schemas['StatusEvent'] | Schemas['EndpointTest']) =>
    message.type === 'endpoint.test' ? message.data.organizationId : message.data.sourceId;
  const data = { organizationId: 'nbf', occurredAt: '2026-11-25T12:00:07.120Z' };
  expect(read({ type: 'endpoint.test', timestamp: data.occurredAt, data })).toBe('nbf');
});

test('a service that cannot be reached is a problem without words', async () => {
  const nobody = createBilagClient({ baseUrl: 'http://127.0.0.1:9', token: () => 'x.y.z' });
  await expect(nobody.get('/v1/organizations', {})).rejects.toEqual(new BilagProblem(0));
});
