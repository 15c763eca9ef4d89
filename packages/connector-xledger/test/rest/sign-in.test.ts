import { aReference, aVoucher } from '@bilag/core/testing';
import { XLEDGER_REST_CLIENTS } from '@bilag/mock-erp';
import { expect, test } from 'vitest';
import { createAccessTokens } from '../../src/rest/access-tokens.ts';
import { patience } from '../support/harness.ts';
import { addressesAt, credentialsOf, find, openGateway, openMock, post, postOne } from './support/harness.ts';
import { aMe, startApi, startStranger } from './support/stranger.ts';

const refusal = (error: string, status = 400, more: object = {}) => ({ status, json: { error, ...more } });

test('the sign-in is a form with grant, client, secret and scope, and no header', async () => {
  await using server = await startStranger(() => refusal('invalid_client', 401));
  const gateway = openGateway(addressesAt(server.url), { scope: 'a b' }, { clientId: ':&=', clientSecret: 's +%&=' });
  await postOne(gateway);
  await gateway.close();
  const [request] = server.requests;
  expect(request).toMatchObject({ method: 'POST', path: '/oauth2/token' });
  expect(request?.headers['authorization']).toBeUndefined();
  expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect([...new URLSearchParams(request?.text)]).toEqual([
    ['grant_type', 'client_credentials'],
    ['client_id', ':&='],
    ['client_secret', 's +%&='],
    ['scope', 'a b'],
  ]);
});

test('many who wait share one token, and it serves until a minute before its end', async () => {
  let nowMs = 0;
  let asked = 0;
  const tokens = createAccessTokens(
    () => {
      asked += 1;
      return Promise.resolve({ value: `tok-${asked}`, lifetimeMs: 3_600_000 });
    },
    () => nowMs,
  );
  const { signal } = new AbortController();
  const both = await Promise.all(Array.from({ length: 9 }, () => tokens.token(signal)));
  expect(new Set(both.map(({ value }) => value))).toEqual(new Set(['tok-1']));
  nowMs = 3_539_999;
  expect((await tokens.token(signal)).value).toBe('tok-1');
  nowMs = 3_540_000;
  expect((await tokens.token(signal)).value).toBe('tok-2');
});

test('the life of a token begins when it is asked for, not when it comes', async () => {
  let nowMs = 0;
  const tokens = createAccessTokens(
    () => {
      nowMs += 50_000;
      return Promise.resolve({ value: String(nowMs), lifetimeMs: 100_000 });
    },
    () => nowMs,
  );
  const { signal } = new AbortController();
  expect((await tokens.token(signal)).value).toBe('50000');
  expect((await tokens.token(signal)).value).toBe('100000');
});

test('who gives up waiting for a token does not spoil it for the others', async () => {
  const { promise, resolve } = Promise.withResolvers<{ value: string; lifetimeMs: number }>();
  const tokens = createAccessTokens(() => promise);
  const impatient = new AbortController();
  const first = tokens.token(impatient.signal);
  const second = tokens.token(new AbortController().signal);
  impatient.abort();
  await expect(first).rejects.toMatchObject({ code: 'ERP_UNAVAILABLE' });
  resolve({ value: 'tok', lifetimeMs: 0 });
  expect((await second).value).toBe('tok');
});

test('a token request that failed is not remembered', async () => {
  let fails = true;
  const tokens = createAccessTokens(() => {
    if (fails) return Promise.reject(new Error('down'));
    return Promise.resolve({ value: 'tok', lifetimeMs: 0 });
  });
  const { signal } = new AbortController();
  await expect(tokens.token(signal)).rejects.toThrow('down');
  fails = false;
  expect((await tokens.token(signal)).value).toBe('tok');
});

