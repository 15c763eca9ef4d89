import { parseCalendarDate as parse, reconcile, SyncError } from '@bilag/core';
import type { FakeGateway } from '@bilag/core/testing';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPostgresNightlyReconciliations } from '../src/persistence/postgres-reconciliation-store.ts';
import { reconciliationJob } from '../src/schedule/reconciliation-job.ts';
import { createReconciliationRunner } from '../src/schedule/reconciliation-runner.ts';
import { type BooksInDatabase, openBooks } from './support/books-in-database.ts';

let books: BooksInDatabase;
let erp: FakeGateway;
beforeEach(async () => {
  books = await openBooks();
  erp = await books.addOrganization('nbf');
});
afterEach(() => books.close());

const toll = (amount: string) => ({ lines: [{ expenseType: 'toll', amount, costCenter: '310', text: 'Toll' }] });

/** Seven vouchers: three portions of the fake ERP. */
async function sevenBooked() {
  const references = await books.approve('nbf', ...['1', '2', '3', '4', '5', '6', '7'].map((it) => toll(`${it}.00`)));
  await books.book('nbf');
  return references;
}

/** At the nth look-up something happens before it is answered. */
function atLookUp(nth: number, happens: () => unknown): void {
  const find = erp.findVouchers.bind(erp);
  let looks = 0;
  erp.findVouchers = async (queries, context) => {
    looks += 1;
    if (looks === nth) await happens();
    return await find(queries, context);
  };
}

const silent = pino({ level: 'silent' });

const engineTables = ['outbox', 'finished_entries', 'delivery_attempts', 'receipts', 'lanes', 'integration_configs'];

/** Everything that the engine works with. */
async function ofTheEngine() {
  return await Promise.all(engineTables.map((it) => books.service.asOwner(`select * from bilag.${it} order by 1, 2`)));
}

test('a ledger that takes its time, but no more than its connector declares for a look-up, is heard', async () => {
  await sevenBooked();
  await books.request('nbf');
  const run = await books.lease();
  const slow: FakeGateway = {
    ...erp,
    traits: { ...erp.traits, longestLookUpMs: 300_000 },
    async findVouchers(queries, context) {
      books.clock.advance(299_999);
      context.signal.throwIfAborted();
      return await erp.findVouchers(queries, context);
    },
  };
  const ports = { ...books.ports, gateways: { gatewayFor: () => Promise.resolve(slow) } };
  expect(await reconcile(run, ports)).toBe('done');
});

describe('a reconciliation that cannot be ended', () => {
  test.each([
    ['an accounting system that is down', () => (erp.silent = true), 'ERP_UNREACHABLE'],
    [
      'a connector that throws',
      () => {
        throw new Error('boom');
      },
      'CONNECTOR_FAULT',
    ],
    ['an administrator who changes the connection', () => books.reconnect('nbf'), 'INTEGRATION_CHANGED'],
  ])('because of %s is incomplete, keeps what it found, and calls nothing missing', async (_what, happens, code) => {
    const [first] = await sevenBooked();
    if (first !== undefined) erp.strike(first);
    const before = await ofTheEngine();
    // The first portion takes two look-ups, as one of it is absent.
    atLookUp(3, happens);
    const { result, stored, findings } = await books.reconcile('nbf');
    expect(result).toBe('incomplete');
    expect(stored).toMatchObject({ state: 'incomplete', statement: null, failure: { code } });
    expect(findings.map((it) => [it.kind, it.reference])).toEqual([['missing', first]]);
    // Lane and connection are changed by the administrator who saves the connection.
    expect((await ofTheEngine()).slice(0, 4)).toEqual(before.slice(0, 4));
  });

  test('because a call hangs is given up at the call’s deadline', async () => {
    await sevenBooked();
    await books.request('nbf');
    const run = await books.lease();
    const asked = Promise.withResolvers<void>();
    erp.findVouchers = () => {
      asked.resolve();
      return new Promise(() => undefined);
    };
    const reconciling = reconcile(run, books.ports);
    await asked.promise;
    books.clock.advance(120_000);
    expect(await reconciling).toBe('incomplete');
    expect((await books.read('nbf', run.reconciliationId)).stored.failure?.code).toBe('ERP_TIMEOUT');
  });

  test('because it ends every worker is not begun a fourth time', async () => {
    await sevenBooked();
    const id = await books.request('nbf');
    for (const worker of ['a', 'b', 'c']) expect((await books.lease(worker, -1)).reconciliationId).toBe(id);
    expect(await reconcile(await books.lease('d'), books.ports)).toBe('incomplete');
    expect((await books.read('nbf', id)).stored.failure?.code).toBe('SENDER_LOST');
    expect(erp.lookUps).toEqual([]);
  });

  test('because the credentials do not open the ledger says so', async () => {
    await sevenBooked();
    const refused = new SyncError('ERP_AUTHENTICATION_FAILED', 'Refused.');
    const ports = { ...books.ports, gateways: { gatewayFor: () => Promise.reject(refused) } };
    const id = await books.request('nbf');
    expect(await reconcile(await books.lease(), ports)).toBe('incomplete');
    expect((await books.read('nbf', id)).stored.failure?.code).toBe('ERP_AUTHENTICATION_FAILED');
    const [lane] = await books.service.asOwner('select pause_code from bilag.lanes');
    expect(lane).toEqual({ pause_code: null });
  });
});

