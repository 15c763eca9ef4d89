import { createHash, X509Certificate } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createClientCertificate, type MockErp } from '../src/index.ts';
import { askForToken, BC, SCOPE, send, signIn, textIn } from './support/business-central.ts';
import { control, startSandbox } from './support/sandbox.ts';

let mock: MockErp;
beforeAll(async () => {
  mock = await startSandbox();
});
afterEach(() => control(mock, '/reset'));
afterAll(() => mock.close());

test('the discovery document names the endpoints that client libraries look for', async () => {
  const authority = `${mock.urls.entraAuthority}/${BC.tenantId}`;
  const reply = await send(mock, 'GET', `${authority}/v2.0/.well-known/openid-configuration`);
  expect(reply.body).toMatchObject({
    issuer: `${authority}/v2.0`,
    token_endpoint: `${authority}/oauth2/v2.0/token`,
    authorization_endpoint: expect.stringContaining('/authorize'),
    end_session_endpoint: expect.stringContaining('/logout'),
    jwks_uri: expect.stringContaining('/keys'),
  });
});

test('a right secret gives a bearer token that lasts as long as is set', async () => {
  expect(await askForToken(mock)).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 3599 } });
  await control(mock, '/entra/settings', { tokenLifetimeSeconds: 60, expiresInAs: 'text' });
  expect(await askForToken(mock)).toMatchObject({ body: { expires_in: '60', access_token: expect.any(String) } });
});

test.each([
  [{ client_secret: 'wrong' }, 401, 'invalid_client', 7000215],
  [{ client_secret: BC.bilagApp.expiredSecret }, 401, 'invalid_client', 7000222],
  [{ client_secret: undefined }, 401, 'invalid_client', 7000218],
  [{ client_id: 'c11e0001-0000-4000-8000-000000009999' }, 400, 'unauthorized_client', 700016],
  [{ scope: 'api.businesscentral' }, 400, 'invalid_scope', 70011],
  [{ scope: 'https://elsewhere.example/.default' }, 400, 'invalid_resource', 500011],
  [{ grant_type: undefined }, 400, 'invalid_request', 900144],
  [{ grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
])('a token request with %o is refused', async (changes, status, error, code) => {
  const reply = await askForToken(mock, changes);
  expect(reply).toMatchObject({ status, body: { error, error_codes: [code], trace_id: expect.any(String) } });
  expect(textIn(reply.body, 'error_description')).toMatch(new RegExp(`^AADSTS${code}: .*\r\nTrace ID: `));
});

test('an unknown tenant has no token, the tenant by its domain has', async () => {
  expect(await askForToken(mock, {}, 'nobody.example')).toMatchObject({ body: { error_codes: [90002] } });
  expect(await askForToken(mock, {}, BC.tenantDomain)).toMatchObject({ status: 200 });
});

test('Entra can be throttled or away by a named fault', async () => {
  await control(mock, '/faults', { operation: 'entra.token', times: 1, effect: 'too-many' });
  expect(await askForToken(mock)).toMatchObject({ status: 429, headers: { 'retry-after': '5' } });
  await control(mock, '/faults', { operation: 'entra.token', times: 1, effect: 'unavailable' });
  expect((await askForToken(mock)).status).toBe(503);
});

test.each(['PS256', 'RS256'])('an assertion signed %s by an uploaded certificate stands for a secret', async (alg) => {
  const { key, certificate } = await createClientCertificate();
  const { clientId } = BC.bilagApp;
  await control(mock, '/entra/certificates', { clientId, certificate });
  const thumbprint = createHash('sha256').update(new X509Certificate(certificate).raw).digest('base64url');
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg, 'x5t#S256': thumbprint })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(`${mock.urls.entraAuthority}/${BC.tenantId}/oauth2/v2.0/token`)
    .setNotBefore('2 seconds from now')
    .setExpirationTime('5m')
    .sign(await importPKCS8(key, alg));
  const fields = {
    client_secret: undefined,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  };
  expect(await askForToken(mock, fields)).toMatchObject({ status: 200, body: { access_token: expect.any(String) } });
  const forged = { ...fields, client_assertion: `${assertion.slice(0, -8)}AAAAAAAA` };
  expect(await askForToken(mock, forged)).toMatchObject({ status: 401, body: { error_codes: [700027] } });
});

test('the request log keeps neither secrets nor tokens', async () => {
  const token = textIn((await askForToken(mock)).body, 'access_token');
  await signIn(mock);
  const log = JSON.stringify(await control(mock, '/requests', undefined, 'GET'));
  expect(log).toContain(encodeURIComponent(SCOPE));
  expect(log).not.toContain(encodeURIComponent(BC.bilagApp.secret));
  expect(log).not.toContain(token);
});
