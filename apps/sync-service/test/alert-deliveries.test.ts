import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { compose } from '../src/compose.ts';
import { parseConfig } from '../src/config.ts';
import type { Environment } from '../src/environment.ts';
import { signWebhook } from '../src/outgoing/standard-webhook.ts';
import {
  alertDetail,
  alertsOf,
  openAlerts,
  plantBooked,
  plantEntries,
  platformAlerts,
  quietAlerts,
  saveSettings,
  skipWaiting,
  tell,
} from './support/alerts.ts';
import { aMailServer, bodyOf, headOf } from './support/mail-server.ts';
import { aFakeConnector, connectedInDatabase } from './support/plugins.ts';
import { ownSql } from './support/reconciliation.ts';
import { startTestService, type TestService } from './support/service.ts';
import { aReceiver } from './support/webhook-receiver.ts';

const registry = { fake: aFakeConnector().load };
const from = 'bilag@example.org';
const closedPeriod = { code: 'ERP_PERIOD_CLOSED', message: 'Period 2026-02 is closed.' } as const;
const inOrder = (a: string, b: string) => (a < b ? -1 : 1);
const aSecret = () => `whsec_${randomBytes(32).toString('base64')}`;

/** A service in which nobody sends, with these organizations on a fake connector. */
async function aService(environment: Environment = {}, organizations = ['nbf']): Promise<TestService> {
  const all = { ...quietAlerts, BILAG_ROLE: 'api', ...environment };
  const service = await startTestService(undefined, all, registry);
  onTestFinished(() => service.close());
  for (const id of organizations) await connectedInDatabase(service, id, 'fake');
  return service;
}

const failing = (service: TestService, id = 'nbf') =>
  plantEntries(service, id, { count: 1, errors: 3, ...closedPeriod });

/** What became of the messages about the newest alert of an organization. */
async function deliveriesOf(service: TestService, id = 'nbf') {
  const [alert] = await alertsOf(service, id);
  return (await alertDetail(service, alert ?? { link: '' })).deliveries;
}

test('ALR-1 ALR-5 the org admin is told by e-mail, in Norwegian and English, and told again when it is over', async () => {
  const mail = await aMailServer();
  const service = await aService({
    BILAG_SMTP_URL: mail.url,
    BILAG_MAIL_FROM: from,
    BILAG_PUBLIC_URL: 'https://bilag.example.org',
  });
  const saved = await saveSettings(service, 'nbf', { emails: ['regnskap@example.org', 'daglig.leder@example.org'] });
  expect(saved).toMatchObject({ sendsEmail: true });
  await failing(service);
  const [alert] = await openAlerts(service, 'nbf');
  expect(await tell(service)).toEqual({ delivered: 2, failed: 0 });
  await service.alerts.evaluate();
  expect(await tell(service)).toEqual({ delivered: 0, failed: 0 });
  const [first] = mail.mails;
  expect(mail.mails.map(({ to }) => to.join()).toSorted(inOrder)).toEqual([
    'daglig.leder@example.org',
    'regnskap@example.org',
  ]);
  if (first === undefined) throw new Error('No message came.');
  const head = headOf(first);
  expect(head.get('subject')).toEqual(['[Bilag] nbf: Varsel: 1 utlegg feilet tre eller flere ganger på rad']);
  expect(head.get('from')).toEqual([from]);
  expect(head.get('auto-submitted')).toEqual(['auto-generated']);
  const body = bodyOf(first);
  expect(body).toContain('Alert: 1 reimbursement failed three times in a row or more');
  expect(body).toContain(closedPeriod.message);
  const { recordId } = await alertDetail(service, alert ?? { link: '' });
  expect(body).toContain(`https://bilag.example.org/console/organizations/nbf/records/${recordId}`);

  await plantBooked(service, 'nbf');
  await service.alerts.evaluate();
  expect(await tell(service)).toEqual({ delivered: 2, failed: 0 });
  expect(headOf(mail.mails[2] ?? first).get('subject')?.[0]).toContain('I orden igjen');
  expect(bodyOf(mail.mails[3] ?? first)).toContain('None of the records fails for this reason any more.');
});

