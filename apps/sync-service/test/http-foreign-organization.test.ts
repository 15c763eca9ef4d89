import { anApproval } from '@bilag/core/testing';
import { expect, test } from 'vitest';
import { registeredRoutes } from './support/authorization-table.ts';
import { json, type RawReply, send } from './support/http-client.ts';
import { expectProblem } from './support/http-problem.ts';
import { approvalsOf, serviceOfThisFile } from './support/http-service.ts';
import { asOwner } from './support/http-stored.ts';
import { approvingApp, orgAdmin, type TokenClaims } from './support/service.ts';

const file = serviceOfThisFile(['nbf', 'hlf']);

/** An answer without what every answer has anew. */
function comparable({ status, headers, text }: RawReply) {
  const kept = [...headers].filter(([name]) => name !== 'date' && name !== 'x-request-id');
  return { status, headers: kept, text };
}

/** The same, asked in a way that is refused for other reasons when the organization is one's own. */
const oddRequests: readonly Asked[] = [
  ['GET', '/records?limit=0'],
  ['GET', '/integration/cost-centers?limit=0'],
  ['GET', '/sync-logs?cursor=xx'],
  ['POST', '/approvals', JSON.stringify(anApproval())],
  ['POST', '/approvals', '{"broken'],
  ['POST', '/approvals/bulk', '{"approvals":[]}'],
  ['PUT', '/integration/enabled', '{"enabled":true}'],
  ['POST', '/reconciliations', '{"month":"2026-03"}'],
];
type Asked = readonly [method: string, path: string, body?: string];

const prefix = '/v1/organizations/:organizationId';
const someId = '0199b6f0-6a5e-7c31-8a4f-3f0d7a1b2c3d';

/** Every route below an organization that is registered, for a role. */
async function requestsFor(role: 'service' | 'org_admin'): Promise<readonly Asked[]> {
  const routes = (await registeredRoutes()).filter(({ url, access }) => {
    const isOurs = access !== 'public' && access.roles.includes(role);
    return isOurs && (url === prefix || url.startsWith(`${prefix}/`));
  });
  return routes.map(({ method, url }) => {
    const path = url.slice(prefix.length).replaceAll(/:\w+/g, someId);
    return method === 'GET' ? [method, path] : [method, path, '{}'];
  });
}

test.each<[string, TokenClaims, 'service' | 'org_admin']>([
  ['an approving app', approvingApp('hlf'), 'service'],
  ['an org admin', orgAdmin('hlf'), 'org_admin'],
  ['an app of many organizations', { role: 'service', organization_ids: ['hlf', 'other'] }, 'service'],
])('AUD-5 to %s a foreign organization is, byte for byte, one that does not exist', async (_who, as, role) => {
  const routes = await requestsFor(role);
  const paths = new Set(routes.map(([, path]) => path));
  const odd = oddRequests.filter(([, path]) => paths.has(path.split('?')[0] ?? ''));
  expect(routes.length).toBeGreaterThanOrEqual(role === 'service' ? 7 : 30);
  for (const [method, path, body] of [...routes, ...odd]) {
    const request = { as, ...(body === undefined ? {} : { headers: json, body }) };
    const ask = async (id: string) => await send(file.service, method, `/v1/organizations/${id}${path}`, request);
    const [foreign, missing, impossible] = [await ask('nbf'), await ask('no-such'), await ask('NO%20such')];
    expectProblem(foreign, JSON.parse(foreign.text), { status: 404, code: 'UNKNOWN_ORGANIZATION' });
    expect(comparable(foreign)).toEqual(comparable(missing));
    expect(comparable(foreign)).toEqual(comparable(impossible));
  }
});

/** What `nbf` has, one of each kind, put there past the service; their numbers and ids are their names in addresses. */
async function idsOfNbf(): Promise<Readonly<Record<string, string>>> {
  const { body } = await file.service.call('POST', approvalsOf('nbf'), approvingApp('nbf'), anApproval());
  const [row] = await asOwner<Record<string, string>>(
    file.service,
    `with sync as (
       insert into bilag.sync_runs (organization_id, trigger, requested_by, last_sequence, records)
       values ('nbf', 'manual', 'test', 0, 0) returning run_id
     ), reconciliation as (
       insert into bilag.reconciliations (organization_id, month, requested_by) values ('nbf', '2026-03-01', 'test') returning reconciliation_id
     ), alert as (
       insert into bilag.alerts (organization_id, kind, cause, count) values ('nbf', 'error-rate', '', 11) returning alert_id
     )
     select (select run_id from sync)::text as "syncId", (select reconciliation_id from reconciliation)::text as "reconciliationId",
       (select alert_id from alert)::text as "alertId",
       (select max(log_id) from bilag.sync_logs where organization_id = 'nbf')::text as "logId"`,
  );
  return { ...row, recordId: String(body.id) };
}

test('AUD-5 what a foreign organization has is, byte for byte, what does not exist, at every address that names one thing', async () => {
  const ids = await idsOfNbf();
  const things = (await registeredRoutes()).filter(({ url }) =>
    /:organizationId.*:(recordId|syncId|reconciliationId|logId|alertId)/.test(url),
  );
  expect(things.length).toBeGreaterThanOrEqual(7);
  for (const { method, url } of things) {
    const bodies = method === 'GET' ? [undefined] : ['{}', '{"decision":"ignore","reason":"Not ours."}'];
    for (const body of bodies) {
      const request = { as: orgAdmin('hlf'), ...(body === undefined ? {} : { headers: json, body }) };
      const ask = async (thing: (name: string) => string) => {
        const path = url.replace(':organizationId', 'hlf').replaceAll(/:(\w+)/g, (_, name: string) => thing(name));
        return await send(file.service, method, path, request);
      };
      const foreign = await ask((name) => ids[name] ?? someId);
      const missing = await ask((name) => (name === 'logId' ? '999999999' : someId));
      expect({ url, status: foreign.status }).toEqual({
        url,
        status: expect.toSatisfy((it) => it === 404 || it === 400),
      });
      expect(comparable(foreign)).toEqual(comparable(missing));
    }
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
