import { differenceOf, parseCalendarDate, SyncError, voucher } from '@bilag/core';
import { aFieldMapping, aVoucher, type FakeGateway } from '@bilag/core/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BooksInDatabase, openBooks, type Reconciled } from './support/books-in-database.ts';

let books: BooksInDatabase;
let erp: FakeGateway;
beforeEach(async () => {
  books = await openBooks();
  erp = await books.addOrganization('nbf');
});
afterEach(() => books.close());

const toll = (amount: string, expenseDate = '2026-03-05') => ({
  expenseDate,
  lines: [{ expenseType: 'toll', amount, costCenter: '310', text: 'Toll' }],
});

/** Approved, booked and settled. */
async function booked(...amounts: readonly string[]) {
  const references = await books.approve('nbf', ...amounts.map((it) => toll(it)));
  await books.book('nbf');
  return references;
}

const told = ({ findings }: Pick<Reconciled, 'findings'>) =>
  findings.map((it) => [it.kind, it.reference, it.oursMinor, it.ledgerMinor]);

const sides = ({ stored: { statement } }: Pick<Reconciled, 'stored'>) =>
  statement && {
    ours: statement.ours.sumMinor,
    ledger: statement.ledger.sumMinor,
    untold: statement.untold.sumMinor,
    waiting: statement.waiting.sumMinor,
    difference: differenceOf(statement),
  };

/** What nobody may have done meanwhile. */
async function everySent() {
  return { calls: erp.calls.length, attempts: await books.service.asOwner('select * from bilag.delivery_attempts') };
}

describe('missing', () => {
  test('is only what is absent twice: by its reference, and with all that is known of its last call', async () => {
    const [there, gone] = await booked('1.00', '2.00');
    erp.strike(gone ?? there ?? neverBooked);
    const before = await everySent();
    const asked: (string | null)[][] = [];
    const find = erp.findVouchers.bind(erp);
    erp.findVouchers = (queries, context) => {
      asked.push(queries.map(({ batchKey }) => batchKey));
      expect(context.readsOnly).toBe(true);
      return find(queries, context);
    };
    const reconciled = await books.reconcile('nbf');
    expect(told(reconciled)).toEqual([['missing', gone, 200n, 0n]]);
    expect(sides(reconciled)).toMatchObject({ ours: 300n, ledger: 100n, difference: -200n });
    expect(asked).toEqual([[null, null], [expect.any(String)]]);
    expect(await everySent()).toEqual(before);
  });

  test('is not what the second look finds', async () => {
    const [reference] = await booked('1.00');
    const find = erp.findVouchers.bind(erp);
    let looks = 0;
    erp.findVouchers = (queries, context) => {
      looks += 1;
      if (looks > 1) return find(queries, context);
      return Promise.resolve(new Map(queries.map((it) => [it.reference, { kind: 'absent' }])));
    };
    const reconciled = await books.reconcile('nbf');
    expect(told(reconciled)).toEqual([]);
    expect(looks).toBe(2);
    expect(reference).toBeDefined();
  });

  test('is not what was accepted and is not booked, whatever the accounting system knows of it', async () => {
    erp.queued = true;
    const [reference] = await booked('1.00');
    for (const forget of [() => undefined, () => erp.dropQueue()]) {
      forget();
      const reconciled = await books.reconcile('nbf');
      expect(told(reconciled)).toEqual([]);
      expect(sides(reconciled)).toMatchObject({ ours: 0n, ledger: 0n, waiting: 100n, difference: 0n });
    }
    expect(reference).toBeDefined();
  });

  test('is not what the answer leaves out, or what is in other books than those connected now', async () => {
    const [first, second] = await booked('1.00', '2.00');
    const find = erp.findVouchers.bind(erp);
    erp.findVouchers = async (queries, context) => {
      const answers = new Map(await find(queries, context));
      if (first !== undefined) answers.delete(first);
      return answers;
    };
    expect(told(await books.reconcile('nbf'))).toEqual([['cannot-tell', first, 100n, null]]);
    erp.findVouchers = find;
    await books.reconnect('nbf', 'another ledger');
    for (const it of [first, second]) if (it !== undefined) erp.strike(it);
    const lookUps = erp.lookUps.length;
    const elsewhere = await books.reconcile('nbf');
    expect(told(elsewhere)).toEqual([
      ['cannot-tell', first, 100n, null],
      ['cannot-tell', second, 200n, null],
    ]);
    expect(sides(elsewhere)).toMatchObject({ ours: 300n, ledger: 0n, untold: 300n, difference: 0n });
    expect(erp.lookUps).toHaveLength(lookUps);
  });
});

