import type { ServerResponse } from 'node:http';
import { formatMoney, type JournalLine, voucher } from '@bilag/core';
import { aVoucher } from '@bilag/core/testing';
import { expect, test } from 'vitest';
import { beginWithinMs, postVouchers } from '../../src/rest/post-vouchers.ts';
import type { RestClient } from '../../src/rest/rest-client.ts';
import { parseConfig } from '../../src/rest/rest-config.ts';
import { createSentVouchers } from '../../src/rest/sent-vouchers.ts';
import { developmentHost, patience, requestsOf } from '../support/harness.ts';
import {
  addressesAt,
  changed,
  find,
  manyLines,
  nok,
  openGateway,
  openMock,
  post,
  postOne,
  settings,
} from './support/harness.ts';
import { startApi, startBefore } from './support/stranger.ts';

const problem = (code: string, path = '', message = 'No.') => ({ errors: [{ path, code, message }] });

test('DOD-1 a voucher goes out as the contract has it, under its reference as key', async () => {
  await using server = await startApi(() => ({ status: 500, json: '' }));
  const dimensions = { costCenter: 'COST_CENTER', project: 'PROJECT', activity: 'ACTIVITY' };
  const gateway = openGateway(addressesAt(server.url), { dimensions });
  const it = changed(
    { dimensions: { activity: 'A1', project: '4402', costCenter: '310' }, taxCode: '1' },
    { subledger: 'E1187' },
    aVoucher({ debits: [84_250n], postingDate: '2026-03-05', voucherNumber: 26_000_417 }),
  );
  await postOne(gateway, it);
  await gateway.close();
  const request = server.requests.at(-1);
  const ref = it.reference;
  expect(request).toMatchObject({ method: 'POST', path: '/v1/journal-entries' });
  expect(request?.headers).toMatchObject({ 'idempotency-key': ref, 'content-type': 'application/json' });
  expect(request?.headers['authorization']).toBe('Bearer tok-1');
  expect(request?.text).toBe(gateway.render(it).payload);
  expect(JSON.parse(request?.text ?? '')).toEqual({
    externalId: ref,
    voucherNo: 26_000_417,
    date: '2026-03-05',
    currency: 'NOK',
    text: `${ref} Reimbursement`,
    lines: [
      {
        account: '7140',
        amount: '842.50',
        costCenter: '310',
        project: '4402',
        dimensions: { ACTIVITY: 'A1' },
        taxRule: '1',
        text: `${ref} Train 1`,
        invoiceNumber: ref,
        invoiceDate: '2026-03-05',
      },
      {
        account: '2910',
        amount: '-842.50',
        subledger: 'E1187',
        text: `${ref} Reimbursement`,
        invoiceNumber: ref,
        invoiceDate: '2026-03-05',
        dueDate: '2026-03-05',
      },
    ],
  });
});

test('DOD-1 500 lines arrive in the books to the øre, with their accounts and cost centers', async () => {
  await using erp = await openMock();
  const it = manyLines(500);
  expect(await postOne(erp.gateway, it)).toMatchObject({ kind: 'accepted' });
  erp.mock.xledger.runBookingJob();
  const [booked, ...others] = erp.mock.world.ledger.list({ system: 'xledger', reference: it.reference });
  expect(others).toEqual([]);
  const saysWhatWasMeant = ({ ledgerAccount, amount, dimensions }: JournalLine) => ({
    account: ledgerAccount,
    amountMinor: amount.minor,
    costCenter: dimensions['costCenter'],
  });
  const has = booked?.lines.map((line) => ({
    account: line.account,
    amountMinor: BigInt(line.amountMinor),
    costCenter: line.dimensions['glObject2'],
  }));
  expect(has).toEqual(it.lines.map(saysWhatWasMeant));
});

