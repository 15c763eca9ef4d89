import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { createStandardWebhookSender, signWebhook } from '../src/outgoing/standard-webhook.ts';
import { aReceiver } from './support/webhook-receiver.ts';

const secret = () => `whsec_${randomBytes(32).toString('base64')}`;
const patience = () => ({ signal: AbortSignal.timeout(20_000) });

function aSender({ hosts = ['hooks.example.com'], allowLoopback = true } = {}) {
  const sender = createStandardWebhookSender(hosts, { allowLoopback, extraCaCertificates: [] });
  onTestFinished(() => sender.close());
  return sender;
}

/** As `docs/alerts.md` tells receivers to verify. */
function isGenuine(headers: IncomingHttpHeaders, body: string, key: string): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  if (Math.abs(Date.now() / 1_000 - Number(timestamp)) > 300) return false;
  const hmac = createHmac('sha256', Buffer.from(key.slice('whsec_'.length), 'base64'));
  const expected = hmac.update(`${String(id)}.${String(timestamp)}.${body}`).digest();
  return String(signatures)
    .split(' ')
    .filter((it) => it.startsWith('v1,'))
    .map((it) => Buffer.from(it.slice('v1,'.length), 'base64'))
    .some((it) => it.length === expected.length && timingSafeEqual(it, expected));
}

test('the signature is the one of the published example', () => {
  // The example of the specification’s libraries.
  const signed = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' };
  expect(signWebhook({ ...signed, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' })).toBe(
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  );
});

test('a receiver can tell a genuine message from a changed one, and verify it by either secret while one is being replaced', async () => {
  const receiver = await aReceiver();
  const [former, next, stranger] = [secret(), secret(), secret()];
  const message = { url: `${receiver.url}/hook?tag=x`, secrets: [former, next], id: 'a-1', body: '{"a":"ø"}' };
  expect(await aSender().send(message, patience())).toEqual({ kind: 'delivered' });
  const [got] = receiver.requests;
  if (got === undefined) throw new Error('Nothing came.');
  expect(got).toMatchObject({ path: '/hook?tag=x', body: message.body, headers: { 'webhook-id': 'a-1' } });
  expect(isGenuine(got.headers, got.body, former)).toBe(true);
  expect(isGenuine(got.headers, got.body, next)).toBe(true);
  expect(isGenuine(got.headers, got.body, stranger)).toBe(false);
  expect(isGenuine(got.headers, got.body.replace('ø', 'o'), former)).toBe(false);
});

test.each([
  [500, {}, 'failed'],
  [404, {}, 'failed'],
  [302, { location: '/elsewhere' }, 'failed'],
  [429, { 'retry-after': '7' }, 'failed'],
  [410, {}, 'refused'],
] as const)('status %i is not delivered, and a redirect is not followed', async (status, headers, kind) => {
  const receiver = await aReceiver();
  receiver.answer = (to) => void to.writeHead(status, headers).end('secret words of the receiver');
  const sent = await aSender().send({ url: `${receiver.url}/`, secrets: [secret()], id: 'x', body: '{}' }, patience());
  expect(sent).toMatchObject({ kind, message: expect.stringContaining(String(status)) });
  expect(JSON.stringify(sent)).not.toContain('secret words');
  expect(receiver.requests).toHaveLength(1);
  expect('afterMs' in sent ? sent.afterMs : undefined).toBe(status === 429 ? 7_000 : undefined);
});

test.each([
  ['http://hooks.example.com/', 'must begin with https'],
  ['https://elsewhere.example.com/', 'must be on'],
  ['https://hooks.example.com:8443/', 'must be on'],
  ['https://user:pw@hooks.example.com/', 'may not carry a user'],
  ['https://evil-hooks.example.com/', 'must be on'],
  ['https://127.0.0.1/', 'must be on'],
  ['not an address', 'is not an address'],
])('%s is refused, and nothing is sent', async (url, rule) => {
  const sender = aSender({ allowLoopback: false });
  expect(sender.refusalOf(url)).toContain(rule);
  const sent = await sender.send({ url, secrets: [secret()], id: 'x', body: '{}' }, patience());
  expect(sent).toMatchObject({ kind: 'refused', message: expect.stringContaining(rule) });
});

test('a name of an allowed host that leads to this machine is not followed', async () => {
  const receiver = await aReceiver();
  const sender = aSender({ hosts: ['localhost', '*.localhost'], allowLoopback: false });
  const url = `https://localhost/`;
  const sent = await sender.send({ url, secrets: [secret()], id: 'x', body: '{}' }, patience());
  expect(sent).toMatchObject({ kind: 'failed', message: 'No connection could be made to the receiver.' });
  expect(receiver.requests).toEqual([]);
});

test('in a demo without other hosts the refusal says that a receiver on this machine will do', () => {
  const sender = aSender({ hosts: [] });
  expect(sender.refusalOf('https://hooks.example.com/')).toContain('must be on this machine');
  expect(sender.refusalOf('http://127.0.0.1:9000/hook')).toBeUndefined();
});

test('without a host that is allowed, and without a secret, nothing is sent', async () => {
  expect(aSender({ hosts: [], allowLoopback: false }).refusalOf('https://hooks.example.com/')).toContain(
    'sends no webhooks',
  );
  const receiver = await aReceiver();
  for (const secrets of [[], ['plain'], ['whsec_'], ['whsec_c2hvcnQ=']]) {
    const sent = await aSender().send({ url: `${receiver.url}/`, secrets, id: 'x', body: '{}' }, patience());
    expect(sent).toEqual({ kind: 'refused', message: 'There is no secret to sign with.' });
  }
  expect(receiver.requests).toEqual([]);
});

test.each([
  ['is long', {}, Buffer.alloc(33 * 1024 * 1024)],
  ['unpacks to a huge one', { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(33 * 1024 * 1024))],
  ['only claims to be packed', { 'content-encoding': 'gzip' }, Buffer.from('not packed')],
  ['is packed in a way that was not asked for', { 'content-encoding': 'br' }, Buffer.from('x')],
  ['holds very many values', {}, Buffer.from(`[${'1,'.repeat(300_000)}1]`)],
])('an answer that %s is not read: that the message was taken is all that counts', async (_what, headers, body) => {
  const receiver = await aReceiver();
  receiver.answer = (to) => void to.writeHead(200, headers).end(body);
  const message = { url: `${receiver.url}/`, secrets: [secret()], id: 'x', body: '{}' };
  expect(await aSender().send(message, patience())).toEqual({ kind: 'delivered' });
});

test('a receiver that never ends its answer has taken the message, and is not waited for', async () => {
  const receiver = await aReceiver();
  receiver.answer = (to) => void to.writeHead(200).write('thanks');
  const message = { url: `${receiver.url}/`, secrets: [secret()], id: 'x', body: '{}' };
  expect(await aSender().send(message, patience())).toEqual({ kind: 'delivered' });
});

test('a receiver that hangs up, or is not there, is told as such', async () => {
  const receiver = await aReceiver();
  receiver.answer = (to) => void to.destroy();
  const message = { secrets: [secret()], id: 'x', body: '{}' };
  const lost = await aSender().send({ ...message, url: `${receiver.url}/` }, patience());
  expect(lost).toEqual({ kind: 'failed', message: 'The connection broke before the receiver had answered.' });
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
  const address = gone.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await new Promise((resolve) => gone.close(resolve));
  const silent = await aSender().send({ ...message, url: `http://127.0.0.1:${port}/` }, patience());
  expect(silent).toEqual({ kind: 'failed', message: 'No connection could be made to the receiver.' });
});
