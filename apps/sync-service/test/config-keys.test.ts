import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseConfig } from '../src/config.ts';
import { ConfigError, type Environment } from '../src/environment.ts';

const key = randomBytes(32);
const former = [randomBytes(32), randomBytes(32)];
const inBase64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const rest = {
  BILAG_DATABASE_URL: 'postgres://app@localhost/bilag',
  BILAG_JWT_SECRET: randomBytes(32).toString('base64url'),
  BILAG_JWT_ISSUER: 'https://sign-in.example.org',
  BILAG_JWT_AUDIENCE: 'bilag',
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'bilag-keys-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function keyFile(content: string, mode = 0o600): Promise<string> {
  const file = path.join(folder, randomBytes(6).toString('hex'));
  await writeFile(file, content);
  await chmod(file, mode);
  return file;
}

function problemsOf(environment: Environment): readonly string[] {
  try {
    parseConfig({ ...rest, ...environment });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('the key-encryption keys', () => {
  test('come from the environment: the one that seals, and former ones that open', () => {
    const formerKeys = former.map(inBase64).join(', ');
    const given = { ...rest, BILAG_CREDENTIAL_KEY: inBase64(key), BILAG_CREDENTIAL_FORMER_KEYS: formerKeys };
    expect(parseConfig(given)).toMatchObject({ credentialKey: key, formerCredentialKeys: former });
    expect(parseConfig({ ...rest, BILAG_CREDENTIAL_KEY: inBase64(key) }).formerCredentialKeys).toEqual([]);
  });

  test.each(['600', '400', '640', '440'])('come from a file of mode %s: the first line seals', async (octal) => {
    const file = await keyFile(`${[key, ...former].map(inBase64).join('\n')}\n`, Number.parseInt(octal, 8));
    const read = parseConfig({ ...rest, BILAG_CREDENTIAL_KEY_FILE: file });
    expect(read).toMatchObject({ credentialKey: key, formerCredentialKeys: former });
  });

  test.each(['644', '604', '602', '660', '666', '601'])('a file of mode %s is refused', async (octal) => {
    const file = await keyFile(inBase64(key), Number.parseInt(octal, 8));
    expect(problemsOf({ BILAG_CREDENTIAL_KEY_FILE: file })).toEqual([
      expect.stringContaining('BILAG_CREDENTIAL_KEY_FILE must not be open to others'),
    ]);
  });

  test.each([
    ['nothing', ''],
    ['a key that is too short', inBase64(randomBytes(16))],
    ['words', 'hunter2 hunter2'],
    ['a key and then words', `${inBase64(key)}\nhunter2`],
    ['very much', `${inBase64(key)}\n`.repeat(300)],
  ])('a file with %s in it is refused, and nothing of it is said', async (_, content) => {
    const problems = problemsOf({ BILAG_CREDENTIAL_KEY_FILE: await keyFile(content) });
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.every((it) => it.startsWith('BILAG_CREDENTIAL_KEY_FILE '))).toBe(true);
    expect(problems.join()).not.toContain('hunter2');
  });

  test('a file that is not there, a folder, a relative path and a key beside a file are refused', async () => {
    for (const file of ['/no/such/file', folder, 'key.txt']) {
      expect(problemsOf({ BILAG_CREDENTIAL_KEY_FILE: file })).toEqual([
        expect.stringContaining('BILAG_CREDENTIAL_KEY_FILE'),
      ]);
    }
    const both = { BILAG_CREDENTIAL_KEY: inBase64(key), BILAG_CREDENTIAL_KEY_FILE: await keyFile(inBase64(key)) };
    expect(problemsOf(both)).toEqual([expect.stringContaining('only one of them')]);
  });

  test('none, a malformed one and malformed former ones are refused', () => {
    expect(problemsOf({})).toEqual(['BILAG_CREDENTIAL_KEY is missing']);
    for (const text of ['hunter2', inBase64(randomBytes(31)), inBase64(randomBytes(33)), key.toString('hex')]) {
      expect(problemsOf({ BILAG_CREDENTIAL_KEY: text })).toEqual(['BILAG_CREDENTIAL_KEY must be 32 bytes in base64']);
      const formerKeys = `${inBase64(key)},${text}`;
      const problems = problemsOf({ BILAG_CREDENTIAL_KEY: inBase64(key), BILAG_CREDENTIAL_FORMER_KEYS: formerKeys });
      expect(problems).toEqual([expect.stringContaining('BILAG_CREDENTIAL_FORMER_KEYS must be keys')]);
    }
  });
});

describe('in production', () => {
  const production = { NODE_ENV: 'production' };
  const guessable = [
    ['zeros', Buffer.alloc(32)],
    ['the same byte over and over', Buffer.alloc(32, 7)],
    ['eight bytes over and over', Buffer.alloc(32, randomBytes(8))],
    ['counting bytes', Buffer.from(Array.from({ length: 32 }, (_, at) => at))],
    ['bytes that count down', Buffer.from(Array.from({ length: 32 }, (_, at) => 255 - at))],
    ['words', Buffer.from('change-me-change-me-change-me-32')],
  ] as const;

  test.each(guessable)(
    'a key of %s is refused, as a former one and in a file too; elsewhere it is not',
    async (_, bad) => {
      const bads = inBase64(bad);
      expect(problemsOf({ BILAG_CREDENTIAL_KEY: bads })).toEqual([]);
      expect(problemsOf({ ...production, BILAG_CREDENTIAL_KEY: bads })).toEqual([
        expect.stringContaining('BILAG_CREDENTIAL_KEY can be guessed'),
      ]);
      const asFormer = { BILAG_CREDENTIAL_KEY: inBase64(key), BILAG_CREDENTIAL_FORMER_KEYS: bads };
      expect(problemsOf({ ...production, ...asFormer })).toEqual([
        expect.stringContaining('BILAG_CREDENTIAL_FORMER_KEYS can be guessed'),
      ]);
      expect(problemsOf({ ...production, BILAG_CREDENTIAL_KEY_FILE: await keyFile(bads) })).toEqual([
        expect.stringContaining('BILAG_CREDENTIAL_KEY_FILE can be guessed'),
      ]);
    },
  );

  test('a thousand random keys are all taken', () => {
    const refused = Array.from({ length: 1_000 }, () => randomBytes(32)).filter(
      (it) => problemsOf({ ...production, BILAG_CREDENTIAL_KEY: inBase64(it) }).length > 0,
    );
    expect(refused).toEqual([]);
  });

  test('the passwords of the example and secrets of tokens that are no secrets are refused', () => {
    const wrong = {
      ...production,
      BILAG_CREDENTIAL_KEY: inBase64(key),
      BILAG_DATABASE_URL: 'postgres://bilag:change-me@localhost:5432/bilag',
      BILAG_DATABASE_OWNER_URL: 'postgres://owner:change%2Dme@localhost:5432/bilag',
      BILAG_JWT_SECRET: 'x'.repeat(32),
    };
    const names = problemsOf(wrong).map((it) => it.replace(/ .*/, ''));
    expect(names).toEqual(['BILAG_JWT_SECRET', 'BILAG_DATABASE_URL', 'BILAG_DATABASE_OWNER_URL']);
    const hexadecimal = { BILAG_JWT_SECRET: randomBytes(32).toString('hex') };
    expect(problemsOf({ ...production, BILAG_CREDENTIAL_KEY: inBase64(key), ...hexadecimal })).toEqual([]);
  });
});

describe('a key in a vault', () => {
  const BILAG_KEY_VAULT_KEY = 'https://my-vault.vault.azure.net/keys/bilag';

  test('is named by its identifier; what the platform sets of itself is found, and a key of before goes on opening', () => {
    const formerKeys = former.map(inBase64).join(',');
    const config = parseConfig({ ...rest, BILAG_KEY_VAULT_KEY, BILAG_CREDENTIAL_FORMER_KEYS: formerKeys });
    expect(config).toMatchObject({
      formerCredentialKeys: former,
      keyVault: {
        sealing: { id: BILAG_KEY_VAULT_KEY, host: 'my-vault.vault.azure.net', name: 'bilag' },
        former: [],
        domain: 'vault.azure.net',
        identity: { kind: 'managed' },
        rememberMs: 300_000,
      },
    });
    expect(config.credentialKey).toBeUndefined();
    const pod = {
      AZURE_TENANT_ID: 'tenant',
      AZURE_CLIENT_ID: 'client',
      AZURE_FEDERATED_TOKEN_FILE: '/var/run/secrets/azure/tokens/azure-identity-token',
    };
    expect(parseConfig({ ...rest, BILAG_KEY_VAULT_KEY, ...pod }).keyVault?.identity).toEqual({
      kind: 'workload',
      tenantId: 'tenant',
      clientId: 'client',
      tokenFile: pod.AZURE_FEDERATED_TOKEN_FILE,
    });
    const certificate = { ...pod, AZURE_CLIENT_CERTIFICATE_PATH: '/run/secrets/app.pem' };
    expect(parseConfig({ ...rest, BILAG_KEY_VAULT_KEY, ...certificate }).keyVault?.identity.kind).toBe('certificate');
    const application = { ...certificate, AZURE_CLIENT_SECRET: 'secret' };
    expect(parseConfig({ ...rest, BILAG_KEY_VAULT_KEY, ...application }).keyVault?.identity.kind).toBe('client-secret');
  });

  test('a file of keys beside it holds former ones', async () => {
    const BILAG_CREDENTIAL_KEY_FILE = await keyFile(inBase64(key));
    const config = parseConfig({ ...rest, BILAG_KEY_VAULT_KEY, BILAG_CREDENTIAL_KEY_FILE });
    expect(config.credentialKey).toBeUndefined();
    expect(config.formerCredentialKeys.map(inBase64)).toEqual([inBase64(key)]);
  });

  test.each([
    'https://my-vault.vault.azure.net.evil.example/keys/bilag',
    'https://evilvault.azure.net/keys/bilag',
    'https://vault.azure.net/keys/bilag',
    'https://my-vault.vault.azure.cn/keys/bilag',
    'https://user@my-vault.vault.azure.net/keys/bilag',
    'https://my-vault.vault.azure.net:8443/keys/bilag',
    'https://127.0.0.1/keys/bilag',
    'http://my-vault.vault.azure.net/keys/bilag',
    'https://my-vault.vault.azure.net/keys/bilag/0123456789abcdef0123456789abcdef',
    'https://my-vault.vault.azure.net/secrets/bilag',
    'https://my-vault.vault.azure.net/keys/bilag?x=1',
    'my-vault',
  ])('whose identifier is %s is refused: no token goes to a host outside the domain', (text) => {
    expect(problemsOf({ BILAG_KEY_VAULT_KEY: text })).toEqual([
      expect.stringMatching(/^BILAG_KEY_VAULT_KEY must|^BILAG_KEY_VAULT_KEY may|^BILAG_KEY_VAULT_KEY is not/),
    ]);
    expect(problemsOf({ BILAG_CREDENTIAL_KEY: inBase64(key), BILAG_KEY_VAULT_FORMER_KEYS: text })).toHaveLength(1);
  });

  test('of another cloud needs its domain, and the authority of a cloud is one of Microsoft’s', () => {
    const china = {
      BILAG_KEY_VAULT_KEY: 'https://my-vault.vault.azure.cn/keys/bilag',
      BILAG_KEY_VAULT_DOMAIN: 'vault.azure.cn',
      AZURE_AUTHORITY_HOST: 'https://login.partner.microsoftonline.cn',
    };
    expect(problemsOf(china)).toEqual([]);
    for (const AZURE_AUTHORITY_HOST of ['https://evil.example', 'http://login.microsoftonline.com', 'x']) {
      expect(problemsOf({ ...china, AZURE_AUTHORITY_HOST })).toEqual([
        expect.stringContaining('AZURE_AUTHORITY_HOST must'),
      ]);
    }
    expect(problemsOf({ ...china, BILAG_KEY_VAULT_DOMAIN: 'cn' })[0]).toContain('BILAG_KEY_VAULT_DOMAIN must');
  });

  test('is not set beside another key that seals, and an application is named in full', () => {
    const beside = problemsOf({ BILAG_KEY_VAULT_KEY, BILAG_CREDENTIAL_KEY: inBase64(key) });
    expect(beside).toEqual([expect.stringContaining('goes into BILAG_CREDENTIAL_FORMER_KEYS')]);
    const problems = problemsOf({
      BILAG_KEY_VAULT_KEY,
      AZURE_CLIENT_SECRET: 'hunter2',
      BILAG_KEY_VAULT_CACHE_SECONDS: '3601',
    });
    expect(problems).toHaveLength(3);
    expect(problems.join()).toMatch(
      /AZURE_TENANT_ID is missing.*AZURE_CLIENT_ID is missing.*BILAG_KEY_VAULT_CACHE_SECONDS/,
    );
    expect(problems.join()).not.toContain('hunter2');
  });
});
