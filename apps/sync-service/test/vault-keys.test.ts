import { constants, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto';
import { type MockErp, startMockErp } from '@bilag/mock-erp';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createEnvelopeSecretBox } from '../src/secrets/envelope-secret-box.ts';
import { createBoundedMemory } from '../src/secrets/vault/bounded-memory.ts';
import { openVault, vaultKeyId, vaultVariables } from './support/key-vault.ts';

let mock: MockErp;
beforeAll(async () => {
  mock = await startMockErp();
});
afterEach(() => {
  for (const restore of mock.world.onReset) restore();
  mock.world.faults.clear();
  mock.world.requests.clear();
});
afterAll(() => mock.close());

const secret = { apiToken: 'the token of nbf' };
const context = { organizationId: 'nbf', version: 1 };
const unreadable = { code: 'CREDENTIALS_UNREADABLE' };
const unavailable = (kind: string) => ({ code: 'KEY_VAULT_UNAVAILABLE', outcome: 'retryable', kind });

function open(changes: Readonly<Record<string, string>> = {}, held: readonly Uint8Array[] = [], now?: () => number) {
  const { client, ring } = openVault({ ...vaultVariables(mock), ...changes }, held, now);
  onTestFinished(() => client.close());
  return { ring, box: createEnvelopeSecretBox(ring) };
}

const counts = () => mock.world.requests.counts();

