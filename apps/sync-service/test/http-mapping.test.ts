import { expect, test } from 'vitest';
import { expectProblem } from './support/http-problem.ts';
import { createOrganization, serviceOfThisFile } from './support/http-service.ts';
import { everythingStored } from './support/http-stored.ts';
import { standardMapping } from './support/organizations.ts';
import { orgAdmin } from './support/service.ts';

const file = serviceOfThisFile([]);
let created = 0;

/** A way to ask for the integration of an organization of its own. */
async function anOrganization() {
  created += 1;
  const id = `org-${created}`;
  await createOrganization(file.service, id);
  return (method: string, part: string, body?: unknown) =>
    file.service.call(method, `/v1/organizations/${id}/integration${part}`, orgAdmin(id), body);
}

test.each<[string, Readonly<Record<string, unknown>>, string]>([
  ['no account', { expenseTypes: { toll: { treatment: 'post' } } }, 'expenseTypes.toll.ledgerAccount'],
  ['an unknown treatment', { expenseTypes: { toll: { treatment: 'burn' } } }, 'expenseTypes.toll'],
  ['a rule that is a text', { expenseTypes: { toll: '7142' } }, 'expenseTypes.toll'],
  [
    'an account for payroll',
    { expenseTypes: { toll: { treatment: 'payroll', ledgerAccount: '1' } } },
    'expenseTypes.toll.ledgerAccount',
  ],
  ['an account as a number', { credit: { employee: { ledgerAccount: 2910 } } }, 'credit.employee.ledgerAccount'],
  ['another kind of payee', { credit: { dog: { ledgerAccount: '2910' } } }, 'credit.dog'],
  ['a posting date of its own', { postingDate: 'today' }, 'postingDate'],
  ['another rule for closed periods', { closedPeriod: 'ignore' }, 'closedPeriod'],
  [
    'an axis that nobody can place',
    { expenseTypes: { toll: { treatment: 'post', ledgerAccount: '7142', dimensions: { 'my axis': '1' } } } },
    'expenseTypes.toll.dimensions',
  ],
  [
    'a fixed value as a number',
    { credit: { employee: { ledgerAccount: '2910', dimensions: { project: 4402 } } } },
    'credit.employee.dimensions.project',
  ],
  [
    'a cost center given twice in one rule',
    {
      expenseTypes: {
        toll: { treatment: 'post', ledgerAccount: '7142', costCenter: '310', dimensions: { costCenter: '320' } },
      },
    },
    'expenseTypes.toll.dimensions.costCenter',
  ],
  ['a version of its own', { version: 7 }, 'version'],
  ['a cost center with NUL', { costCenters: { '310': '3\u00001' } }, 'costCenters[310]'],
  [
    '501 expense types',
    { expenseTypes: Object.fromEntries(Array.from({ length: 501 }, (_, at) => [`t${at}`, { treatment: 'exclude' }])) },
    'expenseTypes',
  ],
])('API-4 a field mapping with %s is refused, naming it, and no version is made', async (_what, change, field) => {
  const ask = await anOrganization();
  const before = await everythingStored(file.service);
  const reply = await ask('PUT', '/mapping', { ...standardMapping, ...change });
  expectProblem(reply, reply.body, { status: 400, code: 'VALIDATION_FAILED', field });
  expect(await everythingStored(file.service)).toEqual(before);
});

test('each field mapping saved is the next version, and the newest decides which expense types there are', async () => {
  const ask = await anOrganization();
  const next = {
    ...standardMapping,
    expenseTypes: { ...standardMapping.expenseTypes, yacht: { treatment: 'exclude' } },
  };
  expect((await ask('PUT', '/mapping', standardMapping)).body).toEqual({ ...standardMapping, version: 1 });
  expect((await ask('PUT', '/mapping', next)).body).toEqual({ ...next, version: 2 });
  expect((await ask('GET', '/mapping')).body).toEqual({ ...next, version: 2 });
});

test('a field mapping keeps its fixed dimension values and its rule for closed periods', async () => {
  const ask = await anOrganization();
  const mapping = {
    expenseTypes: {
      honorarium: { treatment: 'post', ledgerAccount: '5390', dimensions: { project: '4402', constructor: 'X' } },
      toll: { treatment: 'post', ledgerAccount: '7142', dimensions: {} },
    },
    credit: { employee: { ledgerAccount: '2910', subledger: true, dimensions: { costCenter: '310' } } },
    postingDate: 'approval-date',
    closedPeriod: 'next-open-period',
  };
  expect((await ask('PUT', '/mapping', mapping)).body).toEqual({ ...mapping, version: 1 });
  expect((await ask('GET', '/mapping')).body).toEqual({ ...mapping, version: 1 });
});
