import { deriveVoucherReference, type ExpenseRecordJson, type NewApproval } from '@bilag/core';
import { anExpenseRecord } from '@bilag/core/testing';
import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { isAway } from '../src/persistence/database-away.ts';
import { createPostgresApprovalStore } from '../src/persistence/postgres-approval-store.ts';
import { openDatabaseOf, type ServiceDatabase } from './support/service-database.ts';

const organizations = Array.from({ length: 12 }, (_, at) => `org-${at}`);
let service: ServiceDatabase;
beforeAll(async () => {
  service = await openDatabaseOf(organizations);
});
afterAll(() => service.close());

async function approval(organizationId: string, change: Partial<ExpenseRecordJson> = {}): Promise<NewApproval> {
  const record = anExpenseRecord(change, organizationId);
  return { record, reference: await deriveVoucherReference(record) };
}

/** One approval of each organization, unless told otherwise. */
const oneEach = (change: Partial<ExpenseRecordJson> = {}, of = organizations) =>
  Promise.all(of.map((it) => approval(it, change)));

const stored = async (sourceId: string) =>
  (
    await service.asOwner<{ organization_id: string }>(
      `select r.organization_id from bilag.expense_records r join bilag.outbox o using (organization_id, record_id)
       where r.source_id = $1 order by 1`,
      [sourceId],
    )
  ).map((it) => it.organization_id);

/** A transaction of somebody else's that does this and stays open until it is told to end. */
async function somebodyWho(statement: string) {
  const client = new pg.Client({ connectionString: service.ownerUrl });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query('begin');
  await client.query(statement);
  return { end: () => client.query('commit') };
}

test('API-1 approvals of many organizations that come at once are stored together, each under its own organization', async () => {
  const store = createPostgresApprovalStore(service.database.requestPool);
  const given = await oneEach({ sourceId: 'TOGETHER' });
  const twice = [...given, ...given];
  const answers = await Promise.all(twice.map((it) => store.accept(it.record.organizationId, [it])));
  expect(answers.flat().map((it) => it.kind)).toEqual([...given.map(() => 'created'), ...given.map(() => 'existing')]);
  expect(await stored('TOGETHER')).toEqual(organizations.toSorted());
});

test('API-1 an approval that the database refuses fails alone; those that shared its statement are stored', async () => {
  const store = createPostgresApprovalStore(service.database.requestPool);
  const given = await oneEach({ sourceId: 'NEIGHBOUR' });
  const bad = await approval('org-3', { sourceId: 'BAD', approvedBy: 'a\u0000b' });
  const all = [...given.slice(0, 5), bad, ...given.slice(5)];
  const answers = await Promise.allSettled(all.map((it) => store.accept(it.record.organizationId, [it])));
  expect(answers.map((it) => it.status)).toEqual(all.map((it) => (it === bad ? 'rejected' : 'fulfilled')));
  expect(await stored('NEIGHBOUR')).toEqual(organizations.toSorted());
  expect(await stored('BAD')).toEqual([]);
});

test('an organization that somebody holds waits by itself, and the others do not wait for it', async () => {
  const store = createPostgresApprovalStore(service.database.requestPool);
  const somebody = await somebodyWho(`select pg_advisory_xact_lock(hashtextextended('org-0', 6245391))`);
  const [held, ...others] = await oneEach({ sourceId: 'HELD' });
  if (held === undefined) throw new Error('There is no organization.');
  const waiting = Promise.all([held, held].map((it) => store.accept('org-0', [it])));
  await Promise.all(others.map((it) => store.accept(it.record.organizationId, [it])));
  expect(await stored('HELD')).toEqual(organizations.slice(1).toSorted());
  await somebody.end();
  expect(
    (await waiting)
      .flat()
      .map((it) => it.kind)
      .toSorted(),
  ).toEqual(['created', 'existing']);
  expect(await stored('HELD')).toEqual(organizations.toSorted());
});

test('API-1 when the database goes away in the middle each is told so, nothing is half done, and sent again each is stored once', async () => {
  const store = createPostgresApprovalStore(service.database.requestPool);
  const somebody = await somebodyWho('lock table bilag.outbox in exclusive mode');
  const given = await oneEach({ sourceId: 'AWAY' });
  const send = () => Promise.allSettled(given.map((it) => store.accept(it.record.organizationId, [it])));
  const answers = send();
  const waiting = `from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  while ((await service.asOwner(`select pid ${waiting}`)).length === 0) continue;
  await service.asOwner(`select pg_terminate_backend(pid) ${waiting}`);
  const failures = (await answers).map((it) => it.status === 'rejected' && isAway(it.reason));
  expect(failures).toEqual(given.map(() => true));
  await somebody.end();
  expect(await stored('AWAY')).toEqual([]);
  const again = (await send()).flatMap((it) => (it.status === 'fulfilled' ? it.value : []));
  expect(again.map((it) => it.kind)).toEqual(given.map(() => 'created'));
  expect(await stored('AWAY')).toEqual(organizations.toSorted());
});