test('more lines than Xledger takes in one voucher are refused before they are sent', async () => {
  await using erp = await openMock();
  expect(() => erp.gateway.render(manyLines(501))).toThrow(expect.objectContaining({ code: 'VOUCHER_TOO_LARGE' }));
});

test('a voucher number of nine digits is left to the gateway, and the voucher is found by its reference', async () => {
  await using erp = await openMock();
  const it = aVoucher({ voucherNumber: 100_000_000 });
  expect(erp.gateway.render(it).payload).not.toContain('voucherNo');
  await postOne(erp.gateway, it);
  erp.mock.xledger.runBookingJob();
  expect(await find(erp.gateway, it.reference)).toMatchObject({ kind: 'booked', copies: 1 });
});

test('a voucher in another currency than the books, or with a dimension without a name there, is not made', async () => {
  await using erp = await openMock();
  const euro = openGateway(addressesAt('http://127.0.0.1:9'), { currency: 'EUR' });
  expect(() => euro.render(aVoucher())).toThrow(
    expect.objectContaining({ code: 'CURRENCY_MISMATCH', field: 'currency' }),
  );
  await euro.close();
  expect(() => erp.gateway.render(changed({ dimensions: { region: 'X' } }))).toThrow(
    expect.objectContaining({ code: 'INVALID_SETTINGS', field: 'settings.dimensions.region' }),
  );
});

test('cost centers that are kept in another dimension go there', async () => {
  await using erp = await openMock();
  const gateway = openGateway(addressesAt(erp.mock.urls.xledgerRest), { dimensions: { costCenter: 'DEPARTMENT' } });
  expect(gateway.render(aVoucher()).payload).toContain('"dimensions":{"DEPARTMENT":"310"}');
  expect(await postOne(gateway)).toMatchObject({
    kind: 'rejected',
    failure: { code: 'ERP_UNKNOWN_DIMENSION_VALUE', field: 'lines[0].dimensions.costCenter' },
  });
  await gateway.close();
});

test('DOD-2 the same voucher again is the same entry, and one that says something else is in doubt', async () => {
  await using erp = await openMock();
  const it = aVoucher();
  const first = await postOne(erp.gateway, it);
  expect(await postOne(erp.gateway, it)).toEqual(first);
  const other = changed({ amount: nok(84_251n) }, { amount: nok(-96_251n) }, it);
  expect(await postOne(erp.gateway, other)).toMatchObject({
    kind: 'unknown',
    failure: { code: 'ERP_VOUCHER_DIFFERS', reply: { status: 409 } },
  });
  expect(erp.mock.xledger.queue.rows()).toHaveLength(3);
  // Whether it waits or is booked: what is there is not what was sent last.
  for (const runs of [0, 1]) {
    if (runs === 1) erp.mock.xledger.runBookingJob();
    expect(await find(erp.gateway, it.reference)).toMatchObject({
      kind: 'cannot-tell',
      failure: { code: 'ERP_VOUCHER_DIFFERS' },
    });
  }
});

test('a repeat of what was booked meanwhile names the ledger’s number', async () => {
  await using erp = await openMock();
  const it = aVoucher();
  await postOne(erp.gateway, it);
  erp.mock.xledger.runBookingJob();
  const [{ voucherNumber } = { voucherNumber: '' }] = erp.mock.world.ledger.list({ reference: it.reference });
  expect(await postOne(erp.gateway, it)).toEqual({ kind: 'booked', erpReference: voucherNumber });
});

