import { expect, test } from 'vitest';
import { registeredRoutes } from './support/authorization-table.ts';
import { json, send } from './support/http-client.ts';
import { type ExpectedProblem, expectProblem } from './support/http-problem.ts';
import { serviceOfThisFile } from './support/http-service.ts';
import { globalAdmin } from './support/service.ts';

const file = serviceOfThisFile(['nbf']);
const someId = '0199b6f0-6a5e-7c31-8a4f-3f0d7a1b2c3d';

/** What is said of an id that names nothing, whether or not anything could have it. */
const codes: Readonly<Record<string, ExpectedProblem['code']>> = {
  organizationId: 'UNKNOWN_ORGANIZATION',
  recordId: 'RECORD_NOT_FOUND',
  logId: 'LOG_ENTRY_NOT_FOUND',
  alertId: 'ALERT_NOT_FOUND',
  reconciliationId: 'RECONCILIATION_NOT_FOUND',
  syncId: 'SYNC_NOT_FOUND',
  endpointId: 'WEBHOOK_ENDPOINT_NOT_FOUND',
  deliveryId: 'WEBHOOK_DELIVERY_NOT_FOUND',
};

test('API-4 an id in an address that nothing can have is told as what it names, at every address with one', async () => {
  const named = (await registeredRoutes()).flatMap(({ method, url }) => {
    const [last] = /:(\w+)(?=[^:]*$)/.exec(url)?.slice(1) ?? [];
    // An axis has a name of the accounting system’s, which can be anything.
    return last === undefined || last === 'axis' || url.includes('*') ? [] : [{ method, url, last }];
  });
  expect(new Set(named.map(({ last }) => last))).toEqual(new Set(Object.keys(codes)));
  for (const { method, url, last } of named) {
    const path = url.replace(`:${last}`, 'NO%20such').replace(':organizationId', 'nbf').replaceAll(/:\w+/g, someId);
    const body = method === 'GET' ? {} : { headers: json, body: '{}' };
    const reply = await send(file.service, method, path, { as: globalAdmin, ...body });
    expectProblem(reply, JSON.parse(reply.text), { status: 404, code: codes[last] ?? 'NOT_FOUND' });
  }
});
