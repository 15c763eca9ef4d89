import type { NewFaultRule } from '@bilag/mock-erp';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { failureOf, look, patience } from '../support/sandbox.ts';
import { makeClientCertificate } from './support/client-certificate.ts';
import { openSandbox, type Sandbox, seed, valid } from './support/sandbox.ts';
import { startStranger } from './support/stranger.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await openSandbox();
});
afterEach(async () => {
  vi.useRealTimers();
  await sandbox[Symbol.asyncDispose]();
});

const { clientId, secret } = seed.bilagApp;
const tokens = () => sandbox.requests('entra.token');
const fail = (operation: string, effect: NewFaultRule['effect']) =>
  sandbox.mock.world.faults.add({ operation, effect });

describe('signing in', () => {
  test.each([
    ['a wrong secret', { clientId, clientSecret: 'not~the.Secret' }, 'AADSTS7000215: the client secret is wrong'],
    [
      'an expired secret',
      { clientId, clientSecret: seed.bilagApp.expiredSecret },
      'AADSTS7000222: the client secret has expired',
    ],
    [
      'an unknown app',
      { clientId: seed.company.id, clientSecret: secret },
      'AADSTS700016: the application is not known',
    ],
  ])('CFG-5 %s is told as such, by the test and by a posting', async (_what, credentials, words) => {
    const gateway = sandbox.open({}, credentials);
    const failure = await failureOf(gateway.testConnection(patience()));
    expect(failure).toMatchObject({ code: 'ERP_AUTHENTICATION_FAILED' });
    expect(failure.message).toContain(words);
    expect(failure.message).not.toContain(credentials.clientSecret);
    const it = valid();
    const outcome = (await sandbox.post([it], gateway)).of(it);
    expect(outcome).toMatchObject({ kind: 'retry', failure: { code: 'ERP_AUTHENTICATION_FAILED' } });
  });

  test('CFG-5 an unknown tenant is told as such', async () => {
    const failure = await failureOf(sandbox.open({ tenantId: 'nobody.example' }).testConnection(patience()));
    expect(failure).toMatchObject({ code: 'ERP_AUTHENTICATION_FAILED' });
    expect(failure.message).toContain('AADSTS90002');
  });

  test('a certificate does in place of a secret', async () => {
    // The library rounds «not before» to the nearest second, which may be a future one; the sandbox allows for no skew.
    vi.useFakeTimers({ toFake: ['Date'], now: Math.floor(Date.now() / 1_000) * 1_000 });
    const { certificate, withKey } = makeClientCertificate();
    const gateway = sandbox.open({}, { clientId, certificate: withKey });
    expect(await failureOf(gateway.testConnection(patience()))).toMatchObject({ code: 'ERP_AUTHENTICATION_FAILED' });
    sandbox.mock.entra.certificates.register(clientId, certificate);
    expect((await gateway.testConnection(patience())).ledger.name).toBe(seed.company.displayName);
  });

  test('many callers on a cold start share one token, and later ones use it again', async () => {
    await Promise.all(Array.from({ length: 8 }, () => look(sandbox.gateway, valid())));
    await sandbox.gateway.testConnection(patience());
    expect(tokens()).toHaveLength(1);
  });

  test('a throttled sign-in is a definite no for now, with the wait that was asked for', async () => {
    fail('entra.token', { kind: 'status', status: 429, headers: { 'retry-after': '7' } });
    const it = valid();
    const outcome = (await sandbox.post([it])).of(it);
    expect(outcome).toMatchObject({ kind: 'retry', failure: { code: 'ERP_RATE_LIMITED' }, afterMs: 7_000 });
    expect(tokens()).toHaveLength(1);
  });

  test.each(['entra.discovery', 'entra.token'])('an outage at %s is a definite no for now', async (operation) => {
    fail(operation, { kind: 'status', status: 503, body: '<h1>Down</h1>', contentType: 'text/html' });
    const it = valid();
    const outcome = (await sandbox.post([it])).of(it);
    expect(outcome).toMatchObject({ kind: 'retry', failure: { code: 'ERP_UNAVAILABLE' } });
  });

  test.each(['entra.discovery', 'entra.token'])(
    'an authority that hangs at %s costs no more than the time limit',
    async (operation) => {
      fail(operation, { kind: 'hang' });
      const timing = { requestTimeoutMs: 300, settlingMs: 1_000, bookingPollMs: 1_000 };
      const it = valid();
      const outcome = (await sandbox.post([it], sandbox.open({ timing }))).of(it);
      expect(outcome).toMatchObject({ kind: 'retry', failure: { code: 'ERP_UNAVAILABLE' } });
      expect(sandbox.requests('bc.journals.create')).toEqual([]);
    },
  );

  test('the secret does not follow a redirect', async () => {
    await using elsewhere = await startStranger((_request, response) => response.end('{}'));
    fail('entra.token', { kind: 'status', status: 307, headers: { location: elsewhere.url } });
    expect(await failureOf(sandbox.gateway.testConnection(patience()))).toMatchObject({ code: 'ERP_UNAVAILABLE' });
    expect(elsewhere.asked).toEqual([]);
  });
});

