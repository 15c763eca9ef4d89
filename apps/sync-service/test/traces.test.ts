import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { anApproval } from '@bilag/core/testing';
import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { LocalSpan } from '../src/telemetry/local-spans.ts';
import { startTraces } from '../src/telemetry/start-traces.ts';

const spans = new InMemorySpanExporter();
/** Before anything that it is to see is loaded. */
const traces = startTraces({ isExported: true, sampledShare: 1, serviceName: 'bilag' }, spans);
const { settle } = await import('./support/engine.ts');
const { connectOrganization, businessCentralIntegration, xledgerIntegration } = await import(
  './support/organizations.ts'
);
const { approvingApp, orgAdmin, startTestService } = await import('./support/service.ts');
const { startMockErp } = await import('@bilag/mock-erp');

const callersTrace = '4bf92f3577b34da6a3ce929d0e0e4736';
const secret = 'Kari Hemmelig-Nordmann';
/** An administrator with quotation marks in the name, as a statement would have to double them. */
const administrator = "o'hara''@example.org";

let story: readonly ReadableSpan[];
let seen: readonly ReadableSpan[];
let recordId: string;
test('a voucher is booked, and its spans are gathered', async () => {
  const mock = await startMockErp({ bookingIntervalMs: 100, xledgerSettings: { burstLimit: false } });
  onTestFinished(() => mock.close());
  const service = await startTestService(mock);
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  await connectOrganization(service, 'hlf', businessCentralIntegration(mock));
  const settings = {
    ...businessCentralIntegration(mock),
    settings: { ...businessCentralIntegration(mock).settings, companyName: secret },
  };
  const admin = { ...orgAdmin('hlf'), sub: administrator };
  await service.call('PUT', '/v1/organizations/hlf/integration', admin, settings);
  await service.call('POST', '/v1/organizations/hlf/integration/test', admin);
  await service.call('PUT', '/v1/organizations/hlf/integration/enabled', admin, { enabled: true });
  const approve = async (id: string, costCenter: string, headers: Readonly<Record<string, string>> = {}) => {
    const approval = anApproval({
      payee: { type: 'employee', id: 'P-77', name: secret },
      lines: [{ expenseType: 'toll', amount: '61.00', costCenter, text: secret }],
    });
    const authorization = `Bearer ${await service.sign(approvingApp(id))}`;
    return await fetch(`${service.url}/v1/organizations/${id}/approvals`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization, ...headers },
      body: JSON.stringify(approval),
    });
  };
  const answer = await approve('nbf', '310', { traceparent: `00-${callersTrace}-00f067aa0ba902b7-01` });
  await approve('hlf', '100');
  recordId = JSON.parse(await answer.text()).id;
  await settle(service);
  await service.close();
  await traces.flush();
  const gathered = spans.getFinishedSpans();
  await traces[Symbol.asyncDispose]();
  expect(answer.status).toBe(201);
  seen = gathered;
  story = seen.filter((it) => it.spanContext().traceId === callersTrace);
});

const named = (name: string) => story.filter((it) => it.name === name);

describe('the trace of one voucher', () => {
  test('API-6 leads from the caller over the request and the outbox to each request to the accounting system, and back', () => {
    const names = new Set(story.map((it) => it.name));
    expect([...names]).toEqual(
      expect.arrayContaining([
        'POST /v1/organizations/:organizationId/approvals',
        'deliver voucher',
        'commit intent',
        'post voucher',
        'record outcome',
        'look up voucher',
        'POST',
      ]),
    );
    const [request] = named('POST /v1/organizations/:organizationId/approvals');
    const [delivery] = named('deliver voucher');
    expect(delivery?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId);
    const [post] = named('post voucher');
    expect(post?.parentSpanContext?.spanId).toBe(delivery?.spanContext().spanId);
    const calls = story.filter((it) => it.parentSpanContext?.spanId === post?.spanContext().spanId);
    expect(calls.map((it) => it.attributes['http.response.status_code'])).toContain(200);
  });

  test('API-6 is found by the record’s id, and tells what became of each step', () => {
    const found = seen.filter((it) => it.attributes['bilag.record.id'] === recordId);
    expect(new Set(found.map((it) => it.spanContext().traceId))).toEqual(new Set([callersTrace]));
    expect(found.map((it) => it.name)).toContain('POST /v1/organizations/:organizationId/approvals');
    expect(named('deliver voucher').map((it) => it.attributes['bilag.outcome'])).toEqual(['accepted']);
    expect(named('look up voucher').at(-1)?.attributes).toMatchObject({
      'bilag.outcome': 'booked',
      'bilag.connector': 'xledger',
      'bilag.organization.id': 'nbf',
    });
  });

  test('API-6 has the statements of the database below the steps that made them', () => {
    const [intent] = named('commit intent');
    const statements = story.filter((it) => it.parentSpanContext?.spanId === intent?.spanContext().spanId);
    expect(statements.some((it) => JSON.stringify(it.attributes).includes('open_attempts'))).toBe(true);
  });
});

test('API-6 the example in the docs has every hop, and the statements as they are today', async () => {
  const file = await readFile(path.join(import.meta.dirname, '../../../docs/trace-example.json'), 'utf8');
  const example: readonly LocalSpan[] = JSON.parse(file);
  // Statements are named with their database.
  const hopsOf = (some: readonly { readonly name: string }[]) =>
    new Set(some.map(({ name }) => name.replace(/^(pg\.query\S+) .*/, '$1')));
  expect([...hopsOf(example)]).toEqual(expect.arrayContaining([...hopsOf(story)]));
  expect(new Set(example.map(({ traceId }) => traceId)).size).toBe(1);
  const textsOf = (some: readonly Pick<LocalSpan, 'attributes'>[]) =>
    new Set(some.map(({ attributes }) => attributes['db.query.text']));
  expect([...textsOf(seen)]).toEqual(expect.arrayContaining([...textsOf(example)]));
  // The answer to it was lost: looked up and found, it was not sent again.
  const outcomes = example.map(({ name, attributes }) => [name, attributes['bilag.outcome']]);
  expect(outcomes.filter(([name]) => name === 'post voucher')).toEqual([['post voucher', 'unknown']]);
  expect(outcomes).toContainEqual(['look up voucher', 'booked']);
});

describe('what leaves the process', () => {
  test('API-6 has no name, text, secret or query in it', () => {
    const told = JSON.stringify(
      seen.map(({ name, attributes, events, links, status }) => [name, attributes, events, links, status]),
    );
    expect(seen.length).toBeGreaterThan(20);
    const ledgers = ['Norges Blindeforbund', 'HLF', '31000001'];
    const administrators = ['hara', 'example.org', orgAdmin('nbf').sub];
    const vouchers = [secret, 'Hemmelig', 'P-77', '61.00'];
    for (const word of [...vouchers, ...ledgers, ...administrators, 'Bearer', 'client_secret', '?$filter']) {
      expect(told).not.toContain(word);
    }
  });

  test('API-6 is nothing of polls, leases and heartbeats: each trace began with a request', () => {
    const roots = seen.filter((it) => it.parentSpanContext === undefined);
    expect(roots.filter((it) => !/^(GET|POST|PUT|DELETE) \//.test(it.name)).map((it) => it.name)).toEqual([]);
  });
});
