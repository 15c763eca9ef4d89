import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../src/config.ts';
import { ConfigError } from '../src/environment.ts';

const good = {
  BILAG_DATABASE_URL: 'postgres://app@localhost/bilag',
  BILAG_JWT_SECRET: 'x'.repeat(32),
  BILAG_JWT_ISSUER: 'https://sign-in.example.org',
  BILAG_JWT_AUDIENCE: 'bilag',
  BILAG_CREDENTIAL_KEY: Buffer.alloc(32, 7).toString('base64'),
};

const aKey = randomBytes(32).toString('base64');

function problemsOf(
  environment: Record<string, string | undefined>,
  connectors?: readonly string[],
): readonly string[] {
  try {
    parseConfig(environment, connectors);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const namesOf = (problems: readonly string[]) => problems.map((it) => it.replace(/ .*/, '')).toSorted();

describe('the configuration', () => {
  test('needs little and has defaults for the rest', () => {
    expect(parseConfig(good)).toMatchObject({
      role: 'both',
      http: { host: '127.0.0.1', port: 4000 },
      logLevel: 'info',
    });
    expect(parseConfig(good).database).toEqual({
      url: good.BILAG_DATABASE_URL,
      role: 'bilag_app',
      poolSize: 10,
    });
  });

  test('with the owner’s address alone signs in as owner and works as the service’s role', () => {
    const { BILAG_DATABASE_URL: ownerUrl, ...rest } = good;
    const { database } = parseConfig({ ...rest, BILAG_DATABASE_OWNER_URL: ownerUrl });
    expect(database).toEqual({ url: ownerUrl, ownerUrl, role: 'bilag_app', poolSize: 10 });
  });

  test('says all its problems at once, names each variable and shows no value', () => {
    const secret = 'too-short-secret';
    const problems = problemsOf({
      BILAG_DATABASE_URL: 'mysql://app:hunter2@localhost/bilag',
      BILAG_JWT_SECRET: secret,
      BILAG_CREDENTIAL_KEY: 'hunter2',
      BILAG_HTTP_PORT: '1e3',
      BILAG_ROLE: 'boss',
      BILAG_ALLOW_LOOPBACK: 'yes',
      BILAG_EXTRA_CA: '/nowhere/hunter2.pem',
    });
    expect(namesOf(problems)).toEqual([
      'BILAG_ALLOW_LOOPBACK',
      'BILAG_CREDENTIAL_KEY',
      'BILAG_DATABASE_URL',
      'BILAG_EXTRA_CA',
      'BILAG_HTTP_PORT',
      'BILAG_JWT_AUDIENCE',
      'BILAG_JWT_ISSUER',
      'BILAG_JWT_SECRET',
      'BILAG_ROLE',
    ]);
    expect(problems.join('\n')).not.toMatch(new RegExp(`hunter2|${secret}`));
  });

  test('an empty environment is told every variable that it needs', () => {
    expect(namesOf(problemsOf({}))).toEqual([
      'BILAG_CREDENTIAL_KEY',
      'BILAG_DATABASE_URL',
      'BILAG_JWT_AUDIENCE',
      'BILAG_JWT_ISSUER',
      'BILAG_JWT_SECRET',
    ]);
  });

  test.each(['files.example.com', 'files.example.com, *.storage.example', ''])(
    'takes «%s» as hosts of receipts',
    (text) => {
      const hosts = text === '' ? [] : text.split(', ');
      expect(parseConfig({ ...good, BILAG_RECEIPT_HOSTS: text }).receiptHosts).toEqual(hosts);
    },
  );

  test.each([
    'https://files.example.com',
    '*',
    '10.0.0.1',
    'localhost',
    'Files.Example.com',
    'files.example.com:8443',
    'a b.com',
  ])('refuses «%s» as a host of receipts', (text) => {
    expect(namesOf(problemsOf({ ...good, BILAG_RECEIPT_HOSTS: text }))).toEqual(['BILAG_RECEIPT_HOSTS']);
  });

  test('problems of keys, key vault, alerts, schedules, hosts, telemetry and connectors are said at once with the rest', () => {
    const wrong = {
      BILAG_CREDENTIAL_KEY: 'hunter2',
      BILAG_KEY_VAULT_KEY: 'http://hunter2',
      BILAG_KEY_VAULT_DOMAIN: 'no domain',
      BILAG_KEY_VAULT_CACHE_SECONDS: '-1',
      AZURE_AUTHORITY_HOST: 'https://hunter2.example.org',
      AZURE_CLIENT_SECRET: 'hunter2',
      BILAG_AUDIT_FORMER_KEYS: 'hunter2',
      BILAG_CREDENTIAL_FORMER_KEYS: 'hunter2',
      BILAG_SMTP_URL: 'http://hunter2',
      BILAG_MAIL_FROM: 'hunter2',
      BILAG_ALERT_EMAILS: 'hunter2',
      BILAG_ALERT_CRON: 'hunter2',
      BILAG_ALERT_WEBHOOK_URL: 'hunter2',
      BILAG_ALERT_WEBHOOK_SECRET: 'hunter2',
      BILAG_ALERT_GATHER_MS: 'hunter2',
      BILAG_PUBLIC_URL: 'hunter2',
      BILAG_SYNC_CRON: 'hunter2',
      BILAG_DRIFT_CRON: 'hunter2',
      BILAG_RECONCILIATION_CRON: 'hunter2',
      BILAG_RECEIPT_HOSTS: 'https://hunter2',
      BILAG_WEBHOOK_HOSTS: 'https://hunter2',
      BILAG_CONNECTORS: 'hunter2',
      BILAG_EXPORT_FOLDER: 'hunter2',
      BILAG_WITNESS_FILE: 'hunter2',
      BILAG_CONSOLE_FOLDER: 'hunter2',
      BILAG_CONSOLE_SCOPE: 'hunter2',
      BILAG_LOG_LEVEL: 'hunter2',
      BILAG_TRACE_URL_TEMPLATE: 'hunter2',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'hunter2',
      OTEL_TRACES_SAMPLER_ARG: 'hunter2',
    };
    const problems = problemsOf({ ...good, ...wrong, BILAG_DATABASE_POOL_SIZE: '1' }, ['xledger', 'dynamics']);
    // A key beside a key in a vault is told at the vault’s; the console needs a client id and the identity its two ids.
    const { BILAG_CREDENTIAL_KEY: _, AZURE_CLIENT_SECRET: __, ...told } = wrong;
    expect(namesOf(problems)).toEqual(
      [
        ...new Set([...Object.keys(told), 'BILAG_KEY_VAULT_KEY', 'BILAG_DATABASE_POOL_SIZE', 'AZURE_TENANT_ID']),
        'AZURE_CLIENT_ID',
        'BILAG_CONSOLE_CLIENT_ID',
        'BILAG_KEY_VAULT_KEY',
      ].toSorted(),
    );
    expect(problems.join('\n')).not.toContain('hunter2');
  });

  test('warns in production of a witness file that is missing, as nobody notices a disk that is put back then', () => {
    const production = { ...good, BILAG_CREDENTIAL_KEY: aKey, BILAG_JWT_SECRET: aKey, NODE_ENV: 'production' };
    expect(parseConfig(production).warnings).toEqual([expect.stringMatching(/^BILAG_WITNESS_FILE is not set: /)]);
    expect(parseConfig({ ...production, BILAG_WITNESS_FILE: '/var/lib/bilag/witness.json' }).warnings).toEqual([]);
    expect(parseConfig(good).warnings).toEqual([]);
  });

  test('serves the admin console when it knows its files and its name at the issuer, one not without the other', () => {
    const console = { BILAG_CONSOLE_FOLDER: '/srv/console', BILAG_CONSOLE_CLIENT_ID: 'bilag-console' };
    expect(parseConfig(good)).not.toHaveProperty('console');
    expect(parseConfig({ ...good, ...console }).console).toEqual({
      folder: '/srv/console',
      clientId: 'bilag-console',
      scope: 'openid profile',
    });
    const { BILAG_CONSOLE_FOLDER, BILAG_CONSOLE_CLIENT_ID } = console;
    expect(namesOf(problemsOf({ ...good, BILAG_CONSOLE_FOLDER }))).toEqual(['BILAG_CONSOLE_CLIENT_ID']);
    expect(namesOf(problemsOf({ ...good, BILAG_CONSOLE_CLIENT_ID }))).toEqual(['BILAG_CONSOLE_FOLDER']);
    const wrong = { BILAG_CONSOLE_FOLDER: 'dist', BILAG_CONSOLE_SCOPE: 'profile', BILAG_JWT_ISSUER: 'bilag' };
    expect(namesOf(problemsOf({ ...good, ...console, ...wrong }))).toEqual([
      'BILAG_CONSOLE_FOLDER',
      'BILAG_CONSOLE_SCOPE',
      'BILAG_JWT_ISSUER',
    ]);
  });
});