test.each([
  ['invalid_client', 401, 'ERP_AUTHENTICATION_FAILED', 'client secret is wrong'],
  ['invalid_client', 400, 'ERP_AUTHENTICATION_FAILED', 'client secret is wrong'],
  ['unauthorized_client', 400, 'ERP_AUTHENTICATION_FAILED', 'may not sign in by client credentials'],
  ['unsupported_grant_type', 400, 'ERP_AUTHENTICATION_FAILED', 'no tokens for client credentials'],
  ['invalid_grant', 400, 'ERP_AUTHENTICATION_FAILED', 'not valid any more'],
  ['invalid_request', 400, 'ERP_AUTHENTICATION_FAILED', 'does not take the sign-in in this form'],
  ['invalid_scope', 400, 'ERP_PERMISSION_DENIED', '«master.read journal.write»'],
  ['access_denied', 403, 'ERP_PERMISSION_DENIED', '«master.read journal.write»'],
  ['server_error', 400, 'ERP_UNAVAILABLE', 'error of its own'],
  ['temporarily_unavailable', 400, 'ERP_UNAVAILABLE', 'busy'],
  ['something_new', 400, 'ERP_AUTHENTICATION_FAILED', 'something_new'],
  ['constructor', 400, 'ERP_AUTHENTICATION_FAILED', 'no reason that Bilag knows'],
])('CFG-5 the token error %s (%i) is a definite no that says what is wrong', async (error, status, code, words) => {
  await using server = await startStranger(() => refusal(error, status));
  const gateway = openGateway(addressesAt(server.url));
  const failure = { code, message: expect.stringContaining(words) };
  await expect(gateway.testConnection(patience())).rejects.toMatchObject(failure);
  expect(await postOne(gateway)).toMatchObject({ kind: 'retry', failure });
  expect(await find(gateway, aReference())).toMatchObject({ kind: 'unavailable', failure });
  await gateway.close();
  expect(server.countOf('POST', /journal-entries/)).toBe(0);
});

test.each([
  ['a 401 without a body', { status: 401, json: '' }, 'ERP_AUTHENTICATION_FAILED'],
  [
    'a 403 page',
    { status: 403, json: '<h1>No</h1>', headers: { 'content-type': 'text/html' } },
    'ERP_AUTHENTICATION_FAILED',
  ],
  ['a missing page', { status: 404, json: '<h1>?</h1>' }, 'ERP_UNAVAILABLE'],
  ['a redirect', { status: 302, json: '', headers: { location: '/login' } }, 'ERP_UNAVAILABLE'],
  ['an outage', { status: 503, json: '<h1>Down</h1>' }, 'ERP_UNAVAILABLE'],
  ['an outage in the words of OAuth', refusal('invalid_client', 500), 'ERP_UNAVAILABLE'],
  ['a sign-in page with 200', { json: '<html>Sign in</html>' }, 'ERP_UNAVAILABLE'],
  ['an answer without a token', { json: { token_type: 'Bearer' } }, 'ERP_UNAVAILABLE'],
  ['a token that fits in no header', { json: { access_token: 'a\r\nb', token_type: 'Bearer' } }, 'ERP_UNAVAILABLE'],
  ['a token of another type', { json: { access_token: 'a', token_type: 'mac' } }, 'ERP_AUTHENTICATION_FAILED'],
])('%s from the token address is a definite no', async (_what, answer, code) => {
  await using server = await startStranger(() => answer);
  const gateway = openGateway(addressesAt(server.url));
  expect(await postOne(gateway)).toMatchObject({ kind: 'retry', failure: { code } });
  await gateway.close();
});

test('a token that is longer than any header is none, and is shown to nobody', async () => {
  await using server = await startStranger(() => ({ json: { access_token: 'a'.repeat(1_000_000) } }));
  const gateway = openGateway(addressesAt(server.url));
  expect(await postOne(gateway)).toMatchObject({
    kind: 'retry',
    failure: { code: 'ERP_UNAVAILABLE', message: expect.stringContaining('without an access token') },
  });
  await gateway.close();
  expect(server.requests.map(({ path }) => path)).toEqual(['/oauth2/token']);
});

test('a token address that asks to wait is given the time', async () => {
  await using server = await startStranger(() => ({ status: 429, json: '', headers: { 'retry-after': '9' } }));
  const gateway = openGateway(addressesAt(server.url));
  expect(await postOne(gateway)).toMatchObject({
    kind: 'retry',
    failure: { code: 'ERP_RATE_LIMITED' },
    afterMs: 9_000,
  });
  await gateway.close();
});