describe('different', () => {
  test('is judged by the mapping of the time, not by today’s', async () => {
    await booked('1.00');
    const credit = { employee: { ledgerAccount: '2999' }, volunteer: { ledgerAccount: '2990' } };
    await books.remap('nbf', aFieldMapping({ credit }));
    expect(told(await books.reconcile('nbf'))).toEqual([]);
  });

  test('is another account under the same reference, with what is in the ledger', async () => {
    const [reference] = await booked('10.00');
    const standing = erp.booked.find((it) => it.reference === reference);
    if (standing === undefined || reference === undefined) throw new Error('It was booked.');
    erp.strike(reference);
    const lines = standing.lines.map((line, at) => (at === 0 ? { ...line, ledgerAccount: '7100' } : line));
    erp.bookByHand(voucher({ ...standing, lines }));
    const reconciled = await books.reconcile('nbf');
    expect(told(reconciled)).toEqual([['different', reference, 1000n, 1000n]]);
    expect(reconciled.findings[0]?.message).toContain('account 7142');
    expect(sides(reconciled)).toMatchObject({ difference: 0n });
  });

  test('is a voucher that somebody moved into another month: it lacks in the one and is too much in the other', async () => {
    const [moved, stayed, other] = await booked('10.00', '20.00', '30.00');
    const standing = erp.booked.find((it) => it.reference === moved);
    if (standing === undefined || moved === undefined) throw new Error('It was booked.');
    erp.strike(moved);
    erp.bookByHand(voucher({ ...standing, postingDate: parseCalendarDate('2026-04-01') }));
    const march = await books.reconcile('nbf', '2026-03');
    expect(told(march)).toEqual([['different', moved, 1000n, 0n]]);
    expect(march.stored.statement).toMatchObject({
      ours: { count: 3, sumMinor: 6000n },
      ledger: { count: 2, sumMinor: 5000n },
    });
    const april = await books.reconcile('nbf', '2026-04');
    expect(told(april)).toEqual([['different', moved, 0n, 1000n]]);
    expect(april.stored.statement).toMatchObject({ ours: { count: 0 }, ledger: { count: 1, sumMinor: 1000n } });
    expect([stayed, other]).not.toContain(undefined);
  });
});

describe('extra', () => {
  test('is what the ledger has and Bilag ignored, failed or never sent, and not what the engine is busy with', async () => {
    const references = await books.approve(
      'nbf',
      ...['1.00', '2.00', '3.00', '4.00', '5.00', '6.00'].map((it) => toll(it)),
    );
    const [cancelled, rejected, waiting, held, unknown, retried] = references;
    for (const reference of references)
      erp.bookByHand(aVoucher({ reference, postingDate: '2026-03-05', debits: [100n] }));
    const set = (reference: string | undefined, state: string) =>
      books.service.asOwner(`update bilag.outbox set state = $2, ever_in_doubt = $3 where reference = $1`, [
        reference,
        state,
        reference === retried,
      ]);
    await set(rejected, 'rejected');
    await set(held, 'held');
    await set(unknown, 'unknown');
    await set(retried, 'pending');
    await books.service.asOwner(
      `with gone as (delete from bilag.outbox where reference = $1 returning organization_id, sequence, record_id, reference)
       insert into bilag.finished_entries (organization_id, sequence, record_id, reference, state) select *, 'cancelled' from gone`,
      [cancelled],
    );
    const stranger = aVoucher({ postingDate: '2026-03-31', debits: [7n] });
    erp.bookByHand(stranger);
    erp.bookByHand(aVoucher({ postingDate: '2026-02-28' }));
    const reconciled = await books.reconcile('nbf');
    expect(told(reconciled).map(String).toSorted()).toEqual(
      [
        ['extra', cancelled, 0n, 100n],
        ['extra', rejected, 0n, 100n],
        ['extra', waiting, 0n, 100n],
        ['extra', stranger.reference, 0n, 7n],
      ]
        .map(String)
        .toSorted(),
    );
    expect(reconciled.findings.find((it) => it.reference === stranger.reference)?.recordId).toBeNull();
    expect(sides(reconciled)).toMatchObject({ ours: 0n, ledger: 307n, difference: 307n });
    expect(erp.calls).toEqual([]);
  });

  test('is a reversal of Bilag’s own that failed and was booked all the same, which nobody may reverse', async () => {
    const references = await booked('1.00', '2.00');
    const reversals = [aVoucher({ postingDate: '2026-03-05' }), aVoucher({ postingDate: '2026-03-05' })];
    for (const [at, { reference }] of reversals.entries()) {
      await books.service.asOwner(
        `insert into bilag.outbox (organization_id, sequence, record_id, reference, reverses, state, fresh, ever_in_doubt, failure_code, failure_message)
         select organization_id, sequence + 1000, record_id, $2, reference, 'rejected', false, $3, 'ERP_PERIOD_CLOSED', 'Closed.'
         from bilag.expense_records where reference = $1`,
        [references[at], reference, at === 0],
      );
    }
    for (const reversal of reversals) erp.bookByHand(reversal);
    const { findings } = await books.reconcile('nbf');
    const messageOf = (at: number) => findings.find((it) => it.reference === reversals[at]?.reference)?.message;
    expect(messageOf(0)).toMatch(/Bilag’s own reversal.* Do not reverse it\. Retry the record: Bilag finds it there\./);
    expect(messageOf(1)).toMatch(/Bilag’s own reversal.* do not retry it: mark the reversal as posted\./);
  });

  test('of another organization is not told from any other: nothing of theirs is read', async () => {
    const other = await books.addOrganization('hlf');
    const [theirs] = await books.approve('hlf', toll('1.00'));
    await books.book('hlf');
    erp.bookByHand(aVoucher({ reference: theirs ?? neverBooked, postingDate: '2026-03-05', debits: [100n] }));
    const [finding] = (await books.reconcile('nbf')).findings;
    expect(finding).toMatchObject({ kind: 'extra', reference: theirs, recordId: null });
    expect(other.lookUps).toEqual([]);
  });

  test('cannot be looked for everywhere, and the statement says so', async () => {
    await booked('1.00', '2.00', '3.00');
    erp.listReferences = () => Promise.reject(new SyncError('ERP_REFUSED', 'It takes no dates.'));
    const refused = await books.reconcile('nbf');
    expect([refused.result, refused.stored.extrasUnlisted]).toEqual([
      'done',
      expect.stringContaining('It takes no dates.'),
    ]);
    erp.listReferences = () => Promise.resolve([]);
    const lacking = await books.reconcile('nbf');
    expect([told(lacking), lacking.stored.extrasUnlisted]).toEqual([[], expect.stringContaining('list lacks')]);
    delete erp.listReferences;
    const without = await books.reconcile('nbf');
    expect([without.result, without.stored.extrasUnlisted]).toEqual(['done', expect.stringContaining('no list')]);
  });
});

