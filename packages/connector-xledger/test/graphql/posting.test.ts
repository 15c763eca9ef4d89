import { type PostOutcome, type Voucher, voucher } from '@bilag/core';
import { aVoucher } from '@bilag/core/testing';
import { expect, test } from 'vitest';
import { patience, requestsOf } from '../support/harness.ts';
import { openGateway, openMock, settings } from './support/harness.ts';
import { startStranger } from './support/stranger.ts';

async function post(gateway: ReturnType<typeof openGateway>, vouchers: readonly Voucher[]) {
  const outcomes = await gateway.postVouchers(
    vouchers.map((it) => gateway.render(it)),
    patience(),
  );
  return vouchers.map((it): PostOutcome | undefined => outcomes.get(it.reference));
}

const lineOf = (it: Voucher, change: object): Voucher => {
  const [first, ...others] = it.lines;
  if (first === undefined) throw new Error('A voucher has lines');
  return voucher({ ...it, lines: [{ ...first, ...change }, ...others] });
};

test('the bytes that were rendered stand in the request as they are, one request for the batch', async () => {
  await using server = await startStranger(() => ({ status: 500, json: '' }));
  const gateway = openGateway(server.url);
  const rendered = [aVoucher(), aVoucher()].map((it) => gateway.render(it));
  await gateway.postVouchers(rendered, patience());
  await gateway.close();
  expect(server.requests).toHaveLength(1);
  const [request] = server.requests;
  expect(request?.text).toContain(`"inputs":[${rendered.map((it) => it.payload).join(',')}]`);
  expect(request?.variables['inputs']).toHaveLength(6);
});

test('a row carries voucher number, codes, decimal amounts and the reference in every searchable field', () => {
  const it = aVoucher({ voucherNumber: 26_000_417, postingDate: '2026-03-05' });
  const gateway = openGateway('http://127.0.0.1:9/graphql', {
    transactionSource: 'AP',
    jobLevel: 2,
    ledgerId: '31000001',
  });
  const change = { dimensions: { project: '4402', costCenter: '310' }, taxCode: '1', subledger: 'E1' };
  const [row] = JSON.parse(`[${gateway.render(lineOf(it, change)).payload}]`);
  expect(row).toEqual({
    clientId: `${it.reference}-1`,
    node: {
      trRegNumber: 26_000_417,
      trItemNumber: 1,
      owner: { dbId: '31000001' },
      transactionSource: { code: 'AP' },
      jobLevel: { dbSubId: 2 },
      postedDate: '2026-03-05',
      invoiceDate: '2026-03-05',
      dueDate: '2026-03-05',
      account: { code: '7140' },
      subledger: { code: 'E1' },
      glObject2: { code: '310' },
      project: { code: '4402' },
      taxRule: { code: '1' },
      currency: { code: 'NOK' },
      amount: '842.50',
      invoiceAmount: '842.50',
      text: `${it.reference} Train 1`,
      extIdentifier: it.reference,
      invoiceNumber: it.reference,
    },
  });
});

test('equal vouchers have equal bytes, whatever the order of their dimensions', () => {
  const gateway = openGateway('http://127.0.0.1:9/graphql');
  const it = aVoucher();
  const one = lineOf(it, { dimensions: { costCenter: '310', project: '4402' } });
  const other = lineOf(it, { dimensions: { project: '4402', costCenter: '310' } });
  expect(gateway.render(one).payload).toBe(gateway.render(other).payload);
});

test('what Xledger cannot hold is refused before anything is sent', () => {
  const gateway = openGateway('http://127.0.0.1:9/graphql');
  const render = (it: Voucher) => () => gateway.render(it);
  expect(render(aVoucher({ debits: Array.from({ length: 499 }, () => 100n) }))).not.toThrow();
  expect(render(aVoucher({ debits: Array.from({ length: 500 }, () => 100n) }))).toThrow(
    expect.objectContaining({ code: 'VOUCHER_TOO_LARGE' }),
  );
  expect(render(lineOf(aVoucher(), { dimensions: { season: 'W26' } }))).toThrow(
    expect.objectContaining({ code: 'INVALID_SETTINGS', field: 'settings.dimensions.season' }),
  );
});

