import { EdmV4, type FetchProxy, OData } from '@odata/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MockErp } from '../src/index.ts';
import { askForToken, BC, COMPANY, send, textIn } from './support/business-central.ts';
import { control, startSandbox } from './support/sandbox.ts';

let mock: MockErp;
beforeAll(async () => {
  mock = await startSandbox();
});
afterAll(() => mock.close());

const endpoint = () => `${mock.urls.businessCentral}/${BC.environment}/api/v2.0/`;

/** A client that nobody here wrote; its own `fetch` trusts the sandbox's certificate. */
async function aClient(headers: Record<string, string> = {}) {
  const { body } = await askForToken(mock);
  const fetchProxy: FetchProxy = async (url, init) => {
    const text = typeof init.body === 'string' ? init.body : '';
    const reply = await send(mock, init.method ?? 'GET', url, { headers: init.headers ?? {}, body: text });
    return { content: reply.body, response: new Response(null, { status: reply.status }) };
  };
  return OData.New4({
    version: 'v4',
    serviceEndpoint: endpoint(),
    fetchProxy,
    commonHeaders: { ...headers, Authorization: `Bearer ${textIn(body, 'access_token')}` },
  });
}

interface Account {
  readonly number: string;
}

interface Journal {
  readonly code: string;
  readonly displayName: string;
}

test('an OData client from npm lists the accounts over three pages', async () => {
  const client = await aClient({ Prefer: 'odata.maxpagesize=5' });
  const params = OData.newOptions().select(['number', 'displayName']).count();
  const pages: Account[][] = [];
  let reply = await client.newRequest<Account>({ collection: `${COMPANY}/accounts`, params });
  expect(reply['@odata.count']).toBe(BC.accounts.length);
  pages.push(reply.value ?? []);
  // It has no word for the link to the next page, so the link is followed by hand.
  while ('@odata.nextLink' in reply) {
    const collection = textIn(reply, '@odata.nextLink').slice(endpoint().length);
    reply = await client.newRequest<Account>({ collection });
    pages.push(reply.value ?? []);
  }
  expect(pages.map((page) => page.length)).toEqual([5, 5, BC.accounts.length - 10]);
  expect(pages.flat().map(({ number }) => number)).toEqual(BC.accounts.map(({ number }) => number));
});

test('an OData client from npm makes a journal with lines, posts it and reads the entries', async () => {
  const client = await aClient();
  const journals = client.getEntitySet(`${COMPANY}/journals`);
  const journal: unknown = await journals.create({ code: 'NPM', displayName: 'Expense run' });
  const id = textIn(journal, 'id');
  const common = { postingDate: new Date().toISOString().slice(0, 10), documentNumber: 'UTL-NPM-1' };
  const lines = client.getEntitySet(`${COMPANY}/journals(${id})/journalLines`);
  for (const [accountNumber, amount] of [
    ['7140', 1250.5],
    ['2910', -1250.5],
  ] as const) {
    const line = { accountType: 'G/L Account', accountNumber, amount, ...common };
    expect(await lines.create(line)).toMatchObject({ accountNumber, amount, accountType: 'G_x002F_L_x0020_Account' });
  }
  expect(await journals.action('Microsoft.NAV.post', EdmV4.Guid.from(id))).toBe('');
  const entries = client.getEntitySet(`${COMPANY}/generalLedgerEntries`);
  const filter = OData.newFilter().field('documentNumber').eq('UTL-NPM-1');
  expect(await entries.query(OData.newOptions().filter(filter).expand('dimensionSetLines'))).toMatchObject([
    { accountNumber: '7140', debitAmount: 1250.5, creditAmount: 0 },
    { accountNumber: '2910', debitAmount: 0, creditAmount: 1250.5 },
  ]);
  expect(await control(mock, '/ledger?reference=UTL-NPM-1', undefined, 'GET')).toMatchObject({
    vouchers: [{ timesBooked: 1, sumDebitMinor: 125_050 }],
  });
});

test('an OData client from npm throws what Business Central answers', async () => {
  const journals = (await aClient()).getEntitySet<Journal>(`${COMPANY}/journals`);
  await expect(journals.create({ code: 'TOO-LONG-A-CODE' })).rejects.toThrow('must be less than or equal to 10');
  const made: unknown = await journals.create({ code: 'PATCHED' });
  const id = EdmV4.Guid.from(textIn(made, 'id'));
  // It sends no tag of its own accord.
  await expect(journals.update(id, { displayName: 'x' })).rejects.toThrow('concurrency token');
  const withTag = (await aClient({ 'If-Match': '*' })).getEntitySet<Journal>(`${COMPANY}/journals`);
  await withTag.update(id, { displayName: 'x' });
  expect(await journals.retrieve(id)).toMatchObject({ code: 'PATCHED', displayName: 'x' });
});

test('an OData client from npm sends a JSON batch', async () => {
  const client = await aClient();
  const collection = `${COMPANY}/accounts`;
  const params = OData.newOptions().top(1);
  const results = await client.execBatchRequestsJson([
    client.newBatchRequest({ collection, params }),
    client.newBatchRequest({ collection: `${COMPANY}/journals`, method: 'POST', entity: { code: 'BATCH' } }),
  ]);
  expect(results.map(({ status }) => status)).toEqual([200, 201]);
});
