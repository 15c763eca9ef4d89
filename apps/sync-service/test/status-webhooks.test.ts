import { anApproval } from '@bilag/core/testing';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { compose } from '../src/compose.ts';
import { parseConfig } from '../src/config.ts';
import { quietAlerts } from './support/alerts.ts';
import { createOrganization } from './support/http-service.ts';
import { connectOrganization, xledgerIntegration } from './support/organizations.ts';
import { ownSql } from './support/reconciliation.ts';
import { endOf, startReplica } from './support/replica.ts';
import { approvingApp, aServiceWithMock, orgAdmin, startTestService, type TestService } from './support/service.ts';
import {
  anEndpoint,
  type EndpointSeen,
  everyEvent,
  isGenuine,
  messagesOf,
  plantStep,
  recordEvents,
} from './support/status-webhooks.ts';
import { aReceiver } from './support/webhook-receiver.ts';

let service: TestService;
const admin = orgAdmin('nbf');
const booked = { action: 'attempt', result: 'succeeded', state: 'synced' } as const;

beforeAll(async () => {
  // Nobody reads and sends here but the test.
  service = await startTestService(undefined, { ...quietAlerts, BILAG_ROLE: 'api' });
  for (const id of ['nbf', 'hlf']) await createOrganization(service, id);
});
beforeEach(async () => {
  await ownSql(service, 'truncate bilag.webhook_endpoints cascade');
});
afterAll(() => service?.close());

const deliver = (by: Pick<TestService, 'statusWebhooks'> = service) => by.statusWebhooks.deliver();
const skipWaiting = () =>
  ownSql(
    service,
    "update bilag.webhook_deliveries set next_at = now() where state = 'waiting'; update bilag.webhook_endpoints set rest_until = '-infinity'",
  );
const read = async ({ link }: EndpointSeen) => (await service.call<EndpointSeen>('GET', link, admin)).body;

test('API-4 another service is told what became of a record, signed, and with nothing of a person', async () => {
  const receiver = await aReceiver();
  const { secret, ...endpoint } = await anEndpoint(service, 'nbf', `${receiver.url}/hook`);
  const recordId = await plantStep(service, 'nbf', booked);
  await recordEvents(service);
  expect(await deliver()).toEqual({ delivered: 1, failed: 0 });
  const [got] = receiver.requests;
  if (got === undefined) throw new Error('Nothing came.');
  const { data, ...message } = JSON.parse(got.body);
  expect(message).toEqual({ type: 'record.synced', timestamp: data.occurredAt });
  const { sourceId } = data;
  const number = String(sourceId).slice(2);
  expect(data).toEqual({
    organizationId: 'nbf',
    recordId,
    kind: 'reimbursement',
    sourceId: `W-${number}`,
    revision: 1,
    of: 'voucher',
    state: 'synced',
    reference: `W${number}`,
    erpReference: `V-${number}`,
    errorCode: null,
    logId: expect.stringMatching(/^\d+$/),
    occurredAt: expect.stringMatching(/Z$/),
  });
  expect(isGenuine(got, secret)).toBe(true);
  expect(isGenuine({ ...got, body: got.body.replace('synced', 'failed') }, secret)).toBe(false);
  expect(isGenuine(got, `whsec_${Buffer.alloc(32).toString('base64')}`)).toBe(false);
  expect(await messagesOf(service, 'nbf', endpoint)).toMatchObject([
    { id: got.headers['webhook-id'], type: 'record.synced', recordId, state: 'delivered', attempts: 1 },
  ]);
});

test('nobody is told anything by a database that is held: a copy or a restored one may not know what is booked', async () => {
  const receiver = await aReceiver();
  await anEndpoint(service, 'nbf', `${receiver.url}/hook`);
  await plantStep(service, 'nbf', booked);
  await recordEvents(service);
  await ownSql(service, "select bilag.hold_sending('copied for the test environment')");
  expect(await deliver()).toEqual({ delivered: 0, failed: 0 });
  expect(receiver.requests).toEqual([]);
  await ownSql(service, "set bilag.scope = 'platform'; update bilag.instance set mode = 'normal'");
  expect(await deliver()).toEqual({ delivered: 1, failed: 0 });
});