test.each([
  ['an unknown account', { ledgerAccount: '9999' }, 'ERP_UNKNOWN_LEDGER_ACCOUNT', 'lines[0].ledgerAccount'],
  ['a blocked account', { ledgerAccount: '7199' }, 'ERP_UNKNOWN_LEDGER_ACCOUNT', 'lines[0].ledgerAccount'],
  [
    'an unknown cost center',
    { dimensions: { costCenter: '999' } },
    'ERP_UNKNOWN_DIMENSION_VALUE',
    'lines[0].dimensions.costCenter',
  ],
  [
    'an expired cost center',
    { dimensions: { costCenter: '399' } },
    'ERP_UNKNOWN_DIMENSION_VALUE',
    'lines[0].dimensions.costCenter',
  ],
  [
    'an unknown project',
    { dimensions: { project: 'X' } },
    'ERP_UNKNOWN_DIMENSION_VALUE',
    'lines[0].dimensions.project',
  ],
  ['an unknown tax rule', { taxCode: '77' }, 'ERP_UNKNOWN_TAX_CODE', 'lines[0].taxCode'],
] as const)('DOD-3 %s is a definite no that names the field', async (_what, line, code, field) => {
  await using erp = await openMock();
  const outcome = await postOne(erp.gateway, changed(line));
  expect(outcome).toMatchObject({ kind: 'rejected', failure: { code, field, reply: { status: 422 } } });
  expect(erp.mock.xledger.queue.rows()).toEqual([]);
});

test('DOD-3 a closed period is a definite no about the posting date', async () => {
  await using erp = await openMock();
  expect(await postOne(erp.gateway, aVoucher({ postingDate: '2024-03-05' }))).toMatchObject({
    kind: 'rejected',
    failure: { code: 'ERP_PERIOD_CLOSED', field: 'postingDate' },
  });
});

test('an unknown payee is a definite no without the code, which is a person’s, in words or reply', async () => {
  await using erp = await openMock();
  const outcome = await postOne(erp.gateway, changed({}, { subledger: 'KARI-7"7' }));
  expect(outcome).toMatchObject({
    kind: 'rejected',
    failure: { code: 'ERP_UNKNOWN_PAYEE', field: 'lines[2].subledger', reply: { status: 422 } },
  });
  expect(JSON.stringify(outcome)).not.toContain('KARI');
});

test.each([
  [422, problem('unbalanced', '/lines'), 'UNBALANCED_VOUCHER', 'lines'],
  [422, problem('too_many_lines', '/lines'), 'VOUCHER_TOO_LARGE', 'lines'],
  [422, problem('unknown_currency', '/currency'), 'CURRENCY_MISMATCH', 'currency'],
  [422, problem('unknown_dimension', '/lines/1/dimensions/A~1B'), 'ERP_UNKNOWN_DIMENSION_VALUE', 'lines[1].dimensions'],
  [422, problem('duplicate_dimension', '/lines/0/costCenter'), 'ERP_REFUSED', 'lines[0].dimensions.costCenter'],
  [422, problem('voucher_number_in_use', '/voucherNo'), 'ERP_REFUSED', 'voucherNumber'],
  [422, problem('not_open'), 'ERP_PERIOD_CLOSED', undefined],
  [422, problem('not_open', '/date'), 'ERP_PERIOD_CLOSED', 'postingDate'],
  [422, problem('not_open', '/lines/0/project'), 'ERP_UNKNOWN_DIMENSION_VALUE', 'lines[0].dimensions.project'],
  [422, problem('not_open', '/lines/0/taxRule'), 'ERP_UNKNOWN_TAX_CODE', 'lines[0].taxCode'],
  [422, problem('not_open', '/lines/0/subledger'), 'ERP_UNKNOWN_PAYEE', 'lines[0].subledger'],
  [422, problem('period_closed', ''), 'ERP_PERIOD_CLOSED', undefined],
  [422, problem('account_blocked', 'lines[1].account'), 'ERP_UNKNOWN_LEDGER_ACCOUNT', 'lines[1].ledgerAccount'],
  [422, problem('unknown_account', 'lines.1.account'), 'ERP_UNKNOWN_LEDGER_ACCOUNT', 'lines[1].ledgerAccount'],
  [422, problem('unknown_account', '$.lines[1].account'), 'ERP_UNKNOWN_LEDGER_ACCOUNT', 'lines[1].ledgerAccount'],
  [422, problem('constructor', '/lines/0/constructor'), 'ERP_REFUSED', 'lines[0].constructor'],
  [422, { errors: [{}] }, 'ERP_REFUSED', undefined],
  [422, { errors: [{ code: 7, path: 7, message: 7 }] }, 'ERP_REFUSED', '7'],
  [400, problem('missing_field', '/externalId'), 'ERP_REFUSED', 'reference'],
  [400, problem('unknown_field', '/lines/0/dueDate'), 'ERP_REFUSED', 'lines[0].dueDate'],
  [400, problem('malformed'), 'ERP_REFUSED', undefined],
  [400, problem('idempotency_key_mismatch'), 'ERP_REFUSED', undefined],
  [415, problem('unsupported_media_type'), 'ERP_REFUSED', undefined],
])('DOD-3 %i with %j means %s', async (status, json, code, field) => {
  await using server = await startApi(() => ({ status, json }));
  const gateway = openGateway(addressesAt(server.url));
  const outcome = await postOne(gateway);
  await gateway.close();
  expect(outcome).toMatchObject({ kind: 'rejected', failure: { code, reply: { status } } });
  expect(outcome).toHaveProperty(
    'failure.message',
    expect.stringMatching(/^The Xledger gateway refuses the voucher: .+/),
  );
  expect(outcome !== undefined && 'failure' in outcome ? outcome.failure.field : 'none').toBe(field);
  expect(server.countOf('POST', /journal/)).toBe(1);
});

