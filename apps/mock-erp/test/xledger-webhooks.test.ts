import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type MockErp, XLEDGER_TOKENS } from '../src/index.ts';
import { ask, control, startSandbox } from './support/sandbox.ts';
import { startReceiver, type WebhookReceiver } from './support/webhook-receiver.ts';

let mock: MockErp;
let receiver: WebhookReceiver;
beforeAll(async () => {
  mock = await startSandbox();
});
beforeEach(async () => {
  receiver = await startReceiver();
  mock.world.clock.freeze();
  mock.world.clock.set(new Date('2026-03-05T12:00:00Z'));
});
afterEach(async () => {
  await receiver[Symbol.asyncDispose]();
  await control(mock, '/reset');
});
afterAll(() => mock.close());

const ADD = `mutation ($description: String, $url: String, $serializedPayload: String) {
  addWebhooks(inputs: [{ node: { description: $description, url: $url, serializedPayload: $serializedPayload } }]) {
    edges { node { dbId description url state { code } serializedPayload lastSuccessfulPost lastFailedPost } } } }`;
const PROJECTS = JSON.stringify({
  query: 'subscription { projects: projectsMutated { edges { syncVersion node { dbId code modifiedAt } } } }',
});
const asked = (changes: object = {}) => ({
  description: 'Projects',
  url: receiver.url,
  serializedPayload: PROJECTS,
  ...changes,
});
const add = (changes: object = {}, authorization?: string) => ask(mock, ADD, asked(changes), authorization);
const save = (code = '4402') => control(mock, '/xledger/projects', { code });
const deliver = () => control(mock, '/xledger/webhooks/deliver');
const setState = (state: string) => control(mock, '/xledger/webhooks/state', { dbId: 9501, state });
const listed = (webhook: object) => ({ webhooks: [expect.objectContaining({ dbId: 9501, ...webhook })] });
const projectsIn = (body = '{}'): unknown => JSON.parse(body);

test('a webhook can be added, looked up, listed and removed, by its own organization', async () => {
  const node = {
    dbId: 9501,
    description: 'Projects',
    url: receiver.url,
    state: { code: 'RUNNING' },
    serializedPayload: PROJECTS,
    lastSuccessfulPost: null,
    lastFailedPost: null,
  };
  expect(await add()).toEqual({ data: { addWebhooks: { edges: [{ node }] } } });
  const look = '{ webhook(dbId: 9501) { state { code } } webhooks { edges { node { dbId } } } }';
  const found = { webhook: { state: { code: 'RUNNING' } }, webhooks: { edges: [{ node: { dbId: 9501 } }] } };
  expect(await ask(mock, look)).toEqual({ data: found });
  const others = `token ${XLEDGER_TOKENS.otherEntity.token}`;
  expect(await ask(mock, look, {}, others)).toEqual({ data: { webhook: null, webhooks: { edges: null } } });
  const remove = 'mutation { removeWebhooks(dbIds: [9501]) { numAffected skippedDbIds } }';
  expect(await ask(mock, remove, {}, others)).toMatchObject({ data: { removeWebhooks: { numAffected: 0 } } });
  expect(await ask(mock, remove)).toEqual({ data: { removeWebhooks: { numAffected: 1, skippedDbIds: [] } } });
  await save();
  expect(receiver.posts).toEqual([]);
});

test('what changes is posted as the answer to the subscription, dated and signed with the API token', async () => {
  await add();
  await save();
  const [post] = receiver.posts;
  expect(projectsIn(post?.body)).toEqual({
    data: {
      projects: {
        edges: [
          { syncVersion: expect.any(String), node: { dbId: 64_402, code: '4402', modifiedAt: '2026-03-05T13:00:00' } },
        ],
      },
    },
  });
  expect(post?.date).toBe('Thu, 05 Mar 2026 12:00:00 GMT');
  const key = Buffer.from(XLEDGER_TOKENS.full.token, 'base64url');
  const seconds = Date.parse('2026-03-05T12:00:00Z') / 1000;
  expect(post?.signature).toBe(createHmac('sha256', key).update(`${seconds}.${post?.body}`).digest('base64url'));
  expect(await ask(mock, '{ webhook(dbId: "9501") { lastSuccessfulPost } }')).toEqual({
    data: { webhook: { lastSuccessfulPost: '2026-03-05T13:00:00' } },
  });
  expect(await ask(mock, '{ projects(filter: { code: "4402" }) { edges { node { modifiedAt } } } }')).toEqual({
    data: { projects: { edges: [{ node: { modifiedAt: '2026-03-05T13:00:00' } }] } },
  });
});

test('another organization hears nothing of it', async () => {
  await add({}, `token ${XLEDGER_TOKENS.otherEntity.token}`);
  await save();
  expect(receiver.posts).toEqual([]);
});