test.each([
  ['as little as RFC 6749 asks for', { access_token: 't', token_type: 'bearer' }],
  ['its life as a text', { access_token: 't', token_type: 'BEARER', expires_in: '3600' }],
  ['more than was asked for', { access_token: 't', token_type: 'Bearer', expires_in: 3600, refresh_token: 'r' }],
])('a token that comes with %s is used', async (_what, json) => {
  await using server = await startStranger(({ path }) =>
    path === '/oauth2/token' ? { json } : { status: 500, json: '' },
  );
  const gateway = openGateway(addressesAt(server.url));
  await postOne(gateway);
  await postOne(gateway);
  await gateway.close();
  expect(server.requests.at(-1)?.headers['authorization']).toBe('Bearer t');
  expect(server.countOf('POST', /token/)).toBe(1);
});

test('one refused sign-in answers for a whole batch and for a whole look-up', async () => {
  await using server = await startStranger(() => refusal('invalid_client', 401));
  const gateway = openGateway(addressesAt(server.url));
  const vouchers = Array.from({ length: 12 }, () => aVoucher());
  const answers = await post(gateway, vouchers);
  expect(answers.every((it) => it?.kind === 'retry')).toBe(true);
  expect(server.requests).toHaveLength(1);
  const found = await gateway.findVouchers(
    vouchers.map(({ reference }) => ({ reference, batchKey: null })),
    patience(),
  );
  await gateway.close();
  expect([...found.values()].map(({ kind }) => kind)).toEqual(Array.from({ length: 12 }, () => 'unavailable'));
  expect(server.requests).toHaveLength(2);
});

test('a question whose token was withdrawn is asked again with a new one, once', async () => {
  await using erp = await openMock();
  const { reference } = aVoucher();
  expect(await find(erp.gateway, reference)).toEqual({ kind: 'absent' });
  erp.mock.xledgerRest.tokens.revokeAll();
  expect(await find(erp.gateway, reference)).toEqual({ kind: 'absent' });
  expect(erp.mock.world.requests.counts()).toEqual({
    'xledger-rest.token': 2,
    'xledger-rest.me': 2,
    'xledger-rest.journalEntries.list': 3,
  });
});

test('a server that takes no token is asked twice and no more, and the sign-in is named', async () => {
  const no = { status: 401, json: '' };
  await using server = await startApi(() => no, no);
  const gateway = openGateway(addressesAt(server.url));
  await expect(gateway.testConnection(patience())).rejects.toMatchObject({ code: 'ERP_AUTHENTICATION_FAILED' });
  await gateway.close();
  expect(server.countOf('GET', /me/)).toBe(2);
  expect(server.countOf('POST', /token/)).toBe(2);
});

