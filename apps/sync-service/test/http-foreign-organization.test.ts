import { anApproval } from '@bilag/core/testing';
import { expect, test } from 'vitest';
import { json, type RawReply, send } from './support/http-client.ts';
import { expectProblem } from './support/http-problem.ts';
import { approvalsOf, recordsOf, serviceOfThisFile } from './support/http-service.ts';
import { approvingApp, orgAdmin, type TokenClaims } from './support/service.ts';

const file = serviceOfThisFile(['nbf', 'hlf']);

/** An answer without what every answer has anew. */
function comparable({ status, headers, text }: RawReply) {
  const kept = [...headers].filter(([name]) => name !== 'date' && name !== 'x-request-id');
  return { status, headers: kept, text };
}

const requests: readonly [string, string, string?][] = [
  ['GET', ''],
  ['GET', '/records'],
  ['GET', '/records?limit=0'],
  ['GET', '/records/0199b6f0-6a5e-7c31-8a4f-3f0d7a1b2c3d'],
  ['GET', '/records/0199b6f0-6a5e-7c31-8a4f-3f0d7a1b2c3d/voucher'],
  ['POST', '/approvals', JSON.stringify(anApproval())],
  ['POST', '/approvals', '{"broken'],
  ['POST', '/approvals/bulk', '{"approvals":[]}'],
];
const administration: typeof requests = [
  ['GET', '/integration'],
  ['PUT', '/integration', '{}'],
  ['POST', '/integration/test'],
  ['PUT', '/integration/enabled', '{"enabled":true}'],
  ['GET', '/integration/mapping'],
  ['PUT', '/integration/mapping', '{}'],
  ['POST', '/integration/mapping/check'],
  ['POST', '/integration/master-data'],
  ['GET', '/integration/ledger-accounts'],
  ['GET', '/integration/cost-centers?limit=0'],
  ['GET', '/integration/vat-codes'],
  ['GET', '/integration/dimensions'],
  ['GET', '/integration/dimensions/project'],
  ['POST', '/integration/choices', '{}'],
  ['GET', '/integration/usage'],
  ['GET', '/sync-logs'],
  ['GET', '/sync-logs?cursor=xx'],
  ['GET', '/sync-logs/1'],
  ['GET', '/sync-logs.csv'],
  ['POST', '/reconciliations', '{"month":"2026-03"}'],
  ['GET', '/reconciliations'],
  ['GET', '/reconciliations/0199b6f0-6a5e-7c31-8a4f-3f0d7a1b2c3d'],
];

test.each<[string, TokenClaims, typeof requests]>([
  ['an approving app', approvingApp('hlf'), requests],
  ['an org admin', orgAdmin('hlf'), [...requests, ...administration]],
  ['an app of many organizations', { role: 'service', organization_ids: ['hlf', 'other'] }, requests],
])('AUD-5 to %s a foreign organization is, byte for byte, one that does not exist', async (_who, as, asked) => {
  for (const [method, path, body] of asked) {
    const request = { as, ...(body === undefined ? {} : { headers: json, body }) };
    const ask = async (id: string) => await send(file.service, method, `/v1/organizations/${id}${path}`, request);
    const [foreign, missing, impossible] = [await ask('nbf'), await ask('no-such'), await ask('NO%20such')];
    expectProblem(foreign, JSON.parse(foreign.text), { status: 404, code: 'UNKNOWN_ORGANIZATION' });
    expect(comparable(foreign)).toEqual(comparable(missing));
    expect(comparable(foreign)).toEqual(comparable(impossible));
  }
});

test('AUD-5 a foreign organization’s record is, byte for byte, one that does not exist', async () => {
  const { body } = await file.service.call('POST', approvalsOf('nbf'), approvingApp('nbf'), anApproval());
  const as = approvingApp('hlf');
  for (const part of ['', '/voucher']) {
    const foreign = await send(file.service, 'GET', `${recordsOf('hlf')}/${String(body.id)}${part}`, { as });
    const missing = await send(file.service, 'GET', `${recordsOf('hlf')}/0199b6f0-6a5e-7c31-8a4f-3f0d7a1b2c3d${part}`, {
      as,
    });
    expectProblem(foreign, JSON.parse(foreign.text), { status: 404, code: 'RECORD_NOT_FOUND' });
    expect(comparable(foreign)).toEqual(comparable(missing));
  }
});

test('AUD-5 an organization that the token names but that was never created does not exist either', async () => {
  const ghost = await send(file.service, 'GET', '/v1/organizations/ghost', { as: approvingApp('ghost') });
  const foreign = await send(file.service, 'GET', '/v1/organizations/nbf', { as: approvingApp('ghost') });
  expect(comparable(ghost)).toEqual(comparable(foreign));
});

test('AUD-5 an org admin’s list of organizations has only the own one', async () => {
  const { body } = await file.service.call<{ items: { id: string }[] }>('GET', '/v1/organizations', orgAdmin('hlf'));
  expect(body.items.map((it) => it.id)).toEqual(['hlf']);
});
