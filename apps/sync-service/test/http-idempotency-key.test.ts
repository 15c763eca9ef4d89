import { anApproval } from '@bilag/core/testing';
import { expect, test } from 'vitest';
import { json, type RawReply, send } from './support/http-client.ts';
import { expectProblem } from './support/http-problem.ts';
import { approvalsOf, recordsOf, serviceOfThisFile } from './support/http-service.ts';
import { asOwner } from './support/http-stored.ts';
import { standardMapping } from './support/organizations.ts';
import { approvingApp, orgAdmin, type TokenClaims } from './support/service.ts';

const file = serviceOfThisFile(['nbf', 'hlf']);
const mapping = '/v1/organizations/nbf/integration/mapping';

function write(
  path: string,
  key: string,
  body: object = standardMapping,
  { as = orgAdmin('nbf'), method = 'PUT' }: { readonly as?: TokenClaims; readonly method?: string } = {},
): Promise<RawReply> {
  return send(file.service, method, path, {
    as,
    headers: { ...json, 'idempotency-key': key },
    body: JSON.stringify(body),
  });
}
const versions = async () =>
  (await asOwner<{ version: number }>(file.service, 'select version from bilag.field_mappings order by 1')).length;
const expectRefused = (reply: RawReply, status: number, code: 'IDEMPOTENCY_KEY_IN_USE' | 'IDEMPOTENCY_KEY_REUSED') =>
  expectProblem(reply, JSON.parse(reply.text), { status, code, field: 'idempotency-key' });

test('a write that is repeated with its key is carried out once, and answered as the first time', async () => {
  const before = await versions();
  const first = await write(mapping, 'once');
  const again = await write(mapping, 'once');
  expect(first.status).toBe(200);
  expect({ status: again.status, text: again.text, etag: again.headers.get('etag') }).toEqual({
    status: 200,
    text: first.text,
    etag: first.headers.get('etag'),
  });
  expect([first, again].map((it) => it.headers.get('idempotency-replayed'))).toEqual([null, 'true']);
  expect(await versions()).toBe(before + 1);
});

test('a key that was used for another request is refused, whatever is other: content, address or condition', async () => {
  await write(mapping, 'reused');
  const before = await versions();
  expectRefused(
    await write(mapping, 'reused', { ...standardMapping, postingDate: 'approval-date' }),
    422,
    'IDEMPOTENCY_KEY_REUSED',
  );
  expectRefused(
    await write('/v1/organizations/nbf/integration/enabled', 'reused', { enabled: false }),
    422,
    'IDEMPOTENCY_KEY_REUSED',
  );
  expect(await versions()).toBe(before);
});

test('of requests with one key at the same time one is carried out; the others are told to wait, or answered like it', async () => {
  const before = await versions();
  const replies = await Promise.all(Array.from({ length: 12 }, () => write(mapping, 'at-once')));
  expect(await versions()).toBe(before + 1);
  for (const it of replies.filter(({ status }) => status !== 200)) {
    expectRefused(it, 409, 'IDEMPOTENCY_KEY_IN_USE');
    expect(it.headers.get('retry-after')).toBe('1');
  }
  expect(new Set(replies.filter(({ status }) => status === 200).map((it) => it.text)).size).toBe(1);
});

test('a refusal for ever is answered again; one that may go better the next time is not kept', async () => {
  const retry = `${recordsOf('nbf')}/0199b6f0-6a5e-7c31-8a4f-3f0d7a1b2c3d/retry`;
  const first = await write(retry, 'refused', {}, { method: 'POST' });
  const again = await write(retry, 'refused', {}, { method: 'POST' });
  expect([first.status, again.status, again.text]).toEqual([404, 404, first.text]);
  expect(again.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const kept = await asOwner<{ key: string; status: number }>(
    file.service,
    "select key, status from bilag.idempotency_keys where key = 'refused'",
  );
  expect(kept).toEqual([{ key: 'refused', status: 404 }]);
});

test('AUD-5 a key is one caller’s in one organization: the same text of somebody else is another key', async () => {
  const mine = await write(mapping, 'shared');
  const colleague = await write(mapping, 'shared', standardMapping, { as: { ...orgAdmin('nbf'), sub: 'colleague' } });
  const other = await write(mapping.replace('nbf', 'hlf'), 'shared', standardMapping, { as: orgAdmin('hlf') });
  expect([mine, colleague, other].map((it) => it.headers.get('idempotency-replayed'))).toEqual([null, null, null]);
  expect(colleague.text).not.toBe(mine.text);
});

test('what a process left in flight when it died is carried out again after two minutes, and nothing is kept for longer than a day', async () => {
  await write(mapping, 'died');
  await asOwner(file.service, "update bilag.idempotency_keys set status = null, body = null where key = 'died'");
  expectRefused(await write(mapping, 'died'), 409, 'IDEMPOTENCY_KEY_IN_USE');
  await asOwner(
    file.service,
    "update bilag.idempotency_keys set begun_at = now() - interval '121 seconds' where key = 'died'",
  );
  expect((await write(mapping, 'died')).status).toBe(200);
  await asOwner(
    file.service,
    "update bilag.idempotency_keys set begun_at = now() - interval '25 hours' where organization_id = 'nbf'",
  );
  expect((await write(mapping, 'died', { ...standardMapping, postingDate: 'approval-date' })).status).toBe(200);
  const left = await asOwner<{ key: string }>(
    file.service,
    "select key from bilag.idempotency_keys where organization_id = 'nbf'",
  );
  expect(left).toEqual([{ key: 'died' }]);
});

test('API-1 an approval knows its repetition by what it says: a key is taken there and changes nothing', async () => {
  const as = approvingApp('nbf');
  const first = await write(approvalsOf('nbf'), 'approval', anApproval({ sourceId: 'K-1' }), { as, method: 'POST' });
  const again = await write(approvalsOf('nbf'), 'approval', anApproval({ sourceId: 'K-1' }), { as, method: 'POST' });
  const other = await write(approvalsOf('nbf'), 'approval', anApproval({ sourceId: 'K-2' }), { as, method: 'POST' });
  expect([first.status, again.status, other.status]).toEqual([201, 200, 201]);
});

test('a key of no form is refused before anything is done', async () => {
  for (const key of ['with blank', 'x'.repeat(256)]) {
    const reply = await write(mapping, key);
    expectProblem(reply, JSON.parse(reply.text), { status: 400, code: 'VALIDATION_FAILED', field: 'idempotency-key' });
  }
});
