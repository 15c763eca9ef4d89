import { expect, test } from 'vitest';
import { json, type RawReply, send } from './support/http-client.ts';
import { expectProblem } from './support/http-problem.ts';
import { serviceOfThisFile } from './support/http-service.ts';
import { standardMapping } from './support/organizations.ts';
import { globalAdmin, orgAdmin } from './support/service.ts';

const file = serviceOfThisFile(['nbf', 'hlf', 'new']);
const baseUrl = 'https://127.0.0.1:9';
const integration = {
  connector: 'xledger',
  settings: {
    profile: 'rest',
    baseUrl,
    tokenUrl: `${baseUrl}/token`,
    ledgerId: '1',
    dimensions: { costCenter: 'COST_CENTER' },
  },
  credentials: { clientId: 'bilag', clientSecret: 'none' },
};
const mappingOf = (organizationId: string) => `/v1/organizations/${organizationId}/integration/mapping`;
const integrationOf = (organizationId: string) => `/v1/organizations/${organizationId}/integration`;
const alertSettings = { errorsPerDay: 10, pendingHours: 48, emails: ['regnskap@example.org'], webhook: null };
const alertSettingsOf = (organizationId: string) => `/v1/organizations/${organizationId}/alert-settings`;

const read = (path: string) => send(file.service, 'GET', path, { as: globalAdmin });
const save = (path: string, body: object, ifMatch?: string): Promise<RawReply> => {
  const headers = { ...json, ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }) };
  return send(file.service, 'PUT', path, { as: globalAdmin, headers, body: JSON.stringify(body) });
};
const tagOf = ({ headers }: RawReply) => headers.get('etag') ?? '';
const expectStale = (reply: RawReply) =>
  expectProblem(reply, JSON.parse(reply.text), { status: 412, code: 'PRECONDITION_FAILED', field: 'if-match' });

test.each([
  ['the field mapping', mappingOf, standardMapping],
  ['the integration', integrationOf, integration],
  ['the alert settings', alertSettingsOf, alertSettings],
] as const)(
  'of two who change %s at once, the second is told instead of overwriting the first',
  async (_what, addressFor, body) => {
    const path = addressFor('nbf');
    const first = await save(path, body);
    const tag = tagOf(first);
    expect(tag).toMatch(/^"[\w-]{27}"$/);
    expect(tagOf(await read(path))).toBe(tag);
    const answers = await Promise.all([save(path, body, tag), save(path, body, tag)]);
    expect(answers.map((it) => it.status).toSorted((a, b) => a - b)).toEqual([200, 412]);
    for (const it of answers) if (it.status === 412) expectStale(it);
    expectStale(await save(path, body, tag));
    const current = tagOf(await read(path));
    expect(current).not.toBe(tag);
    expect((await save(path, body, `"other", ${current}`)).status).toBe(200);
    expect((await save(path, body)).status).toBe(200);
  },
);

test('a weak tag is no tag to write by, and * is any that is there', async () => {
  await save(mappingOf('hlf'), standardMapping);
  const tag = tagOf(await read(mappingOf('hlf')));
  expectStale(await save(mappingOf('hlf'), standardMapping, `W/${tag}`));
  expect((await save(mappingOf('hlf'), standardMapping, '*')).status).toBe(200);
  expectStale(await save(mappingOf('new'), standardMapping, '*'));
  expectStale(await save(integrationOf('new'), integration, '*'));
  expect((await read(mappingOf('new'))).status).toBe(409);
  // There are always alert settings: those that hold until somebody says otherwise.
  expect((await save(alertSettingsOf('new'), alertSettings, tagOf(await read(alertSettingsOf('new'))))).status).toBe(
    200,
  );
});

test('what is refused for an old tag changes nothing and is in no log', async () => {
  const { body: before } = await file.service.call('GET', '/v1/organizations/new/sync-logs', orgAdmin('new'));
  expectStale(await save(mappingOf('new'), standardMapping, '"old"'));
  const { body: after } = await file.service.call('GET', '/v1/organizations/new/sync-logs', orgAdmin('new'));
  expect(after).toEqual(before);
});
