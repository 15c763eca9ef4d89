import { compareVoucher, type VoucherReference } from '@bilag/core';
import { aReference, aVoucher } from '@bilag/core/testing';
import { expect, test } from 'vitest';
import { patience, requestsOf } from '../support/harness.ts';
import { addressesAt, changed, find, nok, openGateway, openMock, postOne } from './support/harness.ts';
import { startApi, startBefore } from './support/stranger.ts';

const page = (items: readonly object[], nextCursor: unknown = null) => ({ json: { items, nextCursor } });

/** A gateway that has these entries under every reference, and answers posts with `again`. */
const serving = (entries: (reference: string) => readonly object[], again: object = { status: 500, json: '' }) =>
  startApi(({ method, path }) => {
    if (method === 'POST') return { json: '', ...again };
    return page(entries(new URL(path, 'http://x').searchParams.get('externalId') ?? ''));
  });

test('what waits is accepted, what is booked carries the ledger’s number, and each costs one question', async () => {
  await using erp = await openMock();
  const it = aVoucher();
  const posted = await postOne(erp.gateway, it);
  const erpReference = posted !== undefined && 'erpReference' in posted ? posted.erpReference : '';
  expect(await find(erp.gateway, it.reference)).toEqual({ kind: 'accepted', erpReference, copies: 1, lines: [] });
  erp.mock.xledger.runBookingJob();
  const [{ voucherNumber } = { voucherNumber: '' }] = erp.mock.world.ledger.list({ reference: it.reference });
  const found = await find(erp.gateway, it.reference);
  expect(found).toMatchObject({ kind: 'booked', erpReference: voucherNumber, copies: 1 });
  expect(found?.kind === 'booked' ? compareVoucher(it, found.lines) : found).toEqual([]);
  expect(requestsOf(erp.mock)).toEqual({
    'xledger-rest.token': 1,
    'xledger-rest.me': 1,
    'xledger-rest.journalEntries.create': 1,
    'xledger-rest.journalEntries.list': 2,
  });
});

test('RTY-4 a booked voucher whose answer was lost is compared by a repeat under its key, and booked once', async () => {
  await using erp = await openMock();
  erp.mock.world.faults.add({
    operation: 'xledger-rest.journalEntries.create',
    nth: [1],
    effect: { kind: 'commit-then-drop' },
  });
  const it = changed({ dimensions: { costCenter: '310', project: '4402' } });
  expect(await postOne(erp.gateway, it)).toMatchObject({ kind: 'unknown' });
  // While it waits in the queue nothing is repeated: a person may take it out at any moment.
  expect(await find(erp.gateway, it.reference)).toMatchObject({ kind: 'accepted' });
  expect(requestsOf(erp.mock)['xledger-rest.journalEntries.create']).toBe(1);
  erp.mock.xledger.runBookingJob();
  const found = await find(erp.gateway, it.reference);
  expect(found).toMatchObject({ kind: 'booked', copies: 1 });
  expect(found?.kind === 'booked' ? compareVoucher(it, found.lines) : found).toEqual([]);
  erp.mock.xledger.runBookingJob();
  expect(erp.mock.world.ledger.list({ reference: it.reference })).toHaveLength(1);
  expect(requestsOf(erp.mock)['xledger-rest.journalEntries.create']).toBe(2);
});

test('after a restart the bytes that were sent are compared, and nothing is posted for what is absent', async () => {
  await using erp = await openMock();
  const it = aVoucher();
  const { payload } = erp.gateway.render(it);
  await postOne(erp.gateway, it);
  erp.mock.xledger.runBookingJob();
  const later = openGateway(addressesAt(erp.mock.urls.xledgerRest));
  const found = await find(later, it.reference, payload);
  expect(found).toMatchObject({ kind: 'booked', copies: 1 });
  expect(found?.kind === 'booked' ? compareVoucher(it, found.lines) : found).toEqual([]);
  const never = aVoucher();
  expect(await find(later, never.reference, later.render(never).payload)).toEqual({ kind: 'absent' });
  await later.close();
  expect(requestsOf(erp.mock)['xledger-rest.journalEntries.create']).toBe(2);
  expect(erp.mock.xledger.queue.rows()).toEqual([]);
});

