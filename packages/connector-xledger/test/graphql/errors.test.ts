import type { PostOutcome } from '@bilag/core';
import { aVoucher } from '@bilag/core/testing';
import { expect, test } from 'vitest';
import { patience } from '../support/harness.ts';
import { openGateway, openMock } from './support/harness.ts';
import { type StrangerAnswer, startStranger } from './support/stranger.ts';

/** One voucher is posted to a server that answers like this. */
async function postedTo(answer: StrangerAnswer): Promise<PostOutcome | undefined> {
  await using server = await startStranger(() => answer);
  const gateway = openGateway(server.url);
  const it = aVoucher();
  const outcomes = await gateway.postVouchers([gateway.render(it)], patience());
  await gateway.close();
  expect(server.requests).toHaveLength(1);
  return outcomes.get(it.reference);
}

const error = (message: string, more: object = {}) => ({ data: null, errors: [{ message, ...more }] });
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);
const osloTime = (at: Date) => at.toLocaleString('sv-SE', { timeZone: 'Europe/Oslo' }).replace(' ', 'T');

test.each<[string, StrangerAnswer, Partial<PostOutcome>]>([
  [
    'a burst',
    { json: error('Too many requests in the last 5 seconds.', { code: 'BAD_REQUEST.BURST_RATE_LIMIT_REACHED' }) },
    { kind: 'retry', failure: expect.objectContaining({ code: 'ERP_RATE_LIMITED' }), afterMs: 5_000 },
  ],
  [
    'a burst in the old wording, without a code',
    { json: { errors: [{ message: 'Too many requests in the last 5 seconds.' }] } },
    { kind: 'retry', failure: expect.objectContaining({ code: 'ERP_RATE_LIMITED' }), afterMs: 5_000 },
  ],
  [
    'too many requests at a time, under HTTP 400',
    { status: 400, json: error('Too many.', { code: 'BAD_REQUEST.CONCURRENCY_LIMIT_REACHED' }) },
    { kind: 'retry', failure: expect.objectContaining({ code: 'ERP_RATE_LIMITED' }), afterMs: 2_000 },
  ],
  [
    'no credits left, without a time',
    { json: error('Insufficient credits.', { code: 'BAD_REQUEST.INSUFFICIENT_CREDITS' }) },
    { kind: 'retry', failure: expect.objectContaining({ code: 'ERP_RATE_LIMITED' }), afterMs: 20 * 60_000 },
  ],
  [
    'HTTP 429 with a time to wait',
    { status: 429, headers: { 'retry-after': '7' }, json: '<h1>Slow down</h1>' },
    { kind: 'retry', failure: expect.objectContaining({ code: 'ERP_RATE_LIMITED' }), afterMs: 7_000 },
  ],
  [
    'a bad token',
    { json: error("Bad format for API Token. Expected header 'Authorization: token …'.") },
    { kind: 'retry', failure: expect.objectContaining({ code: 'ERP_AUTHENTICATION_FAILED' }) },
  ],
  [
    'HTTP 401',
    { status: 401, json: '' },
    { kind: 'retry', failure: expect.objectContaining({ code: 'ERP_AUTHENTICATION_FAILED' }) },
  ],
  [
    'HTTP 403',
    { status: 403, json: '<h1>No</h1>' },
    { kind: 'retry', failure: expect.objectContaining({ code: 'ERP_AUTHENTICATION_FAILED' }) },
  ],
  [
    'a missing scope',
    { json: error('Access denied: the API token lacks write access to General Ledger.') },
    { kind: 'retry', failure: expect.objectContaining({ code: 'ERP_PERMISSION_DENIED' }) },
  ],
  [
    'a missing scope, under HTTP 403',
    { status: 403, json: error('No.', { extensions: { code: 'ACCESS_DENIED' } }) },
    { kind: 'retry', failure: expect.objectContaining({ code: 'ERP_PERMISSION_DENIED' }) },
  ],
  [
    'a refusal to show the rows that it has stored',
    {
      json: error('Access denied: the API token may not read GLImportItem.', {
        path: ['addGLImportItems', 'edges', 0, 'node', 'dbId'],
        extensions: { code: 'FORBIDDEN' },
      }),
    },
    { kind: 'unknown', failure: expect.objectContaining({ code: 'ERP_REPLY_UNREADABLE' }) },
  ],
  [
    'a row that it has stored and cannot find again',
    {
      json: {
        data: { addGLImportItems: null },
        errors: [
          { message: 'Gone.', path: ['addGLImportItems', 'edges', 0, 'node'], extensions: { code: 'NOT_FOUND' } },
        ],
      },
    },
    { kind: 'unknown', failure: expect.objectContaining({ code: 'ERP_REPLY_UNREADABLE' }) },
  ],
  [
    'a posting that is not allowed to an account, which is no missing scope',
    { json: error('Posting is not allowed to account 1920.', { extensions: { code: 'BAD_USER_INPUT' } }) },
    { kind: 'rejected', failure: expect.objectContaining({ code: 'ERP_UNKNOWN_LEDGER_ACCOUNT' }) },
  ],
  [
    'an unknown ledger account',
    { json: error("account.code: No value matching owner 1, code '7140'.", { extensions: { code: 'INVALID_VALUE' } }) },
    {
      kind: 'rejected',
      failure: {
        code: 'ERP_UNKNOWN_LEDGER_ACCOUNT',
        message: 'Xledger has no ledger account «7140» that can be used here.',
        field: 'lines[0].ledgerAccount',
        reply: {
          status: 200,
          body: `{"data":null,"errors":[{"message":"account.code: No value matching owner 1, code '7140'.","extensions":{"code":"INVALID_VALUE"}}]}`,
        },
      },
    },
  ],
  [
    'a schema that has changed',
    { json: error("Cannot query field 'addGLImportItems' on type 'Mutation'.") },
    { kind: 'rejected', failure: expect.objectContaining({ code: 'ERP_REFUSED' }) },
  ],
  [
    'a value of the wrong type',
    { json: error('MoneyString cannot represent x.', { extensions: { code: 'ARGUMENTS_OF_CORRECT_TYPE' } }) },
    { kind: 'rejected', failure: expect.objectContaining({ code: 'ERP_REFUSED' }) },
  ],
  [
    'a request that is too large',
    { status: 413, json: '' },
    { kind: 'retry', failure: expect.objectContaining({ code: 'ERP_BATCH_REFUSED' }) },
  ],
])('%s is a definite no', async (_what, answer, outcome) => {
  expect(await postedTo(answer)).toMatchObject(outcome);
});

