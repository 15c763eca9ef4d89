import {
  type AccountingGateway,
  compareVoucher,
  type FindOutcome,
  parseVoucherReference,
  type Voucher,
  voucher,
} from '@bilag/core';
import { aVoucher } from '@bilag/core/testing';
import { type MockErp, XLEDGER_OWNER_DB_ID, XLEDGER_TOKENS } from '@bilag/mock-erp';
import { describe, expect, test } from 'vitest';
import { createCodeBook } from '../../src/graphql/code-book.ts';
import { lookUp } from '../../src/graphql/look-up.ts';
import { createQuestions } from '../../src/graphql/questions.ts';
import { parseConfig } from '../../src/graphql/xledger-config.ts';
import { developmentHost, patience, requestsOf } from '../support/harness.ts';
import { settings as graphqlSettings, openGateway, openMock } from './support/harness.ts';
import { startBefore, startStranger } from './support/stranger.ts';

async function post(gateway: AccountingGateway, ...vouchers: readonly Voucher[]) {
  await gateway.postVouchers(
    vouchers.map((it) => gateway.render(it)),
    patience(),
  );
}

async function findAll(
  gateway: AccountingGateway,
  ...vouchers: readonly Voucher[]
): Promise<(FindOutcome | undefined)[]> {
  const found = await gateway.findVouchers(
    vouchers.map(({ reference }) => ({ reference, batchKey: null })),
    patience(),
  );
  return vouchers.map(({ reference }) => found.get(reference));
}

async function find(gateway: AccountingGateway, it: Voucher): Promise<FindOutcome | undefined> {
  return (await findAll(gateway, it))[0];
}

const differences = (it: Voucher, found: FindOutcome | undefined) =>
  found !== undefined && 'lines' in found ? compareVoucher(it, found.lines) : ['has no lines'];

const withDimensions = (it: Voucher, dimensions: Record<string, string>) => {
  const [first, ...others] = it.lines;
  if (first === undefined) throw new Error('A voucher has lines');
  return voucher({ ...it, lines: [{ ...first, dimensions }, ...others] });
};

/** A gateway to the mock behind a server of another mind. */
async function openBefore(mock: MockErp, instead: Parameters<typeof startBefore>[1]) {
  const server = await startBefore(mock.urls.xledgerGraphql, instead);
  const gateway = openGateway(server.url);
  const dispose = async () => {
    await gateway.close();
    await server[Symbol.asyncDispose]();
  };
  return { gateway, requests: server.requests, [Symbol.asyncDispose]: dispose };
}

const refused = (message: string, code = 'ARGUMENTS_OF_CORRECT_TYPE') => ({
  json: { errors: [{ message, extensions: { code } }] },
});

test('a voucher in the import queue is accepted and equal, with its dimensions', async () => {
  await using erp = await openMock();
  const it = withDimensions(aVoucher(), { costCenter: '310', project: '4402' });
  await post(erp.gateway, it);
  const found = await find(erp.gateway, it);
  expect(found).toMatchObject({ kind: 'accepted', copies: 1, erpReference: expect.stringMatching(/^import rows /) });
  expect(differences(it, found)).toEqual([]);
});

test('a booked voucher is known by Xledger’s own number and equal, with its dimensions', async () => {
  await using erp = await openMock();
  const it = withDimensions(aVoucher(), { costCenter: '320', project: '4403' });
  await post(erp.gateway, it);
  erp.mock.xledger.runBookingJob();
  const found = await find(erp.gateway, it);
  expect(found).toMatchObject({ kind: 'booked', copies: 1, erpReference: '20000001' });
  expect(differences(it, found)).toEqual([]);
});

test('one look-up tells booked, waiting, refused and absent vouchers apart in a handful of requests', async () => {
  await using erp = await openMock();
  const [booked, waiting, blocked, absent] = [aVoucher(), aVoucher(), aVoucher({ debitAccount: '7199' }), aVoucher()];
  await post(erp.gateway, booked, blocked);
  erp.mock.xledger.runBookingJob();
  await post(erp.gateway, waiting);
  erp.mock.world.requests.clear();
  const found = await findAll(erp.gateway, booked, waiting, blocked, absent);
  expect(found.map((it) => it?.kind)).toEqual(['booked', 'accepted', 'rejected', 'absent']);
  expect(requestsOf(erp.mock)).toEqual({
    'xledger.glImportItems': 1,
    'xledger.journalEntries': 1,
    'xledger.glImportItemErrors': 1,
    'xledger.transactions': 1,
  });
});