test('a booked voucher that says something else is never taken for ours', async () => {
  await using erp = await openMock();
  const it = aVoucher();
  await postOne(erp.gateway, it);
  erp.mock.xledger.runBookingJob();
  const other = changed({ amount: nok(84_251n) }, { amount: nok(-96_251n) }, it);
  const later = openGateway(addressesAt(erp.mock.urls.xledgerRest));
  expect(await find(later, it.reference, later.render(other).payload)).toMatchObject({
    kind: 'cannot-tell',
    failure: { code: 'ERP_VOUCHER_DIFFERS' },
  });
  await later.close();
});

test('where nobody knows any more what was sent, a booked voucher cannot be told from another', async () => {
  await using erp = await openMock();
  const it = aVoucher();
  await postOne(erp.gateway, it);
  erp.mock.xledger.runBookingJob();
  const later = openGateway(addressesAt(erp.mock.urls.xledgerRest));
  const moved = openGateway(addressesAt(erp.mock.urls.xledgerRest), { dimensions: {} });
  for (const [gateway, payload] of [
    [later, undefined],
    [later, 'no JSON'],
    [later, '{"currency":"NOK","lines":[{"account":"1","amount":"1e3"}]}'],
    [moved, later.render(it).payload],
  ] as const) {
    expect(await find(gateway, it.reference, payload)).toMatchObject({
      kind: 'cannot-tell',
      failure: { code: 'ERP_LOOK_UP_INCONCLUSIVE', message: expect.stringContaining('cannot be compared') },
    });
  }
  await later.close();
  await moved.close();
  expect(requestsOf(erp.mock)['xledger-rest.journalEntries.create']).toBe(1);
});

test('a period that closed meanwhile rejects what waits, and the reason is told', async () => {
  await using erp = await openMock();
  const it = aVoucher();
  await postOne(erp.gateway, it);
  erp.mock.xledger.settings.closedTo = it.postingDate;
  erp.mock.xledger.runBookingJob();
  expect(await find(erp.gateway, it.reference)).toMatchObject({
    kind: 'rejected',
    failure: {
      code: 'ERP_PERIOD_CLOSED',
      message: expect.stringContaining('je_'),
    },
  });
});

test.each([
  [
    'a reason',
    { errors: [{ path: '/lines/0/account', code: 'not_booked', message: 'Account blocked.' }] },
    'ERP_IMPORT_REFUSED',
    'Account blocked.',
  ],
  [
    'a closed period',
    { errors: [{ path: '/lines/0', code: 'not_booked', message: 'Perioden er stengt.' }] },
    'ERP_PERIOD_CLOSED',
    'stengt',
  ],
  ['a code about the period', { errors: [{ code: 'period_closed' }] }, 'ERP_PERIOD_CLOSED', 'period_closed'],
  ['no reason', {}, 'ERP_IMPORT_REFUSED', 'no reason is given'],
  ['reasons that are null', { errors: null }, 'ERP_IMPORT_REFUSED', 'no reason is given'],
])('DOD-3 what could not be booked is rejected with %s', async (_what, more, code, words) => {
  await using server = await serving((externalId) => [{ id: 'je_1', externalId, status: 'rejected', ...more }]);
  const gateway = openGateway(addressesAt(server.url));
  expect(await find(gateway, aReference())).toMatchObject({
    kind: 'rejected',
    failure: { code, message: expect.stringContaining(words) },
  });
  await gateway.close();
});

test('no code of a payee is told of what could not be booked, whether the voucher is known or not', async () => {
  const errors = [{ path: '/lines/2', code: 'not_booked', message: "No value matching owner 1, code 'KARI-77'" }];
  await using server = await serving((externalId) => [{ id: 'je_1', externalId, status: 'rejected', errors }]);
  const gateway = openGateway(addressesAt(server.url));
  const it = changed({}, { subledger: 'KARI-77' });
  for (const payload of [undefined, gateway.render(it).payload]) {
    const found = await find(gateway, it.reference, payload);
    expect(found).toMatchObject({ kind: 'rejected', failure: { message: expect.stringContaining('No value') } });
    expect(JSON.stringify(found)).not.toContain('KARI');
  }
  await gateway.close();
});

