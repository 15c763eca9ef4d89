import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MockErp } from '../src/index.ts';
import { ADD_ITEMS, ask, aVoucher, startSandbox } from './support/sandbox.ts';

let mock: MockErp;
beforeAll(async () => {
  mock = await startSandbox();
  mock.world.clock.freeze();
  mock.world.clock.set(new Date('2026-03-05T12:00:00Z'));
  for (const key of ['A', 'B', 'C']) {
    await ask(mock, ADD_ITEMS, aVoucher({ key }));
    mock.world.clock.advance(60_000);
  }
});
afterAll(() => mock.close());

const edges = (...codes: string[]) => codes.map((code) => expect.objectContaining({ node: { code } }));

test('what each slot means is set up per organization, and cost centers do not stand in slot 1', async () => {
  const query = '{ viewer { entity { glSetupEntries { field { name } fieldObject { objectKind { dbId name } } } } } }';
  expect(await ask(mock, query)).toMatchObject({
    data: {
      viewer: {
        entity: {
          glSetupEntries: [
            { field: { name: 'GL_OBJECT_1' }, fieldObject: { objectKind: { dbId: '4', name: 'PROJECT' } } },
            { field: { name: 'GL_OBJECT_2' }, fieldObject: { objectKind: { dbId: '31', name: 'COST_CENTER' } } },
          ],
        },
      },
    },
  });
});

test('cost centers and tax rules are object values of their kinds; open ones leave out what has expired', async () => {
  const query = `query ($kind: Int64String, $status: ObjectStatus) {
    objectValues(objectStatus: $status, filter: { objectKindDbId: $kind }) { edges { node { code } } } }`;
  const costCenters = { data: { objectValues: { edges: edges('310', '320', '330', '399') } } };
  expect(await ask(mock, query, { kind: 31 })).toEqual(costCenters);
  expect(await ask(mock, query, { kind: '31', status: 'OPEN' })).toEqual({
    data: { objectValues: { edges: edges('310', '320', '330') } },
  });
  expect(await ask(mock, query, { kind: 14 })).toEqual({
    data: { objectValues: { edges: edges('0', '1', '11', '12') } },
  });
});

test('account ids are numbers and a blocked account says so', async () => {
  const query = '{ accounts(filter: { code: "7199" }) { edges { node { dbId posting } } } }';
  expect(await ask(mock, query)).toEqual({
    data: { accounts: { edges: [{ node: { dbId: 9_007_199, posting: false } }] } },
  });
});

test('pages go on after the last cursor, oldest first; from the end they come newest first', async () => {
  const query = `query ($first: Int, $after: String, $last: Int, $before: String) {
    subledgers(first: $first, after: $after, last: $last, before: $before) {
      edges { cursor node { code } } pageInfo { hasNextPage hasPreviousPage } } }`;
  expect(await ask(mock, query, { first: 3 })).toMatchObject({
    data: {
      subledgers: { edges: [{}, {}, { cursor: '72001', node: { code: 'V2001' } }], pageInfo: { hasNextPage: true } },
    },
  });
  expect(await ask(mock, query, { first: 3, after: '72001' })).toMatchObject({
    data: {
      subledgers: { edges: [{ node: { code: 'V2002' } }], pageInfo: { hasNextPage: false, hasPreviousPage: true } },
    },
  });
  expect(await ask(mock, query, { last: 2, before: '72002' })).toMatchObject({
    data: {
      subledgers: {
        edges: [{ node: { code: 'V2001' } }, { node: { code: 'E1188' } }],
        pageInfo: { hasPreviousPage: true },
      },
    },
  });
  expect(await ask(mock, query, { first: 3, after: '72002' })).toMatchObject({ data: { subledgers: { edges: null } } });
  expect(await ask(mock, query, { first: 10_001 })).toMatchObject({
    errors: [{ message: expect.stringMatching(/at most 10000/) }],
  });
});

test.each([
  ['modifiedAt_gte: "2026-03-05T13:01:00"', ['B', 'B', 'C', 'C']],
  ['modifiedAt_gte: "2026-03-05T13:01:00", modifiedAt_lt: "2026-03-05T13:02:00"', ['B', 'B']],
  ['extIdentifier_in: ["A", "C"]', ['A', 'A', 'C', 'C']],
  [
    'OR: [{ extIdentifier: "A" }, { AND: [{ extIdentifier: "B" }, { text_in: ["Train, claim B"] }] }]',
    ['A', 'A', 'B', 'B'],
  ],
])('queued rows can be found by %s', async (filter, keys) => {
  const reply = await ask(mock, `{ glImportItems(filter: { ${filter} }) { edges { node { extIdentifier } } } }`);
  expect(reply).toEqual({
    data: { glImportItems: { edges: keys.map((extIdentifier) => ({ node: { extIdentifier } })) } },
  });
});

test('date-times are Norwegian local time without an offset', async () => {
  const reply = await ask(mock, '{ glImportItems(first: 1) { edges { node { createdAt fiscalYear fiscalPeriod } } } }');
  const node = { createdAt: '2026-03-05T13:00:00', fiscalYear: 2026, fiscalPeriod: 3 };
  expect(reply).toEqual({ data: { glImportItems: { edges: [{ node }] } } });
});

test('the schema can be introspected', async () => {
  const reply = await ask(mock, '{ __type(name: "AddGLImportItemsInputNode") { inputFields { name } } }');
  expect(reply).toMatchObject({
    data: { __type: { inputFields: expect.arrayContaining([{ name: 'extIdentifier' }]) } },
  });
});
