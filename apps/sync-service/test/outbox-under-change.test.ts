import { randomBytes } from 'node:crypto';
import {
  type DeliveryIntent,
  type DueEntry,
  deriveVoucherReference,
  type IntegrationStore,
  type LeasedLane,
  parseCalendarDate,
  transition,
} from '@bilag/core';
import { aFieldMapping, anExpenseRecord, leaseDue } from '@bilag/core/testing';
import type pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPostgresApprovalStore } from '../src/persistence/postgres-approval-store.ts';
import { createPostgresDecisionStore } from '../src/persistence/postgres-decision-store.ts';
import { createPostgresIntegrationStore } from '../src/persistence/postgres-integration-store.ts';
import { createPostgresOrganizationRepo } from '../src/persistence/postgres-organization-repo.ts';
import { createPostgresOutboxStore } from '../src/persistence/postgres-outbox-store.ts';
import { inTransaction } from '../src/persistence/sql/in-organization.ts';
import { createEnvelopeSecretBox } from '../src/secrets/envelope-secret-box.ts';
import { openServiceDatabase, type ServiceDatabase } from './support/service-database.ts';

let service: ServiceDatabase;
let integrations: IntegrationStore;

beforeEach(async () => {
  service = await openServiceDatabase();
  integrations = createPostgresIntegrationStore(service.database, createEnvelopeSecretBox(randomBytes(32)));
  const organizations = createPostgresOrganizationRepo(service.database);
  await organizations.create({ id: 'nbf', name: 'NBF', currency: 'NOK' }, 'test');
  const { version: _version, ...mapping } = aFieldMapping();
  await integrations.saveMapping('nbf', mapping, 'test');
  await connect(1, 'ledger-1');
  const record = anExpenseRecord();
  const approval = { record, reference: await deriveVoucherReference(record) };
  await createPostgresApprovalStore(service.database.requestPool).accept('nbf', [approval]);
});
afterEach(() => service.close());

const outbox = () => createPostgresOutboxStore(service.database.enginePool);

/** Saves credentials, tests and enables, as an administrator does. */
async function connect(version: number, ledgerId: string): Promise<void> {
  await integrations.save('nbf', { connector: 'fake', settings: {}, credentials: {} }, 'test');
  const ledger = { id: ledgerId, name: ledgerId };
  await integrations.recordTest('nbf', { configVersion: version, credentialVersion: version, ledger }, 'test');
  await integrations.setEnabled('nbf', true, 'test');
}

async function begin(): Promise<{ readonly lane: LeasedLane; readonly due: DueEntry }> {
  const [lane] = await leaseDue(outbox(), { owner: 'worker', limit: 1, leaseMs: 60_000 });
  const [due] = lane === undefined ? [] : await outbox().readDue(lane, 10);
  if (lane === undefined || due === undefined) throw new Error('Nothing is due.');
  return { lane, due };
}

function intentFor({ entry }: DueEntry, version = 1): DeliveryIntent {
  const next = transition(entry, { type: 'intent', lookUp: 'not-needed' });
  const versions = { configVersion: version, credentialVersion: version, mappingVersion: 1, newestMappingVersion: 1 };
  const expected = { postingDate: parseCalendarDate('2026-03-05'), totalMinor: 96_250n, settlingMs: 60_000 };
  return { entry, next, payload: '{}', payloadHash: 'a'.repeat(64), batchKey: 'BATCH1', ...versions, ...expected };
}

describe('an administrator who changes the integration while a worker is at work', () => {
  test('stops calls with the former settings, also once the connector is enabled again', async () => {
    const { lane, due } = await begin();
    await connect(2, 'ledger-1');
    expect(await outbox().openAttempts(lane, [intentFor(due, 1)], 1_000)).toBe('stale');
    expect(await outbox().openAttempts(lane, [intentFor(due, 2)], 1_000)).toBeDefined();
  });

  test('TOG-2 and disables it at the very moment of an intent wins or comes after, but is never overlooked', async () => {
    const { lane, due } = await begin();
    const granted = await inTransaction(service.database.enginePool, async (client) => {
      await client.query("select from bilag.lanes where organization_id = 'nbf' for update");
      await client.query("update bilag.integration_configs set enabled = false where organization_id = 'nbf'");
      const waiting = outbox().openAttempts(lane, [intentFor(due)], 1_000);
      await expect.poll(waitingForLock).toBe(1);
      return { waiting };
    });
    expect(await granted.waiting).toBe('stale');
  });

  test('is not paused afterwards for what the former credentials met', async () => {
    const { lane } = await begin();
    await connect(2, 'ledger-1');
    const refused = { code: 'ERP_AUTHENTICATION_FAILED', message: 'Refused.' } as const;
    await outbox().release(lane, { pause: { ...refused, configVersion: 1, credentialVersion: 1 } });
    expect((await integrations.view('nbf'))?.paused).toBeNull();
    await outbox().release((await begin()).lane, { pause: { ...refused, configVersion: 2, credentialVersion: 2 } });
    expect((await integrations.view('nbf'))?.paused).toMatchObject({ code: 'ERP_AUTHENTICATION_FAILED' });
  });

  test('CFG-6 is not told by a slow test of the former credentials which books those now are that hold the vouchers in doubt', async () => {
    await connect(2, 'ledger-2');
    const late = { configVersion: 1, credentialVersion: 1, ledger: { id: 'ledger-1', name: 'ledger-1' } };
    await expect(integrations.recordTest('nbf', late, 'test')).rejects.toMatchObject({ code: 'INTEGRATION_CHANGED' });
    expect(await integrations.view('nbf')).toMatchObject({ enabled: true, tested: { ledger: { id: 'ledger-2' } } });
  });

  test('and connects other books makes what is in doubt in the former ones known as such', async () => {
    const { lane, due } = await begin();
    const intent = intentFor(due);
    await outbox().openAttempts(lane, [intent], 1_000);
    const failure = { code: 'ERP_REPLY_LOST', message: 'Lost.' } as const;
    const lost = { type: 'reply-lost', failure, settlingMs: 0, batchSize: 1 } as const;
    const sending = { ...due.entry, ...intent.next };
    await outbox().recordOutcomes(lane, [{ entry: sending, next: transition(sending, lost), log: null }]);
    expect(await outbox().readDue(lane, 10)).toMatchObject([{ sentElsewhere: false, entry: { state: 'unknown' } }]);
    await connect(2, 'ledger-2');
    expect(await outbox().readDue(lane, 10)).toMatchObject([{ sentElsewhere: true, entry: { state: 'unknown' } }]);
  });
});

