import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { MockErp } from '../src/index.ts';
import { askForToken, BC, type Reply, send } from './support/business-central.ts';
import { control, startSandbox } from './support/sandbox.ts';

let mock: MockErp;
beforeAll(async () => {
  mock = await startSandbox();
});
afterEach(() => control(mock, '/reset'));
afterAll(() => mock.close());

const at = (path: string, version = '7.4') => `${mock.urls.keyVault}/keys/${path}?api-version=${version}`;

async function bearer(scope = 'https://vault.azure.net/.default', clientId = BC.bilagApp.clientId): Promise<object> {
  const { body } = await askForToken(mock, { scope, client_id: clientId });
  return { authorization: `Bearer ${fieldIn(body, 'access_token')}` };
}

const fieldIn = (body: unknown, name: string): string =>
  typeof body === 'object' && body !== null && name in body
    ? String(Object.entries(body).find(([it]) => it === name)?.[1])
    : '';

async function run(operation: string, path: string, alg: string, value: Uint8Array): Promise<Reply> {
  const headers = { ...(await bearer()), 'content-type': 'application/json' };
  const body = JSON.stringify({ alg, value: Buffer.from(value).toString('base64url') });
  return await send(mock, 'POST', at(`${path}/${operation}`), { headers, body });
}

test('without a token, or with one for another resource, the vault asks for the right one', async () => {
  mock.keyVault.keys.create('bilag');
  const challenge = `Bearer authorization="${mock.urls.entraAuthority}/${BC.tenantId}", resource="https://vault.azure.net"`;
  const none = await send(mock, 'GET', at('bilag'));
  expect(none).toMatchObject({ status: 401, body: { error: { code: 'Unauthorized' } } });
  expect(none.headers['www-authenticate']).toBe(challenge);
  const headers = await bearer('https://api.businesscentral.dynamics.com/.default');
  const foreign = await send(mock, 'GET', at('bilag'), { headers });
  expect(foreign).toMatchObject({ status: 401, body: { error: { message: expect.stringContaining('AKV10022') } } });
  expect(foreign.headers['www-authenticate']).toContain(challenge);
});

test('a key is wrapped, unwrapped and signed with by the version that is named; the newest is found without', async () => {
  const first = mock.keyVault.keys.create('bilag');
  const second = mock.keyVault.keys.create('bilag');
  const { body } = await send(mock, 'GET', at('bilag'), { headers: await bearer() });
  const kid = `${mock.urls.keyVault}/keys/bilag/${second.version}`;
  expect(body).toMatchObject({ key: { kid, kty: 'RSA', key_ops: expect.arrayContaining(['unwrapKey']) } });
  expect(body).toMatchObject({ attributes: { enabled: true, recoveryLevel: 'Recoverable+Purgeable' } });

  const dataKey = randomBytes(32);
  const wrapped = await run('wrapkey', `bilag/${second.version}`, 'RSA-OAEP-256', dataKey);
  expect(wrapped).toMatchObject({ status: 200, body: { kid } });
  const bytes = Buffer.from(fieldIn(wrapped.body, 'value'), 'base64url');
  const opened = await run('unwrapkey', `bilag/${second.version}`, 'RSA-OAEP-256', bytes);
  expect(opened.body).toEqual({ kid, value: dataKey.toString('base64url') });
  const other = await run('unwrapkey', `bilag/${first.version}`, 'RSA-OAEP-256', bytes);
  expect(other).toMatchObject({ status: 400, body: { error: { code: 'BadParameter' } } });

  const message = Buffer.from('a message');
  const signed = await run('sign', `bilag/${first.version}`, 'RS256', createHash('sha256').update(message).digest());
  const signature = Buffer.from(fieldIn(signed.body, 'value'), 'base64url');
  expect(verify('sha256', message, createPublicKey(first.privateKey), signature)).toBe(true);
});

