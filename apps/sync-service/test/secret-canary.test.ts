import { randomBytes } from 'node:crypto';
import { anApproval } from '@bilag/core/testing';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace';
import { describe, expect, test } from 'vitest';
import { startTraces } from '../src/telemetry/start-traces.ts';
import { databaseTexts, type StoredText } from './canary/database-texts.ts';
import { findsIn, spellingsOf } from './canary/spellings.ts';

const spans = new InMemorySpanExporter();
/** Before anything that it is to see is loaded. */
const traces = startTraces({ isExported: true, sampledShare: 1, serviceName: 'bilag' }, spans);
const { settle } = await import('./support/engine.ts');
const { businessCentralIntegration, connectOrganization, xledgerIntegration } = await import(
  './support/organizations.ts'
);
const { send } = await import('./support/http-client.ts');
const { globalAdmin, startServiceOn } = await import('./support/started-service.ts');
const { createTestDatabase } = await import('../../../test/support/test-database.ts');
const { migrate } = await import('../src/persistence/migrate.ts');
const { startMockErp } = await import('@bilag/mock-erp');

/** With every character that some encoding writes differently. */
const canary = (name: string) => `${name}-"&<>'/+=%~${randomBytes(9).toString('base64url')}`;

const typed = { apiToken: canary('xledger'), clientSecret: canary('entra') };
/** Of the right form, so that it is sent. */
const refusedToken = randomBytes(30).toString('base64url');
const anyClientId = '11111111-2222-4333-8444-555555555555';
const payee = `Kanari Åsen-O'Brien & Sønn ${randomBytes(4).toString('hex')}`;

let secrets: Readonly<Record<string, string>>;
const logged: StoredText[] = [];
const answered: StoredText[] = [];
let stored: readonly StoredText[] = [];
let spanned: readonly StoredText[] = [];