test('an outcome is recorded whatever text the accounting system answered with', async () => {
  const { lane, due } = await begin();
  const intent = intentFor(due);
  await outbox().openAttempts(lane, [intent], 1_000);
  const failure = { code: 'ERP_REFUSED', message: 'half \ud83d and nul \u0000 end', field: 'a\u0000b' } as const;
  const sending = { ...due.entry, ...intent.next };
  const next = transition(sending, { type: 'rejected', failure });
  const log = { action: 'attempt', result: 'failed', errorCode: 'ERP_REFUSED', message: failure.message } as const;
  expect(await outbox().recordOutcomes(lane, [{ entry: sending, next, log }])).toBe(true);
  const [row] = await service.asOwner<{ failure_message: string }>('select failure_message from bilag.outbox');
  expect(row?.failure_message).toBe('half \ufffd and nul  end');
});

async function waitingForLock(): Promise<number> {
  const text = `select count(*)::integer as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  return (await service.asOwner<{ count: number }>(text))[0]?.count ?? 0;
}

test('what the accounting system answered is recorded although the database cuts the connection meanwhile', async () => {
  const { lane, due } = await begin();
  const intent = intentFor(due);
  await outbox().openAttempts(lane, [intent], 1_000);
  const sending = { ...due.entry, ...intent.next };
  const next = transition(sending, { type: 'booked', erpReference: '4711' });
  const recording = await inTransaction(service.database.enginePool, async (client) => {
    await client.query("select from bilag.lanes where organization_id = 'nbf' for update");
    const waiting = outbox().recordOutcomes(lane, [{ entry: sending, next, log: null }]);
    await expect.poll(waitingForLock).toBe(1);
    await service.asOwner(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`);
    return { waiting };
  });
  expect(await recording.waiting).toBe(true);
  expect(await service.asOwner('select state from bilag.finished_entries')).toEqual([{ state: 'synced' }]);
});

test('an outcome that the database recorded without its answer arriving is recorded once, and what a person asked for meanwhile stands', async () => {
  const { lane, due } = await begin();
  const intent = intentFor(due);
  await outbox().openAttempts(lane, [intent], 1_000);
  const { enginePool, requestPool } = service.database;
  let isLost = false;
  const query = async (config: pg.QueryConfig) => {
    const answer = await enginePool.query(config);
    if (isLost) return answer;
    isLost = true;
    await createPostgresDecisionStore(requestPool).retry('nbf', {}, 'kari');
    throw new Error('Connection terminated unexpectedly');
  };
  const broken = createPostgresOutboxStore(
    new Proxy(enginePool, { get: (it, name) => (name === 'query' ? query : Reflect.get(it, name)) }),
  );
  const sending = { ...due.entry, ...intent.next };
  const next = transition(sending, { type: 'rejected', failure: { code: 'ERP_REFUSED', message: 'No.' } });
  const log = { action: 'attempt', result: 'failed', errorCode: 'ERP_REFUSED', message: 'No.' } as const;
  expect(await broken.recordOutcomes(lane, [{ entry: sending, next, log }])).toBe(true);
  expect(isLost).toBe(true);
  const [entry] = await outbox().readDue(lane, 10);
  expect(entry).toMatchObject({ entry: { state: 'pending', attempts: 1, failures: 0 } });
  const logged = 'select action, result from bilag.sync_logs where record_id is not null order by log_id';
  expect(await service.asOwner(logged)).toEqual([
    { action: 'attempt', result: 'failed' },
    { action: 'retry', result: 'requested' },
  ]);
});
