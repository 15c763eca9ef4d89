import { randomBytes } from 'node:crypto';
import {
  type DueEntry,
  deriveVoucherReference,
  type ExpenseRecordJson,
  expenseRecordToJson,
  type LeasedLane,
  parseCalendarDate,
  type RevisionStore,
  receiptAfter,
  reviseSource,
  transition,
  type Witness,
} from '@bilag/core';
import { anAttachment, anExpenseRecord, type FakeGateway, leaseDue } from '@bilag/core/testing';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createPostgresApprovalStore } from '../src/persistence/postgres-approval-store.ts';
import { createPostgresDecisionStore } from '../src/persistence/postgres-decision-store.ts';
import { createPostgresHeartbeatStore } from '../src/persistence/postgres-heartbeat-store.ts';
import { createPostgresInstanceRepo } from '../src/persistence/postgres-instance-repo.ts';
import { createPostgresOutboxStore } from '../src/persistence/postgres-outbox-store.ts';
import { createPostgresReceiptStore } from '../src/persistence/postgres-receipt-store.ts';
import { createPostgresRevisionStore } from '../src/persistence/postgres-revision-store.ts';
import { type BooksInDatabase, openBooks } from './support/books-in-database.ts';
import { aProducer } from './support/producer.ts';
import { backUp } from './support/put-back.ts';

let books: BooksInDatabase;
let erp: FakeGateway;
let known: Witness;
beforeEach(async () => {
  books = await openBooks();
  onTestFinished(() => books.close());
  erp = await books.addOrganization('nbf');
  known = await beat();
});

const pool = () => books.service.database.enginePool;
const beat = (remembered?: Witness) => createPostgresHeartbeatStore(pool()).beat(remembered, false);
const release = async (restMs = 0) => {
  const repo = createPostgresInstanceRepo(pool(), { restMs });
  return await repo.release((await repo.read()).epoch, 'restored', 'admin');
};
const hold = () => books.service.asOwner("select bilag.hold_sending('by hand')");

/** As in a backup that was made some time ago. */
const nobodyBeats = () => books.service.asOwner("update bilag.instance set beat_at = beat_at - interval '1 hour'");

/** As in a backup that was made before the first worker started. */
const nobodyHasBeaten = () => books.service.asOwner('update bilag.instance set beat_at = null');

const claim = (sourceId: string, amount: string): Partial<ExpenseRecordJson> => ({
  sourceId,
  lines: [{ expenseType: 'toll', amount, costCenter: '310', text: 'Toll' }],
});
/** By text, each as often as it was booked. */
const inOrder = (references: readonly (string | undefined)[]) =>
  references.map(String).toSorted((a, b) => (a < b ? -1 : 1));
const inLedger = () => inOrder(erp.booked.map(({ reference }) => reference));