test('administrators, callers and accounting systems say secrets wherever they can', async () => {
  const mock = await startMockErp({ bookingIntervalMs: 100, xledgerSettings: { burstLimit: false } });
  const sink = { write: (text: string) => void logged.push({ place: 'log', text }) };
  const database = await createTestDatabase(migrate);
  const environment = { BILAG_LOG_LEVEL: 'debug' };
  const service = await startServiceOn(database, mock, environment, undefined, { log: sink });
  const bearer = await service.sign(globalAdmin);
  const { xledger, businessCentral } = mock.world.seed;
  secrets = {
    'API token of Xledger': xledger.tokens.full.token,
    'client secret of Business Central': businessCentral.bilagApp.secret,
    'API token that was typed': typed.apiToken,
    'API token that was refused': refusedToken,
    'client secret that was typed': typed.clientSecret,
    'bearer token of a caller': bearer,
    'secret of the bearer tokens': service.environment.BILAG_JWT_SECRET ?? '',
    'key of the credentials': service.environment.BILAG_CREDENTIAL_KEY ?? '',
  };
  const ask = async (method: string, path: string, body?: unknown) => {
    const isText = typeof body === 'string';
    const content = body === undefined ? {} : { body: isText ? body : JSON.stringify(body) };
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const reply = await send(service, method, path, { token: bearer, headers, ...content });
    const text = JSON.stringify([...reply.headers]) + reply.text;
    answered.push({ place: `${method} ${path.slice(0, 80)}`, text });
    return reply;
  };
  /** Says back whatever it knows, in every way: as a page, or as each system writes its errors. */
  const echo = (known: readonly string[]) => known.flatMap((it) => spellingsOf(it).map(({ text }) => text)).join('\n');
  const page = (known: readonly string[]) => ({ body: `<pre>${echo(known)}</pre>`, contentType: 'text/html' });
  const errorOf = {
    xledger: (message: string) => ({ data: null, errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] }),
    'business-central': (message: string) => ({ error: { code: 'BadRequest', message } }),
    entra: (message: string) => ({ error: 'invalid_client', error_description: message }),
  } as const;
  const systems = ['xledger', 'business-central', 'entra'] as const;
  const knownTo = {
    xledger: [xledger.tokens.full.token],
    'business-central': [businessCentral.bilagApp.secret],
    entra: [businessCentral.bilagApp.secret],
  } as const;
  const refusedBy = {
    xledger: [refusedToken],
    'business-central': [typed.clientSecret],
    entra: [typed.clientSecret],
  } as const;

  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  await connectOrganization(service, 'hlf', businessCentralIntegration(mock));

  // Typed wrong, in every way that people do.
  const organizations = { nbf: xledgerIntegration(mock), hlf: businessCentralIntegration(mock) };
  const wrong = { nbf: { apiToken: typed.apiToken }, hlf: { clientId: anyClientId, clientSecret: typed.clientSecret } };
  for (const [id, good] of Object.entries(organizations)) {
    const path = `/v1/organizations/${id}/integration`;
    const bad = { ...good, credentials: id === 'nbf' ? wrong.nbf : wrong.hlf };
    await ask('POST', `${path}/trial`, bad);
    await ask('POST', `${path}/trial`, { ...bad, credentials: { ...bad.credentials, surplus: typed.apiToken } });
    await ask('PUT', path, { ...bad, credentials: { [typed.apiToken]: typed.clientSecret } });
    await ask('PUT', path, { ...bad, settings: { ...good.settings, profile: typed.clientSecret } });
    await ask('PUT', path, `${JSON.stringify(bad).slice(0, -1)},`);
    await ask('PUT', path, JSON.stringify([bad]));
  }
  await ask('GET', `/v1/organizations/nbf/records?cursor=${encodeURIComponent(typed.apiToken)}`);
  await ask('GET', `/v1/organizations/${encodeURIComponent(typed.apiToken)}/status`);
  await ask('GET', `/nowhere/${encodeURIComponent(typed.clientSecret)}`);
  await send(service, 'GET', '/v1/overview', { token: `${bearer}x` });

  // The accounting systems say it back, with every status there is.
  const { faults } = mock.world;
  const approve = async (id: string, costCenter: string) => {
    const person = { type: 'employee', id: 'E-77', name: payee } as const;
    const lines = [{ expenseType: 'toll', amount: '61.00', costCenter, text: payee }];
    return await ask('POST', `/v1/organizations/${id}/approvals`, anApproval({ payee: person, lines }));
  };
  const hit: string[] = [];
  const takeFired = (what: string) => {
    hit.push(...faults.list().flatMap((it) => (it.fired > 0 ? [`${what} ${it.id}`] : [])));
    faults.clear();
  };
  const sentButRefused = {
    nbf: { ...organizations.nbf, credentials: { apiToken: refusedToken } },
    hlf: { ...organizations.hlf, credentials: wrong.hlf },
  };
  for (const status of [400, 401, 500]) {
    for (const isPage of [true, false]) {
      for (const [tried, known] of [
        [organizations, knownTo],
        [sentButRefused, refusedBy],
      ] as const) {
        for (const system of systems) {
          const said = isPage ? page(known[system]) : { body: errorOf[system](echo(known[system])) };
          faults.add({ id: system, system, effect: { kind: 'status', status, ...said } });
        }
        for (const [id, integration] of Object.entries(tried)) {
          await ask('POST', `/v1/organizations/${id}/integration/trial`, integration);
        }
        takeFired(`${status}${isPage ? ' page' : ''}`);
      }
    }
  }
  for (const [id, good] of Object.entries(organizations)) {
    await ask('PUT', `/v1/organizations/${id}/integration`, good);
    await ask('POST', `/v1/organizations/${id}/integration/test`);
    await ask('PUT', `/v1/organizations/${id}/integration/enabled`, { enabled: true });
  }
  const once = { times: 1 } as const;
  const imported = { kind: 'status', status: 200, body: errorOf.xledger(echo(knownTo.xledger)) } as const;
  const journal = {
    kind: 'status',
    status: 400,
    body: errorOf['business-central'](echo(knownTo['business-central'])),
  } as const;
  faults.add({ id: 'import', operation: 'xledger.addGLImportItems', effect: imported, ...once });
  faults.add({ id: 'journal', operation: 'bc.journals.create', effect: journal, ...once });
  await approve('nbf', '310');
  await approve('hlf', '100');
  await settle(service, { withinMs: 60_000 });
  takeFired('posting');
  await ask('POST', '/v1/organizations/nbf/records/retry', {});
  await ask('POST', '/v1/organizations/hlf/records/retry', {});
  await approve('nbf', '999');
  await settle(service, { withinMs: 60_000 });
  await service.alerts.evaluate();
  expect(hit).toEqual(expect.arrayContaining(['posting import', 'posting journal', '400 page xledger', '400 entra']));

  for (const id of Object.keys(organizations)) {
    const path = `/v1/organizations/${id}`;
    for (const address of [
      '',
      '/integration',
      '/integration/mapping',
      '/records',
      '/sync-logs',
      '/sync-logs.csv',
      '/status',
      '/alerts',
      '/syncs',
      '/integration/usage',
    ]) {
      const { text } = await ask('GET', path + address);
      const { items = [] }: { readonly items?: readonly { readonly id: string }[] } = text.startsWith('{')
        ? JSON.parse(text)
        : {};
      for (const it of items) await ask('GET', `${path}${address}/${it.id}`);
    }
  }
  for (const path of [
    '/v1/overview',
    '/v1/sync-logs',
    '/v1/organizations',
    '/v1/connectors',
    '/metrics',
    '/openapi.json',
  ]) {
    await ask('GET', path);
  }
  stored = await databaseTexts(database.url);
  await service.close();
  await mock.close();
  await traces.flush();
  spanned = spans.getFinishedSpans().map(({ name, attributes, events, status }) => ({
    place: `span ${name}`,
    text: JSON.stringify({ name, attributes, events, status }),
  }));
  await traces[Symbol.asyncDispose]();
}, 280_000);

