import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type MockErp, startMockErp } from '../src/index.ts';
import { aStagedVoucher, BC, type Client, COMPANY, send, signIn, valuesIn } from './support/business-central.ts';
import { ADD_ITEMS, ask, aVoucher, control, startSandbox } from './support/sandbox.ts';

let mock: MockErp;
let client: Client;
beforeAll(async () => {
  mock = await startSandbox();
});
beforeEach(async () => {
  client = await signIn(mock);
});
afterEach(() => control(mock, '/reset'));
afterAll(() => mock.close());

const today = () => ({ postingDate: new Date().toISOString().slice(0, 10) });
const atPost = (effect: object | string) => control(mock, '/faults', { operation: 'bc.post', times: 1, effect });
const booked = () => mock.world.ledger.list().length;
const post = (journal: string, options: { timeoutMs?: number } = {}) =>
  client.call('POST', `${journal}/Microsoft.NAV.post`, undefined, {}, options);
const create = (code: string, options: { timeoutMs?: number } = {}) =>
  client.call('POST', `${COMPANY}/journals`, { code }, {}, options);
const journals = async () => valuesIn(await client.call('GET', `${COMPANY}/journals`)).length;

test('an answer that is lost after posting leaves the voucher posted', async () => {
  const journal = await aStagedVoucher(client, 'A', today());
  await atPost('lost');
  await expect(post(journal)).rejects.toThrow('socket hang up');
  expect(booked()).toBe(1);
});

test.each(['truncated', 'reset'])('an answer without a body that is %s is lost altogether', async (effect) => {
  const journal = await aStagedVoucher(client, 'A', today());
  await atPost(effect);
  await expect(post(journal)).rejects.toThrow('socket hang up');
  expect(booked()).toBe(1);
});

test('a late commit answers nothing, and the voucher is posted when nobody waits for it any more', async () => {
  const journal = await aStagedVoucher(client, 'A', today());
  await atPost({ kind: 'late-commit', ms: 300 });
  await expect(post(journal, { timeoutMs: 100 })).rejects.toThrow('aborted');
  expect(booked()).toBe(0);
  await expect.poll(booked).toBe(1);
});

test('a late commit may come after a gateway has given up', async () => {
  const journal = await aStagedVoucher(client, 'A', today());
  await atPost({ kind: 'late-commit', ms: 100, status: 504 });
  expect((await post(journal)).status).toBe(504);
  expect(booked()).toBe(0);
  await expect.poll(booked).toBe(1);
});

test('a request may hang until the caller goes, with or without its work done', async () => {
  const hang = (when: string) =>
    control(mock, '/faults', { operation: 'bc.journals.create', times: 1, effect: { kind: 'hang', when } });
  await hang('before');
  await expect(create('A', { timeoutMs: 100 })).rejects.toThrow('aborted');
  expect(await journals()).toBe(0);
  await hang('after');
  await expect(create('A', { timeoutMs: 100 })).rejects.toThrow('aborted');
  expect(await journals()).toBe(1);
});

test('a connection may be reset in the middle of the answer after the work is done', async () => {
  await control(mock, '/faults', { operation: 'bc.journals', times: 1, effect: { kind: 'reset', afterBytes: 10 } });
  await expect(create('A')).rejects.toThrow('aborted');
  expect(await journals()).toBe(1);
});

test.each([
  ['login-page', 200, expect.stringContaining('Sign in'), undefined],
  ['too-many', 429, { error: { code: 'Application_TooManyRequests' } }, '5'],
  ['too-many-silent', 429, { error: { code: 'Application_TooManyRequests' } }, undefined],
  ['unavailable', 503, expect.stringContaining('Service unavailable'), '5'],
  ['request-timeout', 408, '', undefined],
  ['locked', 409, { error: { code: 'Internal_ServerError' } }, undefined],
])('%s refuses with %i and does nothing', async (effect, status, body, retryAfter) => {
  await control(mock, '/faults', { operation: 'bc.journals.create', times: 1, effect });
  const reply = await create('A');
  expect(reply).toMatchObject({ status, body });
  expect(reply.headers['retry-after']).toBe(retryAfter);
  expect(await journals()).toBe(0);
});

test('gateway errors may come after the work is done', async () => {
  for (const effect of ['bad-gateway', 'gateway-timeout']) {
    await control(mock, '/faults', { operation: 'bc.journals.create', times: 1, effect });
    expect((await create(effect.slice(0, 5))).status).toBeGreaterThanOrEqual(502);
  }
  expect(await journals()).toBe(2);
});

test('credits run out, tokens are revoked and periods close for Xledger too, as a call comes in', async () => {
  const atAddition = (effect: object | string) =>
    control(mock, '/faults', { operation: 'xledger.addGLImportItems', times: 1, effect });
  await atAddition('credits-exhausted');
  expect(await ask(mock, ADD_ITEMS, aVoucher())).toMatchObject({ errors: [{ message: 'Insufficient credits.' }] });
  await control(mock, '/settings', { xledger: { credits: -1 } });
  await atAddition({ kind: 'settings', changes: { xledger: { tokensRevoked: true } } });
  expect(await ask(mock, ADD_ITEMS, aVoucher())).toMatchObject({
    errors: [{ message: expect.stringContaining('no longer active') }],
  });
  await control(mock, '/settings', { xledger: { tokensRevoked: false } });
  await atAddition('period-closed');
  await ask(mock, ADD_ITEMS, aVoucher());
  expect(mock.xledger.runBookingJob()).toMatchObject({ bookedVouchers: 0, failedRows: 2 });
});

