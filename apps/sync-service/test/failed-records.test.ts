import { expect, test } from 'vitest';
import { settle } from './support/engine.ts';
import {
  admin,
  app,
  approve,
  booked,
  claim,
  failed,
  log,
  records,
  type Seen,
  seen,
  setRight,
  threeFailed,
} from './support/failed-records.ts';
import { asOwner } from './support/http-stored.ts';
import { connectOrganization, xledgerIntegration } from './support/organizations.ts';
import { aServiceWithMock, globalAdmin, orgAdmin } from './support/service.ts';

test('RTY-1 RTY-2 RTY-4 failed records are listed with their errors; those selected are sent again and leave the list', async () => {
  const { service, mock, fine, bad } = await threeFailed();
  const listed = await failed(service);
  expect(listed.map(({ id }) => id)).toEqual(bad.toReversed());
  expect(listed.every(({ failure }) => failure?.code === 'ERP_UNKNOWN_DIMENSION_VALUE')).toBe(true);
  await setRight(service);
  const { body: status } = await service.call('GET', '/v1/organizations/nbf/status', admin);
  expect(status).toMatchObject({ failed: listed.length, health: { level: 'amber', link: `${records}?failed=true` } });
  const [a = '', b = '', c = ''] = bad;
  const retried = await service.call('POST', `${records}/retry`, admin, { recordIds: [a, b, fine] });
  expect(retried).toMatchObject({ status: 202, body: { count: 2 } });
  await settle(service);
  expect((await failed(service)).map(({ id }) => id)).toEqual([c]);
  expect(booked(mock)).toBe(3);
  const told = await log(service, a);
  expect(told.at(-1)).toMatchObject({ result: 'succeeded', trigger: 'manual', refers: true });
  expect(told.find(({ action }) => action === 'retry')).toMatchObject({ actor: admin.sub, trigger: 'manual' });
});

test('RTY-3 DOD-5 all that failed are tried again as one batch, after a count that tries nothing', async () => {
  const { service, mock, bad } = await threeFailed();
  await setRight(service);
  const count = (body: object) => service.call('POST', `${records}/retry`, admin, { ...body, dryRun: true });
  expect(await count({})).toMatchObject({ status: 200, body: { count: 3, recordIds: [] } });
  expect(await count({ kind: 'honorarium' })).toMatchObject({ body: { count: 0 } });
  expect(await count({ code: 'ERP_PERIOD_CLOSED' })).toMatchObject({ body: { count: 0 } });
  expect((await failed(service)).length).toBe(3);
  const retried = await service.call<{ recordIds: string[] }>('POST', `${records}/retry`, globalAdmin, {});
  expect(retried.body.recordIds.toSorted()).toEqual(bad.toSorted());
  await settle(service);
  expect(await failed(service)).toEqual([]);
  expect(booked(mock)).toBe(4);
});

test('RTY-5 a retry that fails keeps the record on the list and adds its error to the log', async () => {
  const { service, mock, bad } = await threeFailed();
  const [a = ''] = bad;
  const before = (await log(service, a)).length;
  const retried = await service.call('POST', `${records}/${a}/retry`, admin);
  expect(retried).toMatchObject({ status: 202, body: { id: a, state: expect.any(String) } });
  await settle(service);
  expect((await failed(service)).map(({ id }) => id)).toContain(a);
  const added = (await log(service, a)).slice(before);
  expect(added.map(({ action }) => action)).toEqual(['retry', 'mapping']);
  expect(added.at(-1)).toMatchObject({ result: 'failed', refers: true });
  expect(booked(mock)).toBe(1);
});

test('RTY-6 a retry goes before a running backoff, which starts afresh', async () => {
  const { service, mock } = await aServiceWithMock();
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  const id = await approve(service, claim('A'));
  await settle(service);
  // As after hours of an ERP that was out of service, and a call whose answer was lost.
  await asOwner(
    service,
    `with back as (delete from bilag.finished_entries where record_id = '${id}' returning *)
     insert into bilag.outbox (organization_id, sequence, record_id, reference, state, attempts, failures, ever_in_doubt, fresh, due_at, failure_code, failure_message)
     select organization_id, sequence, record_id, reference, 'pending', 5, 5, true, false, now() + interval '6 hours', 'ERP_UNAVAILABLE', 'Away.' from back`,
  );
  expect(await seen(service, id)).toMatchObject({ state: 'pending', failure: { code: 'ERP_UNAVAILABLE' } });
  await service.call('POST', `${records}/${id}/retry`, admin);
  await settle(service);
  // It was booked before all this: the look-up that precedes every send in doubt has found it.
  expect(await seen(service, id)).toMatchObject({ state: 'synced', attempts: 5 });
  expect(booked(mock)).toBe(1);
});