test('DOD-3 a database that is held tells those who run it that it is, and nobody else anything; what is still true is told after the release', async () => {
  const mail = await aMailServer();
  const service = await aService({
    BILAG_SMTP_URL: mail.url,
    BILAG_MAIL_FROM: from,
    BILAG_ALERT_EMAILS: 'drift@example.org',
  });
  const receiver = await aReceiver();
  const webhook = { url: `${receiver.url}/hook`, secret: aSecret() };
  await saveSettings(service, 'nbf', { emails: ['regnskap@example.org'], webhook });
  const sentTo = () => mail.mails.map(({ to }) => to.join()).toSorted(inOrder);
  await ownSql(service, "set bilag.scope = 'platform'; select bilag.hold_sending('copied for the test environment')");
  await failing(service);
  expect((await openAlerts(service, 'nbf')).map(({ kind }) => kind).toSorted(inOrder)).toEqual([
    'sending-held',
    'third-failure',
  ]);
  expect(await tell(service)).toEqual({ delivered: 1, failed: 0 });
  const [first] = mail.mails;
  if (first === undefined) throw new Error('No message came.');
  expect(sentTo()).toEqual(['drift@example.org']);
  expect(bodyOf(first)).toMatch(/nbf: .*Nothing is sent, the database was restored or copied/);
  expect(receiver.requests).toEqual([]);
  expect((await deliveriesOf(service)).map(({ state, attempts }) => ({ state, attempts }))).toEqual([
    { state: 'waiting', attempts: 0 },
    { state: 'waiting', attempts: 0 },
  ]);

  await ownSql(
    service,
    "set bilag.scope = 'platform'; select bilag.release_instance(i.epoch, 'kari', 'It is the only one', 0, 0) from bilag.instance i",
  );
  await service.alerts.evaluate();
  // By mail and webhook, of the alert that is still open.
  expect(await tell(service)).toEqual({ delivered: 2, failed: 0 });
  expect(sentTo()).toEqual(['drift@example.org', 'regnskap@example.org']);
  expect(receiver.requests.map(({ body }) => JSON.parse(body).data.kind)).toEqual(['third-failure']);
  const held = (await alertsOf(service, 'nbf')).find(({ kind }) => kind === 'sending-held');
  const { deliveries } = await alertDetail(service, held ?? { link: '' });
  const over = { state: 'given-up', attempts: 0, lastError: 'It was over before the database was released.' };
  expect(deliveries).toMatchObject([over, over, over, over]);
});

test('no word of others can add a field to a message, or a receiver', async () => {
  const mail = await aMailServer();
  const service = await aService({ BILAG_SMTP_URL: mail.url, BILAG_MAIL_FROM: from });
  await saveSettings(service, 'nbf', { emails: ['regnskap@example.org'] });
  const evil = 'Nbf\r\nBcc: evil@example.com\r\n\r\nHello';
  await ownSql(service, `update bilag.organizations set name = $1`, [evil]);
  await plantEntries(service, 'nbf', {
    count: 1,
    errors: 3,
    code: 'ERP_REFUSED',
    message: 'No.\r\n.\r\nMAIL FROM:<evil@example.com>\u2028Bcc: x@example.com',
  });
  await service.alerts.evaluate();
  expect(await tell(service)).toEqual({ delivered: 1, failed: 0 });
  const [got] = mail.mails;
  if (got === undefined) throw new Error('No message came.');
  expect(mail.mails).toHaveLength(1);
  expect(got.to).toEqual(['regnskap@example.org']);
  const head = headOf(got);
  expect(head.has('bcc')).toBe(false);
  expect(head.get('to')).toEqual(['regnskap@example.org']);
  expect(head.get('subject')?.[0]).toContain('Nbf Bcc: evil@example.com Hello');
  expect(bodyOf(got)).toContain('No. . MAIL FROM:<evil@example.com> Bcc: x@example.com');
});

