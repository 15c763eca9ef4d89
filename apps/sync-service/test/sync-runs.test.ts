import { randomBytes } from 'node:crypto';
import { deriveVoucherReference, type LeasedLane, type SyncRun, transition } from '@bilag/core';
import { aFieldMapping, anExpenseRecord, leaseDue } from '@bilag/core/testing';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../src/persistence/database.ts';
import { createPostgresApprovalStore } from '../src/persistence/postgres-approval-store.ts';
import { createPostgresIntegrationStore } from '../src/persistence/postgres-integration-store.ts';
import { createPostgresOutboxStore } from '../src/persistence/postgres-outbox-store.ts';
import { createPostgresStatusStore } from '../src/persistence/postgres-status-store.ts';
import { createPostgresSyncRunStore } from '../src/persistence/postgres-sync-run-store.ts';
import { createPostgresSyncSchedule } from '../src/persistence/postgres-sync-schedule.ts';
import { status as statusStatement } from '../src/persistence/sql/sync-run-statements.ts';
import { createEnvelopeSecretBox } from '../src/secrets/envelope-secret-box.ts';
import { openDatabaseOf, type ServiceDatabase } from './support/service-database.ts';

let service: ServiceDatabase;
beforeEach(async () => {
  service = await openDatabaseOf(['nbf', 'hlf']);
  for (const id of ['nbf', 'hlf']) await connect(id);
});
afterEach(() => service.close());

async function connect(id: string): Promise<void> {
  const integrations = createPostgresIntegrationStore(service.database, createEnvelopeSecretBox(randomBytes(32)));
  const { version: _version, ...mapping } = aFieldMapping();
  await integrations.saveMapping(id, mapping, 'test');
  await integrations.save(id, { connector: 'fake', settings: {}, credentials: {} }, 'test');
  const ledger = { id: 'fake', name: 'Fake' };
  await integrations.recordTest(id, { configVersion: 1, credentialVersion: 1, ledger }, 'test');
  await integrations.setEnabled(id, true, 'test');
}

async function approve(id: string, count: number): Promise<void> {
  const records = Array.from({ length: count }, () => anExpenseRecord({}, id));
  const approvals = await Promise.all(
    records.map(async (record) => ({ record, reference: await deriveVoucherReference(record) })),
  );
  await createPostgresApprovalStore(service.database.requestPool).accept(id, approvals);
}

const syncs = () => createPostgresSyncRunStore(service.database.requestPool);
const schedule = () => createPostgresSyncSchedule(service.database.enginePool);
const outbox = () => createPostgresOutboxStore(service.database.enginePool);
const sql = (text: string) => service.asOwner<Record<string, unknown>>(text);

async function begin(id: string): Promise<SyncRun> {
  const run = await syncs().request(id, 'admin');
  if (typeof run === 'string') throw new Error(`The sync was refused: ${run}.`);
  return run;
}

const now = async (id: string, { syncId }: SyncRun) => await syncs().find(id, syncId);

async function lease(): Promise<LeasedLane> {
  const [lane] = await leaseDue(outbox(), { owner: 'worker', limit: 1, leaseMs: 60_000 });
  if (lane === undefined) throw new Error('No lane is free.');
  return lane;
}

/** Rejects entries that are due, as a worker does that cannot map them. */
async function reject(lane: LeasedLane, count: number): Promise<void> {
  const failure = { code: 'UNMAPPED_EXPENSE_TYPE', message: 'Not mapped.' } as const;
  const due = await outbox().readDue(lane, count);
  const outcomes = due.map(({ entry }) => ({
    entry,
    next: transition(entry, { type: 'rejected', failure }),
    log: { action: 'mapping', result: 'failed', errorCode: failure.code, message: failure.message } as const,
  }));
  await outbox().recordOutcomes(lane, outcomes);
}

