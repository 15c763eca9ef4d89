import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { MockErp } from '../src/index.ts';
import { ADD_ITEMS, ask, aVoucher, control, FULL, startSandbox } from './support/sandbox.ts';

let mock: MockErp;
beforeAll(async () => {
  mock = await startSandbox();
});
afterEach(() => control(mock, '/reset'));
afterAll(() => mock.close());

const queued = () => mock.xledger.queue.rows().length;

test('rows are queued with their client ids, and money comes back as text', async () => {
  const reply = await ask(mock, ADD_ITEMS, aVoucher({ key: 'X2031' }));
  expect(reply).toMatchObject({
    data: {
      addGLImportItems: {
        edges: [
          { clientId: 'X2031-1', node: { dbId: expect.stringMatching(/^55\d+$/), amount: '842.50' } },
          { clientId: 'X2031-2', node: { amount: '-842.50' } },
        ],
      },
    },
  });
  expect(mock.world.ledger.list()).toEqual([]);
});

test('amounts may be numbers too, in variables and in the text, and stay exact', async () => {
  const voucher = aVoucher({ amount: '0.07' });
  await ask(mock, ADD_ITEMS, JSON.parse(JSON.stringify(voucher).replaceAll(/"(-?0\.07)"/g, '$1')));
  await ask(
    mock,
    'mutation { addGLImportItems(inputs: [{ node: { amount: 1234567890.13, text: "x" } }]) { edges { clientId } } }',
  );
  expect(mock.xledger.queue.rows().map((row) => row.values['amount'])).toEqual([7, -7, 123_456_789_013]);
});

test('one unknown code refuses the whole mutation and names every problem', async () => {
  const { inputs } = aVoucher({ account: '9999', more: { glObject2: { code: '777' } } });
  expect(await ask(mock, ADD_ITEMS, { inputs })).toEqual({
    data: null,
    errors: [
      {
        message: "account.code: No value matching owner 31000001, code '9999'.",
        extensions: { code: 'INVALID_VALUE' },
      },
      {
        message: "glObject2.code: No value matching owner 31000001, code '777'.",
        extensions: { code: 'INVALID_VALUE' },
      },
    ],
  });
  expect(queued()).toBe(0);
});

test('in partial mode the good rows stay and the bad ones are reported', async () => {
  await control(mock, '/xledger/settings', { massFailureMode: 'partial' });
  const reply = await ask(mock, ADD_ITEMS, aVoucher({ key: 'X1', account: '9999' }));
  expect(reply).toMatchObject({
    data: { addGLImportItems: { edges: [{ clientId: 'X1-2' }] } },
    errors: [{ extensions: { code: 'INVALID_VALUE' } }],
  });
  expect(queued()).toBe(1);
});

test('asking for alternatives refuses the row and lists what would be valid', async () => {
  const { inputs } = aVoucher({ more: { transactionSource: { code: 'GL', showAlternatives: 'YES' } } });
  expect(await ask(mock, ADD_ITEMS, { inputs })).toMatchObject({
    errors: [
      { extensions: { code: 'INVALID_VALUE', exampleValidInputs: [{ code: 'GL', ownerDbId: 31_000_001 }, {}, {}] } },
    ],
  });
});

test('more than 500 nodes are refused', async () => {
  const inputs = Array.from({ length: 251 }, () => aVoucher().inputs).flat();
  expect(await ask(mock, ADD_ITEMS, { inputs })).toMatchObject({
    data: null,
    errors: [{ message: expect.stringMatching(/at most 500 nodes/) }],
  });
  expect(queued()).toBe(0);
});

test('a value of the wrong type and an unknown field are told apart', async () => {
  const wrongType = await ask(
    mock,
    'mutation { addGLImportItems(inputs: [{ node: { trRegNumber: "abc" } }]) { edges { clientId } } }',
  );
  expect(wrongType).toMatchObject({ errors: [{ extensions: { code: 'ARGUMENTS_OF_CORRECT_TYPE' } }] });
  const wrongVariable = await ask(mock, ADD_ITEMS, aVoucher({ amount: '8,50', credit: '-8.50' }));
  expect(wrongVariable).toMatchObject({ errors: [{ extensions: { code: 'ARGUMENTS_OF_CORRECT_TYPE' } }] });
  expect(await ask(mock, '{ vouchers { id } }')).toMatchObject({
    errors: [{ message: expect.stringMatching(/^Cannot query field "vouchers"/) }],
  });
  expect(await ask(mock, '{ viewer')).toMatchObject({ errors: [{ message: expect.stringMatching(/^Syntax Error/) }] });
});

test('the same rows are stored as often as they are sent', async () => {
  const voucher = aVoucher({ key: 'X1' });
  await ask(mock, ADD_ITEMS, voucher);
  await ask(mock, ADD_ITEMS, voucher);
  const query = '{ glImportItems(filter: { extIdentifier_in: ["X1", "X2"] }) { edges { node { extIdentifier } } } }';
  expect(await ask(mock, query)).toMatchObject({ data: { glImportItems: { edges: [{}, {}, {}, {}] } } });
});

test('queued rows can be removed, and what is not there is skipped', async () => {
  await ask(mock, ADD_ITEMS, aVoucher());
  const ids = mock.xledger.queue.rows().map((row) => String(row.dbId));
  const reply = await ask(
    mock,
    'mutation ($ids: [Int64String!]!) { removeGLImportItems(dbIds: $ids) { numAffected skippedDbIds } }',
    {
      ids: [...ids, '99'],
    },
  );
  expect(reply).toEqual({ data: { removeGLImportItems: { numAffected: 2, skippedDbIds: ['99'] } } });
  expect(queued()).toBe(0);
});

test('files come before the JSON in one form, and a file that is named must be there', async () => {
  const { inputs } = aVoucher({ more: { invoiceFile: 'kvittering.pdf' } });
  const json = new Blob([JSON.stringify({ query: ADD_ITEMS, variables: { inputs } })]);
  const file = new File(['%PDF'], 'kvittering.pdf', { type: 'application/pdf' });
  const upload = async (...parts: (readonly [string, Blob | string])[]) => {
    const form = new FormData();
    for (const [name, part] of parts) form.append(name, part);
    const reply = await fetch(mock.urls.xledgerGraphql, {
      method: 'POST',
      headers: { authorization: FULL },
      body: form,
    });
    return reply.json();
  };
  const text = await json.text();
  expect(await upload(['content', text])).toMatchObject({
    errors: [
      { message: "invoiceFile: No file 'kvittering.pdf' in the request.", extensions: { code: 'INVALID_VALUE' } },
    ],
  });
  expect(await upload(['content', text], ['field2', file])).toMatchObject({
    errors: [{ message: 'The last part must be JSON with query and variables.' }],
  });
  expect(queued()).toBe(0);
  const before = mock.xledger.usage.bytesUp;
  expect(await upload(['field2', file], ['content', text])).toMatchObject({ data: { addGLImportItems: {} } });
  expect(mock.xledger.queue.rows()[0]?.values['invoiceFile']).toBe('kvittering.pdf');
  expect(mock.xledger.usage.bytesUp - before).toBeGreaterThan(text.length);
});

test('a body that is no JSON is answered with 200 and errors', async () => {
  const headers = { authorization: FULL, 'content-type': 'application/json' };
  const reply = await fetch(mock.urls.xledgerGraphql, { method: 'POST', headers, body: '{"query":' });
  expect([reply.status, await reply.json()]).toMatchObject([200, { errors: [{ code: 'BAD_REQUEST' }] }]);
});
