import { expect, test } from 'vitest';
import { serviceOfThisFile } from '../../../apps/sync-service/test/support/http-service.ts';
import { approvingApp, orgAdmin } from '../../../apps/sync-service/test/support/service.ts';
import { type BilagClient, BilagProblem, createBilagClient, isBilagProblem } from '../src/index.ts';

const file = serviceOfThisFile(['nbf']);
const nbf = { organizationId: 'nbf' };

function clientFor(claims: ReturnType<typeof orgAdmin>, language = 'en'): BilagClient {
  const { service } = file;
  return createBilagClient({ baseUrl: service.url, token: () => service.sign(claims), language: () => language });
}

test('API-3 the client generated from the document approves a claim and reads what became of it', async () => {
  const approved = await clientFor(approvingApp('nbf')).post('/v1/organizations/{organizationId}/approvals', {
    path: nbf,
    body: {
      kind: 'reimbursement',
      sourceId: 'CLM 1/2?',
      revision: 1,
      approvedAt: '2026-03-06T09:30:00Z',
      approvedBy: 'kari.leder',
      expenseDate: '2026-03-05',
      payee: { type: 'employee', id: 'E1187', name: 'Ola Nordmann' },
      currency: 'NOK',
      lines: [{ expenseType: 'toll', amount: '120.00', costCenter: '310', text: 'Toll' }],
    },
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

test('a service that cannot be reached is a problem without words', async () => {
  const nobody = createBilagClient({ baseUrl: 'http://127.0.0.1:9', token: () => 'x.y.z' });
  await expect(nobody.get('/v1/organizations', {})).rejects.toEqual(new BilagProblem(0));
});