test('where lists show only the ids of accounts and values, each is asked for once', async () => {
  await using erp = await openMock();
  const it = withDimensions(aVoucher(), { costCenter: '310', project: '4402' });
  await post(erp.gateway, it);
  erp.mock.xledger.runBookingJob();
  await using server = await openBefore(erp.mock, ({ query }) =>
    query.includes('account { dbId code') ? refused("Cannot query field 'code' on type 'Ref'.") : undefined,
  );
  erp.mock.world.requests.clear();
  const first = await find(server.gateway, it);
  for (const found of [first, await find(server.gateway, it)]) {
    expect(found).toMatchObject({ kind: 'booked', copies: 1 });
    expect(differences(it, found)).toEqual([]);
  }
  const once = { 'xledger.accounts': 1, 'xledger.objectValues': 1, 'xledger.projects': 1 };
  expect(requestsOf(erp.mock)).toEqual({ 'xledger.glImportItems': 2, 'xledger.journalEntries': 2, ...once });
});

test.each([
  ['a closed period', { postingDate: '2025-12-31' }, 'ERP_PERIOD_CLOSED', 'The period of 2025-12-31 is closed.'],
  ['a blocked account', { debitAccount: '7199' }, 'ERP_UNKNOWN_LEDGER_ACCOUNT', 'Account 7199 is closed for posting.'],
  ['a closed cost center', { costCenter: '399' }, 'ERP_UNKNOWN_DIMENSION_VALUE', 'Object value 399'],
])('a voucher that the booking job refuses for %s is rejected in its words', async (_what, traits, code, words) => {
  await using erp = await openMock();
  const it = aVoucher(traits);
  await post(erp.gateway, it);
  erp.mock.xledger.runBookingJob();
  expect(await find(erp.gateway, it)).toMatchObject({
    kind: 'rejected',
    failure: { code, message: expect.stringContaining(words) },
  });
});

test('an import error that names its row in only one of two ways, or is a warning, is read for what it is', async () => {
  await using erp = await openMock();
  const [byTransaction, byObject, warned] = [aVoucher(), aVoucher(), aVoucher()];
  await post(erp.gateway, byTransaction, byObject, warned);
  const ids = erp.mock.xledger.queue.rows().map((row) => row.dbId);
  const error = (dbId: number, link: object, code = 'ERROR') => ({
    cursor: String(dbId),
    node: { dbId, createdAt: '2099-01-01T00:00:00', message: 'Perioden er lukket', errorLevel: { code }, ...link },
  });
  const edges = [
    error(1, { transactionDbId: ids[0], objectValue: null }),
    error(2, { transactionDbId: null, objectValue: { dbId: String(ids[3]) } }),
    error(3, { transactionDbId: String(ids[6]), objectValue: null }, 'WARNING'),
  ];
  const json = { data: { glImportItemErrors: { edges, pageInfo: { hasNextPage: false } } } };
  await using server = await openBefore(erp.mock, ({ query }) => (query.includes('Errors') ? { json } : undefined));
  const found = await findAll(server.gateway, byTransaction, byObject, warned);
  expect(found).toMatchObject([
    { kind: 'rejected', failure: { code: 'ERP_PERIOD_CLOSED' } },
    { kind: 'rejected', failure: { code: 'ERP_PERIOD_CLOSED' } },
    { kind: 'accepted' },
  ]);
});

test('an import error that is older than the row of its number is about something else', async () => {
  await using erp = await openMock();
  const it = aVoucher();
  await post(erp.gateway, it);
  const [row] = erp.mock.xledger.queue.rows();
  const node = { dbId: 1, createdAt: '2020-01-01T00:00:00', message: 'Not in balance', transactionDbId: row?.dbId };
  const json = { data: { glImportItemErrors: { edges: [{ cursor: '1', node }], pageInfo: { hasNextPage: false } } } };
  await using server = await openBefore(erp.mock, ({ query }) => (query.includes('Errors') ? { json } : undefined));
  expect(await findAll(server.gateway, it)).toMatchObject([{ kind: 'accepted' }]);
});

