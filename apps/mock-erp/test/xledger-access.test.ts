import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type MockErp, startMockErp, XLEDGER_TOKENS } from '../src/index.ts';
import { ADD_ITEMS, ask, aVoucher, control, postGraphql, startSandbox } from './support/sandbox.ts';

let mock: MockErp;
beforeAll(async () => {
  mock = await startSandbox();
});
afterEach(() => control(mock, '/reset'));
afterAll(() => mock.close());

const WHO = '{ viewer { entity { ownerDbId company { companyNumber } } } }';
const token = (name: keyof typeof XLEDGER_TOKENS) => `token ${XLEDGER_TOKENS[name].token}`;

test.each([
  ['no header', ''],
  ['a bearer token', `Bearer ${XLEDGER_TOKENS.full.token}`],
  ['a text that is no base64url', 'token not/base64url='],
])('%s is answered with 200 and the wording for a bad format', async (_what, authorization) => {
  const reply = await postGraphql(mock, WHO, {}, authorization);
  expect(reply.status).toBe(200);
  expect(await reply.json()).toMatchObject({
    errors: [{ message: expect.stringMatching(/^Bad format for API Token/) }],
  });
});

test('an unknown and a revoked token are refused, on request with 401', async () => {
  expect(await ask(mock, WHO, {}, 'token bm9ib2R5')).toMatchObject({
    errors: [{ message: expect.stringMatching(/Invalid API Token/) }],
  });
  await control(mock, '/xledger/settings', { tokenErrorStatus: 401 });
  expect((await postGraphql(mock, WHO, {}, token('revoked'))).status).toBe(401);
});

test('a read-only token reads but does not write', async () => {
  expect(await ask(mock, WHO, {}, token('readOnly'))).toMatchObject({
    data: { viewer: { entity: { ownerDbId: 31_000_001 } } },
  });
  expect(await ask(mock, ADD_ITEMS, aVoucher(), token('readOnly'))).toMatchObject({
    errors: [{ message: expect.stringMatching(/lacks write access/) }],
  });
  expect(mock.xledger.queue.rows()).toEqual([]);
});

test('a token sees its own organization and resolves codes in it only', async () => {
  expect(await ask(mock, WHO, {}, token('otherEntity'))).toMatchObject({
    data: { viewer: { entity: { ownerDbId: 31_000_002 } } },
  });
  const list = '{ accounts { edges { node { code } } } }';
  expect(await ask(mock, list, {}, token('otherEntity'))).toEqual({
    data: { accounts: { edges: [{ node: { code: '1500' } }, { node: { code: '6800' } }] } },
  });
  expect(await ask(mock, ADD_ITEMS, aVoucher(), token('otherEntity'))).toMatchObject({
    errors: [{ message: "account.code: No value matching owner 31000002, code '7140'." }, {}, {}, {}],
  });
});

test('a token cannot write into an organization that is not its own', async () => {
  const { inputs } = aVoucher({ more: { owner: { dbId: 31_000_002 } } });
  expect(await ask(mock, ADD_ITEMS, { inputs })).toMatchObject({
    errors: [{ message: expect.stringMatching(/^owner\.dbId: No value matching/) }],
  });
});

test('the 21st request within 5 seconds is refused, and after 5 seconds there is room again', async () => {
  await using strict = await startMockErp();
  strict.world.clock.freeze();
  for (let request = 1; request <= 20; request += 1) expect(await ask(strict, WHO)).toHaveProperty('data');
  expect(await ask(strict, WHO)).toEqual({
    errors: [{ message: 'Too many requests in the last 5 seconds.', code: 'BAD_REQUEST.BURST_RATE_LIMIT_REACHED' }],
  });
  await control(strict, '/clock', { advanceMs: 5_000 });
  expect(await ask(strict, WHO)).toHaveProperty('data');
});

test('more requests at a time than allowed are refused', async () => {
  await control(mock, '/xledger/settings', { maxConcurrent: 1 });
  await control(mock, '/faults', { times: 1, effect: { kind: 'delay', ms: 600_000 } });
  const slow = ask(mock, WHO).catch(() => 'cut off at shutdown');
  await expect.poll(() => mock.world.faults.list()[0]?.fired).toBe(1);
  expect(await ask(mock, WHO)).toMatchObject({ errors: [{ code: 'BAD_REQUEST.CONCURRENCY_LIMIT_REACHED' }] });
  mock.world.faults.stop();
  expect(await slow).toHaveProperty('data');
});

test('credits run out and come back at the time that was announced', async () => {
  mock.world.clock.freeze();
  await control(mock, '/xledger/settings', { credits: 1, creditsRefillMs: 60_000 });
  expect(await ask(mock, WHO)).toHaveProperty('data');
  const resetAt = new Date(mock.world.clock.now().getTime() + 60_000).toISOString();
  expect(await ask(mock, WHO)).toMatchObject({
    errors: [{ code: 'BAD_REQUEST.INSUFFICIENT_CREDITS', extensions: { resetAt } }],
  });
  mock.world.clock.advance(60_000);
  expect(await ask(mock, WHO)).toHaveProperty('data');
});

test('requests and bytes are counted, as the monthly allowance counts them', async () => {
  const usage = async () => JSON.stringify(await control(mock, '/xledger/settings', undefined, 'GET'));
  expect(await usage()).toContain('"usage":{"requests":0,"bytesUp":0,"bytesDown":0}');
  await ask(mock, WHO);
  expect(await usage()).toMatch(/"usage":\{"requests":1,"bytesUp":[1-9]\d+,"bytesDown":[1-9]\d+\}/);
});