const entry = (externalId: string, more: object = {}) => ({ id: 'je_1', externalId, status: 'booked', ...more });

test.each([
  ['two that are booked', (ref: string) => [entry(ref), entry(ref, { id: 'je_2' })], { kind: 'booked', copies: 2 }],
  [
    'one booked and one waiting',
    (ref: string) => [entry(ref, { status: 'queued' }), entry(ref, { id: 'je_2' })],
    { kind: 'booked', copies: 2 },
  ],
  [
    'two that wait',
    (ref: string) => [entry(ref, { status: 'queued' }), entry(ref, { status: 'queued' })],
    { kind: 'accepted', copies: 2 },
  ],
  [
    'one in small letters',
    (ref: string) => [entry(` ${ref.toLowerCase()} `, { status: 'queued' })],
    { kind: 'accepted', copies: 1 },
  ],
  ['others only', () => [entry('R-OTHER')], { kind: 'absent' }],
  ['one without a name', () => [{ id: 'je_1', status: 'queued' }], { kind: 'cannot-tell' }],
  ['one without an id', (ref: string) => [{ externalId: ref, status: 'booked' }], { kind: 'cannot-tell' }],
  ['one in an unknown state', (ref: string) => [entry(ref, { status: 'parked' })], { kind: 'cannot-tell' }],
  ['one without a state', (ref: string) => [entry(ref, { status: null })], { kind: 'cannot-tell' }],
] as const)('a list of %s is read for what it says', async (_what, entries, outcome) => {
  await using server = await serving(entries);
  const gateway = openGateway(addressesAt(server.url));
  expect(await find(gateway, aReference())).toMatchObject(outcome);
  await gateway.close();
  expect(server.countOf('POST', /journal/)).toBe(0);
});

test('an empty list that is null is empty, with or without a cursor', async () => {
  let json: unknown = { items: null };
  await using server = await startApi(() => ({ json }));
  const gateway = openGateway(addressesAt(server.url));
  expect(await find(gateway, aReference())).toEqual({ kind: 'absent' });
  json = { items: [], nextCursor: '' };
  expect(await find(gateway, aReference())).toEqual({ kind: 'absent' });
  await gateway.close();
});

test.each([
  ['no list', { json: {} }],
  ['an error with 200', { json: { errors: [{ code: 'x' }] } }],
  ['a list of texts', { json: { items: ['x'], nextCursor: null } }],
  ['a page', { json: '<h1>Sign in</h1>', headers: { 'content-type': 'text/html' } }],
  ['nothing', { json: '' }],
  ['404', { status: 404, json: { errors: [{ code: 'not_found' }] } }],
  ['400', { status: 400, json: { errors: [{ code: 'unknown_parameter' }] } }],
  ['500', { status: 500, json: '' }],
  ['204', { status: 204, json: '' }],
  ['a cursor that is an object', { json: { items: [], nextCursor: {} } }],
  ['a page that comes again and again', { json: { items: [], nextCursor: 'x' } }],
] as const)('%s never makes a voucher absent', async (_what, answer) => {
  await using server = await startApi(() => answer);
  const gateway = openGateway(addressesAt(server.url));
  const found = await find(gateway, aReference());
  await gateway.close();
  expect(['unavailable', 'cannot-tell']).toContain(found?.kind);
});

