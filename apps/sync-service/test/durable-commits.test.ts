import { deriveVoucherReference, type LaneRelease } from '@bilag/core';
import { anExpenseRecord } from '@bilag/core/testing';
import { expect, onTestFinished, test } from 'vitest';
import { createPostgresApprovalStore } from '../src/persistence/postgres-approval-store.ts';
import { createPostgresOutboxStore } from '../src/persistence/postgres-outbox-store.ts';
import { settle } from './support/engine.ts';
import { approve, claim } from './support/failed-records.ts';
import { asOwner } from './support/http-stored.ts';
import { connectOrganization, xledgerIntegration } from './support/organizations.ts';
import { aServiceWithMock } from './support/service.ts';
import { openDatabaseOf } from './support/service-database.ts';

/** Notes, at the end of each transaction, what it wrote to and whether its commit waits until that is on disk. */
const noteCommits = `
  create table public.commits (transaction_id bigint, written text, waits text);
  create function public.note_commit() returns trigger language plpgsql security definer as $$
  begin
    insert into public.commits values (pg_current_xact_id()::text::bigint, tg_table_name, current_setting('synchronous_commit'));
    return null;
  end $$;
  do $$
  declare
    name text;
  begin
    foreach name in array array['lanes', 'expense_records', 'outbox', 'delivery_attempts', 'finished_entries', 'sync_logs'] loop
      execute format('create constraint trigger note_commit after insert or update or delete on bilag.%I
        deferrable initially deferred for each row execute function public.note_commit()', name);
    end loop;
  end $$`;

const commits = `
  select array_agg(distinct written order by written) as written, waits from public.commits group by transaction_id, waits`;

test('DOD-2 approvals, intents and outcomes are on disk before anything is made of them; only a lease, which a crash may take back, does not wait', async () => {
  const { service, mock } = await aServiceWithMock();
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  await asOwner(service, noteCommits);
  await approve(service, claim('A'));
  await approve(service, claim('B'));
  await settle(service);
  const noted = await asOwner<{ written: string[]; waits: string }>(service, commits);
  const ofLaneAlone = noted.filter(({ written }) => written.join() === 'lanes');
  const others = noted.filter((it) => !ofLaneAlone.includes(it));
  expect(others.filter(({ waits }) => waits !== 'on')).toEqual([]);
  // An approval, an intent (which extends the lease) and an outcome.
  expect(others.map(({ written }) => written.join())).toEqual(
    expect.arrayContaining([
      'expense_records,outbox',
      'delivery_attempts,lanes,outbox',
      'finished_entries,outbox,sync_logs',
    ]),
  );
  expect(ofLaneAlone.map(({ waits }) => waits)).toContain('off');
});

test('DOD-2 of a lane, who has it and how far it is read may be forgotten in a crash; that it rests or is paused may not', async () => {
  const service = await openDatabaseOf(['nbf']);
  onTestFinished(() => service.close());
  await service.asOwner(
    'insert into bilag.integration_configs (organization_id, connector, settings, enabled, sealed_credentials, credentials_set_by) ' +
      "values ('nbf', 'fake', '{}', true, '{}', 'test')",
  );
  const record = anExpenseRecord({}, 'nbf');
  const reference = await deriveVoucherReference(record);
  await createPostgresApprovalStore(service.database.requestPool).accept('nbf', [{ record, reference }]);
  await service.asOwner(noteCommits);
  const outbox = createPostgresOutboxStore(service.database.enginePool);
  const waits = async (work: () => Promise<unknown>) => {
    await service.asOwner('delete from public.commits');
    await work();
    const noted = await service.asOwner<{ waits: string }>(commits);
    return noted.map((it) => it.waits).join();
  };
  const lease = async () => {
    await service.asOwner("update bilag.lanes set rest_until = '-infinity'");
    const [lane] = await outbox.leaseLanes({ owner: 'worker', organizations: ['nbf'], leaseMs: 60_000 });
    if (lane === undefined) throw new Error('The lane was not free.');
    return lane;
  };
  const given = async (how: LaneRelease) => {
    const lane = await lease();
    return await waits(() => outbox.release(lane, how));
  };
  const lane = await lease();
  await outbox.release(lane, {});
  expect(await waits(() => outbox.leaseLanes({ owner: 'worker', organizations: ['nbf'], leaseMs: 60_000 }))).toBe(
    'off',
  );
  const ours = { ...lane, fence: lane.fence + 1n };
  expect(await waits(() => outbox.renewLease(ours, 120_000))).toBe('off');
  expect(await waits(() => outbox.advanceCursor(ours, 1n))).toBe('off');
  expect(await waits(() => outbox.release(ours, { troubles: 0 }))).toBe('off');
  await service.asOwner('update bilag.lanes set cursor = 0');
  expect(await given({ restMs: 1_000 })).toBe('on');
  const refused = { code: 'ERP_AUTHENTICATION_FAILED', message: 'Refused.' } as const;
  expect(await given({ pause: { ...refused, configVersion: 1, credentialVersion: 1 } })).toBe('on');
});