test('a disabled version unwraps and signs no more, but still wraps and is still shown', async () => {
  const { version } = mock.keyVault.keys.create('bilag');
  const wrapped = await run('wrapkey', `bilag/${version}`, 'RSA-OAEP-256', randomBytes(32));
  await control(mock, '/key-vault/keys', { name: 'bilag', action: 'disable', version });
  const bytes = Buffer.from(fieldIn(wrapped.body, 'value'), 'base64url');
  const refused = { status: 403, body: { error: { code: 'Forbidden', innererror: { code: 'KeyDisabled' } } } };
  expect(await run('unwrapkey', `bilag/${version}`, 'RSA-OAEP-256', bytes)).toMatchObject(refused);
  expect(await run('sign', `bilag/${version}`, 'RS256', randomBytes(32))).toMatchObject(refused);
  expect(await run('wrapkey', `bilag/${version}`, 'RSA-OAEP-256', randomBytes(32))).toMatchObject({ status: 200 });
  const shown = await send(mock, 'GET', at(`bilag/${version}`), { headers: await bearer() });
  expect(shown).toMatchObject({ status: 200, body: { attributes: { enabled: false } } });
});

test('a deleted key is not found until it is recovered, and its name cannot be used again before it is purged', async () => {
  const { version } = mock.keyVault.keys.create('bilag');
  const steps = async (action: string) => await control(mock, '/key-vault/keys', { name: 'bilag', action });
  await steps('delete');
  const headers = await bearer();
  expect(await send(mock, 'GET', at('bilag'), { headers })).toMatchObject({
    status: 404,
    body: { error: { code: 'KeyNotFound' } },
  });
  expect(await steps('create')).toMatchObject({ message: expect.stringContaining('recoverable') });
  expect(await steps('recover')).toEqual({ name: 'bilag', versions: [{ version, enabled: true }] });
  expect(await send(mock, 'GET', at('bilag'), { headers })).toMatchObject({ status: 200 });
});

test('whoever lacks a right is refused by it, and so is a request that is not understood', async () => {
  const { version } = mock.keyVault.keys.create('bilag', { operations: ['wrapKey', 'unwrapKey'] });
  await control(mock, '/settings', { keyVault: { permissions: ['get', 'sign'] } });
  const denied = { status: 403, body: { error: { innererror: { code: 'ForbiddenByRbac' } } } };
  expect(await run('wrapkey', `bilag/${version}`, 'RSA-OAEP-256', randomBytes(32))).toMatchObject(denied);
  const other = await bearer(undefined, BC.apps[1]?.clientId);
  expect(await send(mock, 'GET', at('bilag'), { headers: other })).toMatchObject(denied);
  expect(await run('sign', `bilag/${version}`, 'RS256', randomBytes(32))).toMatchObject({
    body: { error: { innererror: { code: 'KeyOperationForbidden' } } },
  });
  await control(mock, '/settings', { keyVault: { permissions: ['get', 'wrapKey'] } });
  const bad = { status: 400, body: { error: { code: 'BadParameter' } } };
  expect(await run('wrapkey', `bilag/${version}`, 'RSA-ROT13', randomBytes(32))).toMatchObject(bad);
  expect(await run('wrapkey', `bilag/${version}`, 'RSA-OAEP-256', randomBytes(500))).toMatchObject(bad);
  const headers = await bearer();
  expect(await send(mock, 'GET', at('bilag', '1.0'), { headers })).toMatchObject(bad);
  expect(await send(mock, 'GET', `${mock.urls.keyVault}/keys/bilag`, { headers })).toMatchObject(bad);
});

test('the vault can be throttled or away by a fault', async () => {
  mock.keyVault.keys.create('bilag');
  const headers = await bearer();
  const throttled = { error: { code: 'Throttled', message: 'Request was not processed.' } };
  await control(mock, '/faults', {
    operation: 'key-vault.get',
    times: 1,
    effect: { kind: 'status', status: 429, headers: { 'retry-after': '7' }, body: throttled },
  });
  const reply = await send(mock, 'GET', at('bilag'), { headers });
  expect(reply).toMatchObject({ status: 429, headers: { 'retry-after': '7' }, body: throttled });
  await control(mock, '/faults', { system: 'key-vault', times: 1, effect: 'unavailable' });
  expect((await send(mock, 'GET', at('bilag'), { headers })).status).toBe(503);
  expect((await send(mock, 'GET', at('bilag'), { headers })).status).toBe(200);
});
