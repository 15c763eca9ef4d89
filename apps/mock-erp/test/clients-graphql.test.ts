import { Client, fetchExchange } from '@urql/core';
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery, validateSchema } from 'graphql';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { MockErp } from '../src/index.ts';
import { ADD_ITEMS, aVoucher, control, FULL, startSandbox } from './support/sandbox.ts';

let mock: MockErp;
let client: Client;
beforeAll(async () => {
  mock = await startSandbox();
  client = new Client({
    url: mock.urls.xledgerGraphql,
    exchanges: [fetchExchange],
    fetchOptions: { headers: { authorization: FULL } },
    preferGetMethod: false,
  });
});
afterEach(() => control(mock, '/reset'));
afterAll(() => mock.close());

test('a GraphQL client from npm introspects the schema, and what it gets is a valid schema', async () => {
  const { data, error } = await client.query<IntrospectionQuery>(getIntrospectionQuery(), {});
  expect(error).toBeUndefined();
  if (data === undefined) throw new Error('There is no schema');
  const schema = buildClientSchema(data);
  expect(validateSchema(schema)).toEqual([]);
  expect(schema.getMutationType()?.getFields()).toHaveProperty('addGLImportItems');
});

test('a GraphQL client from npm adds import items, runs the booking job and reads the voucher back', async () => {
  const added = await client.mutation(ADD_ITEMS, aVoucher({ key: 'X-NPM' }));
  expect(added).toMatchObject({
    error: undefined,
    data: { addGLImportItems: { edges: [{ clientId: 'X-NPM-1' }, { clientId: 'X-NPM-2' }] } },
  });
  const booked =
    '{ journalEntries(filter: { extIdentifier: "X-NPM" }) { edges { node { amount account { code } } } } }';
  expect((await client.query(booked, {})).data).toMatchObject({ journalEntries: { edges: null } });
  expect(await control(mock, '/xledger/booking-job')).toMatchObject({ bookedVouchers: 1 });
  expect((await client.query(booked, {})).data).toMatchObject({
    journalEntries: {
      edges: [
        { node: { amount: '842.50', account: { code: '7140' } } },
        { node: { amount: '-842.50', account: { code: '2910' } } },
      ],
    },
  });
});

test('a GraphQL client from npm sees what is refused as GraphQL errors', async () => {
  const refused = await client.mutation(ADD_ITEMS, aVoucher({ account: '9999' }));
  expect(refused.error?.graphQLErrors).toMatchObject([
    { message: expect.stringContaining('No value matching owner'), extensions: { code: 'INVALID_VALUE' } },
  ]);
  expect((await client.query('{ vouchers { id } }', {})).error?.graphQLErrors[0]?.message).toMatch(
    /^Cannot query field/,
  );
});