test('a voucher on the last page is found, and a page that fails hides none', async () => {
  const reference = aReference();
  let isBroken = false;
  await using server = await startApi(({ path }) => {
    const cursor = new URL(path, 'http://x').searchParams.get('cursor');
    if (cursor === null) return page([entry('R-A')], 'a&b=c d');
    if (cursor !== 'a&b=c d') return { status: 400, json: '' };
    return isBroken ? { status: 502, json: '' } : page([entry(reference, { status: 'queued' })]);
  });
  const gateway = openGateway(addressesAt(server.url));
  expect(await find(gateway, reference)).toMatchObject({ kind: 'accepted' });
  isBroken = true;
  expect(await find(gateway, reference)).toMatchObject({ kind: 'unavailable', failure: { code: 'ERP_UNAVAILABLE' } });
  await gateway.close();
});

test.each([
  ['the same entry with 201', { status: 201, json: { id: 'je_1' } }, { kind: 'booked', copies: 1 }],
  ['another entry', { status: 201, json: { id: 'je_2' } }, { kind: 'booked', copies: 2 }],
  ['no entry', { json: {} }, { kind: 'cannot-tell', failure: { code: 'ERP_LOOK_UP_INCONCLUSIVE' } }],
  ['a conflict', { status: 409 }, { kind: 'cannot-tell', failure: { code: 'ERP_VOUCHER_DIFFERS' } }],
  [
    'a refusal',
    { status: 422, json: { errors: [{ code: 'not_open' }] } },
    { kind: 'cannot-tell', failure: { code: 'ERP_LOOK_UP_INCONCLUSIVE' } },
  ],
  ['an outage', { status: 500 }, { kind: 'unavailable', failure: { code: 'ERP_UNAVAILABLE' } }],
  ['a rate limit', { status: 429 }, { kind: 'unavailable', failure: { code: 'ERP_RATE_LIMITED' }, afterMs: 5_000 }],
] as const)('a repeat that is answered with %s says what is there', async (_what, again, outcome) => {
  await using server = await serving((externalId) => [entry(externalId)], again);
  const gateway = openGateway(addressesAt(server.url));
  const it = aVoucher();
  expect(await find(gateway, it.reference, gateway.render(it).payload)).toMatchObject(outcome);
  await gateway.close();
  expect(server.countOf('POST', /journal/)).toBe(1);
});

test('every voucher of a look-up is answered for, four questions at a time', async () => {
  await using erp = await openMock();
  const vouchers = Array.from({ length: 50 }, () => aVoucher());
  const here = vouchers.slice(0, 7);
  for (const it of here) await postOne(erp.gateway, it);
  const found = await erp.gateway.findVouchers(
    vouchers.map(({ reference }) => ({ reference, batchKey: null })),
    patience(),
  );
  const kindOf = (reference: VoucherReference) => found.get(reference)?.kind;
  expect(here.map(({ reference }) => kindOf(reference))).toEqual(here.map(() => 'accepted'));
  expect(vouchers.slice(7).map(({ reference }) => kindOf(reference))).toEqual(vouchers.slice(7).map(() => 'absent'));
});

/** A list of ever new pages, the first ones and the others told apart. */
const endless = (items: readonly object[]) => {
  let count = 0;
  return startApi(() => page(items, `page ${(count += 1)}`));
};

test('all vouchers of a look-up share so many further pages: a gateway that always has another cannot keep it busy', async () => {
  await using server = await endless([entry('R-OTHER')]);
  const gateway = openGateway(addressesAt(server.url));
  const queries = Array.from({ length: 5 }, () => ({ reference: aReference(), batchKey: null }));
  const found = await gateway.findVouchers(queries, patience());
  await gateway.close();
  for (const { reference } of queries) {
    expect(found.get(reference)).toMatchObject({ kind: 'cannot-tell', failure: { code: 'ERP_LOOK_UP_INCONCLUSIVE' } });
  }
  expect(server.countOf('GET', /journal/)).toBe(5 + 200);
});

test('once the further pages of a look-up are used up, a voucher that needs none is still found', async () => {
  const [lost, here] = [aReference(), aReference()];
  let count = 0;
  await using server = await startApi(({ path }) =>
    path.includes(here) ? page([entry(here, { status: 'queued' })]) : page([], `page ${(count += 1)}`),
  );
  const gateway = openGateway(addressesAt(server.url));
  const found = await gateway.findVouchers(
    [lost, here].map((reference) => ({ reference, batchKey: null })),
    patience(),
  );
  await gateway.close();
  expect(found.get(lost)).toMatchObject({ kind: 'cannot-tell' });
  expect(found.get(here)).toMatchObject({ kind: 'accepted' });
});