test('a message that the mail server does not take is tried again after a backoff, under the same id, and the API says so', async () => {
  const mail = await aMailServer();
  const service = await aService({ BILAG_SMTP_URL: mail.url, BILAG_MAIL_FROM: from });
  await saveSettings(service, 'nbf', { emails: ['regnskap@example.org'] });
  await failing(service);
  await service.alerts.evaluate();
  mail.refusal = { at: 'message', status: 451 };
  expect(await tell(service)).toEqual({ delivered: 0, failed: 1 });
  expect(await tell(service)).toEqual({ delivered: 0, failed: 0 });
  const [waiting] = await deliveriesOf(service);
  expect(waiting).toMatchObject({
    event: 'raised',
    sink: 'email',
    target: 'regnskap@example.org',
    state: 'waiting',
    attempts: 1,
  });
  expect(waiting?.lastError).toBe('The mail server did not take the message (status 451).');
  expect(Date.parse(waiting?.nextAttemptAt ?? '')).toBeGreaterThan(Date.now() - 5_000);
  await mail.stop();
  await skipWaiting(service);
  expect(await tell(service)).toEqual({ delivered: 0, failed: 1 });
  expect(await deliveriesOf(service)).toMatchObject([
    { attempts: 2, lastError: 'The mail server could not be reached.' },
  ]);
  const back = await aMailServer(Number(new URL(mail.url).port));
  await skipWaiting(service);
  expect(await tell(service)).toEqual({ delivered: 1, failed: 0 });
  expect(await deliveriesOf(service)).toMatchObject([
    { id: waiting?.id, state: 'delivered', attempts: 3, lastError: null },
  ]);
  const [got] = back.mails;
  expect(got === undefined ? [] : headOf(got).get('message-id')).toEqual([`<${waiting?.id}@example.org>`]);
});

test('an address that does not exist is given up, and a message that nobody takes for three days', async () => {
  const mail = await aMailServer();
  const service = await aService({ BILAG_SMTP_URL: mail.url, BILAG_MAIL_FROM: from });
  await saveSettings(service, 'nbf', { emails: ['gone@example.org'] });
  await failing(service);
  await service.alerts.evaluate();
  mail.refusal = { at: 'recipient', status: 550 };
  await tell(service);
  expect(await deliveriesOf(service)).toMatchObject([
    { state: 'given-up', nextAttemptAt: null, lastError: expect.stringContaining('550') },
  ]);
  await plantBooked(service, 'nbf');
  await service.alerts.evaluate();
  mail.refusal = { at: 'message', status: 451 };
  await ownSql(service, "update bilag.alert_deliveries set created_at = created_at - interval '73 hours'");
  await tell(service);
  expect((await deliveriesOf(service)).map(({ event, state }) => [event, state])).toEqual([
    ['raised', 'given-up'],
    ['cleared', 'given-up'],
  ]);
});

test('ALR-1 a webhook is signed, and every try has the same id and the same bytes', async () => {
  const receiver = await aReceiver();
  const service = await aService();
  const secret = aSecret();
  await saveSettings(service, 'nbf', { webhook: { url: `${receiver.url}/hook`, secret } });
  await failing(service);
  const [alert] = await openAlerts(service, 'nbf');
  receiver.answer = (to) => void to.writeHead(500).end();
  expect(await tell(service)).toEqual({ delivered: 0, failed: 1 });
  // It grows meanwhile: what was begun to be told stays as it was.
  await failing(service);
  await service.alerts.evaluate();
  receiver.answer = (to) => void to.writeHead(200).end();
  await skipWaiting(service);
  expect(await tell(service)).toEqual({ delivered: 1, failed: 0 });
  const [first, second] = receiver.requests;
  if (first === undefined || second === undefined) throw new Error('It was not sent twice.');
  expect(second.body).toBe(first.body);
  const [{ id } = { id: '' }] = await deliveriesOf(service);
  for (const { headers, body } of [first, second]) {
    expect(headers).toMatchObject({ 'webhook-id': id, 'content-type': 'application/json' });
    const timestamp = Number(headers['webhook-timestamp']);
    expect(headers['webhook-signature']).toBe(signWebhook({ id, timestamp, body, secret }));
  }
  expect(JSON.parse(first.body)).toMatchObject({
    type: 'alert.raised',
    data: {
      alertId: alert?.id,
      organization: { id: 'nbf' },
      kind: 'third-failure',
      state: 'open',
      code: 'ERP_PERIOD_CLOSED',
      count: 1,
      text: { nb: { title: expect.stringContaining('1 utlegg') }, en: { title: expect.stringContaining('1 reimb') } },
    },
  });
  await plantBooked(service, 'nbf');
  await service.alerts.evaluate();
  await tell(service);
  expect(JSON.parse(receiver.requests.at(-1)?.body ?? '{}')).toMatchObject({
    type: 'alert.cleared',
    data: { alertId: alert?.id, state: 'cleared', clearedAt: expect.any(String) },
  });
});