test('a refusal that goes on for megabytes is told by its beginning, without any text of the voucher’s 499 lines, and does not cost more than that', async () => {
  const it = manyLines(499);
  const lines = it.lines.map((line, at) => ({ ...line, text: `Hotell i Oslo for Kari Nordmann natt ${at}` }));
  const path = `/date${'/x'.repeat(1_000_000)}`;
  const message = `No. ${'Hotell i Oslo for Kari Nordmann natt 498! '.repeat(600_000)}`;
  await using server = await startApi(() => ({ status: 422, json: problem('not_open', path, message) }));
  const gateway = openGateway(addressesAt(server.url));
  const before = process.threadCpuUsage();
  const outcome = await postOne(gateway, voucher({ ...it, lines }));
  const { user } = process.threadCpuUsage(before);
  await gateway.close();
  expect(outcome).toMatchObject({
    kind: 'rejected',
    failure: {
      code: 'ERP_PERIOD_CLOSED',
      field: 'postingDate',
      message: expect.stringMatching(/: No[.] [*]{3}! .+…$/),
    },
  });
  expect(JSON.stringify(outcome)).not.toMatch(/Kari|Hotell/);
  // In microseconds. To look for every spelling of every text in all of it takes half a minute.
  expect(user).toBeLessThan(6_000_000);
});

test('what a gateway calls an entry is no name when it is longer than any: nothing of it is kept', async () => {
  const id = 'x'.repeat(1_000_000);
  await using server = await startApi(() => ({ status: 201, json: { id, externalId: null, status: 'queued' } }));
  const gateway = openGateway(addressesAt(server.url));
  const outcome = await postOne(gateway);
  await gateway.close();
  expect(outcome).toMatchObject({ kind: 'unknown', failure: { code: 'ERP_REPLY_UNREADABLE' } });
  expect(JSON.stringify(outcome).length).toBeLessThan(10_000);
});

test('of several faults the first is told and the others are counted', async () => {
  await using server = await startApi(() => ({
    status: 422,
    json: { errors: [...problem('unbalanced', '/lines').errors, ...problem('x').errors, ...problem('y').errors] },
  }));
  const gateway = openGateway(addressesAt(server.url));
  expect(await postOne(gateway)).toMatchObject({ failure: { message: expect.stringMatching(/\(and 2 more\)$/) } });
  await gateway.close();
});

const html = { json: '<h1>Oops</h1>', headers: { 'content-type': 'text/html' } };

