import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FINANCE_SEED, type MockErp } from '../src/index.ts';
import { aJournal, askForToken, BC, COMPANY, SCOPE, signIn, textIn } from './support/business-central.ts';
import { aFinanceJournal, signInToFinance } from './support/finance.ts';
import { nastyRequest } from './support/nasty-requests.ts';
import { createRawSender } from './support/raw-request.ts';
import { control, FULL, startSandbox } from './support/sandbox.ts';
import { askForRestToken } from './support/xledger-rest.ts';

let mock: MockErp;
let bearers: string[];
let restBearer: string;
let journal: string;
beforeAll(async () => {
  const businessCentralSettings = { rateLimit: false };
  mock = await startSandbox({ financeSettings: { defaultCompany: 'hlf' }, businessCentralSettings });
  journal = await aJournal(await signIn(mock), 'FUZZ');
  await aFinanceJournal(await signInToFinance(mock));
  const scopes = [SCOPE, `${FINANCE_SEED.resource}/.default`];
  const replies = await Promise.all(scopes.map((scope) => askForToken(mock, { scope })));
  restBearer = `Bearer ${textIn((await askForRestToken(mock)).body, 'access_token')}`;
  bearers = replies.map(({ body }) => `Bearer ${textIn(body, 'access_token')}`);
});
afterAll(() => mock.close());

test('nothing that is sent anywhere brings out a defect of the sandbox instead of an answer', async () => {
  using sender = createRawSender(mock.caCertificate);
  await fc.assert(
    fc.asyncProperty(nastyRequest, async ({ method, place, query, headers, body, hasWrongToken }) => {
      const authorization = tokenFor(place, hasWrongToken);
      const reply = await sender.send({
        ...addressOf(place, query),
        method,
        headers: { ...headers, authorization },
        body: method === 'GET' ? '' : body,
      });
      expect(reply.text).not.toContain('mockErpDefect');
      // An answer of the web framework, which no real system gives.
      expect(reply.text).not.toMatch(/"statusCode":|FST_ERR/);
      // A system of its own accord answers 5xx in its own shape only.
      expect(reply.status < 500 || reply.text.startsWith('{"error":{"code":')).toBe(true);
    }),
    { numRuns: 800, interruptAfterTimeLimit: 12_000 },
  );
});

test('a host that is none does no harm', async () => {
  using sender = createRawSender(mock.caCertificate);
  for (const place of [
    'bc/companies',
    'finance/data',
    'openid/.well-known/openid-configuration',
    `entra/${BC.tenantId}/x`,
  ]) {
    const headers = { authorization: tokenFor(place, false), host: 'a b:c' };
    const { status } = await sender.send({ ...addressOf(place, ''), method: 'GET', headers, body: '' });
    expect(status).toBeLessThan(500);
  }
});

const deep = (open: string, close: string, levels: number) => `${open.repeat(levels)}1${close.repeat(levels)}`;
const list = deep('[', ']', 100_000);
const getInBatch = (url: string) => JSON.stringify({ requests: [{ id: '1', method: 'GET', url }] });
const expansion = 'journalLines($expand=journal($expand='.repeat(9_000);

test.each([
  ['a filter in a batch', 'bc/$batch', getInBatch(`${COMPANY}/accounts?$filter=${deep('(', ')', 50_000)}`)],
  ['an expansion in a batch', 'bc/$batch', getInBatch(`${COMPANY}/journals?$expand=${expansion}`)],
  ['the body of a batch item', 'bc/$batch', `{"requests":[{"id":"1","method":"POST","url":"x","body":${list}}]}`],
  ['a field of a journal', `bc/${COMPANY}/journals`, `{"code":${list}}`],
  ['a field of a finance journal', 'finance/data/LedgerJournalHeaders', `{"JournalName":${list}}`],
  ['a GraphQL query', 'http/xledger/graphql', JSON.stringify({ query: deep('{viewer', '}', 50_000) })],
  ['a GraphQL variable', 'http/xledger/graphql', `{"query":"{ __typename }","variables":{"a":${list}}}`],
  ['a journal entry', 'http/xledger/rest/v1/journal-entries', `{"lines":${list}}`],
  ['a token request', `entra/${BC.tenantId}/oauth2/v2.0/token`, list],
  ['the effect of a fault', 'http/control/faults', `{"effect":{"kind":"status","status":500,"body":${list}}}`],
])('%s that is nested very deeply is refused', async (_what, place, body) => {
  using sender = createRawSender(mock.caCertificate);
  const headers = {
    authorization: tokenFor(place, false),
    'content-type': 'application/json',
    accept: 'application/json',
  };
  const reply = await sender.send({ ...addressOf(place, ''), method: 'POST', headers, body });
  expect(reply.text).toMatch(/nested too deeply|recursion limit|AADSTS900144|invalid_value/);
  expect(reply.status).toBeLessThan(500);
});

test.each(['constructor', '__proto__', 'toString'])('%s is no field, operator or fault', async (name) => {
  const { call } = await signIn(mock);
  expect((await call('GET', `${COMPANY}/accounts?$filter=${name} eq 1`)).status).toBe(400);
  expect((await call('GET', `${COMPANY}/accounts?$filter=number ${name} '1'`)).status).toBe(400);
  expect((await call('GET', `${COMPANY}/accounts?$select=${name}`)).status).toBe(400);
  const refused = { message: expect.stringContaining('There is no common fault') };
  expect(await control(mock, '/faults', { effect: name })).toEqual(refused);
});

function tokenFor(place: string, isWrong: boolean): string {
  if (place.startsWith('http/xledger/rest')) return isWrong ? FULL : restBearer;
  if (place.startsWith('http/')) return FULL;
  const [ours = '', other = ''] = place.startsWith('finance/') ? bearers.toReversed() : bearers;
  return isWrong ? other : ours;
}

/** The server and the path as it is sent. */
function addressOf(place: string, query: string): { origin: string; path: string } {
  const { page, businessCentral } = mock.urls;
  const base = `/v2.0/${BC.environment}/api`;
  const tail = query === '' ? '' : `?${query}`;
  const secure = (path: string) => ({ origin: new URL(businessCentral).origin, path: `${path}${tail}` });
  if (place.startsWith('http/')) return { origin: page, path: `${place.slice(4)}${tail}` };
  if (place.startsWith('bc/journal/')) return secure(`${base}/v2.0/${journal}/${place.slice(11)}`);
  if (place.startsWith('bc/')) return secure(`${base}/v2.0/${place.slice(3)}`);
  if (place.startsWith('reports/')) return secure(`${base}/microsoft/reportsFinance/beta/${place.slice(8)}`);
  return secure(`/${place}`);
}