describe('a reconciliation whose worker', () => {
  test('is told to stop in the middle is left to the next one, which begins it afresh', async () => {
    const [first] = await sevenBooked();
    if (first !== undefined) erp.strike(first);
    const id = await books.request('nbf');
    const stop = new AbortController();
    const asked = Promise.withResolvers<void>();
    const find = erp.findVouchers.bind(erp);
    atLookUp(3, () => {
      asked.resolve();
      return new Promise(() => undefined);
    });
    const reconciling = reconcile(await books.lease('a'), books.ports, stop.signal);
    await asked.promise;
    stop.abort();
    expect(await reconciling).toBe('stopped');
    erp.findVouchers = find;
    expect(await reconcile(await books.lease('b'), books.ports)).toBe('done');
    const { stored, findings } = await books.read('nbf', id);
    expect(stored.statement).toMatchObject({ ours: { count: 7 }, ledger: { count: 6 } });
    expect(findings.map((it) => it.kind)).toEqual(['missing']);
  });

  test('has lost its lease writes nothing any more', async () => {
    await sevenBooked();
    const id = await books.request('nbf');
    const slow = await books.lease('slow');
    atLookUp(2, async () => {
      await books.service.asOwner("update bilag.reconciliations set lease_until = '-infinity'");
      const next = await books.lease('next');
      expect(await books.ports.store.record(slow, { checked: 99, findings: [] })).toBe(false);
      expect(await books.ports.store.renew(slow, 1_000)).toBe(false);
      expect(await books.ports.store.finish(slow, incomplete)).toBe(false);
      expect(await books.ports.store.finish(next, incomplete)).toBe(true);
    });
    expect(await reconcile(slow, books.ports)).toBe('lost');
    const { stored } = await books.read('nbf', id);
    expect(stored).toMatchObject({ state: 'incomplete', failure: { message: 'By the next one.' } });
  });
});
const incomplete = { kind: 'incomplete', failure: { code: 'NOT_READY', message: 'By the next one.' } } as const;

test('of one organization one runs at a time, the one asked for first; others run beside it', async () => {
  await books.addOrganization('hlf');
  const first = await books.request('nbf', '2026-03');
  const second = await books.request('nbf', '2026-02');
  const other = await books.request('hlf', '2026-03');
  await expect(books.request('nbf', '2026-03')).rejects.toThrow('under way');
  const leased = await Promise.all(
    ['a', 'b', 'c', 'd'].map((owner) => books.ports.store.lease({ owner, limit: 10, leaseMs: 60_000 })),
  );
  expect(
    leased
      .flat()
      .map((it) => it.reconciliationId)
      .toSorted(),
  ).toEqual([first, other].toSorted());
  // Those that run hold up their own organizations and nobody else's.
  await books.addOrganization('later');
  const third = await books.request('later', '2026-03');
  const next = await books.ports.store.lease({ owner: 'e', limit: 10, leaseMs: 60_000 });
  expect(next.map((it) => it.reconciliationId)).toEqual([third]);
  for (const run of leased.flat()) await books.ports.store.finish(run, incomplete);
  expect((await books.lease()).reconciliationId).toBe(second);
});

test('at night each month is asked for once for every enabled organization, however many processes there are', async () => {
  const ids = ['nbf', ...Array.from({ length: 5 }, (_, at) => `org-${at}`)];
  for (const id of ids.slice(1)) await books.addOrganization(id);
  await books.service.asOwner("update bilag.integration_configs set enabled = false where organization_id = 'org-4'");
  const enabled = ids.filter((it) => it !== 'org-4');
  await sevenBooked();
  const before = await ofTheEngine();
  const nights = createPostgresNightlyReconciliations(books.service.database.enginePool);
  const runners = Array.from({ length: 4 }, () =>
    createReconciliationRunner(books.ports, { pollMs: 20, concurrency: 2 }, silent),
  );
  const jobs = runners.map((runner) =>
    reconciliationJob('45 2 * * *', nights, { clock: books.clock, log: silent, onRequested: () => runner.wake() }),
  );
  for (const it of runners) it.start();
  await Promise.all(jobs.map((it) => it.run(new AbortController().signal, new Date())));
  const rows = () =>
    books.service.asOwner<{ organization_id: string; state: string; attempts: number; requested_by: string }>(
      'select organization_id, state, attempts, requested_by from bilag.reconciliations order by 1',
    );
  await expect.poll(async () => (await rows()).every((it) => it.state === 'done')).toBe(true);
  await Promise.all(jobs.map((it) => it.run(new AbortController().signal, new Date())));
  for (const it of runners) await it.stop();
  const done = await rows();
  expect(done.map((it) => it.organization_id)).toEqual(enabled.flatMap((it) => [it, it]).toSorted());
  expect(done.every((it) => it.attempts === 1 && it.requested_by === 'nightly-reconciliation')).toBe(true);
  expect(await ofTheEngine()).toEqual(before);
  await books.service.asOwner('update bilag.reconciliations set night = night - 1');
  expect(await nights.request([{ month: '2026-03', from: parse('2026-03-01'), to: parse('2026-03-31') }])).toBe(5);
});

test('the engine books on while a reconciliation is under way', async () => {
  await sevenBooked();
  await books.request('nbf');
  const run = await books.lease();
  atLookUp(2, async () => {
    await books.approve('nbf', toll('8.00'));
    await books.book('nbf');
  });
  expect(await reconcile(run, books.ports)).toBe('done');
  const { stored, findings } = await books.read('nbf', run.reconciliationId);
  expect(findings).toEqual([]);
  expect(stored.statement?.ours).toEqual(stored.statement?.ledger);
});
