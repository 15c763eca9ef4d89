import * as oidc from 'openid-client';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type MockErp, OPENID_USERS } from '../src/index.ts';
import { send, textIn } from './support/business-central.ts';
import { discover, locationOf, openBrowser, REDIRECT, redeem, startSignIn, textOf } from './support/openid.ts';
import { control, startSandbox } from './support/sandbox.ts';

let mock: MockErp;
let config: oidc.Configuration;
beforeAll(async () => {
  mock = await startSandbox();
  config = await discover(mock);
});
afterEach(() => control(mock, '/reset'));
afterAll(() => mock.close());

const open = async (changes: Record<string, string | undefined>) =>
  openBrowser(mock).open((await startSignIn(config, changes)).url);

/** Somebody has chosen; what the client would redeem. */
async function aCode() {
  const browser = openBrowser(mock);
  const { url, checks } = await startSignIn(config);
  const back = await browser.press(await browser.open(url), { user: OPENID_USERS.nbfAdmin.sub });
  const fields = {
    grant_type: 'authorization_code',
    client_id: 'bilag-console',
    code: locationOf(back).searchParams.get('code') ?? '',
    redirect_uri: REDIRECT,
    code_verifier: checks.pkceCodeVerifier,
  };
  return { fields, checks, back: locationOf(back) };
}

test.each([
  ['http://localhost:5173/callback', true],
  ['http://localhost/console/', true],
  ['http://[::1]:8080/callback', true],
  ['http://127.0.0.1/callback/more', false],
  ['http://localhost/elsewhere', false],
  ['http://127.0.0.1:1/callback/more', false],
  ['http://127.0.0.1:1/callback?more', false],
  ['https://127.0.0.1:1/callback', false],
  ['http://localhost:80@example.org/callback', false],
  ['http://localhost.example.org/callback', false],
  ['https://example.org/callback', false],
  ['/callback', false],
  [undefined, false],
])('of the address %s to come back to it is said that it is registered: %s', async (redirectUri, isRegistered) => {
  const page = await open({ redirect_uri: redirectUri });
  expect(page.status).toBe(isRegistered ? 200 : 400);
  expect(page.headers).not.toHaveProperty('location');
});

test('another address can be registered, and then has to fit to its port', async () => {
  await control(mock, '/settings', { openid: { redirectUris: ['https://console.example.org/callback'] } });
  expect((await open({ redirect_uri: 'https://console.example.org/callback' })).status).toBe(200);
  expect((await open({ redirect_uri: 'https://console.example.org:444/callback' })).status).toBe(400);
});

test('an unknown client is told to the person and not sent anywhere', async () => {
  const page = await open({ client_id: 'somebody' });
  expect(page.status).toBe(400);
  expect(textOf(page)).toContain('no client');
});