test.each([
  [1, 1],
  [99_999_999, 99_999_999],
  [100_000_000, 1],
  [100_000_001, 2],
  [199_999_998, 99_999_999],
  [199_999_999, 1],
])('voucher %i is imported under the number %i, of at most eight digits', (voucherNumber, trRegNumber) => {
  const gateway = openGateway('http://127.0.0.1:9/graphql');
  const rows: readonly { node: { trRegNumber: number } }[] = JSON.parse(
    `[${gateway.render(aVoucher({ voucherNumber })).payload}]`,
  );
  expect(new Set(rows.map(({ node }) => node.trRegNumber))).toEqual(new Set([trRegNumber]));
});

test('vouchers whose numbers have nine digits are booked one by one and found by their references', async () => {
  await using erp = await openMock();
  const vouchers = [99_999_999, 100_000_000, 100_000_001].map((voucherNumber) => aVoucher({ voucherNumber }));
  const outcomes = await post(erp.gateway, vouchers);
  expect(outcomes.map((it) => it?.kind)).toEqual(['accepted', 'accepted', 'accepted']);
  erp.mock.xledger.runBookingJob();
  const queries = vouchers.map(({ reference }) => ({ reference, batchKey: null }));
  const found = await erp.gateway.findVouchers(queries, patience());
  const booked = vouchers.map(({ reference }) => found.get(reference));
  expect(booked).toMatchObject(vouchers.map(() => ({ kind: 'booked', copies: 1 })));
});

test('five hundred lines go in one mutation and are all confirmed', async () => {
  await using erp = await openMock();
  const vouchers = Array.from({ length: 125 }, () => aVoucher({ debits: [100n, 200n, 300n] }));
  const outcomes = await post(erp.gateway, vouchers);
  expect(new Set(outcomes.map((it) => it?.kind))).toEqual(new Set(['accepted']));
  expect(requestsOf(erp.mock)).toEqual({ 'xledger.addGLImportItems': 1 });
  expect(erp.mock.xledger.queue.rows()).toHaveLength(500);
});

test('an accepted voucher is known by the rows it became', async () => {
  await using erp = await openMock();
  const [outcome] = await post(erp.gateway, [aVoucher()]);
  const ids = erp.mock.xledger.queue.rows().map((row) => row.dbId);
  expect(outcome).toEqual({ kind: 'accepted', erpReference: `import rows ${ids[0]}–${ids[2]}` });
});

test('of a batch with bad codes those at fault are rejected by name and nothing of the others is stored', async () => {
  await using erp = await openMock();
  const [good, account, project] = [
    aVoucher(),
    aVoucher({ debitAccount: '9999' }),
    lineOf(aVoucher(), { dimensions: { project: '0000' } }),
  ];
  const costCenter = aVoucher({ costCenter: '999' });
  expect(await post(erp.gateway, [good, account, project, costCenter])).toMatchObject([
    { kind: 'retry', failure: { code: 'ERP_BATCH_REFUSED' } },
    { kind: 'rejected', failure: { code: 'ERP_UNKNOWN_LEDGER_ACCOUNT', field: 'lines[0].ledgerAccount' } },
    { kind: 'rejected', failure: { code: 'ERP_UNKNOWN_DIMENSION_VALUE', field: 'lines[0].dimensions.project' } },
    { kind: 'rejected', failure: { code: 'ERP_UNKNOWN_DIMENSION_VALUE', field: 'lines[0].dimensions.costCenter' } },
  ]);
  expect(erp.mock.xledger.queue.rows()).toEqual([]);
});

test('a code that one voucher has as account and another as project blames only the one that the path means', async () => {
  await using erp = await openMock();
  const byProject = lineOf(aVoucher(), { dimensions: { project: '4402' } });
  const [atFault, innocent] = await post(erp.gateway, [aVoucher({ debitAccount: '4402' }), byProject]);
  expect(atFault).toMatchObject({ kind: 'rejected', failure: { code: 'ERP_UNKNOWN_LEDGER_ACCOUNT' } });
  expect(innocent?.kind).toBe('retry');
});

test('a refusal that names nobody has the batch cut in halves', async () => {
  const json = { data: null, errors: [{ message: 'A node is invalid.', extensions: { code: 'VALIDATION_FAILED' } }] };
  await using server = await startStranger(() => ({ json }));
  const gateway = openGateway(server.url);
  expect(await post(gateway, [aVoucher(), aVoucher()])).toMatchObject([
    { kind: 'retry', failure: { code: 'ERP_BATCH_REFUSED' } },
    { kind: 'retry', failure: { code: 'ERP_BATCH_REFUSED' } },
  ]);
  expect(await post(gateway, [aVoucher()])).toMatchObject([{ kind: 'rejected', failure: { code: 'ERP_REFUSED' } }]);
  await gateway.close();
});