test('pages that each are legal fit in memory together, whatever is in their rows', async () => {
  const nested = Array.from({ length: 149_000 }, () => ({}));
  for (const more of [{ nested }, { errors: nested }]) {
    await using server = await endless([entry('R-OTHER', more)]);
    const gateway = openGateway(addressesAt(server.url));
    const queries = Array.from({ length: 5 }, () => ({ reference: aReference(), batchKey: null }));
    const found = await gateway.findVouchers(queries, patience(60_000));
    await gateway.close();
    expect([...found.values()].map(({ kind }) => kind)).toEqual(queries.map(() => 'cannot-tell'));
    expect(server.countOf('GET', /journal/)).toBeLessThan(40);
  }
});

test('when the caller’s time is up the rest could not be asked, and none of it is absent', async () => {
  const caller = new AbortController();
  await using erp = await openMock();
  await using server = await startBefore(erp.mock.urls.xledgerRest, ({ method }) => {
    if (method === 'GET' && server.countOf('GET', /journal/) === 3) caller.abort();
    return undefined;
  });
  const gateway = openGateway(addressesAt(server.url));
  const references = Array.from({ length: 20 }, () => aReference());
  const found = await gateway.findVouchers(
    references.map((reference) => ({ reference, batchKey: null })),
    { signal: caller.signal },
  );
  await gateway.close();
  expect(found.size).toBe(20);
  const kinds = [...found.values()].map(({ kind }) => kind);
  expect(kinds.filter((it) => it === 'absent').length).toBeLessThan(4);
  expect(kinds.filter((it) => it === 'unavailable').length).toBeGreaterThanOrEqual(16);
});

test('after a restart a booked voucher whose posting was answered is told by its id, and nothing is sent', async () => {
  await using server = await serving((externalId) => [entry(externalId, { transactionNumber: '26000417' })], {
    status: 201,
    json: { id: 'je_of_a_gateway_that_forgot_its_keys' },
  });
  const gateway = openGateway(addressesAt(server.url));
  const it = aVoucher();
  const { payload } = gateway.render(it);
  for (const erpReference of ['je_1', '26000417']) {
    const found = await find(gateway, it.reference, payload, { erpReference });
    expect(found).toMatchObject({ kind: 'booked', erpReference: '26000417', copies: 1 });
    expect(found?.kind === 'booked' ? compareVoucher(it, found.lines) : found).toEqual([]);
  }
  expect(await find(gateway, it.reference, payload, { erpReference: 'je_2' })).toMatchObject({
    kind: 'cannot-tell',
    failure: { code: 'ERP_LOOK_UP_INCONCLUSIVE', message: expect.stringContaining('another entry') },
  });
  await gateway.close();
  expect(server.countOf('POST', /journal/)).toBe(0);
});

test('what a look-up found waiting, and no posting was answered with, is compared once it is booked', async () => {
  await using erp = await openMock();
  const it = aVoucher();
  await postOne(erp.gateway, it);
  const other = changed({ amount: nok(84_251n) }, { amount: nok(-96_251n) }, it);
  const later = openGateway(addressesAt(erp.mock.urls.xledgerRest));
  const waiting = await find(later, it.reference, later.render(other).payload);
  const erpReference = waiting?.kind === 'accepted' ? waiting.erpReference : '';
  expect(erpReference).toMatch(/^je_\S+ \(not compared\)$/);
  erp.mock.xledger.runBookingJob();
  const found = (of: typeof it) => find(later, it.reference, later.render(of).payload, { erpReference });
  expect(await found(other)).toMatchObject({ kind: 'cannot-tell', failure: { code: 'ERP_VOUCHER_DIFFERS' } });
  expect(await found(it)).toMatchObject({ kind: 'booked', copies: 1 });
  await later.close();
});