test.each([
  ['413', { status: 413, ...html }, 'rejected', 'ERP_REFUSED'],
  ['401', { status: 401, ...html }, 'retry', 'ERP_UNAVAILABLE'],
  ['403', { status: 403, ...html }, 'retry', 'ERP_PERMISSION_DENIED'],
  ['404', { status: 404, ...html }, 'retry', 'ERP_UNAVAILABLE'],
  ['405', { status: 405, ...html }, 'retry', 'ERP_UNAVAILABLE'],
  ['429', { status: 429, ...html }, 'retry', 'ERP_RATE_LIMITED'],
  ['400 as a page', { status: 400, ...html }, 'unknown', 'ERP_REPLY_UNREADABLE'],
  ['422 without reasons', { status: 422, json: { errors: [] } }, 'unknown', 'ERP_REPLY_UNREADABLE'],
  ['408', { status: 408, ...html }, 'unknown', 'ERP_TIMEOUT'],
  ['409 as a page', { status: 409, ...html }, 'unknown', 'ERP_VOUCHER_DIFFERS'],
  ['409 of the contract', { status: 409, json: problem('idempotency_conflict') }, 'unknown', 'ERP_VOUCHER_DIFFERS'],
  ['409 about another thing', { status: 409, json: problem('key_in_use') }, 'unknown', 'ERP_REPLY_LOST'],
  ['418', { status: 418, ...html }, 'unknown', 'ERP_REPLY_UNREADABLE'],
  ['308', { status: 308, json: '', headers: { location: '/elsewhere' } }, 'unknown', 'ERP_REPLY_UNREADABLE'],
  ['500', { status: 500, ...html }, 'unknown', 'ERP_REPLY_UNREADABLE'],
  ['502', { status: 502, ...html }, 'unknown', 'ERP_REPLY_UNREADABLE'],
  ['503', { status: 503, ...html }, 'unknown', 'ERP_REPLY_UNREADABLE'],
  ['504', { status: 504, ...html }, 'unknown', 'ERP_TIMEOUT'],
  ['a page with 200', html, 'unknown', 'ERP_REPLY_UNREADABLE'],
  ['nothing with 201', { status: 201, json: '' }, 'unknown', 'ERP_REPLY_UNREADABLE'],
  ['a list with 201', { status: 201, json: [] }, 'unknown', 'ERP_REPLY_UNREADABLE'],
  ['an entry without an id', { status: 201, json: { status: 'queued' } }, 'unknown', 'ERP_REPLY_UNREADABLE'],
  ['another voucher’s entry', { status: 201, json: { id: '1', externalId: 'R-X' } }, 'unknown', 'ERP_REPLY_UNREADABLE'],
] as const)('%s leaves no doubt about what it leaves in doubt', async (_what, answer, kind, code) => {
  await using server = await startApi(() => answer);
  const gateway = openGateway(addressesAt(server.url));
  const status = 'status' in answer ? answer.status : 200;
  expect(await postOne(gateway)).toMatchObject({ kind, failure: { code, reply: { status } } });
  await gateway.close();
  expect(server.countOf('POST', /journal/)).toBe(1);
});

test('the scope that a refusal names is told, from its header or its words', async () => {
  const header = { 'www-authenticate': 'Bearer realm="x", error="insufficient_scope", scope="journal.write"' };
  let headers: Record<string, string> = header;
  await using server = await startApi(() => ({
    status: 403,
    headers,
    json: problem('insufficient_scope', '', 'Needs journal.write.'),
  }));
  const gateway = openGateway(addressesAt(server.url));
  for (const message of [/lacks the scope journal[.]write/, /Needs journal[.]write/]) {
    expect(await postOne(gateway)).toMatchObject({ failure: { message: expect.stringMatching(message) } });
    headers = {};
  }
  await gateway.close();
});