describe('a database that was put back under its worker', () => {
  test('books every approval once: what was booked since the backup is found, what is new is sent', async () => {
    const [a] = await books.approve('nbf', claim('A', '1.00'));
    await books.book('nbf');
    const [b] = await books.approve('nbf', claim('B', '2.00'));
    const backup = await backUp(books.service.ownerUrl);
    known = await beat(known);
    await books.book('nbf');
    const [c] = await books.approve('nbf', claim('C', '3.00'));
    await books.book('nbf');
    expect(inLedger()).toEqual(inOrder([a, b, c]));
    await backup.putBack();

    // The worker that ran on has a memory, and every statement of it asks for that: not even before its next heartbeat is anything leased.
    const running = createPostgresOutboxStore(pool(), () => known);
    expect(await running.findDueLanes(10)).toEqual([]);
    expect(await running.leaseLanes({ owner: 'engine', organizations: ['nbf'], leaseMs: 60_000 })).toEqual([]);
    expect(await beat(known)).toMatchObject({ mode: 'reconcile-only', why: 'behind-witness' });

    // Approvals are taken, and reconciliations tell what is in the ledger and not in our books; nothing is sent.
    const { findings } = await books.reconcile('nbf');
    const found = findings.map(({ kind, reference }) => ({ kind, reference }));
    expect(found).toHaveLength(2);
    expect(found).toEqual(expect.arrayContaining([b, c].map((reference) => ({ kind: 'extra', reference }))));
    expect(await books.approve('nbf', claim('C', '3.00'))).toEqual([c]);
    const [d] = await books.approve('nbf', claim('D', '4.00'));
    await books.book('nbf');
    expect(erp.calls).toEqual([[a], [b], [c]]);

    const asked = erp.lookUps.length;
    await release();
    const [e] = await books.approve('nbf', claim('E', '5.00'));
    await books.book('nbf');
    expect(inLedger()).toEqual(inOrder([a, b, c, d, e]));
    expect(inOrder(erp.calls.slice(3).flat())).toEqual(inOrder([d, e]));
    expect(new Set(erp.lookUps.slice(asked).flat())).toEqual(new Set([b, c, d, e]));
    expect(await states()).toEqual(['synced', 'synced', 'synced', 'synced', 'synced']);
    expect((await books.reconcile('nbf')).findings).toEqual([]);
  });

  test.each([
    ['while nothing is sent', () => beat(known), revise],
    ['before anybody noticed', nobodyBeats, revise],
    ['by an app in the same database, before anybody noticed', nobodyBeats, captureRevision],
  ])(
    'never takes for unsent what was booked since the backup and is revised %s',
    async (_when, meanwhile, approveAgain) => {
      const [a] = await books.approve('nbf', claim('A', '1.00'));
      const backup = await backUp(books.service.ownerUrl);
      known = await beat(known);
      await books.book('nbf');
      await backup.putBack();
      await meanwhile();
      await approveAgain({ ...claim('A', '9.00'), revision: 2 });
      expect(await beat(known)).toMatchObject({ mode: 'reconcile-only', why: 'behind-witness' });
      await release();
      for (let turn = 0; turn < 3; turn += 1) await books.book('nbf');
      // The first voucher is found. With which mapping it was made is lost, so that a person takes it back; until then the second one waits.
      expect(inLedger()).toEqual(inOrder([a]));
      expect(await states()).toEqual(['synced', 'rejected', 'pending']);
    },
  );

  test('cancels nothing when it is noticed between the reading of what is known of a claim and the decision about it', async () => {
    await books.approve('nbf', claim('A', '1.00'));
    const record = anExpenseRecord({ ...claim('A', '9.00'), revision: 2 }, 'nbf');
    const reference = await deriveVoucherReference(record);
    const store = createPostgresRevisionStore(books.service.database.requestPool);
    const revisions: RevisionStore = {
      change: (source, decide) =>
        store.change(source, async (revisionsKnown) => {
          await hold();
          return await decide(revisionsKnown);
        }),
    };
    await expect(reviseSource({ record, reference, attachmentUrls: [] }, revisions)).rejects.toThrow(
      'cannot be cancelled',
    );
    expect(await states()).toEqual(['pending']);
  });

  test.each([
    ['some time ago', nobodyBeats],
    ['before the first worker started', nobodyHasBeaten],
  ])(
    'lets nobody ignore what may have been booked since a backup that was made %s, before anybody noticed',
    async (_when, meanwhile) => {
      const [a] = await books.approve('nbf', claim('A', '1.00'));
      const decisions = createPostgresDecisionStore(books.service.database.requestPool);
      const [{ id } = { id: '' }] = await books.service.asOwner<{ id: string }>(
        'select record_id as id from bilag.expense_records where reference = $1',
        [a],
      );
      expect(await decisions.openDecisions('nbf', id)).toEqual([{ what: 'ignore', of: 'voucher' }]);
      await meanwhile();
      expect(await decisions.openDecisions('nbf', id)).toEqual([]);
      expect(await decisions.decide('nbf', id, { what: 'ignore', reason: 'Not needed' }, 'kari')).toBe(false);
      // By which alerts and status webhooks go: that nobody looks is no reason to be quiet.
      expect(await books.service.asOwner('select bilag.is_held() as held')).toEqual([{ held: false }]);
      await beat(known);
      expect(await decisions.openDecisions('nbf', id)).toEqual([{ what: 'ignore', of: 'voucher' }]);
    },
  );

  test('lets a sender whose lane was leased before open no attempt any more', async () => {
    await books.approve('nbf', claim('A', '1.00'));
    const { lane, due } = await begin();
    await hold();
    expect(await open(lane, due)).toBeUndefined();
    await books.service.asOwner("update bilag.instance set mode = 'normal'");
    expect(await open(lane, due)).toBeDefined();
  });

  test('lets such a sender attach no receipt any more', async () => {
    await approveWithReceipt('A', new Date().toISOString());
    await books.book('nbf');
    const { lane } = await begin();
    const receipts = createPostgresReceiptStore(pool());
    const [receipt] = (await receipts.readDue(lane, 10)) ?? [];
    if (receipt === undefined) throw new Error('No receipt is due.');
    const next = receiptAfter(receipt.status, { type: 'intent', lookUp: 'not-needed' });
    const intent = { receipt, next, configVersion: 1, credentialVersion: 1, settlingMs: 60_000 };
    await hold();
    expect(await receipts.openAttempt(lane, intent, 1_000)).toBeUndefined();
    await books.service.asOwner("update bilag.instance set mode = 'normal'");
    expect(await receipts.openAttempt(lane, intent, 1_000)).toBeDefined();
  });

  test('takes every lane away at the release: who held one before sends nothing any more', async () => {
    await books.approve('nbf', claim('A', '1.00'));
    const { lane, due } = await begin();
    await hold();
    await release();
    // With the settings as they are now: nothing but its lost lane stops it.
    expect(await open(lane, due, 1_001)).toBeUndefined();
    await books.book('nbf');
    expect(erp.booked).toHaveLength(1);
  });

  test('looks up whatever was in the middle of a call when the backup was made', async () => {
    const [a] = await books.approve('nbf', claim('A', '1.00'));
    const { lane, due } = await begin();
    expect(await open(lane, due)).toBeDefined();
    await hold();
    await release();
    await books.book('nbf');
    expect(await states()).toEqual(['unknown']);
    await books.service.asOwner('update bilag.outbox set due_at = now()');
    await books.book('nbf');
    expect(erp.lookUps).toEqual([[a]]);
    expect(inLedger()).toEqual([a]);
  });

  test('looks for what was rejected in the backup before somebody’s retry sends it again, and for every receipt', async () => {
    await approveWithReceipt('A', new Date().toISOString());
    await books.service.asOwner("update bilag.outbox set state = 'rejected', fresh = false, due_at = null");
    await books.service.asOwner("update bilag.receipts set state = 'failed', url = null");
    await hold();
    await release();
    expect(await doubts()).toEqual([{ id: 'A', voucher: true, receipt: true }]);
  });
});