test('a voucher whose token was withdrawn is not applied and not repeated; the next one signs in anew', async () => {
  await using erp = await openMock();
  await postOne(erp.gateway);
  erp.mock.xledgerRest.tokens.revokeAll();
  const it = aVoucher();
  expect(await postOne(erp.gateway, it)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_UNAVAILABLE' } });
  expect(erp.mock.world.requests.counts()['xledger-rest.journalEntries.create']).toBe(2);
  expect(await postOne(erp.gateway, it)).toMatchObject({ kind: 'accepted' });
});

test('a voucher that is refused with the new token, too, is a failed sign-in, even if the text of the token is the same', async () => {
  await using server = await startApi(() => ({ status: 401, json: '' }));
  const gateway = openGateway(addressesAt(server.url));
  expect(await postOne(gateway)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_UNAVAILABLE' } });
  expect(await postOne(gateway)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_AUTHENTICATION_FAILED' } });
  await gateway.close();
  expect(server.countOf('POST', /journal-entries/)).toBe(2);
});

test('a scope that was granted after a refusal is used at the next attempt', async () => {
  let isGranted = false;
  await using server = await startStranger(({ path, headers }) => {
    if (path === '/oauth2/token') return { json: { access_token: isGranted ? 'wide' : 'narrow', expires_in: 3600 } };
    if (path === '/v1/me') return aMe;
    return headers['authorization'] === 'Bearer wide' ? { status: 500, json: '' } : { status: 403, json: '' };
  });
  const gateway = openGateway(addressesAt(server.url));
  expect(await postOne(gateway)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_PERMISSION_DENIED' } });
  isGranted = true;
  expect(await postOne(gateway)).toMatchObject({ kind: 'unknown' });
  await gateway.close();
});

test('neither secret nor token is in what is said or kept of a refusal', async () => {
  const secret = 's: "x"+%&';
  await using server = await startStranger(({ path, text, headers }) => {
    const echo = `${text} ${headers['authorization'] ?? ''} ${secret}`;
    if (path === '/oauth2/token' && server.requests.length > 1)
      return refusal('invalid_client', 401, { error_description: echo });
    if (path === '/oauth2/token') return { json: { access_token: 'tok-secret', token_type: 'Bearer' } };
    if (path === '/v1/me') return aMe;
    return { status: 422, json: { errors: [{ path: '', code: 'x', message: echo }] } };
  });
  const gateway = openGateway(addressesAt(server.url), {}, { clientId: 'bilag', clientSecret: secret });
  const refused = await postOne(gateway);
  expect(refused).toMatchObject({ kind: 'rejected', failure: { reply: { status: 422 } } });
  await gateway.close();
  const again = openGateway(addressesAt(server.url), {}, { clientId: 'bilag', clientSecret: secret });
  const signIn = await postOne(again);
  expect(signIn).toMatchObject({ kind: 'retry', failure: { reply: { status: 401 } } });
  await again.close();
  for (const text of [JSON.stringify(refused), JSON.stringify(signIn)]) {
    for (const word of ['tok-secret', secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]) {
      expect(text).not.toContain(word);
      expect(text).not.toContain(JSON.stringify(word).slice(1, -1));
    }
  }
});

test('the clients of the seed: disabled, without the scope, of another entity', async () => {
  await using erp = await openMock();
  const there = addressesAt(erp.mock.urls.xledgerRest);
  const failureOf = async (client: (typeof XLEDGER_REST_CLIENTS)['full'], more: object = {}) => {
    const gateway = openGateway(there, more, credentialsOf(client));
    const error = await gateway.testConnection(patience()).catch((it: unknown) => it);
    await gateway.close();
    return error;
  };
  expect(await failureOf(XLEDGER_REST_CLIENTS.disabled)).toMatchObject({ code: 'ERP_AUTHENTICATION_FAILED' });
  expect(await failureOf(XLEDGER_REST_CLIENTS.readOnly)).toMatchObject({
    code: 'ERP_PERMISSION_DENIED',
    message: expect.stringContaining('master.read journal.write'),
  });
  expect(await failureOf(XLEDGER_REST_CLIENTS.readOnly, { scope: 'master.read' })).toMatchObject({
    code: 'ERP_PERMISSION_DENIED',
    message: 'The client lacks the scope journal.write.',
  });
  const other = { dimensions: { costCenter: 'COST_CENTER' } };
  expect(await failureOf(XLEDGER_REST_CLIENTS.otherEntity, other)).toMatchObject({ code: 'ERP_WRONG_LEDGER' });
});

test('a client of other books than the settings name posts nothing there and finds nothing absent', async () => {
  await using erp = await openMock();
  const gateway = openGateway(
    addressesAt(erp.mock.urls.xledgerRest),
    {},
    credentialsOf(XLEDGER_REST_CLIENTS.otherEntity),
  );
  const it = aVoucher();
  expect(await postOne(gateway, it)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_WRONG_LEDGER' } });
  expect(await find(gateway, it.reference)).toMatchObject({
    kind: 'unavailable',
    failure: { code: 'ERP_WRONG_LEDGER' },
  });
  await expect(gateway.readMasterData(patience())).rejects.toMatchObject({ code: 'ERP_WRONG_LEDGER' });
  await gateway.close();
  expect(erp.mock.xledger.queue.rows()).toEqual([]);
  expect(erp.mock.world.requests.counts()['xledger-rest.journalEntries.create']).toBeUndefined();
});

test('whose books they are is asked once for each token', async () => {
  await using erp = await openMock();
  await post(erp.gateway, [aVoucher(), aVoucher(), aVoucher(), aVoucher(), aVoucher()]);
  await find(erp.gateway, aReference());
  expect(erp.mock.world.requests.counts()['xledger-rest.me']).toBe(1);
  erp.mock.xledgerRest.tokens.revokeAll();
  await find(erp.gateway, aReference());
  expect(erp.mock.world.requests.counts()['xledger-rest.me']).toBe(2);
});
