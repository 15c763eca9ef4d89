import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type MockErp, XLEDGER_TOKENS } from '../src/index.ts';
import { ADD_ITEMS, ask, aVoucher, control, startSandbox } from './support/sandbox.ts';

let mock: MockErp;
beforeAll(async () => {
  mock = await startSandbox();
});
afterEach(() => control(mock, '/reset'));
afterAll(() => mock.close());

const page = async () => (await fetch(mock.urls.page)).text();
const submit = (path: string, fields: Record<string, string> = {}) =>
  fetch(new URL(path, mock.urls.page), { method: 'POST', body: new URLSearchParams(fields) });

test('faults are listed with what they have done, and taken away by id', async () => {
  await control(mock, '/faults', { id: 'a', operation: 'xledger.viewer', effect: { kind: 'status', status: 503 } });
  await fetch(mock.urls.xledgerGraphql, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ viewer { entity { code } } }"}',
  });
  expect(await control(mock, '/faults', undefined, 'GET')).toMatchObject({
    faults: [{ id: 'a', matched: 1, fired: 1 }],
  });
  await control(mock, '/faults/a', undefined, 'DELETE');
  expect(await control(mock, '/faults', undefined, 'GET')).toEqual({ faults: [] });
  expect(await control(mock, '/faults/a', undefined, 'DELETE')).toEqual({ message: 'There is no fault rule a' });
});

test.each([
  ['/faults', { effect: { kind: 'explode' } }, 'effect.kind must be one of'],
  ['/faults', { efect: { kind: 'truncate' } }, 'Unknown in the body: efect'],
  ['/faults', { nth: [0], effect: { kind: 'truncate' } }, 'nth must be a list'],
  ['/faults', { probability: 2, effect: { kind: 'truncate' } }, 'probability goes from 0 to 1'],
  ['/faults', { effect: { kind: 'status', status: 42 } }, 'effect.status'],
  ['/faults', { effect: { kind: 'delay', ms: 600_001 } }, 'ms goes from 0'],
  ['/clock', { now: 'tomorrow' }, 'now must be an ISO instant'],
  ['/xledger/settings', { burstLimit: 'no' }, 'burstLimit must be one of'],
])('a mistake in what is posted to %s is explained: %o', async (path, body, message) => {
  expect(await control(mock, path, body)).toEqual({ message: expect.stringContaining(message) });
});

test('the request log keeps what was said but no secret', async () => {
  await ask(mock, ADD_ITEMS, aVoucher({ key: 'X1' }));
  const text = JSON.stringify(await control(mock, '/requests', undefined, 'GET'));
  expect(text).toContain('"counts":{"xledger.addGLImportItems":1}');
  expect(text).toContain('X1-1');
  expect(text).toContain('token ***');
  expect(text).not.toContain(XLEDGER_TOKENS.full.token);
});

test('the clock can be set, frozen and set free again', async () => {
  const now = '2026-03-05T12:00:00.000Z';
  expect(await control(mock, '/clock', { frozen: true, now })).toEqual({ now, frozen: true });
  expect(await control(mock, '/clock', { advanceMs: 1000 })).toEqual({ now: '2026-03-05T12:00:01.000Z', frozen: true });
  expect(await control(mock, '/clock', { reset: true })).toMatchObject({ frozen: false });
});

test('the page shows what was booked twice, and harmful text only as text', async () => {
  const voucher = aVoucher({ key: '<script>alert(1)</script>', amount: '1234.50' });
  await ask(mock, ADD_ITEMS, voucher);
  await ask(mock, ADD_ITEMS, { inputs: [...voucher.inputs] });
  mock.xledger.runBookingJob();
  await ask(mock, ADD_ITEMS, voucher);
  mock.xledger.runBookingJob();
  const shown = await page();
  expect(shown).toContain('<title>Bilag mock ERP</title>');
  expect(shown).toContain('class="twice">2</td>');
  expect(shown).toContain('1\u00a0234,50');
  expect(shown).toContain('&lt;script&gt;');
  expect(shown).not.toContain('<script');
});

test('the forms of the page add and remove faults, run the booking job and reset', async () => {
  await submit('/page/faults', { fault: 'lost', operation: 'bc.post', times: '1' });
  expect(mock.world.faults.list()).toMatchObject([
    { operation: 'bc.post', times: 1, effect: { kind: 'commit-then-drop' } },
  ]);
  expect(await page()).toContain('bc.post');
  await submit('/page/faults/clear');
  expect(mock.world.faults.list()).toEqual([]);
  await ask(mock, ADD_ITEMS, aVoucher());
  await submit('/page/booking-job');
  expect(mock.world.ledger.list()).toHaveLength(1);
  await submit('/page/reset');
  expect([mock.world.ledger.list(), mock.world.requests.list()]).toEqual([[], []]);
});

test('a page of another site cannot change anything', async () => {
  const reply = await fetch(`${mock.urls.control}/reset`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'cross-site' },
  });
  expect(reply.status).toBe(403);
});
