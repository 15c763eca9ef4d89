import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { FaultEffect } from '../src/fault-effects.ts';
import type { MockErp } from '../src/index.ts';
import { ADD_ITEMS, ask, aVoucher, control, postGraphql, startSandbox } from './support/sandbox.ts';

let mock: MockErp;
beforeAll(async () => {
  mock = await startSandbox();
});
afterEach(() => control(mock, '/reset'));
afterAll(() => mock.close());

const hitNextAddition = (effect: FaultEffect) =>
  control(mock, '/faults', { operation: 'xledger.addGLImportItems', times: 1, effect });
const queued = () => mock.xledger.queue.rows().length;
const lastOutcome = () => mock.world.requests.list()[0]?.outcome;

test('a refusal by status does no work and carries its headers and body', async () => {
  await hitNextAddition({
    kind: 'status',
    status: 429,
    headers: { 'retry-after': '7' },
    body: { message: 'slow down' },
  });
  const reply = await postGraphql(mock, ADD_ITEMS, aVoucher());
  expect([reply.status, reply.headers.get('retry-after'), await reply.json()]).toEqual([
    429,
    '7',
    { message: 'slow down' },
  ]);
  expect(queued()).toBe(0);
  expect(lastOutcome()).toBe('refused by fault');
});

test('an HTML error page can stand in for an answer', async () => {
  await hitNextAddition({ kind: 'status', status: 503, body: '<h1>Down</h1>', contentType: 'text/html' });
  const reply = await postGraphql(mock, ADD_ITEMS, aVoucher());
  expect([reply.headers.get('content-type'), await reply.text()]).toEqual(['text/html', '<h1>Down</h1>']);
});

test('a connection dropped before the work leaves nothing behind', async () => {
  await hitNextAddition({ kind: 'drop-before' });
  await expect(ask(mock, ADD_ITEMS, aVoucher())).rejects.toThrow('fetch failed');
  expect(queued()).toBe(0);
  expect(lastOutcome()).toBe('dropped before work');
});

test('a lost answer leaves the work done', async () => {
  await hitNextAddition({ kind: 'commit-then-drop' });
  await expect(ask(mock, ADD_ITEMS, aVoucher())).rejects.toThrow('fetch failed');
  expect(queued()).toBe(2);
  expect(lastOutcome()).toBe('dropped after work');
});

test('a bad gateway after the work leaves the work done', async () => {
  await hitNextAddition({
    kind: 'commit-then-status',
    status: 502,
    body: '<h1>Bad gateway</h1>',
    contentType: 'text/html',
  });
  expect((await postGraphql(mock, ADD_ITEMS, aVoucher())).status).toBe(502);
  expect(queued()).toBe(2);
});

test('an answer cut off halfway leaves the work done and cannot be read', async () => {
  await hitNextAddition({ kind: 'truncate' });
  const reply = await postGraphql(mock, ADD_ITEMS, aVoucher());
  expect(reply.status).toBe(200);
  await expect(reply.text()).rejects.toThrow('terminated');
  expect(queued()).toBe(2);
});

test('a slow answer comes late, and its work is done even if nobody waits for it', async () => {
  await hitNextAddition({ kind: 'delay', ms: 30 });
  const startedMs = performance.now();
  expect(await ask(mock, ADD_ITEMS, aVoucher())).toMatchObject({ data: { addGLImportItems: {} } });
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(25);
  await hitNextAddition({ kind: 'delay', ms: 30, when: 'after' });
  await ask(mock, ADD_ITEMS, aVoucher());
  expect(queued()).toBe(4);
});

test('shutting down does not wait for slow answers', async () => {
  const other = await startSandbox();
  await control(other, '/faults', { effect: { kind: 'delay', ms: 600_000 } });
  const asked = ask(other, '{ viewer { entity { code } } }').catch(() => 'cut off');
  await expect.poll(() => other.world.faults.list()[0]?.fired).toBe(1);
  await other.close();
  await asked;
  expect(other.world.requests.counts()).toEqual({ 'xledger.viewer': 1 });
});
