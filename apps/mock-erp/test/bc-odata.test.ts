import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { MockErp } from '../src/index.ts';
import { BC, type Client, COMPANY, refusal, signIn, textIn, valuesIn } from './support/business-central.ts';
import { control, startSandbox } from './support/sandbox.ts';

let mock: MockErp;
let client: Client;
beforeAll(async () => {
  mock = await startSandbox();
});
beforeEach(async () => {
  client = await signIn(mock);
});
afterEach(() => control(mock, '/reset'));
afterAll(() => mock.close());

const get = (path: string, headers: object = {}) => client.call('GET', `${COMPANY}/${path}`, undefined, headers);
const numbers = async (query: string) =>
  valuesIn(await get(`accounts?$select=number&${query}`)).map((it) => textIn(it, 'number'));

test('records carry context, tag and version of the protocol, and enum text is escaped', async () => {
  const reply = await get("accounts?$filter=number eq '7140'");
  expect(reply.headers).toMatchObject({ 'odata-version': '4.0' });
  expect(reply.body).toMatchObject({
    '@odata.context': `${client.base}/$metadata#${COMPANY}/accounts`,
    value: [
      { '@odata.etag': expect.stringMatching(/^W\/"/), number: '7140', accountType: 'Posting', directPosting: true },
    ],
  });
  const created = await client.call('POST', `${COMPANY}/journals`, { code: ' er1 ' });
  const line = await client.call('POST', `${COMPANY}/journals(${textIn(created.body, 'id')})/journalLines`, {});
  expect(line.body).toMatchObject({
    accountType: 'G_x002F_L_x0020_Account',
    accountId: '00000000-0000-0000-0000-000000000000',
  });
});

test.each([
  ["number eq '7140' or number eq '7142'", ['7140', '7142']],
  ["startswith(number,'714') and number ne '7140'", ['7142', '7143']],
  ["(number ge '7130' and number lt '7142') and blocked eq false", ['7130', '7140']],
  ["contains(displayName,'sperret')", ['7199']],
  ["accountType eq 'Heading'", ['7000']],
  ['directPosting eq false', ['2780', '7000']],
  ["number eq '7140' and tags/any(t: t eq 1)", ['7140']],
])('the filter %s finds %o', async (filter, found) => {
  expect(await numbers(`$filter=${encodeURIComponent(filter)}`)).toEqual(found);
});

test('null finds texts and dates that were never set', async () => {
  await client.call('POST', `${COMPANY}/journals`, { code: 'A' });
  expect(valuesIn(await get('journals?$filter=displayName eq null'))).toHaveLength(1);
});

test.each([
  ["number eq '7140' or blocked eq true", 501, 'BadRequest_MethodNotImplemented'],
  ["number in ('7140','7142')", 501, 'BadRequest_MethodNotImplemented'],
  ["not startswith(number,'7')", 501, 'BadRequest_MethodNotImplemented'],
  ["number eq '123456789012345678901'", 400, 'Application_FilterErrorException'],
  ["colour eq 'red'", 400, 'BadRequest'],
  ['number eq 7140', 400, 'BadRequest'],
  ["number eq '7140", 400, 'BadRequest_NotFound'],
])('the filter %s is refused', async (filter, status, code) => {
  expect(await get(`accounts?$filter=${encodeURIComponent(filter)}`)).toMatchObject(refusal(status, code));
});

test('the newer schema version understands lists', async () => {
  const filter = encodeURIComponent("number in ('7140','7142')");
  expect(await numbers(`$schemaversion=2.1&$filter=${filter}`)).toEqual(['7140', '7142']);
});

test('records come in the wanted order, some of them, and are counted', async () => {
  expect(await numbers('$orderby=number desc&$top=2&$skip=1')).toEqual(['7143', '7142']);
  expect((await get('accounts?$top=1&$count=true')).body).toMatchObject({ '@odata.count': BC.accounts.length });
  expect((await get('accounts/$count')).body).toBe(`\uFEFF${BC.accounts.length}`);
});

test('navigations unfold, with their own filter and selection', async () => {
  const reply = await get("dimensions?$select=code&$expand=dimensionValues($select=code;$filter=code eq '110')");
  expect(valuesIn(reply)).toMatchObject([
    { code: 'KOSTNADSSTED', dimensionValues: [{ code: '110' }] },
    { code: 'PROSJEKT', dimensionValues: [] },
  ]);
  expect(valuesIn(reply)[0]).not.toHaveProperty('displayName');
  expect(valuesIn(await get(`dimensions(${BC.dimensions[1]?.id})/dimensionValues`))).toHaveLength(2);
});

test('whether a dimension value is blocked does not show', async () => {
  const reply = await get("dimensionValues?$filter=code eq '199'");
  expect(valuesIn(reply)).toHaveLength(1);
  expect(valuesIn(reply)[0]).not.toHaveProperty('blocked');
});

test('a page has the size that was asked for and a link to the next until all are seen', async () => {
  const seen: string[] = [];
  const links: unknown[] = [];
  let next: string | undefined = `${client.base}/${COMPANY}/accounts?$select=number`;
  for (let pages = 0; next !== undefined && pages < 9; pages += 1) {
    const reply = await client.call('GET', next, undefined, { prefer: 'odata.maxpagesize=5' });
    seen.push(...valuesIn(reply).map((it) => textIn(it, 'number')));
    next = JSON.stringify(reply.body).includes('nextLink') ? textIn(reply.body, '@odata.nextLink') : undefined;
    links.push(next);
  }
  expect(seen).toEqual(BC.accounts.map(({ number }) => number));
  const link: unknown = expect.stringMatching(/\?\$select=number&aid=FIN&\$skiptoken=[0-9a-f-]{36}$/);
  expect(links).toEqual([link, link, undefined]);
});

test('a link to a next page dies, and what remains of $top stands in it', async () => {
  const reply = await get('accounts?$top=7', { prefer: 'odata.maxpagesize=5' });
  const link = textIn(reply.body, '@odata.nextLink');
  expect(link).toContain('$top=2');
  expect(valuesIn(await client.call('GET', link))).toHaveLength(2);
  await control(mock, '/clock', { advanceMs: 600_000 });
  expect(await client.call('GET', link)).toMatchObject(refusal(400, 'SkipTokenIsNoLongerValid'));
});

test('what can only be read cannot be written', async () => {
  for (const path of ['accounts', 'dimensions', 'generalLedgerEntries', 'companyInformation']) {
    expect(await client.call('POST', `${COMPANY}/${path}`, {})).toMatchObject(
      refusal(405, 'BadRequest_MethodNotAllowed'),
    );
  }
  expect((await client.call('POST', 'companies', {})).status).toBe(405);
});

test('addresses that lead nowhere say so', async () => {
  expect(await get('invoices')).toMatchObject(refusal(404, 'BadRequest_ResourceNotFound'));
  expect(await get('accounts(acc00001-0000-4000-8000-000000009999)')).toMatchObject(
    refusal(404, 'Internal_RecordNotFound'),
  );
  expect(await get('accounts(7140)')).toMatchObject(refusal(400, 'Application_InvalidGUID'));
  expect(await get('accounts?$apply=x')).toMatchObject(refusal(400, 'BadRequest_NotFound'));
});

test('the API describes itself', async () => {
  const reply = await client.call('GET', '$metadata');
  expect(reply.body).toContain('<EntityType Name="journalLine"><Key><PropertyRef Name="id" /></Key>');
});

test('set-up shows the dates that can be posted on', async () => {
  await control(mock, '/business-central/settings', { allowPostingFrom: '2026-04-01', allowPostingTo: '2026-12-31' });
  expect(valuesIn(await get('generalLedgerSetup'))).toMatchObject([
    { allowPostingFrom: '2026-04-01', allowPostingTo: '2026-12-31' },
  ]);
});