test.each([
  ['as little as tells it', { id: 81 }, { kind: 'accepted', erpReference: '81' }],
  ['a state of the future', { id: 'je_81', status: 'parked' }, { kind: 'accepted', erpReference: 'je_81' }],
  ['one that could not be booked', { id: 'je_81', status: 'rejected' }, { kind: 'accepted', erpReference: 'je_81' }],
  [
    'one that is booked at once',
    { id: 'je_81', status: 'booked', transactionNumber: 26_000_001 },
    { kind: 'booked', erpReference: '26000001' },
  ],
  ['one that is booked without a number', { id: 'je_81', status: 'BOOKED' }, { kind: 'booked', erpReference: 'je_81' }],
  [
    'a number beyond what a float holds',
    { id: 'x', status: 'booked', transactionNumber: '9007199254740993' },
    { kind: 'booked', erpReference: '9007199254740993' },
  ],
])('an entry with %s is understood', async (_what, json, outcome) => {
  await using server = await startApi(() => ({ status: 201, json }));
  const gateway = openGateway(addressesAt(server.url));
  expect(await postOne(gateway)).toEqual(outcome);
  await gateway.close();
});

test('numbers are read as they are written', async () => {
  await using server = await startApi(() => ({ status: 201, json: '{"id":9007199254740993,"status":"queued"}' }));
  const gateway = openGateway(addressesAt(server.url));
  expect(await postOne(gateway)).toEqual({ kind: 'accepted', erpReference: '9007199254740993' });
  await gateway.close();
});

test('four vouchers are under way at a time and no more, and each is sent once', async () => {
  let highest = 0;
  const held: (() => void)[] = [];
  await using server = await startApi(async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    held.push(resolve);
    highest = Math.max(highest, held.length);
    // Answered once four have come, after whatever else comes with them.
    if (held.length === 4) setImmediate(() => setImmediate(() => held.splice(0).forEach((answer) => answer())));
    await promise;
    return { status: 201, json: { id: '1' } };
  });
  const gateway = openGateway(addressesAt(server.url));
  const vouchers = Array.from({ length: 20 }, () => aVoucher());
  const outcomes = await post(gateway, vouchers);
  await gateway.close();
  expect(outcomes.every((it) => it?.kind === 'accepted')).toBe(true);
  expect(highest).toBe(4);
  const keys = server.requests.map(({ headers }) => headers['idempotency-key']).filter((it) => it !== undefined);
  expect(keys.toSorted()).toEqual(vouchers.map(({ reference }) => String(reference)).toSorted());
});

test('when the caller’s time is up nothing more is begun: what was not sent may be sent again', async () => {
  const caller = new AbortController();
  let posts = 0;
  await using server = await startApi(() => {
    posts += 1;
    if (posts === 4) caller.abort();
    return () => undefined;
  });
  const gateway = openGateway(addressesAt(server.url));
  const bounds = { signal: caller.signal, batchKey: 'B' };
  const kinds = (
    await post(
      gateway,
      Array.from({ length: 9 }, () => aVoucher()),
      bounds,
    )
  ).map((it) => it?.kind);
  await gateway.close();
  expect(kinds).toEqual([...Array.from({ length: 4 }, () => 'unknown'), ...Array.from({ length: 5 }, () => 'retry')]);
  expect(server.countOf('POST', /journal/)).toBe(4);
});

test('before its time a call that is given up sends nothing at all', async () => {
  await using server = await startApi(() => ({ status: 500, json: '' }));
  const gateway = openGateway(addressesAt(server.url));
  const bounds = { signal: AbortSignal.abort(), batchKey: 'B' };
  expect(await postOne(gateway, aVoucher(), bounds)).toMatchObject({
    kind: 'retry',
    failure: { code: 'ERP_UNAVAILABLE' },
  });
  await gateway.close();
  expect(server.requests).toEqual([]);
});