describe('the end of a sync', () => {
  test('comes when nothing of what it counted is left to do, however much was approved since', async () => {
    await approve('nbf', 3);
    const run = await begin('nbf');
    await approve('nbf', 2);
    expect(await schedule().endFinished()).toBe(0);
    await reject(await lease(), 3);
    expect(await now('nbf', run)).toMatchObject({ state: 'running', progress: { failed: 3, waiting: 0 } });
    expect(await schedule().endFinished()).toBe(1);
    expect(await now('nbf', run)).toMatchObject({ state: 'incomplete', records: 3, progress: { failed: 3 } });
  });

  test('is told once, however many processes look for it', async () => {
    await approve('nbf', 1);
    const { syncId } = await begin('nbf');
    await reject(await lease(), 1);
    const ended = await Promise.all(Array.from({ length: 6 }, () => schedule().endFinished()));
    expect(ended.reduce((sum, it) => sum + it, 0)).toBe(1);
    const log = await sql(`select from bilag.sync_logs where action = 'sync-ended' and run_id = '${syncId}'`);
    expect(log).toHaveLength(1);
  });

  test('counts only what was pending at its beginning, also when others are retried or booked meanwhile', async () => {
    await approve('nbf', 4);
    const lane = await lease();
    await reject(lane, 2);
    await outbox().release(lane, {});
    const run = await begin('nbf');
    expect(run.records).toBe(2);
    // A person retries the two that were rejected before; they are booked first.
    await sql("update bilag.outbox set state = 'pending', due_at = now() where state = 'rejected'");
    await reject(await lease(), 4);
    await schedule().endFinished();
    expect(await now('nbf', run)).toMatchObject({ records: 2, progress: { synced: 0, failed: 2, waiting: 0 } });
  });

  test('waits for what is due and was not tried since, or is sent again in smaller batches, and not for what failed again', async () => {
    await approve('nbf', 1);
    const run = await begin('nbf');
    const entry = (failures: number, updated: string) =>
      sql(`update bilag.outbox set fresh = false, due_at = now(), failures = ${failures}, updated_at = ${updated}`);
    await entry(2, "now() - interval '1 hour'");
    expect(await schedule().endFinished()).toBe(0);
    await entry(0, 'now()');
    expect(await schedule().endFinished()).toBe(0);
    await entry(1, 'now()');
    expect(await schedule().endFinished()).toBe(1);
    expect(await now('nbf', run)).toMatchObject({ state: 'incomplete', progress: { waiting: 1 } });
  });

  /** The lane of a sender that is gone. */
  async function leaseOfTheLost(): Promise<LeasedLane> {
    await sql("update bilag.outbox set due_at = now() - interval '1 second'");
    return await lease();
  }

  test('comes with a killed sender, too, once its calls are looked up: it is read from the outbox, not remembered', async () => {
    await approve('nbf', 1);
    const run = await begin('nbf');
    await sql(
      "update bilag.outbox set state = 'sending', fresh = false, attempts = 1, in_doubt = true, sent_at = now()",
    );
    expect(await schedule().endFinished()).toBe(0);
    await outbox().adoptOrphans(await leaseOfTheLost());
    expect(await schedule().endFinished()).toBe(1);
    expect(await now('nbf', run)).toMatchObject({ state: 'incomplete', progress: { waiting: 1 } });
    expect(await sql("select trigger from bilag.sync_logs where action = 'attempt'")).toEqual([{ trigger: 'manual' }]);
  });

  test.each([
    ['INTEGRATION_DISABLED', 'update bilag.integration_configs set enabled = false'],
    [
      'ERP_PERMISSION_DENIED',
      "update bilag.lanes set pause_code = 'ERP_PERMISSION_DENIED', pause_message = 'No right.'",
    ],
    [
      'ERP_ALLOWANCE_USED_UP',
      "update bilag.lanes set rest_code = 'ERP_ALLOWANCE_USED_UP', rest_message = 'Used up.', rest_until = now() + interval '1 hour'",
    ],
    ['ERP_UNAVAILABLE', "update bilag.lanes set troubles = 3, rest_until = now() + interval '1 minute'"],
    [
      'SYNC_STALLED',
      "update bilag.sync_runs set requested_at = now() - interval '16 minutes'; update bilag.lanes set served_at = '-infinity'",
    ],
    [
      'SYNC_STALLED',
      "update bilag.sync_runs set requested_at = now() - interval '16 minutes'; update bilag.lanes set served_at = now(), owner = 'broken', lease_until = now() + interval '30 seconds'",
    ],
    ['SYNC_STALLED', "update bilag.instance set mode = 'reconcile-only'"],
  ])('comes before its time with %s when it cannot go on: %s', async (code, change) => {
    await approve('nbf', 2);
    const run = await begin('nbf');
    expect(await schedule().endFinished()).toBe(0);
    for (const statement of change.split('; ')) await sql(statement);
    expect(await schedule().endFinished()).toBe(1);
    expect(await now('nbf', run)).toMatchObject({ state: 'stopped', progress: { waiting: 2 }, stopped: { code } });
    expect(await sql("select error_code, result, actor from bilag.sync_logs where action = 'sync-ended'")).toEqual([
      { error_code: code, result: 'failed', actor: 'admin' },
    ]);
  });
});