test.each([
  [{ action: 'attempt', result: 'accepted', state: 'accepted' }, 'record.accepted', 'accepted'],
  [{ action: 'status', result: 'succeeded', state: 'synced' }, 'record.synced', 'synced'],
  [{ action: 'posted', result: 'succeeded', state: 'synced' }, 'record.synced', 'synced'],
  [{ action: 'attempt', result: 'retrying', code: 'ERP_UNREACHABLE' }, 'record.retrying', 'pending'],
  [{ action: 'attempt', result: 'failed', code: 'ERP_PERIOD_CLOSED', state: 'rejected' }, 'record.failed', 'rejected'],
  [{ action: 'attempt', result: 'in-doubt', code: 'ERP_TIMEOUT', state: 'unknown' }, 'record.in_doubt', 'unknown'],
  [{ action: 'look-up', result: 'held', code: 'ERP_VOUCHER_DIFFERS', state: 'held' }, 'record.needs_decision', 'held'],
  [
    { action: 'look-up', result: 'in-doubt', code: 'ERP_LOOK_UP_INCONCLUSIVE', state: 'held' },
    'record.needs_decision',
    'held',
  ],
  [{ action: 'ignore', result: 'cancelled', state: 'cancelled' }, 'record.cancelled', 'cancelled'],
  [{ action: 'undo', result: 'cancelled', state: 'cancelled' }, 'record.cancelled', 'cancelled'],
  [{ action: 'attempt', result: 'succeeded', state: 'synced', isReversal: true }, 'record.reversed', 'synced'],
] as const)('what the log calls %j is told as %s', async (step, type, state) => {
  const receiver = await aReceiver();
  await anEndpoint(service, 'nbf', receiver.url);
  const recordId = await plantStep(service, 'nbf', step);
  await recordEvents(service);
  await deliver();
  expect(receiver.requests.map(({ body }) => JSON.parse(body))).toMatchObject([
    { type, data: { recordId, state, errorCode: 'code' in step ? step.code : null } },
  ]);
  expect(receiver.requests[0]?.body).not.toContain('Kari');
});

test('an endpoint is told what it asked for, of its own organization, and of nothing that happened before it was there', async () => {
  const [mine, foreign] = [await aReceiver(), await aReceiver()];
  await plantStep(service, 'nbf', booked);
  await anEndpoint(service, 'nbf', mine.url, ['record.failed']);
  await anEndpoint(service, 'hlf', foreign.url);
  await plantStep(service, 'nbf', booked);
  await plantStep(service, 'nbf', { action: 'receipt', result: 'failed', code: 'RECEIPT_REFUSED', state: 'accepted' });
  const recordId = await plantStep(service, 'nbf', { action: 'mapping', result: 'failed', state: 'rejected' });
  await recordEvents(service);
  await deliver();
  expect(mine.requests.map(({ body }) => JSON.parse(body).data.recordId)).toEqual([recordId]);
  expect(foreign.requests).toEqual([]);
});

test('what an open transaction has not told yet is told once it has ended, though later ones went before it', async () => {
  const receiver = await aReceiver();
  await anEndpoint(service, 'nbf', receiver.url);
  await recordEvents(service);
  const slow = new pg.Client({ connectionString: service.databaseUrl });
  await slow.connect();
  onTestFinished(() => slow.end());
  const first = await plantStep(service, 'nbf', booked);
  await slow.query('begin');
  await slow.query(
    `insert into bilag.sync_logs (organization_id, actor, action, result, record_id, sequence)
     select organization_id, 'engine', 'attempt', 'accepted', record_id, sequence from bilag.finished_entries where record_id = $1`,
    [first],
  );
  await plantStep(service, 'nbf', booked);
  await service.statusWebhooks.record();
  await slow.query('commit');
  await recordEvents(service);
  await deliver();
  const types = receiver.requests.map(({ body }) => String(JSON.parse(body).type));
  expect(types.toSorted()).toEqual(['record.accepted', 'record.synced', 'record.synced']);
});

