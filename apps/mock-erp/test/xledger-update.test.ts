import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { MockErp } from '../src/index.ts';
import { ADD_ITEMS, ask, aVoucher, control, FULL, startSandbox } from './support/sandbox.ts';

let mock: MockErp;
beforeAll(async () => {
  mock = await startSandbox();
});
afterEach(() => control(mock, '/reset'));
afterAll(() => mock.close());

const UPDATE = `mutation ($inputs: [UpdateGLImportItemsInput!]!) {
  updateGLImportItems(inputs: $inputs) { edges { clientId node { dbId text invoiceFile account { code } } } } }`;

const upload = async (inputs: readonly object[], ...names: readonly string[]) => {
  const form = new FormData();
  for (const name of names) form.append(name, new File(['%PDF'], name, { type: 'application/pdf' }));
  form.append('content', JSON.stringify({ query: UPDATE, variables: { inputs } }));
  const headers = { authorization: FULL };
  return (await fetch(mock.urls.xledgerGraphql, { method: 'POST', headers, body: form })).json();
};
const rowIds = () => mock.xledger.queue.rows().map((row) => String(row.dbId));

test('a queued row is changed in the fields that are named, and in no others', async () => {
  await ask(mock, ADD_ITEMS, aVoucher({ key: 'X1' }));
  const [dbId] = rowIds();
  const node = { dbId, text: 'Corrected', account: { code: '7142' } };
  expect(await ask(mock, UPDATE, { inputs: [{ clientId: 'C', node }] })).toEqual({
    data: {
      updateGLImportItems: {
        edges: [{ clientId: 'C', node: { dbId, text: 'Corrected', invoiceFile: null, account: { code: '7142' } } }],
      },
    },
  });
  expect(mock.xledger.queue.rows()[0]?.values).toMatchObject({
    text: 'Corrected',
    amount: 84_250,
    extIdentifier: 'X1',
  });
});

test('a row that is not there, or is somebody else’s, cannot be changed, and nor can the others of the mutation', async () => {
  await ask(mock, ADD_ITEMS, aVoucher({ key: 'X1' }));
  const [dbId] = rowIds();
  const inputs = [{ node: { dbId, text: 'Corrected' } }, { node: { dbId: '99', text: 'x' } }];
  expect(await ask(mock, UPDATE, { inputs })).toMatchObject({
    data: null,
    errors: [{ message: "dbId: No value matching owner 31000001, dbId '99'.", extensions: { code: 'INVALID_VALUE' } }],
  });
  expect(mock.xledger.queue.rows()[0]?.values['text']).not.toBe('Corrected');
  expect(await ask(mock, UPDATE, { inputs: [{ node: { text: 'x' } }] })).toMatchObject({
    errors: [{ extensions: { code: 'ARGUMENTS_OF_CORRECT_TYPE' } }],
  });
});

test('a file may be put on a queued row; the next one takes its place, and a booked voucher shows that it has one', async () => {
  await ask(mock, ADD_ITEMS, aVoucher({ key: 'X1' }));
  const [, dbId] = rowIds();
  const withFile = (invoiceFile: string) => [{ node: { dbId, invoiceFile } }];
  expect(await upload(withFile('a.pdf'))).toMatchObject({
    errors: [{ message: "invoiceFile: No file 'a.pdf' in the request." }],
  });
  expect(await upload(withFile('a.pdf'), 'a.pdf')).toMatchObject({ data: { updateGLImportItems: { edges: [{}] } } });
  expect(await upload(withFile('b.pdf'), 'b.pdf')).toMatchObject({ data: {} });
  const rows = '{ glImportItems { edges { node { dbId invoiceFile } } } }';
  expect(await ask(mock, rows)).toMatchObject({
    data: { glImportItems: { edges: [{ node: { invoiceFile: null } }, { node: { dbId, invoiceFile: 'b.pdf' } }] } },
  });
  mock.xledger.runBookingJob();
  const file = { dbId: expect.any(Number) };
  expect(
    await ask(
      mock,
      '{ journalEntries { edges { node { transactionHeader { invoiceFile { dbId } } } } } apTransactions { edges { node { invoiceFile { dbId } } } } }',
    ),
  ).toEqual({
    data: {
      journalEntries: {
        edges: [
          { node: { transactionHeader: { invoiceFile: file } } },
          { node: { transactionHeader: { invoiceFile: file } } },
        ],
      },
      apTransactions: { edges: [{ node: { invoiceFile: file } }] },
    },
  });
  expect(await upload(withFile('c.pdf'), 'c.pdf')).toMatchObject({
    errors: [{ extensions: { code: 'INVALID_VALUE' } }],
  });
});

test('the rates of tax rules are listed with the days they hold', async () => {
  const query = '{ taxTableSetups { edges { node { objectValueDbId taxPercent dateFrom dateTo } } } }';
  expect(await ask(mock, query)).toMatchObject({
    data: {
      taxTableSetups: {
        edges: expect.arrayContaining([
          { node: { objectValueDbId: 52_012, taxPercent: '10.00', dateFrom: '2016-01-01', dateTo: '2017-12-31' } },
          { node: { objectValueDbId: 52_012, taxPercent: '12.00', dateFrom: '2018-01-01', dateTo: null } },
        ]),
      },
    },
  });
});