describe('what comes in after the release', () => {
  const approvedAt = (ms: number) => new Date(Date.now() + ms).toISOString();
  const hourMs = 3_600_000;

  test('is born in doubt when it was approved before it, with its receipts; a day is added for clocks that are wrong', async () => {
    await approveWithReceipt('0', approvedAt(-hourMs));
    expect(await doubts()).toEqual([{ id: '0', voucher: false, receipt: false }]);
    await hold();
    await approveWithReceipt('1', approvedAt(48 * hourMs));
    await release();
    await approveWithReceipt('2', approvedAt(-hourMs));
    await approveWithReceipt('3', approvedAt(23 * hourMs));
    await approveWithReceipt('4', approvedAt(25 * hourMs));
    expect(await doubts()).toEqual([
      ...['0', '1', '2', '3'].map((id) => ({ id, voucher: true, receipt: true })),
      { id: '4', voucher: false, receipt: false },
    ]);
  });

  test('is made from settings under versions that nobody has seen before', async () => {
    const version = () =>
      books.service.asOwner(
        'select config_version as config, tested_config_version as tested from bilag.integration_configs',
      );
    expect(await version()).toEqual([{ config: 1, tested: 1 }]);
    await hold();
    await release();
    expect(await version()).toEqual([{ config: 1_001, tested: 1_001 }]);
  });
});