test('replicas that read and send at once owe each message once and send it once', async () => {
  const receiver = await aReceiver();
  for (const id of ['nbf', 'hlf']) await anEndpoint(service, id, receiver.url);
  const replica = await compose(parseConfig({ ...service.environment, BILAG_HTTP_PORT: '0' }));
  onTestFinished(() => replica[Symbol.asyncDispose]());
  await recordEvents(service);
  for (let at = 0; at < 20; at += 1) await plantStep(service, at % 2 === 0 ? 'nbf' : 'hlf', booked);
  const four = [service, replica, service, replica];
  await recordEvents(service);
  await Promise.all(four.map((it) => it.statusWebhooks.record()));
  // Nobody is answered before both organizations have as many under way as one process may have of each.
  const held: (() => void)[] = [];
  receiver.answer = (to) => void held.push(() => void to.writeHead(204).end());
  const sending = Promise.all(four.map(deliver));
  await expect.poll(() => held.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(8);
  receiver.answer = (to) => void to.writeHead(204).end();
  for (const answer of held) answer();
  const sum = (await sending).reduce((all, { delivered }) => all + delivered, 0);
  expect(sum).toBe(20);
  expect(receiver.requests).toHaveLength(20);
  expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(20);
});

test('a message that is not taken is tried again with the same id and bytes, and the API says when and why', async () => {
  const receiver = await aReceiver();
  const endpoint = await anEndpoint(service, 'nbf', receiver.url);
  await plantStep(service, 'nbf', booked);
  await recordEvents(service);
  receiver.answer = (to) => void to.writeHead(500).end('words of the receiver');
  expect(await deliver()).toEqual({ delivered: 0, failed: 1 });
  expect(await deliver()).toEqual({ delivered: 0, failed: 0 });
  const [waiting] = await messagesOf(service, 'nbf', endpoint);
  expect(waiting).toMatchObject({
    state: 'waiting',
    attempts: 1,
    lastError: 'The receiver answered with status 500.',
    nextAttemptAt: expect.any(String),
  });
  expect(await read(endpoint)).toMatchObject({
    enabled: true,
    lastError: 'The receiver answered with status 500.',
    failingSince: expect.any(String),
  });
  receiver.answer = (to) => void to.writeHead(204).end();
  await skipWaiting();
  expect(await deliver()).toEqual({ delivered: 1, failed: 0 });
  const [first, second] = receiver.requests;
  expect([second?.body, second?.headers['webhook-id']]).toEqual([first?.body, first?.headers['webhook-id']]);
  expect(await read(endpoint)).toMatchObject({
    failingSince: null,
    lastError: null,
    lastDeliveredAt: expect.any(String),
  });
});

test('an endpoint that fails is asked one message at a time, and what waits follows once it is well', async () => {
  const receiver = await aReceiver();
  await anEndpoint(service, 'nbf', receiver.url);
  for (let at = 0; at < 12; at += 1) await plantStep(service, 'nbf', booked);
  await recordEvents(service);
  receiver.answer = (to) => void to.writeHead(503).end();
  await deliver();
  const asked = receiver.requests.length;
  expect(asked).toBeLessThanOrEqual(9);
  await ownSql(service, "update bilag.webhook_endpoints set rest_until = '-infinity'");
  await ownSql(service, "update bilag.webhook_deliveries set next_at = now() where state = 'waiting'");
  await deliver();
  expect(receiver.requests).toHaveLength(asked + 1);
  receiver.answer = (to) => void to.writeHead(204).end();
  await ownSql(service, "update bilag.webhook_endpoints set rest_until = '-infinity'");
  await deliver();
  expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(12);
  expect(await ownSql(service, "select from bilag.webhook_deliveries where state <> 'delivered'")).toEqual([]);
});

test('an organization whose receivers are slow has four messages under way, and the messages of another do not wait for them', async () => {
  const [slow, quick] = [await aReceiver(), await aReceiver()];
  await anEndpoint(service, 'nbf', quick.url);
  await plantStep(service, 'nbf', booked);
  await recordEvents(service);
  await deliver();
  for (let at = 0; at < 5; at += 1) await anEndpoint(service, 'hlf', slow.url);
  for (let at = 0; at < 8; at += 1) await plantStep(service, 'hlf', booked);
  await plantStep(service, 'nbf', booked);
  await recordEvents(service);
  const answers = Promise.withResolvers<void>();
  slow.answer = (to) => void answers.promise.then(() => to.writeHead(204).end());
  const delivery = deliver();
  await expect.poll(() => [slow.requests.length, quick.requests.length]).toEqual([4, 2]);
  // Another process finds no place of theirs either, and none is kept back under lease.
  expect(await deliver()).toEqual({ delivered: 0, failed: 0 });
  const leased =
    'select count(*)::integer as count from bilag.webhook_deliveries where leased_until > clock_timestamp()';
  expect(await ownSql(service, leased)).toEqual([{ count: 4 }]);
  answers.resolve();
  expect(await delivery).toEqual({ delivered: 41, failed: 0 });
});

test('an endpoint that has taken nothing for three days is switched off, visibly and in the audit log, and begins afresh when switched on', async () => {
  const receiver = await aReceiver();
  const endpoint = await anEndpoint(service, 'nbf', receiver.url);
  await plantStep(service, 'nbf', booked);
  await recordEvents(service);
  receiver.answer = (to) => void to.writeHead(500).end();
  await deliver();
  await ownSql(service, "update bilag.webhook_endpoints set failing_since = failing_since - interval '73 hours'");
  await skipWaiting();
  await deliver();
  expect(await read(endpoint)).toMatchObject({
    enabled: false,
    disabledFor: 'failing',
    lastError: 'The receiver answered with status 500.',
  });
  expect(await messagesOf(service, 'nbf', endpoint)).toMatchObject([{ state: 'given-up', nextAttemptAt: null }]);
  const told = "select actor, message, detail from bilag.sync_logs where action = 'webhook-endpoint-disabled'";
  expect(await ownSql(service, told)).toMatchObject([
    { actor: 'engine', detail: { endpointId: endpoint.id, why: 'failing' } },
  ]);
  await plantStep(service, 'nbf', booked);
  await recordEvents(service);
  const change = { url: receiver.url, eventTypes: everyEvent, enabled: true };
  expect(await service.call('PUT', endpoint.link, admin, change)).toMatchObject({
    status: 200,
    body: { enabled: true, disabledFor: null, failingSince: null, lastError: null },
  });
  receiver.answer = (to) => void to.writeHead(204).end();
  const recordId = await plantStep(service, 'nbf', booked);
  await recordEvents(service);
  expect(await deliver()).toEqual({ delivered: 1, failed: 0 });
  expect(JSON.parse(receiver.requests.at(-1)?.body ?? '{}').data.recordId).toBe(recordId);
});

test('a message that was owed for three days is given up; a receiver that says it is gone is switched off at once', async () => {
  const receiver = await aReceiver();
  const endpoint = await anEndpoint(service, 'nbf', receiver.url);
  await plantStep(service, 'nbf', booked);
  await recordEvents(service);
  await ownSql(service, "update bilag.webhook_deliveries set owed_since = owed_since - interval '73 hours'");
  receiver.answer = (to) => void to.writeHead(500).end();
  await deliver();
  expect(await messagesOf(service, 'nbf', endpoint)).toMatchObject([{ state: 'given-up', attempts: 1 }]);
  expect(await read(endpoint)).toMatchObject({ enabled: true });
  await plantStep(service, 'nbf', booked);
  await recordEvents(service);
  receiver.answer = (to) => void to.writeHead(410).end();
  await skipWaiting();
  await deliver();
  expect(await read(endpoint)).toMatchObject({ enabled: false, disabledFor: 'gone' });
});

test('AUD-7 a test message is in the log: who asked for it, of which endpoint, and what became of it, also when the endpoint is switched off', async () => {
  await ownSql(service, 'truncate bilag.sync_logs');
  const receiver = await aReceiver();
  const endpoint = await anEndpoint(service, 'nbf', receiver.url);
  const sendTest = async () => (await service.call<{ id: string }>('POST', `${endpoint.link}/test`, admin)).body.id;
  const delivered = await sendTest();
  await deliver();
  receiver.answer = (to) => void to.writeHead(500).end();
  const givenUp = await sendTest();
  await deliver();
  await service.call('PUT', endpoint.link, admin, { url: receiver.url, eventTypes: everyEvent, enabled: false });
  const told =
    "select actor, result, message, detail, trigger from bilag.sync_logs where action = 'webhook-test' order by log_id";
  const asked = (deliveryId: string) => ({
    actor: 'admin-of-nbf',
    result: 'requested',
    message: null,
    detail: { endpointId: endpoint.id, deliveryId },
    trigger: 'manual',
  });
  const ended = (deliveryId: string, result: string, message: string | null) => ({
    ...asked(deliveryId),
    actor: 'engine',
    result,
    message,
    detail: { endpointId: endpoint.id, deliveryId, attempts: 1 },
  });
  expect(await ownSql(service, told)).toEqual([
    asked(delivered),
    ended(delivered, 'succeeded', null),
    asked(givenUp),
    ended(givenUp, 'failed', 'The receiver answered with status 500.'),
  ]);
});

test('a message is sent again on request, also one that was delivered, and a test reaches the receiver', async () => {
  const receiver = await aReceiver();
  const { secret, ...endpoint } = await anEndpoint(service, 'nbf', receiver.url);
  await plantStep(service, 'nbf', booked);
  await recordEvents(service);
  await deliver();
  const [sent] = await messagesOf(service, 'nbf', endpoint);
  const again = await service.call('POST', `${endpoint.link}/deliveries/${sent?.id}/retry`, admin);
  expect(again).toMatchObject({ status: 202, body: { id: sent?.id, state: 'waiting' } });
  expect(await deliver()).toEqual({ delivered: 1, failed: 0 });
  expect(receiver.requests[1]?.body).toBe(receiver.requests[0]?.body);
  const tested = await service.call('POST', `${endpoint.link}/test`, admin);
  expect(tested).toMatchObject({ status: 202, body: { type: 'endpoint.test', recordId: null, state: 'waiting' } });
  await deliver();
  const got = receiver.requests[2];
  expect(JSON.parse(got?.body ?? '{}')).toMatchObject({ type: 'endpoint.test', data: { organizationId: 'nbf' } });
  expect(got === undefined ? false : isGenuine(got, secret)).toBe(true);
});

test('a message that is being sent is not sent beside itself when somebody asks to send it again', async () => {
  const receiver = await aReceiver();
  const endpoint = await anEndpoint(service, 'nbf', receiver.url);
  await plantStep(service, 'nbf', booked);
  await recordEvents(service);
  let answer = (): void => undefined;
  receiver.answer = (to) => {
    answer = () => void to.writeHead(204).end();
  };
  const sending = deliver();
  await expect.poll(() => receiver.requests.length).toBe(1);
  const [sent] = await messagesOf(service, 'nbf', endpoint);
  expect((await service.call('POST', `${endpoint.link}/deliveries/${sent?.id}/retry`, admin)).status).toBe(202);
  expect(await deliver()).toEqual({ delivered: 0, failed: 0 });
  expect(receiver.requests).toHaveLength(1);
  answer();
  await sending;
});

test('a replaced secret signs beside the new one for a day, and then no more', async () => {
  const receiver = await aReceiver();
  const endpoint = await anEndpoint(service, 'nbf', receiver.url);
  const replaced = await service.call<EndpointSeen>('POST', `${endpoint.link}/secret`, admin);
  expect(replaced.status).toBe(200);
  const tellOne = async () => {
    await service.call('POST', `${endpoint.link}/test`, admin);
    await deliver();
    return receiver.requests.at(-1) ?? { headers: {}, body: '' };
  };
  const first = await tellOne();
  expect([endpoint.secret, replaced.body.secret].map((it) => isGenuine(first, it))).toEqual([true, true]);
  await ownSql(service, 'update bilag.webhook_secrets set expires_at = now() where expires_at is not null');
  const second = await tellOne();
  expect([endpoint.secret, replaced.body.secret].map((it) => isGenuine(second, it))).toEqual([false, true]);
});

test('an address that is no longer allowed is sent nothing, and the message waits for the operator', async () => {
  const receiver = await aReceiver();
  const endpoint = await anEndpoint(service, 'nbf', receiver.url);
  await ownSql(service, "update bilag.webhook_endpoints set url = 'https://169.254.169.254/latest/meta-data'");
  await service.call('POST', `${endpoint.link}/test`, admin);
  expect(await deliver()).toEqual({ delivered: 0, failed: 1 });
  expect(await messagesOf(service, 'nbf', endpoint)).toMatchObject([
    { state: 'waiting', lastError: expect.stringContaining('The address') },
  ]);
});

test('in a database that came from another server what was told is not told again, and what was not is', async () => {
  const receiver = await aReceiver();
  await anEndpoint(service, 'nbf', receiver.url);
  await plantStep(service, 'nbf', booked);
  await recordEvents(service);
  await deliver();
  const recordId = await plantStep(service, 'nbf', booked);
  await ownSql(
    service,
    "update bilag.webhook_frontier set database = 'another server', transaction_id = 9000000000000000",
  );
  await recordEvents(service);
  await recordEvents(service);
  await deliver();
  expect(receiver.requests).toHaveLength(2);
  expect(JSON.parse(receiver.requests[1]?.body ?? '{}').data.recordId).toBe(recordId);
});

test('DOD-2 a worker that is killed while it sends loses no event: the next one tells it under the same id', async () => {
  const { service: running, mock } = await aServiceWithMock({ BILAG_ROLE: 'api', ...quietAlerts });
  await connectOrganization(running, 'nbf', xledgerIntegration(mock));
  const receiver = await aReceiver();
  const { secret } = await anEndpoint(running, 'nbf', receiver.url, ['record.synced']);
  // The first one hears nothing, and is killed while it waits.
  receiver.answer = () => undefined;
  const worker = { ...running, environment: { ...running.environment, BILAG_ROLE: 'worker' } };
  const first = await startReplica(worker);
  const path = '/v1/organizations/nbf/approvals';
  expect((await running.call('POST', path, approvingApp('nbf'), anApproval())).status).toBe(201);
  await expect.poll(() => receiver.requests.length, { timeout: 60_000 }).toBe(1);
  expect(await endOf(first, 'SIGKILL')).toBe('SIGKILL');
  receiver.answer = (to) => void to.writeHead(204).end();
  // As after the lease.
  await ownSql(running, "update bilag.webhook_deliveries set leased_until = '-infinity'");
  await startReplica(worker);
  await expect.poll(() => receiver.requests.length, { timeout: 60_000 }).toBe(2);
  const [lost, told] = receiver.requests;
  expect(told?.headers['webhook-id']).toBe(lost?.headers['webhook-id']);
  expect(told?.body).toBe(lost?.body);
  expect(told === undefined ? false : isGenuine(told, secret)).toBe(true);
  expect(JSON.parse(told?.body ?? '{}')).toMatchObject({
    type: 'record.synced',
    data: { state: 'synced', erpReference: expect.any(String) },
  });
}, 180_000);
