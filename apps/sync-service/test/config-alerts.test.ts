import { expect, test } from 'vitest';
import { parseConfig } from '../src/config.ts';
import { ConfigError, type Environment } from '../src/environment.ts';

const needed = {
  BILAG_DATABASE_URL: 'postgres://localhost/bilag',
  BILAG_JWT_ISSUER: 'https://sign-in.example.org',
  BILAG_JWT_AUDIENCE: 'bilag',
  BILAG_JWT_SECRET: 'a-secret-of-at-least-32-characters-',
  BILAG_CREDENTIAL_KEY: Buffer.alloc(32, 7).toString('base64'),
};
const alertsOf = (environment: Environment) => parseConfig({ ...needed, ...environment }).alerts;

/** The problems that a configuration has, by the variables that they name. */
function problemsOf(environment: Environment): readonly string[] {
  try {
    parseConfig({ ...needed, ...environment });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const told = /hunter2|whsec_plain/.test(error.message) ? ['a secret'] : [];
    return [...error.problems.map((it) => it.split(' ', 1)[0] ?? ''), ...told];
  }
}

test('without any variable alerts are evaluated every minute, shown in the console, and sent to nobody', () => {
  expect(alertsOf({})).toEqual({ cron: '* * * * *', platform: { emails: [], webhook: null, gatherMs: 120_000 } });
  expect(parseConfig(needed).webhookHosts).toEqual([]);
});

test('mail server, receivers of the platform and the address for links are read', () => {
  const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
  const alerts = alertsOf({
    BILAG_SMTP_URL: 'smtps://bilag:hunter2@mail.example.org',
    BILAG_MAIL_FROM: 'bilag@example.org',
    BILAG_PUBLIC_URL: 'https://bilag.example.org',
    BILAG_ALERT_EMAILS: 'a@example.org, b@example.org,a@example.org',
    BILAG_ALERT_WEBHOOK_URL: 'https://hooks.example.org/x',
    BILAG_ALERT_WEBHOOK_SECRET: secret,
    BILAG_ALERT_CRON: 'off',
  });
  expect(alerts).toMatchObject({ cron: 'off', mail: { from: 'bilag@example.org' } });
  expect(alerts.mail?.smtpUrl.host).toBe('mail.example.org');
  expect(alerts.platform.emails).toEqual(['a@example.org', 'b@example.org']);
  expect(alerts.platform.webhook).toEqual({ url: 'https://hooks.example.org/x', secret });
});

test.each<[Environment, string]>([
  [{ BILAG_SMTP_URL: 'http://mail.example.org' }, 'BILAG_SMTP_URL'],
  [{ BILAG_SMTP_URL: 'smtp://bilag:hunter2@mail.example.org' }, 'BILAG_MAIL_FROM'],
  [{ BILAG_SMTP_URL: 'smtp://mail.example.org', BILAG_MAIL_FROM: 'Bilag <b@example.org>' }, 'BILAG_MAIL_FROM'],
  [{ BILAG_ALERT_EMAILS: 'a@example.org;b@example.org' }, 'BILAG_ALERT_EMAILS'],
  [{ BILAG_ALERT_WEBHOOK_URL: 'https://hooks.example.org/' }, 'BILAG_ALERT_WEBHOOK_SECRET'],
  [
    { BILAG_ALERT_WEBHOOK_URL: 'https://hooks.example.org/', BILAG_ALERT_WEBHOOK_SECRET: 'whsec_plain' },
    'BILAG_ALERT_WEBHOOK_SECRET',
  ],
  [{ BILAG_WEBHOOK_HOSTS: '10.0.0.1' }, 'BILAG_WEBHOOK_HOSTS'],
  [{ BILAG_ALERT_CRON: 'often' }, 'BILAG_ALERT_CRON'],
  [{ BILAG_ALERT_GATHER_MS: '-1' }, 'BILAG_ALERT_GATHER_MS'],
  [{ BILAG_PUBLIC_URL: 'bilag.example.org' }, 'BILAG_PUBLIC_URL'],
])('a configuration that cannot be used names the variable and no secret: %j', (environment, variable) => {
  expect(problemsOf(environment)).toEqual([variable]);
});