test('a part-stored voucher is neither absent nor equal, in the queue', async () => {
  await using erp = await openMock();
  const it = aVoucher();
  await post(erp.gateway, it);
  const [first] = erp.mock.xledger.queue.rows();
  erp.mock.xledger.queue.remove(new Set([first?.dbId ?? 0]));
  const found = await find(erp.gateway, it);
  expect(found?.kind).toBe('accepted');
  expect(differences(it, found)).not.toEqual([]);
});

test('a voucher that waits twice has two copies', async () => {
  await using erp = await openMock();
  const it = aVoucher();
  await post(erp.gateway, it);
  await post(erp.gateway, it);
  expect(await find(erp.gateway, it)).toMatchObject({ kind: 'accepted', copies: 2 });
});

test('two sendings that were booked as one voucher are not equal to what was meant', async () => {
  await using erp = await openMock();
  const it = aVoucher();
  await post(erp.gateway, it);
  await post(erp.gateway, it);
  erp.mock.xledger.runBookingJob();
  const found = await find(erp.gateway, it);
  expect(found?.kind).toBe('booked');
  expect(differences(it, found)).not.toEqual([]);
});

test('a booked voucher of which another copy waits has two copies', async () => {
  await using erp = await openMock();
  const it = aVoucher();
  await post(erp.gateway, it);
  erp.mock.xledger.runBookingJob();
  await post(erp.gateway, it);
  const found = await find(erp.gateway, it);
  expect(found).toMatchObject({ kind: 'booked', copies: 2 });
  expect(differences(it, found)).toEqual([]);
});

test('a voucher that is booked while it is looked up has one copy', async () => {
  await using erp = await openMock();
  const it = aVoucher();
  await post(erp.gateway, it);
  await using server = await openBefore(erp.mock, () => {
    if (server.requests.length === 2) erp.mock.xledger.runBookingJob();
    return undefined;
  });
  expect(await find(server.gateway, it)).toMatchObject({ kind: 'booked', copies: 1 });
});

test('rows that stay in the queue after booking, with another job level, are no second copy', async () => {
  const it = aVoucher({ debits: [100n] });
  const amounts = ['1.00', '-1.00'];
  const edges = (more: (at: number) => object) =>
    amounts.map((amount, at) => ({
      cursor: String(at),
      node: { dbId: String(at), extIdentifier: it.reference, amount, account: { dbId: at }, ...more(at) },
    }));
  const list = (nodes: readonly object[]) => ({ edges: nodes, pageInfo: { hasNextPage: false } });
  const answers = (level: number) => ({
    glImportItems: list(edges((at) => ({ trItemNumber: at + 1, jobLevel: { dbSubId: level } }))),
    journalEntries: list(edges(() => ({ transactionNumber: 77 }))),
    accounts: list([0, 1].map((dbId) => ({ cursor: String(dbId), node: { dbId, code: `${7140 + dbId}` } }))),
  });
  for (const [level, copies] of [
    [5, 1],
    [1, 2],
  ] as const) {
    await using server = await startStranger(() => ({ json: { data: answers(level) } }));
    const gateway = openGateway(server.url);
    expect(await find(gateway, it)).toMatchObject({ kind: 'booked', copies, erpReference: '77' });
    await gateway.close();
  }
});

test('identifiers that come back padded or in small letters are still ours, and a row needs an id', async () => {
  const it = aVoucher();
  const ask = async (row: object) => {
    const node = { extIdentifier: ` ${it.reference.toLowerCase()}  `, amount: '1.00', account: { dbId: 1 }, ...row };
    const list = (nodes: readonly object[]) => ({ edges: nodes, pageInfo: { hasNextPage: false } });
    const data = {
      glImportItems: list([{ cursor: '1', node }]),
      glImportItemErrors: list([]),
      journalEntries: list([]),
      accounts: list([{ cursor: '1', node: { dbId: 1, code: '7140' } }]),
    };
    await using server = await startStranger(() => ({ json: { data } }));
    const gateway = openGateway(server.url);
    const found = await find(gateway, it);
    await gateway.close();
    return found;
  };
  expect(await ask({ dbId: 'row-1' })).toMatchObject({ kind: 'accepted', erpReference: 'import row row-1' });
  expect(await ask({})).toMatchObject({ kind: 'unavailable' });
});