test('a record that is ignored is never sent, and says why; a later retry does not bring it back', async () => {
  const { service, mock, fine, bad } = await threeFailed();
  const [a = ''] = bad;
  const body = { decision: 'ignore', reason: 'Paid in cash by the branch' };
  const ignored = await service.call<Seen>('POST', `${records}/${a}/resolution`, admin, body);
  expect(ignored).toMatchObject({ status: 200, body: { state: 'cancelled', failure: { code: 'RECORD_IGNORED' } } });
  expect(ignored.body.failure?.message).toBe(body.reason);
  await setRight(service);
  await service.call('POST', `${records}/retry`, admin, {});
  await settle(service);
  expect(booked(mock)).toBe(3);
  const refused = async (id: string, what: string, as = admin, sent?: object) => {
    const answer = await service.call('POST', `${records}/${id}/${what}`, as, sent);
    return [answer.status, answer.body.code];
  };
  expect(await refused(a, 'retry')).toEqual([409, 'RECORD_NOT_FAILED']);
  expect(await refused(fine, 'resolution', admin, body)).toEqual([409, 'RECORD_NOT_OPEN']);
  expect(await refused(fine, 'retry')).toEqual([409, 'RECORD_NOT_FAILED']);
  expect(await refused('01890000-0000-7000-8000-000000000000', 'retry')).toEqual([404, 'RECORD_NOT_FOUND']);
  expect((await refused(a, 'retry', app))[0]).toBe(403);
  expect((await refused(a, 'retry', orgAdmin('hlf')))[0]).toBe(404);
});

test('a voucher that somebody typed in is marked as posted under its number, once, and is not sent', async () => {
  const { service, mock, bad } = await threeFailed();
  const [a = '', b = ''] = bad;
  const decide = (id: string, body: object) => service.call<Seen>('POST', `${records}/${id}/resolution`, admin, body);
  const posted = {
    decision: 'posted',
    voucherNumber: '26-1187',
    confirmDifference: true,
    reason: 'Typed in before Bilag',
  };
  expect(await decide(a, { ...posted, voucherNumber: undefined })).toMatchObject({ status: 400 });
  expect(await decide(a, { decision: 'ignore', voucherNumber: '1', reason: 'x' })).toMatchObject({ status: 400 });
  expect(await decide(a, posted)).toMatchObject({ status: 200, body: { state: 'synced', erpReference: '26-1187' } });
  expect(await decide(a, posted)).toMatchObject({ status: 409 });
  expect(await decide(b, { ...posted, of: 'reversal' })).toMatchObject({ status: 409 });
  await setRight(service);
  await service.call('POST', `${records}/retry`, admin, {});
  await settle(service);
  expect(booked(mock)).toBe(3);
  const told = (await log(service, a)).at(-1);
  expect(told).toMatchObject({ action: 'posted', result: 'succeeded', actor: admin.sub });
});

test('what may be booked cannot be ignored, only decided by somebody who has looked', async () => {
  const { service, bad } = await threeFailed();
  const [a = '', b = ''] = bad;
  await asOwner(
    service,
    `update bilag.outbox set state = 'held', in_doubt = true, ever_in_doubt = true, attempts = 1 where record_id = '${a}'`,
  );
  await asOwner(
    service,
    `update bilag.outbox set state = 'pending', ever_in_doubt = true, due_at = now() + interval '1 hour' where record_id = '${b}'`,
  );
  const decide = async (id: string, body: object) =>
    (await service.call('POST', `${records}/${id}/resolution`, admin, { ...body, reason: 'x' })).status;
  expect(await decide(a, { decision: 'ignore' })).toBe(409);
  for (const decision of ['ignore', 'not-booked', 'posted']) {
    expect(await decide(b, { decision, ...(decision === 'posted' ? { voucherNumber: '1' } : {}) })).toBe(409);
  }
  expect(await decide(a, { decision: 'not-booked' })).toBe(200);
});