describe('a key in a vault', () => {
  test('CFG-4 seals under its newest version, names it, and opens it in another process; no data key is stored or lies in clear', async () => {
    mock.keyVault.keys.create('bilag');
    const { version } = mock.keyVault.keys.create('bilag');
    const sealed = await open().box.seal(secret, context);
    expect(sealed).toMatchObject({ form: 2, keyId: `${vaultKeyId(mock)}/${version}` });
    expect(await open().box.open(sealed, context)).toEqual(secret);
    // The data key that the vault was given is nowhere in what is stored.
    const wrap = mock.world.requests.list().find((it) => it.operation === 'key-vault.wrapKey');
    const dataKey = Buffer.from(JSON.parse(wrap?.body ?? '{}').value, 'base64url');
    expect(dataKey).toHaveLength(32);
    const stored = Buffer.from(String(sealed['wrappedKey']), 'base64');
    expect(stored).toHaveLength(512);
    expect([stored.includes(dataKey), Buffer.from(String(sealed['ciphertext']), 'base64').includes(dataKey)]).toEqual([
      false,
      false,
    ]);
  });

  test('a former version opens what it sealed, and a reseal takes the data key over to the newest', async () => {
    const first = mock.keyVault.keys.create('bilag');
    const { box } = open();
    const sealed = await box.seal(secret, context);
    const second = mock.keyVault.keys.create('bilag');
    expect(await open().box.open(sealed, context)).toEqual(secret);
    const next = await box.reseal(sealed, context);
    expect([sealed['keyId'], next['keyId']]).toEqual([first, second].map((it) => `${vaultKeyId(mock)}/${it.version}`));
    expect(next['ciphertext']).toBe(sealed['ciphertext']);
    expect(await open().box.open(next, context)).toEqual(secret);
    expect(await box.reseal(next, context)).toBe(next);
  });

  test('a wrapped key does not open under another version, for another organization, or after a change', async () => {
    const first = mock.keyVault.keys.create('bilag');
    const { box } = open();
    const sealed = await box.seal(secret, context);
    mock.keyVault.keys.create('bilag');
    const other = await box.seal(secret, context);
    const wrapped = Buffer.from(String(sealed['wrappedKey']), 'base64');
    const changed = [10, wrapped.length - 1].map((at) =>
      Buffer.from(wrapped.map((it, index) => (index === at ? it ^ 1 : it))).toString('base64'),
    );
    const before = counts()['key-vault.unwrapKey'];
    for (const it of [
      { ...sealed, keyId: String(other['keyId']) },
      { ...other, keyId: String(sealed['keyId']) },
      ...changed.map((wrappedKey) => ({ ...sealed, wrappedKey })),
      { ...sealed, wrappedKey: wrapped.subarray(0, 256).toString('base64') },
      { ...sealed, keyId: `${vaultKeyId(mock)}/${'0'.repeat(32)}` },
      { ...sealed, keyId: `${vaultKeyId(mock)}/../bilag/${first.version}` },
    ]) {
      await expect(box.open(it, context)).rejects.toMatchObject(unreadable);
    }
    await expect(box.open(sealed, { ...context, organizationId: 'hlf' })).rejects.toMatchObject(unreadable);
    await expect(box.open(sealed, { ...context, version: 2 })).rejects.toMatchObject(unreadable);
    // None of it went to the vault.
    expect(counts()['key-vault.unwrapKey']).toBe(before);
  });

  test('whoever writes to the database and has the public key cannot put a secret of their own there', async () => {
    const { version, privateKey } = mock.keyVault.keys.create('bilag');
    const { box } = open();
    const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
    const forged = publicEncrypt({ key: createPublicKey(privateKey), ...padding }, randomBytes(32));
    for (const tail of [Buffer.alloc(0), Buffer.alloc(256), randomBytes(256)]) {
      const sealed = {
        form: 2,
        keyId: `${vaultKeyId(mock)}/${version}`,
        wrappedKey: Buffer.concat([forged, tail]).toString('base64'),
        ciphertext: randomBytes(60).toString('base64'),
      };
      await expect(box.open(sealed, context)).rejects.toMatchObject(unreadable);
    }
    expect(counts()['key-vault.unwrapKey']).toBeUndefined();
  });

  test('is not asked again for what was unwrapped a moment ago, but is after the time that is set', async () => {
    mock.keyVault.keys.create('bilag');
    let now = 0;
    const { box } = open({ BILAG_KEY_VAULT_CACHE_SECONDS: '60' }, [], () => now);
    const sealed = await box.seal(secret, context);
    await Promise.all(Array.from({ length: 20 }, () => box.open(sealed, context)));
    now = 59_999;
    await box.open(sealed, context);
    expect(counts()['key-vault.unwrapKey']).toBe(1);
    now = 60_000;
    await box.open(sealed, context);
    expect(counts()['key-vault.unwrapKey']).toBe(2);
    now = 200_000;
    mock.keyVault.keys.setEnabled('bilag', false);
    await expect(box.open(sealed, context)).rejects.toMatchObject(unavailable('disabled'));
  });

  test.each([
    ['unreachable', { kind: 'status', status: 503, body: 'Service Unavailable', contentType: 'text/html' }],
    ['unreachable', { kind: 'status', status: 500, body: { error: { code: 'InternalServerError' } } }],
    ['unreachable', { kind: 'status', status: 200, body: '<html>', contentType: 'text/html' }],
    ['unreachable', { kind: 'status', status: 302, headers: { location: 'https://elsewhere.example/' } }],
    [
      'unreachable',
      {
        kind: 'status',
        status: 403,
        body: { error: { code: 'Forbidden', innererror: { code: 'ForbiddenByFirewall' } } },
      },
    ],
    ['unreachable', { kind: 'drop-before' }],
    ['unreachable', { kind: 'truncate' }],
    ['busy', { kind: 'status', status: 429, headers: { 'retry-after': '7' }, body: { error: { code: 'Throttled' } } }],
    [
      'unsuitable',
      { kind: 'status', status: 200, body: { kid: 'https://elsewhere.example/keys/bilag/1', value: 'AAAA' } },
    ],
    ['unsuitable', { kind: 'status', status: 400, body: { error: { code: 'BadParameter' } } }],
  ] as const)(
    'that is %s for a moment (%o) loses nothing: it is told as retryable, and opens afterwards',
    async (kind, effect) => {
      mock.keyVault.keys.create('bilag');
      const { box } = open();
      const sealed = await box.seal(secret, context);
      mock.world.faults.add({ operation: 'key-vault.unwrapKey', times: 1, effect });
      const failed: unknown = await box.open(sealed, context).catch((error: unknown) => error);
      expect(failed).toMatchObject(unavailable(kind));
      expect(failed).toHaveProperty('retryAfterMs', kind === 'busy' ? 7_000 : undefined);
      expect(await box.open(sealed, context)).toEqual(secret);
    },
  );

  test('that was deleted is missing until it is recovered; one that was made anew under the name has lost the versions', async () => {
    mock.keyVault.keys.create('bilag');
    const sealed = await open().box.seal(secret, context);
    mock.keyVault.keys.remove('bilag');
    await expect(open().box.open(sealed, context)).rejects.toMatchObject(unavailable('missing'));
    mock.keyVault.keys.recover('bilag');
    expect(await open().box.open(sealed, context)).toEqual(secret);
    mock.keyVault.keys.remove('bilag');
    mock.keyVault.keys.purge('bilag');
    mock.keyVault.keys.create('bilag');
    await expect(open().box.open(sealed, context)).rejects.toMatchObject(unreadable);
  });

  test('is opened with a fresh token when the vault does not take the one in hand any more', async () => {
    mock.keyVault.keys.create('bilag');
    const { box } = open({ BILAG_KEY_VAULT_CACHE_SECONDS: '0' });
    const sealed = await box.seal(secret, context);
    mock.entra.tokens.revokeAll();
    expect(await box.open(sealed, context)).toEqual(secret);
    expect(counts()['entra.token']).toBe(2);
  });
});