test('Xledger closes a period at a moment and accounts by name', async () => {
  const now = '2026-04-01T00:00:00Z';
  await control(mock, '/settings', { xledger: { periodClosesAt: now, closedToThen: '2026-03-31' } });
  await control(mock, '/clock', { frozen: true, now: '2026-03-31T23:59:59Z' });
  await ask(mock, ADD_ITEMS, aVoucher());
  expect(mock.xledger.runBookingJob()).toMatchObject({ bookedVouchers: 1 });
  await ask(mock, ADD_ITEMS, aVoucher({ postedDate: '2026-04-02' }));
  await control(mock, '/settings', { xledger: { blockedAccounts: ['2910'] } });
  expect(mock.xledger.runBookingJob()).toMatchObject({ failedRows: 1 });
  await control(mock, '/settings', { xledger: { blockedAccounts: [] } });
  await ask(mock, ADD_ITEMS, aVoucher());
  await control(mock, '/clock', { now });
  expect(mock.xledger.runBookingJob()).toMatchObject({ bookedVouchers: 1, failedRows: 2 });
});

test('a scenario brings settings and rules, all or none', async () => {
  const rules = [{ id: 'a', operation: 'bc.post', effect: 'lost' }];
  await control(mock, '/scenario', { settings: { businessCentral: { placeholderLine: false } }, faults: rules });
  expect(mock.businessCentral.settings.placeholderLine).toBe(false);
  expect(mock.world.faults.list()).toMatchObject([{ id: 'a', effect: { kind: 'commit-then-drop' } }]);
  const bad = { settings: { entra: { tokenLifetimeSeconds: 1 } }, faults: [{ effect: 'explode' }] };
  expect(await control(mock, '/scenario', bad)).toEqual({
    message: expect.stringContaining('There is no common fault explode'),
  });
  expect(await control(mock, '/scenario', rules)).toEqual({ message: 'There is a fault rule a already' });
  expect(mock.entra.settings.tokenLifetimeSeconds).toBe(3599);
  await control(mock, '/reset');
  expect(mock.businessCentral.settings.placeholderLine).toBe(true);
});

test('a scenario file is in force from the start', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mock-scenario-'));
  const scenarioFile = join(folder, 'scenario.json');
  writeFileSync(scenarioFile, JSON.stringify([{ operation: 'entra.token', effect: 'too-many' }]));
  await using other = await startMockErp({ scenarioFile });
  expect(other.world.faults.list()).toMatchObject([{ operation: 'entra.token' }]);
  writeFileSync(scenarioFile, '{"faults":7}');
  await expect(startMockErp({ scenarioFile })).rejects.toThrow('cannot be loaded');
  rmSync(folder, { recursive: true });
});

test.each([
  ['/business-central/settings', { sameKeyStatus: 418 }, 'sameKeyStatus must be one of 400, 409'],
  ['/business-central/settings', { mandatoryDimensions: ['7140'] }, 'mandatoryDimensions must be a list'],
  ['/settings', { dynamics: {} }, 'Unknown in settings: dynamics'],
  ['/settings', { xledger: { periodClosesAt: 'soon' } }, 'periodClosesAt must be an ISO instant'],
  ['/faults', { effect: { kind: 'settings', changes: { xledger: { colour: 1 } } } }, 'Unknown in the body: colour'],
  ['/faults', { effect: { kind: 'partial-batch' } }, 'effect.items must be a count'],
  ['/entra/certificates', { clientId: BC.bilagApp.clientId, certificate: 'x' }, 'must be a PEM certificate'],
])('a mistake in what is posted to %s is explained: %o', async (path, body, message) => {
  expect(await control(mock, path, body)).toEqual({ message: expect.stringContaining(message) });
});

test('the page shows what is staged and what is booked in Business Central', async () => {
  await aStagedVoucher(client, 'STAGED', { ...today(), description: '<b>Tog</b>' });
  const journal = await aStagedVoucher(client, 'POSTED', { ...today(), documentNumber: 'UTL-9' });
  await post(journal);
  const shown = await (await fetch(mock.urls.page)).text();
  expect(shown).toContain('STAGED');
  expect(shown).toContain('&lt;b&gt;Tog&lt;/b&gt;');
  expect(shown).toContain('UTL-9');
  expect(shown).toContain('(empty line)');
  expect(await control(mock, '/business-central/journals', undefined, 'GET')).toMatchObject({
    journals: [{ code: 'STAGED' }, { code: 'POSTED' }],
  });
});

test('the page posts in the background what waits for it', async () => {
  await control(mock, '/business-central/settings', { jobQueue: 'delayed' });
  await post(await aStagedVoucher(client, 'A', today()));
  expect(booked()).toBe(0);
  await fetch(new URL('/page/job-queue', mock.urls.page), { method: 'POST', body: new URLSearchParams() });
  expect(booked()).toBe(1);
});

test('shutting down does not wait for late commits and hanging requests, and does not do their work', async () => {
  const other = await startSandbox();
  await control(other, '/faults', { operation: 'entra.token', effect: { kind: 'late-commit', ms: 600_000 } });
  const asked = send(other, 'POST', `${other.urls.entraAuthority}/${BC.tenantId}/oauth2/v2.0/token`).catch(
    () => 'cut off',
  );
  await expect.poll(() => other.world.faults.list()[0]?.fired).toBe(1);
  await other.close();
  expect(await asked).toBe('cut off');
});