test.each([
  ['in its text', { message: 'inputs[3].node.text is too long.', extensions: { code: 'VALIDATION_FAILED' } }],
  [
    'in its path',
    { message: 'Too long.', path: ['addGLImportItems', 'inputs', 3], extensions: { code: 'VALIDATION_FAILED' } },
  ],
])('an error that counts the inputs %s blames the voucher of that line', async (_where, error) => {
  await using server = await startStranger(() => ({ json: { data: null, errors: [error] } }));
  const gateway = openGateway(server.url);
  expect(await post(gateway, [aVoucher(), aVoucher(), aVoucher()])).toMatchObject([
    { kind: 'retry' },
    { kind: 'rejected', failure: { code: 'ERP_REFUSED' } },
    { kind: 'retry' },
  ]);
  await gateway.close();
});

test('where good rows are stored and bad ones refused, whole vouchers are accepted and a part-stored one is in doubt', async () => {
  await using erp = await openMock({ xledgerSettings: { massFailureMode: 'partial' } });
  const [good, bad] = [aVoucher(), aVoucher({ debits: [100n], debitAccount: '9999' })];
  expect(await post(erp.gateway, [good, bad])).toMatchObject([{ kind: 'accepted' }, { kind: 'unknown' }]);
  const found = await erp.gateway.findVouchers([{ reference: bad.reference, batchKey: null }], patience());
  expect(found.get(bad.reference)).toMatchObject({
    kind: 'accepted',
    copies: 1,
    lines: [{ ledgerAccount: '2910', amountMinor: -100n }],
  });
  erp.mock.xledger.runBookingJob();
  const later = await erp.gateway.findVouchers([{ reference: bad.reference, batchKey: null }], patience());
  expect(later.get(bad.reference)).toMatchObject({ kind: 'rejected', failure: { code: 'UNBALANCED_VOUCHER' } });
});

test('where vouchers are stored or refused one by one, each is answered for', async () => {
  const vouchers = [aVoucher(), aVoucher({ debitAccount: '9999' }), aVoucher()];
  const rowsOf = (it: Voucher) =>
    it.lines.map((_line, at) => ({ clientId: `${it.reference}-${at + 1}`, node: { dbId: 10 + at } }));
  const edges = vouchers.slice(0, 1).flatMap(rowsOf);
  const errors = [
    { message: "account.code: No value matching owner 1, code '9999'.", extensions: { code: 'INVALID_VALUE' } },
  ];
  await using server = await startStranger(() => ({ json: { data: { addGLImportItems: { edges } }, errors } }));
  const gateway = openGateway(server.url);
  expect(await post(gateway, vouchers)).toMatchObject([
    { kind: 'accepted', erpReference: 'import rows 10–12' },
    { kind: 'rejected', failure: { code: 'ERP_UNKNOWN_LEDGER_ACCOUNT' } },
    { kind: 'unknown' },
  ]);
  await gateway.close();
});

test('a mutation that timed out halfway leaves what it does not confirm in doubt, even the voucher it complains of', async () => {
  const it = aVoucher({ debitAccount: '9999' });
  const errors = [
    { message: "account.code: No value matching owner 1, code '9999'.", extensions: { code: 'INVALID_VALUE' } },
    { message: 'Your query timed out.' },
  ];
  await using server = await startStranger(() => ({ json: { data: { addGLImportItems: { edges: null } }, errors } }));
  const gateway = openGateway(server.url);
  expect(await post(gateway, [it])).toMatchObject([{ kind: 'unknown', failure: { code: 'ERP_TIMEOUT' } }]);
  await gateway.close();
});

test('a token of another entity than the settings name writes nothing and stops the organization', async () => {
  await using erp = await openMock({}, { ...settings, ledgerId: '31000002' });
  expect(await post(erp.gateway, [aVoucher()])).toMatchObject([
    { kind: 'retry', failure: { code: 'ERP_WRONG_LEDGER' } },
  ]);
  expect(erp.mock.xledger.queue.rows()).toEqual([]);
});