describe('what is in the way is told with its remedy', () => {
  const trouble = async (changes: Readonly<Record<string, string>> = {}) =>
    await open(changes)
      .ring.assertUsable()
      .catch((error: unknown) => error);

  test('nothing, when the key seals and opens', async () => {
    mock.keyVault.keys.create('bilag', { kty: 'RSA-HSM', bits: 3072 });
    expect(await trouble()).toBeUndefined();
  });

  test('a key that is missing, disabled, of another kind, or may not be used so', async () => {
    expect(await trouble()).toMatchObject({ kind: 'missing', message: expect.stringMatching(/no key bilag.*recover/) });
    mock.keyVault.keys.create('bilag');
    mock.keyVault.keys.setEnabled('bilag', false);
    expect(await trouble()).toMatchObject({ kind: 'disabled', message: expect.stringContaining('make a new version') });
    mock.keyVault.keys.create('bilag', { operations: ['encrypt', 'wrapKey', 'unwrapKey'] });
    expect(await trouble()).toMatchObject({ kind: 'unsuitable', message: expect.stringContaining('may not sign') });
  });

  test.each(['get', 'wrapKey', 'unwrapKey', 'sign'])('an identity without the right to %s', async (right) => {
    mock.keyVault.keys.create('bilag');
    const permissions = ['get', 'wrapKey', 'unwrapKey', 'sign'].filter((it) => it !== right);
    mock.world.settings.get('keyVault')?.change({ permissions });
    const message = expect.stringMatching(new RegExp(`may not «${right}».*Key Vault Crypto User`));
    expect(await trouble()).toMatchObject({ kind: 'forbidden', message });
  });

  test('a wrong secret of the application, which is not repeated, and a vault that nobody answers for', async () => {
    mock.keyVault.keys.create('bilag');
    const AZURE_CLIENT_SECRET = 'hunter2-is-not-the-secret';
    const refused = await trouble({ AZURE_CLIENT_SECRET });
    expect(refused).toMatchObject({ kind: 'sign-in', message: expect.stringContaining('AADSTS7000215') });
    expect(JSON.stringify(refused, Object.getOwnPropertyNames(refused))).not.toContain('hunter2');
    const BILAG_KEY_VAULT_KEY = 'https://127.0.0.1:1/keys/bilag';
    expect(await trouble({ BILAG_KEY_VAULT_KEY })).toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('127.0.0.1:1 did not answer'),
    });
    expect(await trouble({ AZURE_AUTHORITY_HOST: 'https://127.0.0.1:1' })).toMatchObject({ kind: 'unreachable' });
  });
});

describe('a token', () => {
  test('is never sent to another host: not that of a stored key, not that of a challenge or a redirect', async () => {
    mock.keyVault.keys.create('bilag');
    await using stranger = await startMockErp();
    stranger.keyVault.keys.create('bilag');
    const { box } = open({ BILAG_KEY_VAULT_CACHE_SECONDS: '0' });
    const sealed = await box.seal(secret, context);
    const keyId = String(sealed['keyId']).replace(mock.urls.keyVault, stranger.urls.keyVault);
    await expect(box.open({ ...sealed, keyId }, context)).rejects.toMatchObject(unreadable);
    const location = `${stranger.urls.keyVault}/keys/bilag`;
    const challenge = `Bearer authorization="${stranger.urls.entraAuthority}/common", resource="${stranger.urls.keyVault}"`;
    for (const effect of [
      { kind: 'status', status: 307, headers: { location } },
      { kind: 'status', status: 401, headers: { 'www-authenticate': challenge } },
    ] as const) {
      mock.world.faults.add({ operation: 'key-vault.unwrapKey', times: 2, effect });
      await expect(box.open(sealed, context)).rejects.toMatchObject({ code: 'KEY_VAULT_UNAVAILABLE' });
      mock.world.faults.clear();
    }
    expect(stranger.world.requests.list()).toEqual([]);
  });
});

describe('what is remembered', () => {
  const bytes = () => Promise.resolve(randomBytes(4));

  test('ends with its time however often it is asked for, and what fails is not remembered', async () => {
    let now = 0;
    const memory = createBoundedMemory(100, 10, () => now);
    const first = await memory.of('a', bytes);
    now = 99;
    expect(await memory.of('a', bytes)).toEqual(first);
    now = 100;
    expect(await memory.of('a', bytes)).not.toEqual(first);
    await expect(memory.of('b', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await memory.of('b', bytes)).toHaveLength(4);
    memory.clear();
  });

  test('is not more than so many, and a copy: nobody’s use is disturbed when it is forgotten', async () => {
    const memory = createBoundedMemory(60_000, 3, () => 0);
    const kept = await Promise.all(['a', 'b', 'c'].map((it) => memory.of(it, bytes)));
    const before = kept.map((it) => it.toString('hex'));
    await memory.of('d', bytes);
    expect((await memory.of('d', bytes)).toString('hex')).not.toBe(before[0]);
    expect((await memory.of('a', bytes)).toString('hex')).not.toBe(before[0]);
    memory.clear();
    expect(kept.map((it) => it.toString('hex'))).toEqual(before);
  });
});