test('a journal line without a voucher number settles nothing', async () => {
  const it = aVoucher();
  const node = { dbId: 1, transactionNumber: null, extIdentifier: it.reference, amount: '1.00', account: { dbId: 1 } };
  const list = (nodes: readonly object[]) => ({
    edges: nodes.length === 0 ? null : nodes,
    pageInfo: { hasNextPage: false },
  });
  const data = { glImportItems: list([]), journalEntries: list([{ cursor: '1', node }]), accounts: list([]) };
  await using server = await startStranger(() => ({ json: { data } }));
  const gateway = openGateway(server.url);
  expect(await find(gateway, it)).toMatchObject({ kind: 'cannot-tell' });
  await gateway.close();
});

test('a line whose account has no code any more settles nothing', async () => {
  await using erp = await openMock();
  const it = aVoucher();
  await post(erp.gateway, it);
  erp.mock.xledger.runBookingJob();
  const json = { data: { accounts: { edges: null, pageInfo: { hasNextPage: false } } } };
  await using server = await openBefore(erp.mock, ({ query }) => {
    if (query.includes('account { dbId code')) return refused("Cannot query field 'code' on type 'Ref'.");
    return query.includes('accounts(') ? { json } : undefined;
  });
  expect(await find(server.gateway, it)).toMatchObject({ kind: 'cannot-tell' });
});

test('a voucher that only the ledger’s texts name is not absent', async () => {
  await using erp = await openMock();
  const it = aVoucher();
  await post(erp.gateway, it);
  erp.mock.xledger.runBookingJob();
  const json = { data: { journalEntries: { edges: null, pageInfo: { hasNextPage: false } } } };
  await using server = await openBefore(erp.mock, ({ query }) =>
    query.includes('journalEntries') ? { json } : undefined,
  );
  expect(await find(server.gateway, it)).toMatchObject({
    kind: 'cannot-tell',
    failure: { message: expect.stringContaining('20000001') },
  });
});

const places = ['glImportItems(', 'glImportItemErrors(', 'journalEntries(', 'transactions('] as const;
const failures = [
  ['an error of the server', { status: 500, json: '' }],
  ['a page', { json: '<h1>Maintenance</h1>' }],
  ['an unknown error', { json: { data: null, errors: [{ message: 'Oops.' }] } }],
  [
    'an error beside data',
    {
      json: {
        data: { glImportItems: { edges: null, pageInfo: { hasNextPage: false } } },
        errors: [{ message: 'Oops.' }],
      },
    },
  ],
  ['no data', { json: { data: {} } }],
  [
    'no word on further pages',
    { json: { data: Object.fromEntries(places.map((it) => [it.slice(0, -1), { edges: null }])) } },
  ],
  ['too many requests', { json: { errors: [{ message: 'x', code: 'BAD_REQUEST.BURST_RATE_LIMIT_REACHED' }] } }],
] as const;

test.each(places.flatMap((place) => failures.map(([what, answer]) => [what, place, answer] as const)))(
  '%s in place of %s…) is never taken for absence',
  async (_what, place, answer) => {
    await using erp = await openMock();
    const [waiting, absent] = [aVoucher(), aVoucher()];
    await post(erp.gateway, waiting);
    await using server = await openBefore(erp.mock, ({ query }) => (query.includes(place) ? answer : undefined));
    const sent = await findSent(server.gateway, waiting, absent);
    for (const found of [...(await findAll(server.gateway, waiting, absent)), ...sent]) {
      expect(['unavailable', 'cannot-tell']).toContain(found?.kind);
    }
  },
);

/** Asked for as the engine asks: it knows when they were sent. */
async function findSent(gateway: AccountingGateway, ...vouchers: readonly Voucher[]) {
  const sentAt = new Date();
  const queries = vouchers.map(({ reference }) => ({ reference, batchKey: null, sentAt }));
  const found = await gateway.findVouchers(queries, patience());
  return vouchers.map(({ reference }) => found.get(reference));
}