/** A claim that is approved once more, as the approving app sends it. */
async function revise(change: Partial<ExpenseRecordJson>): Promise<void> {
  const record = anExpenseRecord(change, 'nbf');
  const reference = await deriveVoucherReference(record);
  const revisions = createPostgresRevisionStore(books.service.database.requestPool);
  expect(await reviseSource({ record, reference, attachmentUrls: [] }, revisions)).toMatchObject({ kind: 'created' });
}

/** The same, captured in a transaction of the app's own. */
async function captureRevision(change: Partial<ExpenseRecordJson>): Promise<void> {
  const { capture } = await aProducer(books.service.ownerUrl, ['nbf']);
  await capture({ organizationId: 'nbf', ...expenseRecordToJson(anExpenseRecord(change, 'nbf')) });
}

const states = async () =>
  (
    await books.service.asOwner<{ state: string }>(
      'select state from (select state, sequence from bilag.outbox union all select state, sequence from bilag.finished_entries) e order by sequence',
    )
  ).map(({ state }) => state);

/** Leases the lane and reads what is due in it, if anything is. */
async function begin(): Promise<{ readonly lane: LeasedLane; readonly due: DueEntry | undefined }> {
  const store = createPostgresOutboxStore(pool());
  const [lane] = await leaseDue(store, { owner: 'sender', limit: 1, leaseMs: 60_000 });
  if (lane === undefined) throw new Error('No lane was free.');
  return { lane, due: (await store.readDue(lane, 10))[0] };
}

/** Opens an attempt for it. */
async function open(lane: LeasedLane, due: DueEntry | undefined, configVersion = 1) {
  if (due === undefined) throw new Error('Nothing is due.');
  const { entry } = due;
  const next = transition(entry, { type: 'intent', lookUp: 'not-needed' });
  return await createPostgresOutboxStore(pool()).openAttempts(
    lane,
    [{ entry, next, ...versions, configVersion }],
    1_000,
  );
}

/** An approval with a file, at this instant. */
async function approveWithReceipt(sourceId: string, approvedAt: string): Promise<void> {
  const record = anExpenseRecord({ ...claim(sourceId, '1.00'), approvedAt, attachments: [anAttachment()] }, 'nbf');
  const reference = await deriveVoucherReference(record);
  const approval = { record, reference, attachmentUrls: ['https://files.example.org/1'] };
  await createPostgresApprovalStore(books.service.database.requestPool).accept('nbf', [approval]);
}

/** Which vouchers and receipts are looked for before they are sent. */
const doubts = () =>
  books.service.asOwner(
    `select r.source_id as id, o.ever_in_doubt as voucher, f.ever_in_doubt as receipt from bilag.expense_records r
     join bilag.outbox o using (organization_id, record_id) join bilag.receipts f using (organization_id, record_id) order by r.source_id`,
  );

const versions = {
  payload: '{}',
  payloadHash: 'a'.repeat(64),
  batchKey: randomBytes(5).toString('hex').toUpperCase(),
  configVersion: 1,
  credentialVersion: 1,
  mappingVersion: 1,
  newestMappingVersion: 1,
  settlingMs: 60_000,
  postingDate: parseCalendarDate('2026-03-05'),
  totalMinor: 100n,
};