test('a receiver that the settings no longer name is told nothing more; without a mail server an e-mail waits', async () => {
  const receiver = await aReceiver();
  const service = await aService();
  const webhook = { url: receiver.url, secret: aSecret() };
  await saveSettings(service, 'nbf', { emails: ['a@example.org', 'b@example.org'], webhook });
  await failing(service);
  await service.alerts.evaluate();
  await saveSettings(service, 'nbf', { emails: ['a@example.org'] });
  await tell(service);
  expect(receiver.requests).toEqual([]);
  expect(
    (await deliveriesOf(service))
      .map(({ sink, state, lastError }) => `${sink} ${state}: ${lastError}`)
      .toSorted(inOrder),
  ).toEqual([
    'email given-up: The settings no longer name this receiver.',
    'email waiting: This installation has no way to send by email.',
    'webhook given-up: The settings no longer name this receiver.',
  ]);
});

test('an organization is told of its own alerts only', async () => {
  const receiver = await aReceiver();
  const service = await aService({}, ['nbf', 'hlf']);
  await saveSettings(service, 'hlf', { webhook: { url: receiver.url, secret: aSecret() } });
  await failing(service, 'nbf');
  await service.alerts.evaluate();
  expect(await tell(service)).toEqual({ delivered: 0, failed: 0 });
  expect(receiver.requests).toEqual([]);
});

test('ALR-6 ALR-2 global admins get one message that lists the organizations, one more when others join, and the all clear', async () => {
  const [mail, receiver] = [await aMailServer(), await aReceiver()];
  const secret = aSecret();
  const ids = ['hlf', 'nbf', 'nkf'];
  const service = await aService(
    {
      BILAG_SMTP_URL: mail.url,
      BILAG_MAIL_FROM: from,
      BILAG_ALERT_EMAILS: 'drift@example.org',
      BILAG_ALERT_WEBHOOK_URL: receiver.url,
      BILAG_ALERT_WEBHOOK_SECRET: secret,
    },
    ids,
  );
  const many = (id: string) => plantEntries(service, id, { count: 11, errors: 1, code: 'ERP_UNREACHABLE' });
  await Promise.all(['hlf', 'nbf'].map(many));
  await service.alerts.evaluate();
  expect(await tell(service)).toEqual({ delivered: 2, failed: 0 });
  const text = bodyOf(mail.mails[0] ?? { from: '', to: [], raw: '' });
  for (const id of ['hlf', 'nbf']) expect(text).toContain(`${id}: 11 errors in 24 hours`);
  expect(JSON.parse(receiver.requests[0]?.body ?? '')).toMatchObject({
    type: 'alert.raised',
    data: { organization: null, count: 2, organizations: [{ id: 'hlf' }, { id: 'nbf' }] },
  });
  await service.alerts.evaluate();
  expect(await tell(service)).toEqual({ delivered: 0, failed: 0 });
  await many('nkf');
  await service.alerts.evaluate();
  await service.alerts.evaluate();
  expect(await tell(service)).toEqual({ delivered: 2, failed: 0 });
  expect(headOf(mail.mails[1] ?? { from: '', to: [], raw: '' }).get('subject')).toEqual([
    '[Bilag] Bilag: Flere organisasjoner: 3 organisasjoner har feil',
  ]);
  await ownSql(service, "update bilag.sync_logs set at = at - interval '25 hours'");
  for (const id of ids) await plantBooked(service, id);
  expect(await platformAlerts(service)).toEqual([]);
  expect(await tell(service)).toEqual({ delivered: 2, failed: 0 });
  expect(receiver.requests.map(({ body }) => String(JSON.parse(body).type))).toEqual([
    'alert.raised',
    'alert.grown',
    'alert.cleared',
  ]);
});