test('a failed post waits, and the next attempt delivers it with what changed since, dated anew', async () => {
  await add();
  receiver.answer(500);
  expect(await save('4402')).toEqual(listed({ state: 'RECOVERING', failures: 1, waiting: 1 }));
  expect(await save('4403')).toEqual(listed({ state: 'RECOVERING', failures: 2, waiting: 2 }));
  receiver.answer(204);
  mock.world.clock.advance(60_000);
  expect(await deliver()).toEqual(listed({ state: 'RUNNING', failures: 0, waiting: 0 }));
  const last = receiver.posts.at(-1);
  expect(projectsIn(last?.body)).toMatchObject({
    data: { projects: { edges: [{ node: { code: '4402' } }, { node: { code: '4403' } }] } },
  });
  expect(last?.date).toBe('Thu, 05 Mar 2026 12:01:00 GMT');
  await deliver();
  expect(receiver.posts).toHaveLength(3);
});

test('after too many failures a webhook is faulted and tells nothing more until a person resumes it', async () => {
  await control(mock, '/xledger/settings', { webhookFailures: 2 });
  await add();
  receiver.answer(503);
  await save();
  expect(await deliver()).toEqual(listed({ state: 'FAULTED', failures: 2, waiting: 0 }));
  expect(await ask(mock, '{ webhook(dbId: 9501) { state { code } lastFailedPost } }')).toEqual({
    data: { webhook: { state: { code: 'FAULTED' }, lastFailedPost: '2026-03-05T13:00:00' } },
  });
  receiver.answer(200);
  expect(await save('4403')).toEqual(listed({ state: 'FAULTED', waiting: 0 }));
  expect(receiver.posts).toHaveLength(2);
  await setState('RUNNING');
  await save('4499');
  expect(projectsIn(receiver.posts[2]?.body)).toMatchObject({
    data: { projects: { edges: [{ node: { code: '4499' } }] } },
  });
});

test('a paused webhook keeps what changes until it runs again', async () => {
  await add();
  await setState('PAUSED');
  expect(await save()).toEqual(listed({ state: 'PAUSED', waiting: 1 }));
  expect(receiver.posts).toEqual([]);
  await setState('RUNNING');
  await deliver();
  expect(receiver.posts).toHaveLength(1);
});

test('a redirect is not followed, and nobody listening is a failed post too', async () => {
  await using elsewhere = await startReceiver();
  await add();
  receiver.answer(307, elsewhere.url);
  expect(await save()).toEqual(listed({ state: 'RECOVERING', failures: 1 }));
  expect(elsewhere.posts).toEqual([]);
  await receiver[Symbol.asyncDispose]();
  expect(await deliver()).toEqual(listed({ state: 'RECOVERING', failures: 2 }));
  receiver = await startReceiver();
});

test('closing the sandbox cuts off a post that is not answered', async () => {
  await using other = await startSandbox();
  receiver.fallSilent();
  await ask(other, ADD, asked());
  const saved = other.xledger.notices.saveProject('4402');
  await expect.poll(() => receiver.posts).toHaveLength(1);
  await other.close();
  await expect.poll(() => receiver.cutOff).toBe(1);
  await saved;
  expect(other.xledger.notices.webhooks.list()).toMatchObject([{ state: 'RECOVERING' }]);
});

test.each([
  'https://hooks.example.com/projects',
  'http://192.168.1.20/projects',
  'http://127.0.0.1.example.com/',
  'http://localhost@example.com/',
  'file:///etc/hosts',
  'projects',
])('the sandbox never calls out: a webhook to %s is refused', async (url) => {
  expect(await add({ url })).toMatchObject({ data: null, errors: [{ extensions: { code: 'INVALID_VALUE' } }] });
  expect(mock.xledger.notices.webhooks.list()).toEqual([]);
});

test.each([
  ['subscription { projectsMutated { edges { syncVersion } } }', /JSON text/],
  [JSON.stringify({ query: '{ projects { edges { cursor } } }' }), /subscription is needed/],
  [JSON.stringify({ query: 'subscription { glImportItemsMutated { edges { syncVersion } } }' }), /Cannot query field/],
])('a webhook whose payload is %s is refused', async (serializedPayload, message) => {
  expect(await add({ serializedPayload })).toMatchObject({ errors: [{ message: expect.stringMatching(message) }] });
  expect(mock.xledger.notices.webhooks.list()).toEqual([]);
});

test('a read-only token adds no webhook, and a subscription is not answered directly', async () => {
  expect(await add({}, `token ${XLEDGER_TOKENS.readOnly.token}`)).toMatchObject({
    errors: [{ extensions: { code: 'ACCESS_DENIED' } }],
  });
  expect(await ask(mock, 'subscription { projectsMutated { edges { syncVersion } } }')).toMatchObject({
    errors: [{ message: expect.stringMatching(/through a webhook/) }],
  });
});