test('lines that the accounting system does not show are not compared, and counted as such', async () => {
  await booked('1.00', '2.00');
  const find = erp.findVouchers.bind(erp);
  erp.findVouchers = async (queries, context) =>
    new Map(
      [...(await find(queries, context))].map(([reference, it]) => [
        reference,
        it.kind === 'booked' ? { ...it, lines: [], linesHidden: true } : it,
      ]),
    );
  const { stored, findings } = await books.reconcile('nbf');
  expect(findings).toEqual([]);
  expect(stored.statement).toMatchObject({ ledger: { count: 2, sumMinor: 300n }, notCompared: 2 });
});

test('vouchers that were sent before dates were kept are found all the same, in their month', async () => {
  const [march] = await booked('1.00');
  await books.approve('nbf', toll('2.00', '2026-02-28'));
  await books.book('nbf');
  await books.service.asOwner('update bilag.delivery_attempts set posting_date = null, total_minor = null');
  expect(sides(await books.reconcile('nbf', '2026-03'))).toMatchObject({ ours: 100n, ledger: 100n });
  expect(sides(await books.reconcile('nbf', '2026-02'))).toMatchObject({ ours: 200n, ledger: 200n });
  if (march !== undefined) erp.strike(march);
  expect(told(await books.reconcile('nbf', '2026-03'))).toEqual([['missing', march, 100n, 0n]]);
});

test('of several attempts only the last one counts, in its month and with its sum', async () => {
  await booked('1.00');
  await books.service.asOwner('update bilag.delivery_attempts set attempt = 2');
  await books.service.asOwner(
    `insert into bilag.delivery_attempts (organization_id, sequence, attempt, record_id, payload, payload_hash, batch_key, connector, config_version,
       credential_version, mapping_version, fence, opened_at, deadline_at, posting_date, total_minor)
     select organization_id, sequence, 1, record_id, payload, payload_hash, batch_key, connector, config_version,
       credential_version, mapping_version, fence, opened_at, deadline_at, '2026-02-10', 99 from bilag.delivery_attempts`,
  );
  expect(sides(await books.reconcile('nbf', '2026-02'))).toMatchObject({ ours: 0n, ledger: 0n });
  expect(sides(await books.reconcile('nbf', '2026-03'))).toMatchObject({ ours: 100n, ledger: 100n });
});

test('a voucher that Bilag itself moved out of a closed period counts in the month that it was sent for', async () => {
  const [reference] = await booked('1.00');
  await books.service.asOwner("update bilag.delivery_attempts set posting_date = '2026-04-01'");
  const standing = erp.booked.find((it) => it.reference === reference);
  if (standing === undefined || reference === undefined) throw new Error('It was booked.');
  erp.strike(reference);
  erp.bookByHand(voucher({ ...standing, postingDate: parseCalendarDate('2026-04-01') }));
  const [march, april] = [await books.reconcile('nbf', '2026-03'), await books.reconcile('nbf', '2026-04')];
  expect([told(march), told(april)]).toEqual([[], []]);
  expect([sides(march), sides(april)]).toMatchObject([
    { ours: 0n, ledger: 0n },
    { ours: 100n, ledger: 100n },
  ]);
});

const neverBooked = aVoucher().reference;