const waits = "state = 'pending', due_at = now() + interval '1 hour'";

/** How a record stands, as the database has it, and what may be decided about it then. */
const standings: readonly (readonly [string, readonly string[]])[] = [
  // Refused before it was sent.
  ["state = 'rejected'", ['posted', 'not-booked', 'ignore']],
  // Refused where it may yet be booked.
  ["state = 'rejected', attempts = 1, ever_in_doubt = true", ['posted', 'not-booked']],
  // Held in doubt, and without.
  ["state = 'held', attempts = 1, in_doubt = true, ever_in_doubt = true", ['posted', 'not-booked']],
  ["state = 'held'", ['posted', 'not-booked']],
  // Waits out a backoff: never sent, or sent before.
  [`${waits}, failures = 1`, ['posted', 'ignore']],
  [`${waits}, failures = 1, attempts = 1, ever_in_doubt = true`, []],
  // Waits for its first try.
  [`${waits}, failure_code = null`, ['ignore']],
  // Is looked up.
  ["state = 'unknown', attempts = 1, in_doubt = true, ever_in_doubt = true", []],
];

test('RTY-1 a record says which decisions may be made about it; all others are refused with those that may be, and these are carried out', async () => {
  const { service, mock } = await aServiceWithMock();
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  await service.call('PUT', '/v1/organizations/nbf/integration/enabled', admin, { enabled: false });
  const decide = (id: string, decision: string, more: object = {}) => {
    const number = decision === 'posted' ? { voucherNumber: '1', confirmDifference: true } : {};
    return service.call('POST', `${records}/${id}/resolution`, admin, { decision, reason: 'x', ...number, ...more });
  };
  for (const [at, [set, open]] of standings.entries()) {
    const standing = async (name: string) => {
      const id = await approve(service, claim(`${name}-${at}`));
      const failure = "fresh = false, failure_code = 'ERP_PERIOD_CLOSED', failure_message = 'Closed.'";
      await asOwner(service, `update bilag.outbox set ${failure} where record_id = '${id}'`);
      await asOwner(service, `update bilag.outbox set ${set} where record_id = '${id}'`);
      return id;
    };
    const id = await standing('REFUSED');
    expect((await seen(service, id)).decisions).toEqual(open.map((decision) => ({ decision, of: 'voucher' })));
    const instead = `What may be decided: ${open.length === 0 ? 'nothing now' : open.join(', ')}.`;
    const refused = ['posted', 'not-booked', 'ignore'].filter((it) => !open.includes(it));
    const answers = await Promise.all(refused.map((it) => decide(id, it)));
    for (const { status, body } of [...answers, await decide(id, 'posted', { of: 'reversal' })]) {
      expect({ status, ...body }).toMatchObject({ status: 409, code: 'RECORD_NOT_OPEN' });
      expect(body.detail).toContain(instead);
    }
    for (const decision of open) {
      const decided = await standing(decision);
      expect(await decide(decided, decision)).toMatchObject({ status: 200 });
      expect((await seen(service, decided)).decisions).toEqual([]);
    }
  }
});

test('a reversal that Bilag cannot make is done by hand, and the next revision of its claim follows', async () => {
  const { service, mock, fine } = await threeFailed();
  await asOwner(
    service,
    `update bilag.finished_entries set sent_ledger = 'xledger elsewhere' where record_id = '${fine}'`,
  );
  const lines = [{ expenseType: 'toll', amount: '77.00', costCenter: '310', text: 'Toll' }];
  const next = await approve(service, { ...claim('OK'), revision: 2, lines });
  await expect.poll(async () => (await failed(service)).map(({ id }) => id)).toContain(fine);
  expect(await seen(service, next)).toMatchObject({ state: 'pending' });
  expect(await seen(service, fine)).toMatchObject({ decisions: [{ decision: 'posted', of: 'reversal' }] });
  const reason = 'Reversed in the former books';
  const body = { decision: 'posted', of: 'reversal', voucherNumber: '26-2', confirmDifference: true, reason };
  expect(await service.call('POST', `${records}/${fine}/resolution`, admin, body)).toMatchObject({
    status: 200,
    body: { reversal: { state: 'synced', erpReference: '26-2' } },
  });
  await settle(service);
  expect(await seen(service, next)).toMatchObject({ state: 'synced' });
  expect(booked(mock)).toBe(2);
});