describe('a planted secret', () => {
  test('DOD-6 the search finds it in each of its encodings, and would have something to find it in', () => {
    for (const { encoding, text } of spellingsOf(typed.apiToken)) {
      const [find] = findsIn([{ place: 'here', text: `before ${text} after` }], { it: typed.apiToken });
      expect([encoding, find?.place]).toEqual([encoding, 'here']);
    }
    expect(spellingsOf(typed.apiToken).length).toBeGreaterThanOrEqual(10);
    for (const texts of [logged, answered, stored, spanned]) expect(texts.length).toBeGreaterThan(50);
    // What was said back is kept, with the secrets taken out.
    expect(stored.some(({ place, text }) => place.startsWith('sync_logs.') && text.includes('***'))).toBe(true);
  });

  test('DOD-6 a credential or token is in no log', () => expect(findsIn(logged, secrets)).toEqual([]));
  test('DOD-6 a credential or token is in no span', () => expect(findsIn(spanned, secrets)).toEqual([]));
  test('DOD-6 a credential or token is in no answer and no CSV file', () =>
    expect(findsIn(answered, secrets)).toEqual([]));
  test('CFG-4 DOD-6 a credential or token is nowhere in the database in clear', () =>
    expect(findsIn(stored, secrets)).toEqual([]));
});

describe('a payee’s name', () => {
  const person = { name: payee };
  const placesOf = (texts: readonly StoredText[]) =>
    [...new Set(findsIn(texts, person).map((it) => it.place))].toSorted();

  test('DOD-6 is in no log and no span', () => {
    expect(placesOf(logged)).toEqual([]);
    expect(placesOf(spanned)).toEqual([]);
  });

  test('AUD-4 is in the database only where a record and what was sent for it are kept', () => {
    expect(placesOf(stored)).toEqual(['delivery_attempts.payload', 'expense_records.content']);
  });
});