test.each([
  [{ code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
  [{ code_challenge: undefined }, 'invalid_request'],
  [{ code_challenge_method: undefined }, 'invalid_request'],
  [{ code_challenge_method: 'plain' }, 'invalid_request'],
  [{ code_challenge: 'short' }, 'invalid_request'],
  [{ response_type: 'token' }, 'unsupported_response_type'],
  [{ response_mode: 'fragment' }, 'invalid_request'],
  [{ scope: 'profile' }, 'invalid_scope'],
  [{ prompt: 'none login' }, 'invalid_request'],
  [{ max_age: 'x' }, 'invalid_request'],
  [{ request: 'eyJ' }, 'request_not_supported'],
])('a request with %o goes back as an error, with its state', async (changes, error) => {
  const { url, checks } = await startSignIn(config, changes);
  const back = locationOf(await openBrowser(mock).open(url));
  expect(back.href.startsWith(`${REDIRECT}?`)).toBe(true);
  expect(Object.fromEntries(back.searchParams)).toMatchObject({
    error,
    state: checks.expectedState,
    iss: mock.urls.openidIssuer,
  });
  expect(back.searchParams.has('code')).toBe(false);
});

test('a parameter that is given twice is refused', async () => {
  const { url } = await startSignIn(config);
  url.searchParams.append('state', 'another');
  expect(locationOf(await openBrowser(mock).open(url)).searchParams.get('error')).toBe('invalid_request');
});

test('state and nonce come back as they were sent, and a client notices when they did not', async () => {
  const { back, checks } = await aCode();
  expect(back.searchParams.get('state')).toBe(checks.expectedState);
  const tampered = new URL(back);
  tampered.searchParams.set('state', 'tampered');
  await expect(oidc.authorizationCodeGrant(config, tampered, checks)).rejects.toMatchObject({
    cause: { message: expect.stringContaining('state') },
  });
  const other = { ...checks, expectedNonce: 'another' };
  await expect(oidc.authorizationCodeGrant(config, back, other)).rejects.toMatchObject({
    cause: { message: expect.stringContaining('nonce') },
  });
});

test('a code is good once', async () => {
  const { fields } = await aCode();
  expect(await redeem(mock, fields)).toMatchObject({ status: 200, body: { token_type: 'Bearer' } });
  expect(await redeem(mock, fields)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('a code expires', async () => {
  const { fields } = await aCode();
  mock.world.clock.advance(60_000);
  expect(await redeem(mock, fields)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test.each([
  [{ code_verifier: 'w'.repeat(43) }, 400, 'invalid_grant'],
  [{ code_verifier: 'short' }, 400, 'invalid_grant'],
  [{ redirect_uri: 'http://127.0.0.1:53683/callback' }, 400, 'invalid_grant'],
  [{ code: 'made-up' }, 400, 'invalid_grant'],
  [{ client_id: 'somebody' }, 401, 'invalid_client'],
  [{ client_secret: 'secret' }, 401, 'invalid_client'],
  [{ code_verifier: '' }, 400, 'invalid_request'],
  [{ grant_type: 'client_credentials' }, 400, 'unsupported_grant_type'],
])('a code redeemed with %o gives no tokens', async (changes, status, error) => {
  const { fields } = await aCode();
  const refused = await redeem(mock, { ...fields, ...changes });
  expect(refused).toMatchObject({ status, body: { error } });
  expect(refused.headers['cache-control']).toBe('no-store');
});

test('whoever guesses at a verifier has one guess', async () => {
  const { fields } = await aCode();
  await redeem(mock, { ...fields, code_verifier: 'w'.repeat(43) });
  expect(await redeem(mock, fields)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('a page can be answered once, by somebody who is on it, and not for ever', async () => {
  const browser = openBrowser(mock);
  const { url } = await startSignIn(config);
  const page = await browser.open(url);
  expect((await browser.press(page, { user: 'nobody@example.org' })).status).toBe(400);
  expect((await browser.press(page, { user: OPENID_USERS.nbfAdmin.sub })).status).toBe(400);
  const late = await browser.open(url);
  mock.world.clock.advance(600_000);
  expect((await browser.press(late, { user: OPENID_USERS.nbfAdmin.sub })).status).toBe(400);
});

test('user information is for whoever has a token that is still good', async () => {
  const ask = (headers: object) => send(mock, 'GET', `${mock.urls.openidIssuer}/userinfo`, { headers });
  expect(await ask({})).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
  const { fields } = await aCode();
  const { body } = await redeem(mock, fields);
  const [token, idToken] = [textIn(body, 'access_token'), textIn(body, 'id_token')];
  expect((await ask({ authorization: `Bearer ${token}` })).status).toBe(200);
  expect((await ask({ authorization: `Bearer ${idToken}` })).status).toBe(401);
  mock.world.clock.advance(3_600_000);
  expect((await ask({ authorization: `Bearer ${token}` })).status).toBe(401);
});

test('signing out leads only to registered addresses', async () => {
  const leave = (query: Record<string, string>) =>
    openBrowser(mock).open(`${mock.urls.openidIssuer}/logout?${new URLSearchParams(query).toString()}`);
  for (const query of [
    { post_logout_redirect_uri: 'https://example.org/' },
    { id_token_hint: 'forged', post_logout_redirect_uri: 'http://localhost/' },
    { client_id: 'somebody' },
  ]) {
    const page = await leave(query);
    expect([query, page.status, page.headers['location']]).toEqual([query, 400, undefined]);
  }
});