describe('of vouchers that were sent at a known time', () => {
  test('those that wait are asked for in two requests, however many they are, and so are those refused', async () => {
    await using erp = await openMock();
    const [waiting, blocked] = [aVoucher(), aVoucher({ debitAccount: '7199' })];
    await post(erp.gateway, blocked);
    erp.mock.xledger.runBookingJob();
    await post(erp.gateway, waiting);
    await using server = await openBefore(erp.mock, () => undefined);
    expect(await findSent(server.gateway, waiting, blocked)).toMatchObject([
      { kind: 'accepted' },
      { kind: 'rejected', failure: { code: 'ERP_UNKNOWN_LEDGER_ACCOUNT' } },
    ]);
    expect(server.requests.map(({ query }) => placesIn(query))).toEqual([
      ['glImportItems(', 'glImportItemErrors('],
      ['journalEntries('],
    ]);
  });

  test('import errors that are more than a page are read to the last', async () => {
    await using erp = await openMock();
    const vouchers = [aVoucher(), aVoucher({ debitAccount: '7199' }), aVoucher({ debitAccount: '7199' })];
    await post(erp.gateway, ...vouchers);
    erp.mock.xledger.runBookingJob();
    await using paged = await startBefore(
      erp.mock.urls.xledgerGraphql,
      () => undefined,
      (text) => text.replace(/(glImportItemErrors\()first: 5000/, '$1first: 1'),
    );
    const gateway = openGateway(paged.url);
    const found = await findSent(gateway, ...vouchers);
    expect(found.map((it) => it?.kind)).toEqual(['booked', 'rejected', 'rejected']);
    const asked = paged.requests.map(({ query, variables }) => [...placesIn(query), variables['after'] !== undefined]);
    expect(asked).toContainEqual(['glImportItemErrors(', true]);
    await gateway.close();
  });

  test.each([
    ['as too much', { json: { errors: [{ message: 'Your query timed out.' }] } }, 1],
    ['as what nobody knows', { json: { data: null, errors: [{ message: 'Oops.' }] } }, 2],
    ['for its filter', refused('Field "createdAt_gte" is not defined by type "GLImportItemError_Filter".'), 1],
    ['for the token’s rights', refused('Permission denied for glImportItemErrors.', 'FORBIDDEN'), 2],
  ] as const)('an Xledger that refuses both together %s is asked for each by itself', async (_why, answer, times) => {
    await using erp = await openMock();
    const [waiting, blocked] = [aVoucher(), aVoucher({ debitAccount: '7199' })];
    await post(erp.gateway, blocked);
    erp.mock.xledger.runBookingJob();
    await post(erp.gateway, waiting);
    const isBoth = (query: string) => placesIn(query).length > 1;
    await using server = await openBefore(erp.mock, ({ query }) => (isBoth(query) ? answer : undefined));
    for (let look = 0; look < 2; look += 1) {
      const found = await findSent(server.gateway, waiting, blocked);
      expect(found.map((it) => it?.kind)).toEqual(['accepted', 'rejected']);
    }
    expect(server.requests.filter(({ query }) => isBoth(query))).toHaveLength(times);
  });
});

const placesIn = (query: string) => places.filter((it) => query.includes(it));

test('a list is read to its last page, and a last page that cannot be read settles nothing', async () => {
  await using erp = await openMock();
  const vouchers = [aVoucher(), aVoucher(), aVoucher()];
  await post(erp.gateway, ...vouchers);
  erp.mock.xledger.runBookingJob();
  let isBroken = false;
  await using paged = await startStranger(async ({ text, authorization = '', variables }) => {
    if (isBroken && variables['after'] === '81000008') return { json: { data: { journalEntries: { edges: null } } } };
    const headers = { 'content-type': 'application/json', authorization };
    const body = text.replaceAll('first: 5000', 'first: 2');
    const reply = await fetch(erp.mock.urls.xledgerGraphql, { method: 'POST', headers, body });
    return { json: await reply.text() };
  });
  const gateway = openGateway(paged.url);
  const kinds = async () => (await findAll(gateway, ...vouchers)).map((it) => it?.kind);
  expect(await kinds()).toEqual(['booked', 'booked', 'booked']);
  const pages = paged.requests.filter(({ query }) => query.includes('journalEntries'));
  const cursors = [undefined, '81000002', '81000004', '81000006', '81000008'];
  expect(pages.map(({ variables }) => variables['after'])).toEqual(cursors);
  isBroken = true;
  expect(await kinds()).toEqual(['unavailable', 'unavailable', 'unavailable']);
  await gateway.close();
});

test('a server that repeats a page is not followed for ever', async () => {
  const edges = [{ cursor: 'a', node: { dbId: '1' } }];
  const json = { data: { glImportItems: { edges, pageInfo: { hasNextPage: true } } } };
  await using server = await startStranger(() => ({ json }));
  const gateway = openGateway(server.url);
  expect(await find(gateway, aVoucher())).toMatchObject({ kind: 'unavailable' });
  expect(server.requests).toHaveLength(2);
  await gateway.close();
});

test('where no list can be filtered they are read whole and matched here', async () => {
  await using erp = await openMock();
  const [booked, waiting, absent] = [aVoucher(), aVoucher(), aVoucher()];
  await post(erp.gateway, booked);
  erp.mock.xledger.runBookingJob();
  await post(erp.gateway, waiting);
  const filters = /extIdentifier_in|text_gte|createdAt_gte/;
  await using server = await openBefore(erp.mock, ({ query }) =>
    filters.test(query) ? refused('Field "x_in" is not defined by type "GLImportItem_Filter".') : undefined,
  );
  const kinds = (await findAll(server.gateway, booked, waiting, absent)).map((it) => it?.kind);
  expect(kinds).toEqual(['booked', 'accepted', 'absent']);
  const asked = server.requests.length;
  await findAll(server.gateway, booked, waiting, absent);
  expect(server.requests.slice(asked).some(({ query }) => filters.test(query))).toBe(false);
});

test('where the queue shows no dimensions a whole voucher waits for its booking, a broken one does not pass', async () => {
  await using erp = await openMock();
  const [whole, broken, absent] = [aVoucher(), aVoucher(), aVoucher()];
  await post(erp.gateway, whole, broken);
  erp.mock.xledger.queue.remove(new Set([erp.mock.xledger.queue.rows()[3]?.dbId ?? 0]));
  await using server = await openBefore(erp.mock, ({ query }) =>
    /glImportItems\(.*(glObject|project|jobLevel \{)/.test(query)
      ? { json: { errors: [{ message: "Cannot query field 'glObject2' on type 'GLImportItem'." }] } }
      : undefined,
  );
  const [first, second, third] = await findAll(server.gateway, whole, broken, absent);
  expect(first).toMatchObject({ kind: 'accepted', copies: 1, lines: [] });
  expect(second?.kind).toBe('accepted');
  expect(differences(broken, second)).not.toEqual([]);
  expect(third).toEqual({ kind: 'absent' });
  erp.mock.xledger.runBookingJob();
  expect((await find(server.gateway, whole))?.kind).toBe('booked');
});

test('a look-up through a token of another entity than the settings name says so', async () => {
  await using erp = await openMock({}, { ledgerId: '31000002' });
  expect(await find(erp.gateway, aVoucher())).toMatchObject({
    kind: 'unavailable',
    failure: { code: 'ERP_WRONG_LEDGER' },
  });
});

test('looking for nothing asks nothing', async () => {
  await using server = await startStranger(() => ({ status: 500, json: '' }));
  const gateway = openGateway(server.url);
  expect(await gateway.findVouchers([], patience())).toEqual(new Map());
  expect(await gateway.postVouchers([], patience())).toEqual(new Map());
  expect(server.requests).toEqual([]);
  await gateway.close();
});

test('a reference that is the beginning of another one is not mistaken for it in the ledger’s texts', async () => {
  await using erp = await openMock();
  const booked = aVoucher();
  await post(erp.gateway, booked);
  erp.mock.xledger.runBookingJob();
  const reference = parseVoucherReference(booked.reference.slice(0, -1));
  expect(await find(erp.gateway, aVoucher({ reference }))).toEqual({ kind: 'absent' });
});

const byReference = /extIdentifier_in|text_gte/;

test('where no list can be filtered by reference the queue is read from the day before the sending on, and the others whole', async () => {
  await using erp = await openMock();
  const [booked, waiting, absent] = [aVoucher(), aVoucher(), aVoucher()];
  const sentAt = new Date();
  await post(erp.gateway, booked);
  erp.mock.xledger.runBookingJob();
  await post(erp.gateway, waiting);
  await using server = await openBefore(erp.mock, ({ query }) =>
    byReference.test(query) ? refused('Field "x_in" is not defined by type "X_Filter".') : undefined,
  );
  const later = new Date(sentAt.getTime() + 3_600_000);
  const queries = [booked, waiting, absent].map(({ reference }, at) => ({
    reference,
    batchKey: null,
    sentAt: at === 0 ? sentAt : later,
  }));
  const found = await server.gateway.findVouchers(queries, patience());
  expect(queries.map(({ reference }) => found.get(reference)?.kind)).toEqual(['booked', 'accepted', 'absent']);
  const asked = server.requests.filter(({ query }) => !byReference.test(query)).map(({ query }) => query);
  const since = new Date(sentAt.getTime() - 86_400_000).toISOString().slice(0, 19);
  for (const list of ['glImportItems', 'journalEntries', 'transactions']) {
    const ofList = asked.filter((query) => query.includes(`${list}(`));
    expect(ofList.length).toBeGreaterThan(0);
    const isBounded = list === 'glImportItems';
    expect(ofList.every((query) => query.includes(`modifiedAt_gte: "${since}"`) === isBounded)).toBe(true);
  }
});

test('a voucher that a list leaves out of what was modified lately is found all the same, and never called absent', async () => {
  await using erp = await openMock();
  const it = aVoucher();
  await post(erp.gateway, it);
  erp.mock.xledger.runBookingJob();
  // What was never modified since it was made has no time of modification: the filter passes it over.
  await using server = await openBefore(erp.mock, ({ query }) => {
    if (byReference.test(query)) return refused('Field "x_in" is not defined by type "X_Filter".');
    const [, list] = /(journalEntries|transactions)\([^)]*modifiedAt_gte/.exec(query) ?? [];
    return list === undefined
      ? undefined
      : { json: { data: { [list]: { edges: null, pageInfo: { hasNextPage: false } } } } };
  });
  const query = { reference: it.reference, batchKey: null, sentAt: new Date() };
  const found = await server.gateway.findVouchers([query], patience());
  expect(found.get(it.reference)).toMatchObject({ kind: 'booked', copies: 1 });
});

test.each([new Date(), undefined])(
  'a list that can only be read whole, and does not end, makes nothing absent and costs no month’s requests (sent %s)',
  async (sentAt) => {
    let requests = 0;
    const questions = createQuestions({
      async send(body) {
        requests += 1;
        const text = typeof body === 'string' ? body : '';
        const received = { status: 200, text: '' };
        if (/_in|_gte/.test(text)) {
          const error = { message: 'Unknown argument', code: 'KNOWN_ARGUMENT_NAMES', path: [], resetAt: undefined };
          return { kind: 'answer', data: null, errors: [error], received };
        }
        const isJournal = text.includes('journalEntries');
        const edges = isJournal ? [{ cursor: String(requests), node: { dbId: requests } }] : null;
        const connection = { edges, pageInfo: { hasNextPage: isJournal } };
        const list = isJournal ? 'journalEntries' : 'glImportItems';
        const viewer = { entity: { ownerDbId: XLEDGER_OWNER_DB_ID } };
        return { kind: 'answer', data: { [list]: connection, viewer }, errors: [], received };
      },
      close: async () => undefined,
    });
    const { settings } = parseConfig(
      {
        settings: { ...graphqlSettings, endpoint: 'https://www.xledger.net/graphql' },
        credentials: { apiToken: XLEDGER_TOKENS.full.token },
      },
      developmentHost,
    );
    const query = { reference: aVoucher().reference, batchKey: null, ...(sentAt === undefined ? {} : { sentAt }) };
    const tools = { settings, questions, codeBook: createCodeBook(questions) };
    const found = await lookUp([query], tools, patience().signal);
    expect(found.get(query.reference)).toMatchObject({
      kind: 'cannot-tell',
      failure: { code: 'ERP_LOOK_UP_INCONCLUSIVE' },
    });
    expect(requests).toBeGreaterThan(40);
    expect(requests).toBeLessThan(70);
  },
);