test('two replicas that evaluate and send at once raise one alert and send one message', async () => {
  const receiver = await aReceiver();
  const service = await aService();
  const replica = await compose(parseConfig({ ...service.environment, BILAG_HTTP_PORT: '0' }), registry);
  onTestFinished(() => replica[Symbol.asyncDispose]());
  await saveSettings(service, 'nbf', { webhook: { url: receiver.url, secret: aSecret() } });
  await failing(service);
  const both = [service, replica];
  await Promise.all([...both, ...both].map((it) => it.alerts.evaluate()));
  expect(await alertsOf(service, 'nbf')).toHaveLength(1);
  const sent = await Promise.all([...both, ...both].map(tell));
  expect(sent.map(({ delivered }) => delivered).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 1]);
  expect(receiver.requests).toHaveLength(1);
});

test('of the many messages of an organization whose receiver is silent four are taken at a time, and those of others go out meanwhile', async () => {
  const codes = ['ERP_REFUSED', 'ERP_UNAVAILABLE', 'ERP_UNREACHABLE', 'ERP_PERIOD_CLOSED', 'ERP_REPLY_LOST'];
  codes.push('UNMAPPED_EXPENSE_TYPE', 'ERP_RATE_LIMITED', 'ERP_AUTHENTICATION_FAILED', 'ERP_PERMISSION_DENIED');
  const service = await aService({}, ['nbf', 'hlf']);
  const [silent, other] = [await aReceiver(), await aReceiver()];
  const unanswered: (() => void)[] = [];
  silent.answer = (to) => void unanswered.push(() => to.writeHead(204).end());
  await saveSettings(service, 'nbf', { webhook: { url: silent.url, secret: aSecret() } });
  await saveSettings(service, 'hlf', { webhook: { url: other.url, secret: aSecret() } });
  for (const code of codes) await plantEntries(service, 'nbf', { count: 1, errors: 3, code });
  await failing(service, 'hlf');
  await service.alerts.evaluate();
  await ownSql(
    service,
    "update bilag.alert_deliveries set next_at = now() - interval '1 hour' where organization_id = 'nbf'",
  );
  const taken = async () =>
    await ownSql(
      service,
      "select count(*)::integer as count from bilag.alert_deliveries where organization_id = 'nbf' and attempts > 0",
    );
  const told = tell(service);
  await expect.poll(() => other.requests.length).toBe(1);
  await expect.poll(() => silent.requests.length).toBe(4);
  expect(await taken()).toEqual([{ count: 4 }]);
  silent.answer = (to) => void to.writeHead(204).end();
  for (const answer of unanswered) answer();
  const { delivered, failed } = await told;
  expect(failed).toBe(0);
  expect(silent.requests.length).toBeGreaterThanOrEqual(codes.length);
  expect(delivered).toBe(silent.requests.length + 1);
});

test('a message whose sender died is sent by the next one after the lease', async () => {
  const receiver = await aReceiver();
  const service = await aService();
  await saveSettings(service, 'nbf', { webhook: { url: receiver.url, secret: aSecret() } });
  await failing(service);
  await service.alerts.evaluate();
  // As a process leaves it that was killed between taking and sending.
  await ownSql(service, "update bilag.alert_deliveries set attempts = 1, next_at = now() + interval '2 minutes'");
  expect(await tell(service)).toEqual({ delivered: 0, failed: 0 });
  await skipWaiting(service);
  expect(await tell(service)).toEqual({ delivered: 1, failed: 0 });
  expect(await deliveriesOf(service)).toMatchObject([{ state: 'delivered', attempts: 2 }]);
});