test('a gateway that asks to wait, or answers nobody, is left alone for the rest of the batch', async () => {
  let answer: object = { status: 429, json: '', headers: { 'retry-after': '30' } };
  await using server = await startApi(() => ({ json: '', ...answer }));
  const gateway = openGateway(addressesAt(server.url));
  const batch = () =>
    post(
      gateway,
      Array.from({ length: 20 }, () => aVoucher()),
    );
  const waiting = await batch();
  expect(waiting.every((it) => it?.kind === 'retry' && it.afterMs === 30_000)).toBe(true);
  expect(server.countOf('POST', /journal/)).toBeLessThanOrEqual(4);
  answer = { status: 503 };
  const silent = await batch();
  await gateway.close();
  const unknown = silent.filter((it) => it?.kind === 'unknown').length;
  expect(unknown).toBeGreaterThanOrEqual(4);
  expect(unknown).toBeLessThanOrEqual(7);
  expect(silent.filter((it) => it?.kind === 'retry')).toHaveLength(20 - unknown);
});

test('one voucher of a batch that gets no answer does not hold up the others', async () => {
  await using erp = await openMock();
  erp.mock.world.faults.add({
    operation: 'xledger-rest.journalEntries.create',
    nth: [2, 5],
    effect: { kind: 'commit-then-drop' },
  });
  const kinds = (
    await post(
      erp.gateway,
      Array.from({ length: 10 }, () => aVoucher()),
    )
  ).map((it) => it?.kind);
  expect(kinds.filter((it) => it === 'unknown')).toHaveLength(2);
  expect(kinds.filter((it) => it === 'accepted')).toHaveLength(8);
  expect(requestsOf(erp.mock)).toEqual({
    'xledger-rest.token': 1,
    'xledger-rest.me': 1,
    'xledger-rest.journalEntries.create': 10,
  });
});

test('an answer that is cut off, hangs or is endless leaves its voucher in doubt', async () => {
  const endings: ((response: ServerResponse) => void)[] = [
    (response) => {
      response.writeHead(201, { 'content-length': '100' });
      response.write('{"id":');
      response.destroy();
    },
    () => undefined,
    (response) => {
      const block = Buffer.alloc(1024 * 1024, ' ');
      const more = () => void (response.destroyed || response.write(block, () => setImmediate(more)));
      more();
    },
  ];
  const codes = ['ERP_REPLY_LOST', 'ERP_TIMEOUT', 'ERP_REPLY_UNREADABLE'];
  for (const [at, ending] of endings.entries()) {
    await using server = await startApi(() => ending);
    const requestTimeoutMs = at === 1 ? 200 : 20_000;
    const gateway = openGateway(addressesAt(server.url), { timing: { requestTimeoutMs } });
    expect(await postOne(gateway)).toMatchObject({ kind: 'unknown', failure: { code: codes[at] } });
    await gateway.close();
  }
});

