import { randomUUID } from 'node:crypto';
import { deriveVoucherReference, type ExpenseRecordJson, expenseRecordToJson } from '@bilag/core';
import { anExpenseRecord } from '@bilag/core/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabaseOf, type ServiceDatabase } from './support/service-database.ts';

const organizations = ['aif', 'bil', 'cif'];
let service: ServiceDatabase;
beforeAll(async () => {
  service = await openDatabaseOf(organizations);
});
afterAll(() => service.close());

interface Told {
  readonly call: number;
  readonly outcome: string;
  readonly at: number | null;
  readonly record_id: string | null;
}

/** What one call carries: the approvals of one organization. */
async function callOf(organizationId: string, ...changes: readonly Partial<ExpenseRecordJson>[]) {
  const approvals = changes.map(async (change) => {
    const record = anExpenseRecord(change, organizationId);
    const attachmentUrls = change.attachments?.map(({ url }) => url);
    const reference = await deriveVoucherReference(record);
    return { recordId: randomUUID(), content: expenseRecordToJson(record), reference, attachmentUrls };
  });
  return { organizationId, approvals: await Promise.all(approvals) };
}

/** All of them in one statement, as the service's role and without waiting for anybody. */
async function take(calls: readonly Awaited<ReturnType<typeof callOf>>[]): Promise<readonly Told[]> {
  const text = 'select call, outcome, at, record_id from bilag.take_approvals($1, false)';
  return (await service.database.requestPool.query<Told>(text, [JSON.stringify(calls)])).rows;
}

/** Whose approval of a source is stored with its outbox entry, in the order of their numbers. */
async function stored(sourceIds: readonly string[]) {
  const rows = await service.asOwner<{ organization_id: string; source_id: string }>(
    `select r.organization_id, r.source_id from bilag.expense_records r join bilag.outbox o using (organization_id, record_id, sequence, reference)
     where r.source_id = any($1::text[]) order by r.sequence`,
    [sourceIds],
  );
  return rows.map((it) => `${it.organization_id} ${it.source_id}`);
}

const receipt = {
  fileName: 'toll.pdf',
  mediaType: 'application/pdf',
  sizeBytes: 10,
  sha256: 'a'.repeat(64),
  url: 'https://files.example.org/toll.pdf',
} as const;

test('API-1 one statement stores approvals of many organizations, each in its own scope and in the order given', async () => {
  const calls = [
    await callOf('cif', { sourceId: 'Z' }, { sourceId: 'A' }, { sourceId: 'M' }),
    await callOf('aif', { sourceId: 'Z' }, { sourceId: 'A' }),
    await callOf('bil', { sourceId: 'M' }),
  ];
  expect(await take(calls)).toEqual([]);
  expect(await stored(['Z', 'A', 'M'])).toEqual(['cif Z', 'cif A', 'cif M', 'aif Z', 'aif A', 'bil M']);
});

test('API-1 a source that two calls of one statement bring is stored once, and the second is told of it', async () => {
  const calls = [
    await callOf('aif', { sourceId: 'TWICE' }),
    await callOf('bil', { sourceId: 'TWICE' }),
    await callOf('aif', { sourceId: 'BESIDE' }, { sourceId: 'TWICE' }),
  ];
  const [first] = calls;
  const recordId = first?.approvals[0]?.recordId;
  expect(await take(calls)).toEqual([{ call: 2, outcome: 'known', at: 1, record_id: recordId }]);
  expect(await stored(['TWICE', 'BESIDE'])).toEqual(['aif TWICE', 'bil TWICE', 'aif BESIDE']);
});

test('API-1 what one organization has is news to another: the same source is known only to whom it belongs', async () => {
  const mine = await callOf('aif', { sourceId: 'OURS' });
  expect(await take([mine])).toEqual([]);
  const again = [await callOf('bil', { sourceId: 'OURS' }), mine, await callOf('cif', { sourceId: 'OURS' })];
  const recordId = mine.approvals[0]?.recordId;
  expect(await take(again)).toEqual([{ call: 1, outcome: 'known', at: 0, record_id: recordId }]);
  expect(await stored(['OURS'])).toEqual(['aif OURS', 'bil OURS', 'cif OURS']);
});

test('receipts that come in one statement lie with the records of their own organizations', async () => {
  const hotel = {
    ...receipt,
    fileName: 'hotel.pdf',
    sha256: 'b'.repeat(64),
    url: 'https://files.example.org/hotel.pdf',
  };
  const files = { attachments: [receipt, hotel] };
  const calls = [
    await callOf('aif', { sourceId: 'FILES', ...files }, { sourceId: 'NO-FILES' }),
    await callOf('bil', { sourceId: 'NO-FILES' }),
    await callOf('cif', { sourceId: 'NO-FILES' }, { sourceId: 'FILES', ...files }),
  ];
  expect(await take(calls)).toEqual([]);
  const rows = await service.asOwner<{ place: string }>(
    `select concat_ws(' ', c.organization_id, r.source_id, c.position, c.file_name) as place
     from bilag.receipts c join bilag.expense_records r using (organization_id, record_id) order by 1`,
  );
  const places = ['FILES 1 toll.pdf', 'FILES 2 hotel.pdf'];
  expect(rows.map((it) => it.place)).toEqual(['aif', 'cif'].flatMap((it) => places.map((place) => `${it} ${place}`)));
});

test('a known approval with other addresses waits for its lane by itself, and with it all of its organization', async () => {
  const known = { sourceId: 'ADDRESS', attachments: [receipt] };
  expect(await take([await callOf('aif', known)])).toEqual([]);
  const calls = [
    await callOf('aif', { sourceId: 'BEFORE' }),
    await callOf('bil', { sourceId: 'OTHERS', attachments: [receipt] }),
    await callOf('aif', { sourceId: 'BEHIND' }, known),
  ];
  const busy = { outcome: 'busy', at: null, record_id: null };
  expect(await take(calls)).toEqual([
    { call: 0, ...busy },
    { call: 2, ...busy },
  ]);
  expect(await stored(['BEFORE', 'OTHERS', 'BEHIND'])).toEqual(['bil OTHERS']);
});

test('an address that a later call of a statement brings is not lost behind an earlier call of the same source: both wait', async () => {
  const elsewhere = { ...receipt, url: 'https://files.example.org/moved.pdf' };
  const known = { sourceId: 'MOVED', attachments: [receipt] };
  expect(await take([await callOf('aif', known)])).toEqual([]);
  const busyCalls = [0, 1].map((call) => ({ call, outcome: 'busy', at: null, record_id: null }));
  const moved = await callOf('aif', { ...known, attachments: [elsewhere] });
  expect(await take([await callOf('aif', { sourceId: 'MOVED' }), moved])).toEqual(busyCalls);
  const fresh = { sourceId: 'NEW-AND-MOVED', attachments: [receipt] };
  const freshMoved = await callOf('aif', { ...fresh, attachments: [elsewhere] });
  expect(await take([await callOf('aif', fresh), freshMoved])).toEqual(busyCalls);
  expect(await stored(['NEW-AND-MOVED'])).toEqual([]);
});
