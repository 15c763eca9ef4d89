import { readFile } from 'node:fs/promises';
import { standardExpenseTypes } from '@bilag/core';
import { anApproval } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { openApiOf } from './support/http-openapi.ts';
import { expectProblem } from './support/http-problem.ts';
import { approvalsOf, recordsOf, serviceOfThisFile } from './support/http-service.ts';
import { everythingStored } from './support/http-stored.ts';
import { standardMapping } from './support/organizations.ts';
import { approvingApp, globalAdmin, orgAdmin } from './support/service.ts';

const file = serviceOfThisFile(['nbf']);
const hlf = { id: 'hlf', name: 'Hørselshemmedes Landsforbund', currency: 'NOK' };
const create = (body: unknown) => file.service.call('POST', '/v1/organizations', globalAdmin, body);

test('an organization is created once, says where it is, and has no records yet', async () => {
  const created = await create(hlf);
  expect(created).toMatchObject({ status: 201, body: { ...hlf, link: '/v1/organizations/hlf' } });
  expect(created.headers.get('location')).toBe('/v1/organizations/hlf');
  expect((await file.service.call('GET', '/v1/organizations/hlf', orgAdmin('hlf'))).body).toEqual(created.body);
  expect((await file.service.call('GET', recordsOf('hlf'), orgAdmin('hlf'))).body.items).toEqual([]);
  const again = await create(hlf);
  expectProblem(again, again.body, { status: 409, code: 'ORGANIZATION_EXISTS', field: 'id' });
});

test.each(['', 'NBF', '-nbf', 'n/bf', 'nbf\n', 'a'.repeat(64), null, 7])(
  'API-4 an organization called %j is refused, and nothing is stored',
  async (id) => {
    const before = await everythingStored(file.service);
    const reply = await create({ ...hlf, id });
    expectProblem(reply, reply.body, { status: 400, code: 'VALIDATION_FAILED', field: 'id' });
    expect(await everythingStored(file.service)).toEqual(before);
  },
);

describe('which expense types may be sent', () => {
  const typesOf = async (id: string) => {
    const { body } = await file.service.call<{ expenseTypes: string[] }>(
      'GET',
      `/v1/organizations/${id}`,
      approvingApp(id),
    );
    return body.expenseTypes;
  };
  const send = async (id: string, sourceId: string, expenseType: string) => {
    const approval = anApproval({ sourceId, lines: [{ expenseType, amount: '120.00', text: 'Paid' }] });
    return (await file.service.call('POST', approvalsOf(id), approvingApp(id), approval)).status;
  };

  test('an approving app can ask: the standard ones, and those of the field mapping as soon as it is saved', async () => {
    await create({ ...hlf, id: 'types' });
    const standard = standardExpenseTypes.toSorted();
    expect(await typesOf('types')).toEqual(standard);
    const own = { course_fee: { treatment: 'payroll' }, a_first: { treatment: 'exclude' } };
    const mapping = { ...standardMapping, expenseTypes: { ...own, toll: { treatment: 'payroll' } } };
    const address = '/v1/organizations/types/integration/mapping';
    expect((await file.service.call('PUT', address, orgAdmin('types'), mapping)).status).toBe(200);
    expect(await typesOf('types')).toEqual([...standard, 'a_first', 'course_fee'].toSorted());
  });

  test('what is told is taken, and nothing else', async () => {
    const told = await typesOf('types');
    expect(await Promise.all(told.map((it) => send('types', `T-${it}`, it)))).toEqual(told.map(() => 201));
    expect(await send('types', 'T-other', 'hotel')).toBe(422);
  });

  test('the standard ones are in the document and in the docs', async () => {
    const { components } = await openApiOf(file.service);
    const described = JSON.stringify(components.schemas['ExpenseLine']);
    const docs = await readFile(new URL('../../../docs/mapping.md', import.meta.url), 'utf8');
    for (const it of standardExpenseTypes) {
      expect(described).toContain(`\`${it}\``);
      expect(docs).toContain(`\`${it}\``);
    }
  });
});

describe('an organization that has another name', () => {
  const rename = (id: string, body: unknown, token = globalAdmin) =>
    file.service.call('PUT', `/v1/organizations/${id}/name`, token, body);
  const renamings = async () => {
    const { body } = await file.service.call<{ items: { id: string; link: string }[] }>(
      'GET',
      '/v1/organizations/norkring/sync-logs?action=organization-renamed',
      orgAdmin('norkring'),
    );
    return body.items;
  };

  test('is called by it from now on, and the log tells both names, once', async () => {
    await create({ ...hlf, id: 'norkring', name: 'Norkring' });
    const renamed = await rename('norkring', { name: 'Norkring Øst' });
    expect(renamed).toMatchObject({
      status: 200,
      body: { id: 'norkring', name: 'Norkring Øst', currency: 'NOK', link: '/v1/organizations/norkring' },
    });
    expect((await file.service.call('GET', '/v1/organizations/norkring', orgAdmin('norkring'))).body).toEqual(
      renamed.body,
    );
    expect((await rename('norkring', { name: 'Norkring Øst' })).body).toEqual(renamed.body);
    const [told, ...more] = await renamings();
    expect(more).toEqual([]);
    const entry = await file.service.call('GET', told?.link ?? '', orgAdmin('norkring'));
    expect(entry.body).toMatchObject({ facts: { from: 'Norkring', to: 'Norkring Øst' } });
  });

  test.each([{ name: '' }, { name: 'a'.repeat(201) }, { name: 'a\u0000b' }, { name: 7 }, {}])(
    'API-4 is not called %j',
    async (body) => {
      const before = await everythingStored(file.service);
      const reply = await rename('nbf', body);
      expectProblem(reply, reply.body, { status: 400, code: 'VALIDATION_FAILED', field: 'name' });
      expect(await everythingStored(file.service)).toEqual(before);
    },
  );

  test('was given it by a global admin, and there is no other', async () => {
    const denied = await rename('nbf', { name: 'Ours' }, orgAdmin('nbf'));
    expect(denied.status).toBe(403);
    const unknown = await rename('nobody', { name: 'Nobody' });
    expectProblem(unknown, unknown.body, { status: 404, code: 'UNKNOWN_ORGANIZATION' });
  });
});

test('a global admin sees all organizations, by id', async () => {
  const { body } = await file.service.call<{ items: { id: string }[] }>('GET', '/v1/organizations', globalAdmin);
  expect(body.items.map((it) => it.id)).toEqual(body.items.map((it) => it.id).toSorted());
  expect(body.items.map((it) => it.id)).toContain('nbf');
});