test('a gateway whose books cannot be told gets no voucher, and none is in doubt', async () => {
  await using erp = await openMock();
  await using server = await startBefore(erp.mock.urls.xledgerRest, ({ path }) =>
    path === '/v1/me' ? { status: 500, json: '' } : undefined,
  );
  const gateway = openGateway(addressesAt(server.url));
  expect(await postOne(gateway)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_UNAVAILABLE' } });
  await gateway.close();
  expect(server.countOf('POST', /journal/)).toBe(0);
});

test('a call that has taken long begins no further voucher, and those that it did not begin may be sent again', async () => {
  const gateway = openGateway(addressesAt('http://127.0.0.1:9'));
  const vouchers = Array.from({ length: 9 }, () => aVoucher());
  let nowMs = 0;
  let posts = 0;
  const client: RestClient = {
    signIn: () => Promise.resolve(),
    read: () => Promise.reject(new Error('Nothing is asked')),
    postEntry: () => {
      posts += 1;
      if (posts === 6) nowMs = beginWithinMs + 1;
      const reply = { status: 201, body: '' };
      return Promise.resolve({ kind: 'taken', status: 201, entry: { id: '1' }, reply });
    },
  };
  const { settings: checked } = parseConfig(
    {
      settings: { ...settings, ...addressesAt('http://127.0.0.1:9') },
      credentials: { clientId: 'a', clientSecret: 'b' },
    },
    developmentHost,
  );
  const tools = { client, settings: checked, sent: createSentVouchers(), monotonicMs: () => nowMs };
  const outcomes = await postVouchers(
    vouchers.map((it) => gateway.render(it)),
    tools,
    new AbortController().signal,
  );
  const kinds = [...outcomes.values()].map(({ kind }) => kind);
  expect(posts).toBe(6);
  expect(kinds.filter((it) => it === 'accepted')).toHaveLength(6);
  expect(kinds.filter((it) => it === 'retry')).toHaveLength(3);
});

test('what was sent is remembered up to eight million characters, the newest longest', () => {
  const sent = createSentVouchers();
  const vouchers = Array.from({ length: 5 }, () => aVoucher());
  for (const it of vouchers) sent.begin({ reference: it.reference, voucher: it, payload: 'x'.repeat(3_000_000) });
  expect(vouchers.map(({ reference }) => sent.of(reference) !== undefined)).toEqual([false, false, false, true, true]);
  const [, , , fourth] = vouchers;
  if (fourth === undefined) throw new Error('There are five');
  sent.taken(fourth.reference, 'je_1');
  expect(sent.of(fourth.reference)?.entryId).toBe('je_1');
  sent.begin({ reference: fourth.reference, voucher: fourth, payload: 'y' });
  expect(sent.of(fourth.reference)).toEqual({ payload: 'y' });
});

test('an empty batch asks nothing', async () => {
  await using erp = await openMock();
  expect(await erp.gateway.postVouchers([], patience())).toEqual(new Map());
  expect(await erp.gateway.findVouchers([], patience())).toEqual(new Map());
  expect(requestsOf(erp.mock)).toEqual({});
});

test('amounts from one øre to a hundred billion kroner travel as they are', async () => {
  await using erp = await openMock();
  for (const minor of [1n, 10n, 99n, 100n, 101n, 9_999_999_999_999n]) {
    const it = aVoucher({ debits: [minor] });
    const text = formatMoney(nok(minor));
    expect(erp.gateway.render(it).payload).toContain(`"amount":"${text}"`);
    expect(await postOne(erp.gateway, it)).toMatchObject({ kind: 'accepted' });
    erp.mock.xledger.runBookingJob();
    expect(await find(erp.gateway, it.reference)).toMatchObject({
      kind: 'booked',
      lines: [{ amountMinor: minor }, { amountMinor: -minor }],
    });
    const [booked] = erp.mock.world.ledger.list({ system: 'xledger', reference: it.reference });
    expect(booked?.lines.map((line) => BigInt(line.amountMinor))).toEqual([minor, -minor]);
  }
});

test('a text that names a person is in neither words nor reply of a refusal, and a short one hides nothing', async () => {
  const name = `Lunsj  med "Kari Nordmann" ${'x'.repeat(300)}`;
  await using server = await startApi(({ method, text }) => {
    if (method !== 'POST') return { json: {} };
    const body: { lines: { text: string }[] } = JSON.parse(text);
    return { status: 422, json: { errors: [{ code: 'too_long', message: `Text 11: ${body.lines[0]?.text}` }] } };
  });
  const gateway = openGateway(addressesAt(server.url));
  const outcome = await postOne(gateway, changed({ text: name }, { text: '1' }));
  await gateway.close();
  expect(outcome).toMatchObject({ kind: 'rejected', failure: { message: expect.stringContaining('Text 11: ') } });
  expect(JSON.stringify(outcome)).not.toMatch(/Kari|xxxx/);
});