describe('scheduled syncs', () => {
  const at = new Date('2026-11-25T10:00:00Z');

  test('begin once for each organization and time, however many processes’ clocks strike', async () => {
    await approve('nbf', 2);
    const other = await openDatabase({ url: service.ownerUrl, role: 'bilag_app', poolSize: 4 });
    onTestFinished(() => other.close());
    const schedules = [schedule(), createPostgresSyncSchedule(other.enginePool), schedule()];
    const begun = await Promise.all(schedules.map((it) => it.beginDue(at)));
    expect(begun.toSorted((a, b) => a - b)).toEqual([0, 0, 1]);
    await sql("update bilag.outbox set fresh = false, due_at = now() + interval '1 hour'");
    expect(await schedule().endFinished()).toBe(1);
    // A process whose clock is late: the time has been served.
    expect(await schedule().beginDue(at)).toBe(0);
    expect(await schedule().beginDue(new Date('2026-11-25T11:00:00Z'))).toBe(1);
    expect(await sql('select organization_id, trigger, requested_by from bilag.sync_runs')).toEqual([
      { organization_id: 'nbf', trigger: 'scheduled', requested_by: 'scheduled-sync' },
      { organization_id: 'nbf', trigger: 'scheduled', requested_by: 'scheduled-sync' },
    ]);
  });

  test('end a rest and nothing else: no backoff, no pause, and nothing of a disabled connector', async () => {
    await approve('nbf', 1);
    await approve('hlf', 1);
    await sql("update bilag.outbox set fresh = false, failures = 3, due_at = now() + interval '1 hour'");
    await sql("update bilag.lanes set rest_until = now() + interval '1 hour', rest_code = 'X'");
    await sql("update bilag.lanes set pause_code = 'ERP_AUTHENTICATION_FAILED' where organization_id = 'hlf'");
    expect(await schedule().beginDue(at)).toBe(1);
    expect(await sql('select failures, due_at > now() as waits from bilag.outbox')).toEqual([
      { failures: 3, waits: true },
      { failures: 3, waits: true },
    ]);
    expect(
      await sql('select organization_id, rest_until > now() as rests, pause_code from bilag.lanes order by 1'),
    ).toEqual([
      { organization_id: 'hlf', rests: true, pause_code: 'ERP_AUTHENTICATION_FAILED' },
      { organization_id: 'nbf', rests: false, pause_code: null },
    ]);
    await schedule().endFinished();
    await sql('update bilag.integration_configs set enabled = false');
    expect(await schedule().beginDue(new Date('2026-11-25T11:00:00Z'))).toBe(0);
  });

  test('MAN-4 keep a manual sync from beginning while they run, and the other way round', async () => {
    await approve('nbf', 1);
    expect(await schedule().beginDue(at)).toBe(1);
    expect(await syncs().request('nbf', 'admin')).toBe('running');
    const lane = await lease();
    await reject(lane, 1);
    await outbox().release(lane, {});
    // What has ended meanwhile is no reason to refuse, although no worker has looked yet.
    await approve('nbf', 1);
    expect(await syncs().request('nbf', 'admin')).toMatchObject({ trigger: 'manual', records: 1 });
    expect(await schedule().beginDue(new Date('2026-11-25T11:00:00Z'))).toBe(0);
  });
});

describe('the status of an organization', () => {
  const read = async () => {
    const status = await createPostgresStatusStore(service.database.requestPool).read('nbf');
    if (status === undefined) throw new Error('There is no such organization.');
    return status;
  };

  test('DSH-5 knows what has been due for a day: not what waits, nor what an enabling has just let go', async () => {
    await approve('nbf', 1);
    await sql("update bilag.lanes set resumed_at = now() - interval '2 days'");
    expect(await read()).toMatchObject({ isOverdue: false, pending: 1 });
    await sql("update bilag.expense_records set received_at = now() - interval '25 hours'");
    expect((await read()).isOverdue).toBe(true);
    await sql('update bilag.lanes set resumed_at = now()');
    expect((await read()).isOverdue).toBe(false);
    await sql("update bilag.lanes set resumed_at = now() - interval '2 days'");
    await sql("update bilag.outbox set fresh = false, due_at = now() + interval '1 hour'");
    expect((await read()).isOverdue).toBe(false);
    await sql("update bilag.outbox set due_at = now() - interval '25 hours'");
    expect((await read()).isOverdue).toBe(true);
  });

  test('costs the same with 100,000 finished records', async () => {
    await approve('nbf', 20);
    await reject(await lease(), 10);
    const before = await blocksRead();
    // Without triggers and references, which say nothing of how a status is read.
    await sql(`set session_replication_role = replica; insert into bilag.expense_records (organization_id, record_id, sequence, kind, source_id, revision, reference, content)
      select 'nbf', gen_random_uuid(), 1000000 + n, 'reimbursement', 'S' || n, 1, 'R' || n, '{}' from generate_series(1, 100000) n; insert into bilag.finished_entries (organization_id, sequence, record_id, reference, state)
      select organization_id, sequence, record_id, reference, 'synced' from bilag.expense_records where sequence > 1000000; insert into bilag.sync_logs (organization_id, actor, action, result, record_id)
      select organization_id, 'engine', 'attempt', 'succeeded', record_id from bilag.expense_records where sequence > 1000000; reset session_replication_role`);
    await sql(`insert into bilag.sync_logs (organization_id, actor, action, result)
      select 'nbf', 'nightly-reconciliation', 'reconciliation-finding', 'missing' from generate_series(1, 20000)`);
    await sql('analyze');
    expect((await read()).lastSyncAt).not.toBeNull();
    expect(await blocksRead()).toBeLessThan(before + 60);
  });

  /** How many pages of the database one reading touches. */
  async function blocksRead(): Promise<number> {
    const [row] = await service.asOwner<{ 'QUERY PLAN': readonly [{ Plan: Record<string, number> }] }>(
      `explain (analyze, buffers, timing off, format json) ${statusStatement.replaceAll('$1', "'nbf'")}`,
    );
    const plan = row?.['QUERY PLAN'][0].Plan;
    return (plan?.['Shared Hit Blocks'] ?? 0) + (plan?.['Shared Read Blocks'] ?? 0);
  }
});