describe('a token that Business Central refuses', () => {
  test('is fetched anew once, unnoticed', async () => {
    await sandbox.gateway.testConnection(patience());
    sandbox.mock.entra.tokens.revokeAll();
    const it = valid();
    expect((await sandbox.post([it])).of(it)?.kind).toBe('booked');
    expect(tokens()).toHaveLength(2);
  });

  test('again and again is a sign-in that failed, asked for twice', async () => {
    fail('bc.journals.list', { kind: 'status', status: 401, body: { message: 'Unauthorized' } });
    const it = valid();
    const outcome = (await sandbox.post([it])).of(it);
    expect(outcome).toMatchObject({ kind: 'retry', failure: { code: 'ERP_AUTHENTICATION_FAILED' } });
    expect(sandbox.requests('bc.journals.list')).toHaveLength(2);
  });
});

describe('the connection test', () => {
  test('CFG-3 names the company, tells which accounts can be posted to, and lists the cost centers', async () => {
    const report = await sandbox.gateway.testConnection(patience());
    const postable = new Map(report.ledgerAccounts.map((it) => [it.number, it.postable]));
    // A copied environment has the same companies, and other books.
    expect(report.ledger).toEqual({ id: `production/${seed.company.id}`, name: seed.company.displayName });
    expect([postable.get('7140'), postable.get('7000'), postable.get('2780'), postable.get('7199')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(report.costCenters.map(({ code }) => code)).toEqual(['100', '110', '120', '199']);
    expect(sandbox.requests('bc.journals.create')).toEqual([]);
  });

  test.each([
    ['ERP_WRONG_LEDGER', 'companyId', { companyId: '00000000-0000-4000-8000-000000000009' }],
    ['INVALID_SETTINGS', 'environment', { environment: 'Sandbox9' }],
    ['INVALID_SETTINGS', 'dimensions.project', { dimensions: { costCenter: 'KOSTNADSSTED', project: 'NONE' } }],
    ['INVALID_SETTINGS', 'currency', { currency: 'EUR' }],
  ])('CFG-5 says %s of a wrong «%s»', async (code, field, settings) => {
    const failure = await failureOf(sandbox.open(settings).testConnection(patience()));
    expect(failure).toMatchObject({ code, field });
  });

  test.each([
    ['without the permission', seed.appWithoutPermission],
    ['that Business Central does not know', seed.unregisteredApp],
  ])('CFG-5 says that an app %s is denied', async (_what, app) => {
    const gateway = sandbox.open({}, { clientId: app.clientId, clientSecret: app.secret });
    expect(await failureOf(gateway.testConnection(patience()))).toMatchObject({ code: 'ERP_PERMISSION_DENIED' });
  });

  test('a right that is missing for posting only is told by the posting, and nothing stays staged', async () => {
    sandbox.mock.businessCentral.settings.deniedOperations = ['bc.post'];
    const it = valid();
    const outcome = (await sandbox.post([it])).of(it);
    expect(outcome).toMatchObject({ kind: 'retry', failure: { code: 'ERP_PERMISSION_DENIED' } });
    expect(sandbox.mock.businessCentral.journals()).toEqual([]);
  });

  test('accounts come page by page', async () => {
    sandbox.mock.businessCentral.settings.pageLimit = 3;
    const report = await sandbox.gateway.testConnection(patience());
    expect(report.ledgerAccounts).toHaveLength(seed.accounts.length);
  });
});
