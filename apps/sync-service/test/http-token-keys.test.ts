import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startMockErp } from '@bilag/mock-erp';
import { exportJWK, exportSPKI, generateKeyPair, type JSONWebKeySet } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { send } from './support/http-client.ts';
import { aVerifier, signed } from './support/http-tokens.ts';
import { startTestService } from './support/service.ts';

const refusal = { name: 'SyncError', code: 'AUTHENTICATION_REQUIRED' };

/** A key pair and its public half as it is published. */
async function aKey(alg: 'RS256' | 'ES256', kid: string) {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, publicKey, alg, kid, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

test.each(['RS256', 'ES256'] as const)('a token signed with %s and a published key is taken', async (alg) => {
  const [key, other] = [await aKey(alg, 'one'), await aKey(alg, 'two')];
  const verify = aVerifier({ jwks: { keys: [key.jwk, other.jwk] } });
  await expect(verify(await signed(key.privateKey, {}, { alg, kid: 'one' }))).resolves.toMatchObject({
    role: 'service',
  });
  await expect(verify(await signed(key.privateKey, {}, { alg, kid: 'two' }))).rejects.toMatchObject(refusal);
});

test.each([
  ['a public key’s text', {}],
  ['a public key’s text, where a shared secret would do too', { secret: new Uint8Array(32).fill(7) }],
])('DOD-6 a token signed with HS256 and %s is refused', async (_what, more) => {
  const key = await aKey('RS256', 'one');
  const verify = aVerifier({ jwks: { keys: [key.jwk] }, ...more });
  const asSecrets = [await exportSPKI(key.publicKey), JSON.stringify(key.jwk), key.jwk.n ?? ''];
  for (const text of asSecrets) {
    const token = await signed(Buffer.from(text), {}, { alg: 'HS256', kid: 'one' });
    await expect(verify(token)).rejects.toMatchObject(refusal);
  }
});

test.each<[string, Record<string, unknown>]>([
  ['of a key that is not published', { kid: 'three' }],
  ['that is a path', { kid: '../../../dev/null' }],
  ['that is an attempt at SQL', { kid: "' union select 'key' --" }],
  ['of no key, with the address of its own keys', { kid: 'three', jku: 'https://evil.example.org/keys' }],
  ['of a published key, with a key of its own', { kid: 'one', jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' } }],
])('DOD-6 a token with a key id %s is refused', async (_what, header) => {
  const [key, forger] = [await aKey('RS256', 'one'), await aKey('RS256', 'one')];
  const token = await signed(forger.privateKey, {}, { alg: 'RS256', ...header });
  await expect(aVerifier({ jwks: { keys: [key.jwk] } })(token)).rejects.toMatchObject(refusal);
});

/** Where keys are published, until it is switched off. */
async function aKeyServer(
  answer: () => { readonly status: number; readonly body?: JSONWebKeySet; readonly to?: string },
) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const { status, body, to } = answer();
    response.writeHead(status, { 'content-type': 'application/json', ...(to === undefined ? {} : { location: to }) });
    response.end(JSON.stringify(body ?? {}));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  onTestFinished(close);
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return { url: new URL(`http://127.0.0.1:${port}/keys`), asked };
}

test('keys are fetched once for many tokens', async () => {
  const key = await aKey('ES256', 'one');
  const { url, asked } = await aKeyServer(() => ({ status: 200, body: { keys: [key.jwk] } }));
  const verify = aVerifier({ jwksUrl: url });
  const token = await signed(key.privateKey, {}, { alg: 'ES256', kid: 'one' });
  await Promise.all(Array.from({ length: 10 }, () => verify(token)));
  await verify(token);
  expect(asked).toEqual(['/keys']);
});

test.each<[string, { readonly status: number; readonly to?: string }]>([
  ['answers with an error', { status: 500 }],
  ['answers with something else', { status: 200 }],
  ['sends us elsewhere', { status: 302, to: 'https://evil.example.org/keys' }],
])(
  'API-4 while the place of the keys %s, nobody is refused for good: the service is not ready',
  async (_what, answer) => {
    const key = await aKey('ES256', 'one');
    const { url } = await aKeyServer(() => answer);
    const token = await signed(key.privateKey, {}, { alg: 'ES256', kid: 'one' });
    await expect(aVerifier({ jwksUrl: url })(token)).rejects.toMatchObject({ name: 'SyncError', code: 'NOT_READY' });
  },
);

test('keys of an issuer whose certificate BILAG_EXTRA_CA vouches for are fetched; without it the service is not ready for any token', async () => {
  const mock = await startMockErp();
  onTestFinished(() => mock.close());
  const { privateKey } = await aKey('RS256', 'of-nobody');
  const authorization = `Bearer ${await signed(privateKey, {}, { alg: 'RS256', kid: 'of-nobody' })}`;
  const keys = { BILAG_JWKS_URL: `${mock.urls.openidIssuer}/keys` };
  for (const [variables, status] of [
    [keys, 401],
    [{ ...keys, BILAG_EXTRA_CA: '' }, 503],
  ] as const) {
    const service = await startTestService(mock, variables);
    onTestFinished(() => service.close());
    expect(await send(service, 'GET', '/v1/organizations', { headers: { authorization } })).toMatchObject({ status });
  }
});
