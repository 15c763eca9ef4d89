import { startMockErp } from '@bilag/mock-erp';
import { afterAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { settle } from './support/engine.ts';
import { expectProblem } from './support/http-problem.ts';
import { createOrganization } from './support/http-service.ts';
import { businessCentralIntegration, connectOrganization, xledgerIntegration } from './support/organizations.ts';
import { ownSql } from './support/reconciliation.ts';
import { aServiceWithMock, globalAdmin, orgAdmin, startTestService } from './support/service.ts';
import {
  approveClaims,
  beginSync,
  bookedReferences,
  claimsInBackoff,
  endOfSync,
  logOf,
  posting,
  requestSync,
  type Sync,
  statusOf,
} from './support/syncs.ts';

const mock = await startMockErp({ bookingIntervalMs: 100, xledgerSettings: { burstLimit: false } });
const service = await startTestService(mock);
await connectOrganization(service, 'nbf', xledgerIntegration(mock));
await connectOrganization(service, 'hlf', businessCentralIntegration(mock));
afterAll(async () => {
  await service.close();
  await mock.close();
});
beforeEach(async () => {
  mock.world.faults.clear();
  await ownSql(service, "update bilag.outbox set due_at = now() where state = 'pending' and not fresh");
  await ownSql(service, "update bilag.lanes set rest_until = '-infinity', pause_code = null");
  await settle(service);
  mock.world.ledger.clear();
});

describe('a manual sync', () => {
  test('MAN-1 MAN-2 MAN-3 says how many it is of, sends them although they waited, and its page tells how far it is', async () => {
    const references = await claimsInBackoff(service, mock, 'hlf', 3);
    const before = await statusOf(service, 'hlf');
    expect(before.manualSync).toEqual({ allowed: true, records: 3, obstacle: null });
    const begun = await beginSync(service, 'hlf');
    expect(begun).toMatchObject({ state: 'running', records: 3, finishedAt: null, requestedBy: 'admin-of-hlf' });
    const ended = await endOfSync(service, 'hlf', begun.id);
    expect(ended).toMatchObject({
      state: 'done',
      records: 3,
      progress: { synced: 3, accepted: 0, nothingToPost: 0, failed: 0, waiting: 0 },
      stopped: null,
    });
    const after = await statusOf(service, 'hlf');
    expect(after).toMatchObject({ pending: 0, failed: 0, running: null, oldestPendingSince: null });
    expect(Date.parse(after.lastSync?.at ?? '')).toBeGreaterThanOrEqual(Date.parse(begun.requestedAt));
    expect(bookedReferences(mock).toSorted()).toEqual(references.toSorted());
  });

  test('MAN-3 is over once an accounting system with a queue of its own has taken everything', async () => {
    await claimsInBackoff(service, mock, 'nbf', 4);
    const { id } = await beginSync(service, 'nbf');
    const { state, progress } = await endOfSync(service, 'nbf', id);
    expect([state, progress.synced + progress.accepted, progress.waiting]).toEqual(['done', 4, 0]);
    await settle(service);
    expect(bookedReferences(mock)).toHaveLength(4);
  });

  test('MAN-6 AUD-7 leaves who asked, when, of how many and with what outcome in the sync log, and its name on every attempt', async () => {
    await approveClaims(service, 'hlf', 1);
    await settle(service);
    const earlier = (await logOf(service, 'hlf')).length;
    expect((await logOf(service, 'hlf')).at(-1)).toMatchObject({ trigger: 'automatic', run_id: null, actor: 'engine' });
    await claimsInBackoff(service, mock, 'hlf', 2);
    const { id, requestedAt } = await beginSync(service, 'hlf');
    await endOfSync(service, 'hlf', id);
    const log = (await logOf(service, 'hlf')).slice(earlier).filter((it) => it.run_id !== null);
    expect(log.every((it) => it.run_id === id && it.trigger === 'manual')).toBe(true);
    expect(log.map((it) => [it.actor, it.action, it.result])).toEqual([
      ['admin-of-hlf', 'sync-requested', 'succeeded'],
      ['engine', 'attempt', 'succeeded'],
      ['engine', 'attempt', 'succeeded'],
      ['admin-of-hlf', 'sync-ended', 'succeeded'],
    ]);
    expect(log.at(0)?.detail).toEqual({ syncId: id, records: 2 });
    const { requestedAt: logged, ...detail } = log.at(-1)?.detail ?? {};
    expect(Math.abs(Date.parse(String(logged)) - Date.parse(requestedAt))).toBeLessThanOrEqual(1);
    const outcome = { records: 2, synced: 2, accepted: 0, nothingToPost: 0, failed: 0, waiting: 0 };
    expect(detail).toEqual({ syncId: id, state: 'done', ...outcome });
  });

  test('MAN-5 that fails midway keeps what was posted, and only what failed stays queued', async () => {
    await claimsInBackoff(service, mock, 'nbf', 300);
    const tooMany = { kind: 'status', status: 429, headers: { 'retry-after': '3600' } } as const;
    mock.world.faults.add({ operation: posting.nbf, nth: [2], effect: tooMany });
    const { id } = await beginSync(service, 'nbf');
    const { state, progress } = await endOfSync(service, 'nbf', id);
    expect(state).toBe('incomplete');
    expect([progress.synced + progress.accepted, progress.waiting, progress.failed]).toEqual([250, 50, 0]);
    await expect.poll(() => bookedReferences(mock).length).toBe(250);
    expect(await statusOf(service, 'nbf')).toMatchObject({ pending: 50, manualSync: { allowed: true, records: 50 } });
    const again = await beginSync(service, 'nbf');
    expect(await endOfSync(service, 'nbf', again.id)).toMatchObject({ state: 'done', records: 50 });
    await settle(service);
    expect(new Set(bookedReferences(mock)).size).toBe(300);
  });

  test('MAN-5 names the records that the accounting system’s set-up refuses as failed, and takes the others', async () => {
    await claimsInBackoff(service, mock, 'hlf', 2);
    await ownSql(
      service,
      `update bilag.expense_records r set content = jsonb_set(content, '{lines,0,costCenter}', '"NONE"')
       from (select record_id from bilag.outbox where organization_id = 'hlf' limit 1) o where o.record_id = r.record_id`,
    );
    const { id } = await beginSync(service, 'hlf');
    const ended = await endOfSync(service, 'hlf', id);
    expect(ended).toMatchObject({ state: 'incomplete', progress: { synced: 1, failed: 1, waiting: 0 } });
    expect(await statusOf(service, 'hlf')).toMatchObject({
      failed: 1,
      health: { level: 'amber', reason: 'failed-records', link: '/v1/organizations/hlf/records?failed=true' },
    });
    await ownSql(service, "delete from bilag.outbox where organization_id = 'hlf' and state = 'rejected'");
  });

  test('MAN-4 however many ask at once, one begins and all others are told that it runs', async () => {
    await claimsInBackoff(service, mock, 'hlf', 2);
    mock.world.faults.add({ operation: posting.hlf, effect: { kind: 'delay', ms: 500 } });
    const answers = await Promise.all(Array.from({ length: 8 }, () => requestSync(service, 'hlf')));
    const refused = answers.filter(({ status }) => status !== 202);
    expect(refused).toHaveLength(7);
    for (const it of refused) expectProblem(it, it.body, { status: 409, code: 'SYNC_RUNNING' });
    const [begun] = answers.filter(({ status }) => status === 202);
    expect(await statusOf(service, 'hlf')).toMatchObject({
      running: { trigger: 'manual', syncId: begun?.body.id, link: begun?.body.link },
      manualSync: { allowed: false, obstacle: { code: 'SYNC_RUNNING' } },
    });
    await endOfSync(service, 'hlf', begun?.body.id ?? '');
    const [row] = await ownSql<{ runs: number }>(
      service,
      "select count(*)::integer as runs from bilag.sync_runs where organization_id = 'hlf' and run_id >= $1",
      [begun?.body.id],
    );
    expect(row?.runs).toBe(1);
  });

  test('MAN-4 is refused while everything is being sent automatically, and taken as soon as something else waits', async () => {
    mock.world.faults.add({ id: 'slow', operation: posting.hlf, effect: { kind: 'delay', ms: 2_000 } });
    await approveClaims(service, 'hlf', 1);
    await expect
      .poll(async () => (await statusOf(service, 'hlf')).running?.trigger, { interval: 20 })
      .toBe('automatic');
    expect((await statusOf(service, 'hlf')).manualSync).toMatchObject({
      allowed: false,
      obstacle: { code: 'SYNC_RUNNING' },
    });
    const refused = await requestSync(service, 'hlf');
    expectProblem(refused, refused.body, { status: 409, code: 'SYNC_RUNNING' });
    mock.world.faults.clear();
    await settle(service);

    await claimsInBackoff(service, mock, 'hlf', 1);
    await ownSql(service, "update bilag.lanes set rest_until = now() where organization_id = 'hlf'");
    mock.world.faults.add({ operation: posting.hlf, effect: { kind: 'delay', ms: 2_000 } });
    await approveClaims(service, 'hlf', 1);
    await expect
      .poll(async () => (await statusOf(service, 'hlf')).running?.trigger, { interval: 20 })
      .toBe('automatic');
    const { id, records } = await beginSync(service, 'hlf');
    expect(records).toBe(2);
    expect(await endOfSync(service, 'hlf', id)).toMatchObject({ state: 'done', progress: { synced: 2 } });
  });

  test('ends a pause and begins it again when access is still refused, without an attempt spent', async () => {
    const refuses = { kind: 'status', status: 401, body: {} } as const;
    mock.world.faults.add({ operation: 'xledger.addGLImportItems', effect: refuses });
    await approveClaims(service, 'nbf', 2);
    await expect.poll(async () => (await statusOf(service, 'nbf')).paused?.code).toBe('ERP_AUTHENTICATION_FAILED');
    expect((await statusOf(service, 'nbf')).health).toMatchObject({ level: 'amber', reason: 'paused' });
    const vain = await beginSync(service, 'nbf');
    expect(await endOfSync(service, 'nbf', vain.id)).toMatchObject({
      state: 'stopped',
      progress: { waiting: 2 },
      stopped: { code: 'ERP_AUTHENTICATION_FAILED', remedy: expect.stringContaining('credentials') },
    });
    expect((await statusOf(service, 'nbf')).paused?.code).toBe('ERP_AUTHENTICATION_FAILED');
    const failures = 'select max(failures)::integer as failures from bilag.outbox';
    expect(await ownSql(service, failures)).toEqual([{ failures: 0 }]);
    mock.world.faults.clear();
    const { id } = await beginSync(service, 'nbf');
    expect(await endOfSync(service, 'nbf', id)).toMatchObject({ state: 'done' });
  });

  test('ends although the accounting system is out of service, and what is left goes on by itself', async () => {
    const references = await claimsInBackoff(service, mock, 'hlf', 2);
    mock.world.faults.add({ operation: posting.hlf, effect: { kind: 'status', status: 503 } });
    const { id } = await beginSync(service, 'hlf');
    const ended = await endOfSync(service, 'hlf', id);
    expect(ended).toMatchObject({ state: 'incomplete', progress: { waiting: 2, failed: 0 } });
    mock.world.faults.clear();
    await settle(service);
    expect(bookedReferences(mock).toSorted()).toEqual(references.toSorted());
  });

  test('RTY-6 begins backoffs afresh, and leaves alone what is in doubt or waits for another entry', async () => {
    await claimsInBackoff(service, mock, 'hlf', 4);
    const [doubtful, , follower] = await ownSql<{ sequence: string }>(
      service,
      "select sequence from bilag.outbox where organization_id = 'hlf' order by sequence",
    );
    const set = (sequence: string | undefined, change: string) =>
      ownSql(service, `update bilag.outbox set ${change} where sequence = $1`, [sequence]);
    await ownSql(service, "update bilag.outbox set failures = 5 where organization_id = 'hlf'");
    await set(doubtful?.sequence, "state = 'unknown', in_doubt = true, due_at = now() + interval '1 hour'");
    await set(follower?.sequence, 'due_at = null');
    const down = { kind: 'status', status: 429, headers: { 'retry-after': '3600' } } as const;
    mock.world.faults.add({ operation: posting.hlf, effect: down });
    const { id } = await beginSync(service, 'hlf');
    expect(await endOfSync(service, 'hlf', id)).toMatchObject({ state: 'incomplete', progress: { waiting: 4 } });
    const rows = await ownSql<{ sequence: string; state: string; failures: number; waits: boolean | null }>(
      service,
      `select sequence, state, failures, due_at > now() + interval '50 minutes' as waits from bilag.outbox
       where organization_id = 'hlf' order by sequence`,
    );
    expect(rows.map(({ state, failures, waits }) => [state, failures, waits])).toEqual([
      ['unknown', 5, true],
      ['pending', 1, true],
      ['pending', 5, null],
      ['pending', 1, true],
    ]);
    expect(bookedReferences(mock)).toEqual([]);
    mock.world.faults.clear();
    await set(follower?.sequence, 'due_at = now()');
    await set(doubtful?.sequence, "state = 'pending', in_doubt = false, due_at = now()");
  });
});

test('DSH-1 DSH-3 DSH-4 DSH-5 the indicator is green after a sync without errors, amber with failed records, red after a day without one', async () => {
  await approveClaims(service, 'hlf', 1);
  await settle(service);
  expect(await statusOf(service, 'hlf')).toMatchObject({
    connector: 'dynamics',
    enabled: true,
    health: { level: 'green', reason: 'in-order', link: null },
    pending: 0,
    failed: 0,
    lastSync: { at: expect.any(String), outcome: 'succeeded' },
    running: null,
  });
  await claimsInBackoff(service, mock, 'hlf', 2);
  expect(await statusOf(service, 'hlf')).toMatchObject({
    health: { level: 'amber', reason: 'failed-records', link: '/v1/organizations/hlf/records?failed=true' },
    pending: 2,
    failed: 2,
    oldestPendingSince: expect.any(String),
    lastSync: { outcome: 'failed' },
  });
  const dayAgo = "- interval '25 hours'";
  await ownSql(service, `update bilag.lanes set resumed_at = resumed_at ${dayAgo} where organization_id = 'hlf'`);
  await ownSql(service, `update bilag.outbox set due_at = now() ${dayAgo} where organization_id = 'hlf'`);
  expect((await statusOf(service, 'hlf')).health.level).toBe('amber');
  await ownSql(service, `update bilag.sync_logs set at = at ${dayAgo} where organization_id = 'hlf'`);
  await ownSql(service, `update bilag.sync_runs set finished_at = finished_at ${dayAgo} where organization_id = 'hlf'`);
  expect((await statusOf(service, 'hlf')).health).toMatchObject({ level: 'red', reason: 'no-sync-for-a-day' });
  const { id } = await beginSync(service, 'hlf');
  await endOfSync(service, 'hlf', id);
  expect((await statusOf(service, 'hlf')).health.level).toBe('green');
});

describe('who asks for a sync', () => {
  test('TOG-2 TOG-6 of a disabled connector is refused with a clear message, and nothing is sent', async () => {
    const enabled = (value: boolean) =>
      service.call('PUT', '/v1/organizations/hlf/integration/enabled', orgAdmin('hlf'), { enabled: value });
    await enabled(false);
    mock.world.requests.clear();
    await approveClaims(service, 'hlf', 2);
    const refused = await requestSync(service, 'hlf');
    expectProblem(refused, refused.body, { status: 409, code: 'INTEGRATION_DISABLED' });
    expect(await statusOf(service, 'hlf')).toMatchObject({
      enabled: false,
      pending: 2,
      manualSync: { allowed: false, records: 2, obstacle: { code: 'INTEGRATION_DISABLED' } },
      health: { level: 'off', reason: 'disabled' },
    });
    expect(mock.world.requests.counts()).toEqual({});
    expect(bookedReferences(mock)).toEqual([]);
    await enabled(true);
    await settle(service);
    expect(bookedReferences(mock)).toHaveLength(2);
  });

  test('of an organization without an accounting system is told to choose one', async () => {
    await createOrganization(service, 'new');
    const refused = await requestSync(service, 'new');
    expectProblem(refused, refused.body, { status: 409, code: 'INTEGRATION_NOT_CONFIGURED' });
    expect(await statusOf(service, 'new')).toMatchObject({
      connector: null,
      health: { level: 'off', reason: 'not-configured' },
      lastSync: null,
    });
  });

  test('may say nothing or an empty object, and nothing else', async () => {
    const path = '/v1/organizations/new/syncs';
    for (const body of [null, [], 'now', { records: 1 }]) {
      const refused = await service.call('POST', path, globalAdmin, body);
      expect([body, refused.status]).toEqual([body, 400]);
    }
    for (const body of [undefined, {}]) {
      const { status, body: answer } = await service.call('POST', path, globalAdmin, body);
      expect([status, answer.code]).toEqual([409, 'INTEGRATION_NOT_CONFIGURED']);
    }
  });

  test('finds all syncs in a list, newest first, page by page, and no sync of another organization', async () => {
    const path = '/v1/organizations/hlf/syncs';
    const begun: string[] = [];
    for (let at = 0; at < 3; at += 1) {
      const { id } = await beginSync(service, 'hlf');
      begun.unshift(id);
      expect(await endOfSync(service, 'hlf', id)).toMatchObject({ state: 'done', records: 0 });
    }
    type Page = { readonly items: readonly Sync[]; readonly nextCursor: string | null };
    const first = (await service.call<Page>('GET', `${path}?limit=2`, orgAdmin('hlf'))).body;
    expect(first.items.map(({ id }) => id)).toEqual(begun.slice(0, 2));
    const next = `${path}?limit=1&cursor=${first.nextCursor}`;
    expect((await service.call<Page>('GET', next, orgAdmin('hlf'))).body.items[0]?.id).toBe(begun[2]);
    const foreign = await service.call('GET', `/v1/organizations/nbf/syncs/${begun[0]}`, orgAdmin('nbf'));
    expectProblem(foreign, foreign.body, { status: 404, code: 'SYNC_NOT_FOUND' });
    const cursor = await service.call('GET', `/v1/organizations/nbf/syncs?cursor=${first.nextCursor}`, orgAdmin('nbf'));
    expectProblem(cursor, cursor.body, { status: 400, code: 'VALIDATION_FAILED', field: 'cursor' });
  });
});

test('TOG-3 what was approved while the connector was disabled is synced by the next manual sync', async () => {
  const alone = await aServiceWithMock();
  await connectOrganization(alone.service, 'hlf', businessCentralIntegration(alone.mock));
  onTestFinished(() => alone.mock.world.faults.clear());
  await ownSql(alone.service, "update bilag.integration_configs set enabled = false where organization_id = 'hlf'");
  const references = await approveClaims(alone.service, 'hlf', 3);
  // Enabled again, on a lane that happens to rest: what is queued is not sent by itself yet.
  await ownSql(alone.service, "update bilag.lanes set rest_until = now() + interval '1 hour'");
  await ownSql(alone.service, "update bilag.integration_configs set enabled = true where organization_id = 'hlf'");
  const { id } = await beginSync(alone.service, 'hlf');
  expect(await endOfSync(alone.service, 'hlf', id)).toMatchObject({ state: 'done', progress: { synced: 3 } });
  expect(bookedReferences(alone.mock).toSorted()).toEqual(references.toSorted());
});