test.each([
  ['an instant', () => inMinutes(3).toISOString()],
  ['a local date-time without offset', () => osloTime(inMinutes(3))],
  ['seconds since 1970', () => Math.round(inMinutes(3).getTime() / 1_000)],
  ['milliseconds since 1970', () => inMinutes(3).getTime()],
])('credits that are full again at %s are waited for until then', async (_what, resetAt) => {
  const extensions = { resetAt: resetAt() };
  const outcome = await postedTo({
    json: error('No credits.', { code: 'BAD_REQUEST.INSUFFICIENT_CREDITS', extensions }),
  });
  expect(outcome).toMatchObject({ kind: 'retry', failure: { code: 'ERP_RATE_LIMITED' } });
  const waitMs = outcome?.kind === 'retry' ? outcome.afterMs : undefined;
  expect(waitMs).toBeGreaterThan(170_000);
  expect(waitMs).toBeLessThanOrEqual(181_000);
});

test('credits that the mock has run out of are waited for, and nothing is stored', async () => {
  await using erp = await openMock({ xledgerSettings: { credits: 0, creditsRefillMs: 90_000 } });
  const it = aVoucher();
  const outcomes = await erp.gateway.postVouchers([erp.gateway.render(it)], patience());
  expect(outcomes.get(it.reference)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_RATE_LIMITED' } });
  const outcome = outcomes.get(it.reference);
  expect(outcome?.kind === 'retry' ? outcome.afterMs : 0).toBeGreaterThan(80_000);
  expect(erp.mock.xledger.queue.rows()).toEqual([]);
});

test.each<[string, StrangerAnswer]>([
  ['HTTP 500', { status: 500, json: '' }],
  ['HTTP 502 as a page', { status: 502, json: '<h1>Bad gateway</h1>' }],
  ['HTTP 503 with a time to wait', { status: 503, headers: { 'retry-after': '7' }, json: '' }],
  ['HTTP 529', { status: 529, json: '' }],
  [
    'HTTP 500 that speaks of a missing account',
    { status: 500, json: error("account.code: No value matching owner 1, code '7140'.") },
  ],
  ['a page in place of JSON', { json: '<html><body>Maintenance</body></html>' }],
  ['a cut-off text', { json: '{"data":{"addGLImportItems":{"edges":[{"clie' }],
  ['«Your query timed out.»', { json: error('Your query timed out.') }],
  ['an error that nobody knows', { json: error('Something went wrong.') }],
  ['an inner error with a code', { json: error('Oops.', { extensions: { code: 'INTERNAL_SERVER_ERROR' } }) }],
  ['an error that is no object', { json: { data: null, errors: ['x'] } }],
  ['neither data nor errors', { json: {} }],
  ['a bare null', { json: 'null' }],
  ['no rows and no errors', { json: { data: { addGLImportItems: { edges: null } } } }],
  [
    'edges of another shape',
    {
      json: {
        data: { addGLImportItems: { edges: {} } },
        errors: [{ message: 'x', extensions: { code: 'INVALID_VALUE' } }],
      },
    },
  ],
  [
    'rows of somebody else',
    { json: { data: { addGLImportItems: { edges: [{ clientId: 'X-1', node: { dbId: '1' } }] } } } },
  ],
  ['a redirect', { status: 307, headers: { location: '/elsewhere' }, json: '' }],
  ['HTTP 404', { status: 404, json: '<h1>Not found</h1>' }],
  ['an answer packed in an unknown way', { headers: { 'content-encoding': 'br' }, json: error('x') }],
  ['an answer that claims to be packed', { headers: { 'content-encoding': 'gzip' }, json: error('x') }],
  ['a connection that is cut', (response) => void response.destroy()],
  [
    'a connection that is cut inside the body',
    (response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"data":', () => response.destroy());
    },
  ],
])('after %s nobody can tell whether the voucher was stored', async (_what, answer) => {
  expect(await postedTo(answer)).toMatchObject({ kind: 'unknown' });
});

test('an error that names our token or runs on for pages is cut before anybody sees it', async () => {
  const outcome = await postedTo((response) => {
    const sent = String(response.req.headers.authorization).replace('token ', '');
    response.end(JSON.stringify(error(`Odd\r\n${sent} ${'x'.repeat(5_000)}`)));
  });
  const message = outcome?.kind === 'unknown' ? outcome.failure.message : '';
  expect(message).toContain('Odd *** xxx');
  expect(message.length).toBeLessThan(400);
});

test('a payee’s subledger account is not repeated in the failure', async () => {
  const it = aVoucher();
  const lines = it.lines.map((line, at) => (at === 2 ? { ...line, subledger: 'E4711' } : line));
  await using server = await startStranger(() => ({
    json: error("subledger.code: No value matching owner 1, code 'E4711'.", { extensions: { code: 'INVALID_VALUE' } }),
  }));
  const gateway = openGateway(server.url);
  const outcomes = await gateway.postVouchers([gateway.render({ ...it, lines })], patience());
  await gateway.close();
  expect(outcomes.get(it.reference)).toEqual({
    kind: 'rejected',
    failure: {
      code: 'ERP_UNKNOWN_PAYEE',
      message: 'Xledger has no subledger of this payee that can be used here.',
      field: 'lines[2].subledger',
      reply: { status: 200, body: expect.stringContaining("code '***'") },
    },
  });
  await using odd = await startStranger(() => ({ json: error("No such thing as 'E4711'.") }));
  const other = openGateway(odd.url);
  const told = (await other.postVouchers([other.render({ ...it, lines })], patience())).get(it.reference);
  expect(told).toMatchObject({ kind: 'unknown', failure: { message: expect.stringContaining("as '***'.") } });
  await other.close();
});

test('a text that names a person is in neither words nor reply of a refusal, also where the words are cut within it', async () => {
  const it = aVoucher();
  const name = `Lunsj med «Kari Nordmann» ${'x'.repeat(150)}`;
  const lines = it.lines.map((line, at) => ({ ...line, text: at === 0 ? name : '1' }));
  for (const before of ['Odd 11: ', `Odd 11: ${'y '.repeat(140)}`]) {
    await using server = await startStranger(() => ({ json: error(`${before}${name}`) }));
    const gateway = openGateway(server.url);
    const outcome = (await gateway.postVouchers([gateway.render({ ...it, lines })], patience())).get(it.reference);
    await gateway.close();
    expect(outcome).toMatchObject({
      failure: { message: expect.stringContaining('Odd 11: '), reply: { status: 200 } },
    });
    expect(JSON.stringify(outcome)).not.toMatch(/Lunsj|Kari/);
  }
});
