import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type MockErp, OPENID_USERS } from '../src/index.ts';
import { send } from './support/business-central.ts';
import { discover, fetchTrusting, locationOf, openBrowser, REDIRECT, startSignIn, textOf } from './support/openid.ts';
import { control, startSandbox } from './support/sandbox.ts';

let mock: MockErp;
let config: oidc.Configuration;
beforeAll(async () => {
  mock = await startSandbox();
  config = await discover(mock);
});
afterEach(() => control(mock, '/reset'));
afterAll(() => mock.close());

async function signIn(sub: string, browser = openBrowser(mock)) {
  const { url, checks } = await startSignIn(config);
  const back = await browser.press(await browser.open(url), { user: sub });
  return oidc.authorizationCodeGrant(config, locationOf(back), checks);
}

/** The access token's claims, checked as the service checks them. */
async function accessClaims(token: string, audience = 'bilag') {
  const keys = createRemoteJWKSet(new URL(`${mock.urls.openidIssuer}/keys`), { [customFetch]: fetchTrusting(mock) });
  const options = { issuer: mock.urls.openidIssuer, audience, algorithms: ['RS256'], maxTokenAge: 3600 };
  return (await jwtVerify(token, keys, options)).payload;
}

test.each([
  [OPENID_USERS.nbfAdmin, { role: 'org_admin', organization_id: 'nbf' }],
  [OPENID_USERS.hlfAdmin, { role: 'org_admin', organization_id: 'hlf' }],
  [OPENID_USERS.globalAdmin, { role: 'global_admin' }],
])('$sub signs in, and the tokens say what they may do', async ({ sub, name }, claims) => {
  const tokens = await signIn(sub);
  expect(tokens.claims()).toMatchObject({ sub, name, ...claims, aud: 'bilag-console', auth_time: expect.any(Number) });
  const { iat = 0, exp = 0, ...access } = await accessClaims(tokens.access_token);
  expect(access).toEqual({
    iss: mock.urls.openidIssuer,
    aud: 'bilag',
    sub,
    client_id: 'bilag-console',
    ...claims,
  });
  expect(exp - iat).toBe(3600);
  expect(await oidc.fetchUserInfo(config, tokens.access_token, sub)).toEqual({ sub, name, ...claims });
});

test('a person without a role signs in too, for the service to refuse', async () => {
  const tokens = await signIn(OPENID_USERS.withoutRole.sub);
  const claims = await accessClaims(tokens.access_token);
  expect(claims).not.toHaveProperty('role');
  expect(claims).not.toHaveProperty('organization_id');
});

test('the page names everybody and may go on to the client only', async () => {
  const { url } = await startSignIn(config);
  const page = await openBrowser(mock).open(url);
  expect(page.status).toBe(200);
  for (const { name } of Object.values(OPENID_USERS)) expect(textOf(page)).toContain(name);
  expect(textOf(page)).not.toContain('<script');
  expect(page.headers['content-security-policy']).toContain("form-action 'self' http://127.0.0.1:53682;");
});

test('audience and lifetime of the tokens can be set, the lifetime up to an hour', async () => {
  await control(mock, '/settings', { openid: { audience: 'elsewhere', tokenLifetimeSeconds: 60 } });
  const tokens = await signIn(OPENID_USERS.globalAdmin.sub);
  expect(tokens.expires_in).toBe(60);
  const { iat = 0, exp = 0 } = await accessClaims(tokens.access_token, 'elsewhere');
  expect(exp - iat).toBe(60);
  expect(await control(mock, '/settings', { openid: { tokenLifetimeSeconds: 3601 } })).toEqual({
    message: 'tokenLifetimeSeconds is 3600 at most',
  });
});

test('somebody who cancels is sent back without a code', async () => {
  const browser = openBrowser(mock);
  const { url, checks } = await startSignIn(config);
  const back = await browser.press(await browser.open(url), { cancel: 'yes' });
  await expect(oidc.authorizationCodeGrant(config, locationOf(back), checks)).rejects.toMatchObject({
    error: 'access_denied',
  });
});

test('prompt=none takes whoever has signed in at this browser, and asks for a sign-in else', async () => {
  const browser = openBrowser(mock);
  const silently = async (more: Record<string, string> = {}) => {
    const { url, checks } = await startSignIn(config, { prompt: 'none', ...more });
    return oidc.authorizationCodeGrant(config, locationOf(await browser.open(url)), checks);
  };
  await expect(silently()).rejects.toMatchObject({ error: 'login_required' });
  await signIn(OPENID_USERS.hlfAdmin.sub, browser);
  expect((await silently()).claims()).toMatchObject({ sub: OPENID_USERS.hlfAdmin.sub });
  mock.world.clock.advance(5_000);
  await expect(silently({ max_age: '1' })).rejects.toMatchObject({ error: 'login_required' });
});

test('signing out ends the session and leads back to the client', async () => {
  const browser = openBrowser(mock);
  const tokens = await signIn(OPENID_USERS.nbfAdmin.sub, browser);
  const url = oidc.buildEndSessionUrl(config, {
    id_token_hint: tokens.id_token ?? '',
    post_logout_redirect_uri: 'http://localhost:5173/console/',
    state: 'bye',
  });
  const back = await browser.open(url);
  expect([back.status, locationOf(back).href]).toEqual([303, 'http://localhost:5173/console/?state=bye']);
  const { url: silent } = await startSignIn(config, { prompt: 'none' });
  expect(locationOf(await browser.open(silent)).searchParams.get('error')).toBe('login_required');
});

test('without an address to go to, signing out says so', async () => {
  const page = await openBrowser(mock).open(`${mock.urls.openidIssuer}/logout`);
  expect([page.status, textOf(page)]).toEqual([200, expect.stringContaining('Signed out')]);
});

test('a page of this machine may read the answers, a page from elsewhere may not', async () => {
  const preflight = (origin: string) =>
    send(mock, 'OPTIONS', `${mock.urls.openidIssuer}/token`, {
      headers: { origin, 'access-control-request-method': 'POST' },
    });
  for (const origin of ['http://localhost:5173', 'http://127.0.0.1:8080', 'https://[::1]:3000', 'http://localhost']) {
    expect((await preflight(origin)).headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': expect.stringContaining('POST'),
    });
  }
  for (const origin of [
    'https://example.org',
    'http://localhost.example.org',
    'http://127.0.0.1.example.org',
    'null',
  ]) {
    expect((await preflight(origin)).headers).not.toHaveProperty('access-control-allow-origin');
  }
  const url = `${mock.urls.openidIssuer}/keys`;
  const reply = await send(mock, 'GET', url, { headers: { origin: 'http://localhost:5173' } });
  expect(reply.headers).toMatchObject({ 'access-control-allow-origin': 'http://localhost:5173', vary: 'origin' });
});

test('the provider can be slow or away, and its requests are counted', async () => {
  await control(mock, '/faults', { operation: 'openid.token', system: 'openid', times: 1, effect: 'unavailable' });
  await expect(signIn(OPENID_USERS.nbfAdmin.sub)).rejects.toThrow('unexpected HTTP response status code');
  expect(mock.world.requests.counts()).toMatchObject({ 'openid.authorize': 1, 'openid.choose': 1, 'openid.token': 1 });
});

test('the request log keeps no tokens', async () => {
  const tokens = await signIn(OPENID_USERS.nbfAdmin.sub);
  const log = JSON.stringify(await control(mock, '/requests', undefined, 'GET'));
  expect(log).toContain(encodeURIComponent(REDIRECT));
  expect(log).not.toContain(tokens.access_token);
  expect(log).not.toContain(tokens.id_token);
});
