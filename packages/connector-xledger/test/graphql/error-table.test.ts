import type { PostOutcome } from '@bilag/core';
import { aVoucher } from '@bilag/core/testing';
import { XLEDGER_TOKENS } from '@bilag/mock-erp';
import { describe, expect, test } from 'vitest';
import { patience } from '../support/harness.ts';
import { openGateway, openMock } from './support/harness.ts';
import { type StrangerAnswer, startStranger } from './support/stranger.ts';

/** What a mutation and a question make of one answer. */
interface Row {
  /** The row of the table of errors, or of that of limits, in Xledger's reference. */
  readonly row: string;
  readonly answer: StrangerAnswer;
  readonly posting: readonly [kind: PostOutcome['kind'], code: string, afterMs?: number];
  /** The code of the error that a question ends with, and the wait. */
  readonly question: readonly [code: string, afterMs?: number];
}

const error = (message: string, more: object = {}) => ({ json: { data: null, errors: [{ message, ...more }] } });
const extension = (code: string) => ({ extensions: { code } });
const noAccount = "account.code: No value matching owner 1, code '7140'.";

/** @source reference of the Xledger API, sections 9 and 10, read 2026-11 */
const table: readonly Row[] = [
  {
    row: 'BAD_REQUEST.BURST_RATE_LIMIT_REACHED',
    answer: error('Too many.', { code: 'BAD_REQUEST.BURST_RATE_LIMIT_REACHED' }),
    posting: ['retry', 'ERP_RATE_LIMITED', 5_000],
    question: ['ERP_RATE_LIMITED', 5_000],
  },
  {
    row: 'BAD_REQUEST.CONCURRENCY_LIMIT_REACHED',
    answer: error('Too many.', { code: 'BAD_REQUEST.CONCURRENCY_LIMIT_REACHED' }),
    posting: ['retry', 'ERP_RATE_LIMITED', 2_000],
    question: ['ERP_RATE_LIMITED', 2_000],
  },
  {
    row: 'BAD_REQUEST.INSUFFICIENT_CREDITS without resetAt',
    answer: error('No credits.', { code: 'BAD_REQUEST.INSUFFICIENT_CREDITS' }),
    posting: ['retry', 'ERP_RATE_LIMITED', 1_200_000],
    question: ['ERP_RATE_LIMITED', 1_200_000],
  },
  {
    row: 'HTTP 429 with Retry-After',
    answer: { status: 429, headers: { 'retry-after': '9' }, json: '<h1>Slow</h1>' },
    posting: ['retry', 'ERP_RATE_LIMITED', 9_000],
    question: ['ERP_RATE_LIMITED', 9_000],
  },
  {
    // A proxy may say so after the work as well, and of a write nobody can tell.
    row: 'HTTP 503 with Retry-After',
    answer: { status: 503, headers: { 'retry-after': '9' }, json: '' },
    posting: ['unknown', 'ERP_REPLY_UNREADABLE'],
    question: ['ERP_UNAVAILABLE', 9_000],
  },
  ...[500, 502, 503, 529].map(
    (status): Row => ({
      row: `HTTP ${status}`,
      answer: { status, json: '<h1>Oops</h1>' },
      posting: ['unknown', 'ERP_REPLY_UNREADABLE'],
      question: ['ERP_UNAVAILABLE'],
    }),
  ),
  {
    row: 'connection error after bytes were sent',
    answer: (response) => void response.destroy(),
    posting: ['unknown', 'ERP_REPLY_LOST'],
    question: ['ERP_UNAVAILABLE'],
  },
  {
    row: 'client timeout',
    answer: () => undefined,
    posting: ['unknown', 'ERP_TIMEOUT'],
    question: ['ERP_UNAVAILABLE'],
  },
  {
    row: '«Your query timed out.»',
    answer: error('Your query timed out.'),
    posting: ['unknown', 'ERP_TIMEOUT'],
    question: ['ERP_UNAVAILABLE'],
  },
  {
    row: '200 with a cut-off body',
    answer: { json: '{"data":{"viewer":{"enti' },
    posting: ['unknown', 'ERP_REPLY_UNREADABLE'],
    question: ['ERP_UNAVAILABLE'],
  },
  {
    row: '200 with an unreadable body',
    answer: { json: '<html>Maintenance</html>' },
    posting: ['unknown', 'ERP_REPLY_UNREADABLE'],
    question: ['ERP_UNAVAILABLE'],
  },
  {
    row: 'Bad format for API Token, HTTP 200',
    answer: error("Bad format for API Token. Expected header 'Authorization: token <API token>'."),
    posting: ['retry', 'ERP_AUTHENTICATION_FAILED'],
    question: ['ERP_AUTHENTICATION_FAILED'],
  },
  {
    row: 'another token error, HTTP 400',
    answer: { status: 400, ...error('Invalid API token.') },
    posting: ['retry', 'ERP_AUTHENTICATION_FAILED'],
    question: ['ERP_AUTHENTICATION_FAILED'],
  },
  ...[401, 403].map(
    (status): Row => ({
      row: `HTTP ${status}`,
      answer: { status, json: '' },
      posting: ['retry', 'ERP_AUTHENTICATION_FAILED'],
      question: ['ERP_AUTHENTICATION_FAILED'],
    }),
  ),
  {
    row: 'missing scope',
    answer: error('Access denied: the API token lacks access to General Ledger.'),
    posting: ['retry', 'ERP_PERMISSION_DENIED'],
    question: ['ERP_PERMISSION_DENIED'],
  },
  {
    row: 'Cannot query field …',
    answer: error("Cannot query field 'x' on type 'Y'."),
    posting: ['rejected', 'ERP_REFUSED'],
    question: ['ERP_REFUSED'],
  },
  {
    row: 'ARGUMENTS_OF_CORRECT_TYPE',
    answer: error('MoneyString cannot represent x.', extension('ARGUMENTS_OF_CORRECT_TYPE')),
    posting: ['rejected', 'ERP_REFUSED'],
    question: ['ERP_REFUSED'],
  },
  {
    row: 'INVALID_VALUE, No value matching owner',
    answer: error(noAccount, extension('INVALID_VALUE')),
    posting: ['rejected', 'ERP_UNKNOWN_LEDGER_ACCOUNT'],
    question: ['ERP_REFUSED'],
  },
  {
    row: 'No value matching owner without a code, HTTP 400',
    answer: { status: 400, ...error(noAccount) },
    posting: ['rejected', 'ERP_UNKNOWN_LEDGER_ACCOUNT'],
    question: ['ERP_REFUSED'],
  },
  {
    row: 'anything unknown',
    answer: error('Something went wrong.', extension('SOMETHING')),
    posting: ['unknown', 'ERP_REPLY_UNREADABLE'],
    question: ['ERP_UNAVAILABLE'],
  },
  {
    row: 'limit: mass mutation of 500 nodes',
    answer: error('A mass mutation takes at most 500 nodes.', extension('BAD_REQUEST')),
    posting: ['rejected', 'ERP_REFUSED'],
    question: ['ERP_REFUSED'],
  },
  {
    row: 'limit: body size',
    answer: { status: 413, json: '' },
    posting: ['retry', 'ERP_BATCH_REFUSED'],
    question: ['ERP_UNAVAILABLE'],
  },
];

describe.each(table)('$row', ({ answer, posting, question }) => {
  const open = async () => {
    const server = await startStranger(() => answer);
    return { server, gateway: openGateway(server.url, { timing: { requestTimeoutMs: 300 } }) };
  };

  test('in answer to a posting it is what the reference says', async () => {
    const { server, gateway } = await open();
    const it = aVoucher();
    const outcome = (await gateway.postVouchers([gateway.render(it)], patience())).get(it.reference);
    const [kind, code, afterMs] = posting;
    expect(outcome).toMatchObject({ kind, failure: { code }, ...(afterMs === undefined ? {} : { afterMs }) });
    expect(server.requests).toHaveLength(1);
    await gateway.close();
    await server[Symbol.asyncDispose]();
  });

  test('in answer to a question it is an error by its name, and nothing is said to be absent', async () => {
    const { server, gateway } = await open();
    const [code, retryAfterMs] = question;
    const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
    await expect(gateway.testConnection(patience())).rejects.toMatchObject({ code, ...wait });
    const it = aVoucher();
    const found = (await gateway.findVouchers([{ reference: it.reference, batchKey: null }], patience())).get(
      it.reference,
    );
    expect(found).toMatchObject({ kind: 'unavailable', failure: { code } });
    await gateway.close();
    await server[Symbol.asyncDispose]();
  });
});

test('200 with some edges and errors: the confirmed voucher is accepted, of the other nobody can tell', async () => {
  const [stored, other] = [aVoucher(), aVoucher()];
  const edges = stored.lines.map((_line, at) => ({
    clientId: `${stored.reference}-${at + 1}`,
    node: { dbId: `${at}` },
  }));
  const errors = [{ message: 'Your query timed out.' }];
  await using server = await startStranger(() => ({ json: { data: { addGLImportItems: { edges } }, errors } }));
  const gateway = openGateway(server.url);
  const outcomes = await gateway.postVouchers(
    [stored, other].map((it) => gateway.render(it)),
    patience(),
  );
  await gateway.close();
  expect([outcomes.get(stored.reference)?.kind, outcomes.get(other.reference)?.kind]).toEqual(['accepted', 'unknown']);
});

/** A refusal of one line that has every kind of code. */
async function refusedLine(message: string) {
  const it = aVoucher({ debits: [100n] });
  const [debit, credit] = it.lines;
  if (debit === undefined || credit === undefined) throw new Error('Two lines');
  const full = { ...debit, taxCode: '1', dimensions: { costCenter: '310', project: '4402' } };
  const lines = [full, { ...credit, subledger: "E'1187" }];
  await using server = await startStranger(() => error(message, extension('INVALID_VALUE')));
  const gateway = openGateway(server.url);
  const outcome = (await gateway.postVouchers([gateway.render({ ...it, lines })], patience())).get(it.reference);
  await gateway.close();
  return outcome !== undefined && 'failure' in outcome ? outcome.failure : undefined;
}

const noValue = (path: string, value: string) => `${path}: No value matching owner 1, code '${value}'.`;

test.each([
  ['an account', noValue('account.code', '7140'), 'ERP_UNKNOWN_LEDGER_ACCOUNT', 'lines[0].ledgerAccount'],
  ['a cost center', noValue('glObject2.code', '310'), 'ERP_UNKNOWN_DIMENSION_VALUE', 'lines[0].dimensions.costCenter'],
  ['a project', noValue('project.code', '4402'), 'ERP_UNKNOWN_DIMENSION_VALUE', 'lines[0].dimensions.project'],
  ['a tax rule', noValue('taxRule.code', '1'), 'ERP_UNKNOWN_TAX_CODE', 'lines[0].taxCode'],
  ['a payee', noValue('subledger.code', "E'1187"), 'ERP_UNKNOWN_PAYEE', 'lines[1].subledger'],
  ['a source', noValue('transactionSource.code', 'GL'), 'ERP_REFUSED', 'lines[0].transactionSource'],
  ['a closed period', 'postedDate: the period 202512 is closed.', 'ERP_PERIOD_CLOSED', undefined],
  ['a closed period, in Norwegian', 'Perioden er avsluttet.', 'ERP_PERIOD_CLOSED', undefined],
  ['something else', 'Nope.', 'ERP_REFUSED', undefined],
])('%s that Xledger does not take is named by a code of its own', async (_what, message, code, field) => {
  const failure = await refusedLine(message);
  expect(failure).toMatchObject({ code, ...(field === undefined ? {} : { field }) });
  expect(failure?.message).not.toContain('1187');
  expect(failure?.reply?.body).not.toContain('1187');
});

test.each([
  ['The period of 2025-12-31 is closed.', 'ERP_PERIOD_CLOSED'],
  ['Accounting period 12/2025 has been locked', 'ERP_PERIOD_CLOSED'],
  ['Closed period', 'ERP_PERIOD_CLOSED'],
  ['Regnskapsåret 2025 er låst', 'ERP_PERIOD_CLOSED'],
  ['Perioden er stengt for bokføring', 'ERP_PERIOD_CLOSED'],
  ['The voucher is out of balance by 5.00.', 'UNBALANCED_VOUCHER'],
  ['Bilaget balanserer ikke', 'UNBALANCED_VOUCHER'],
  ['Account 7199 is closed for posting.', 'ERP_UNKNOWN_LEDGER_ACCOUNT'],
  ['Konto 7199 er sperret', 'ERP_UNKNOWN_LEDGER_ACCOUNT'],
  ['Object value 399 in glObject2 is closed for posting on 2026-01-01.', 'ERP_UNKNOWN_DIMENSION_VALUE'],
  ['Project 4499 is closed for posting.', 'ERP_UNKNOWN_DIMENSION_VALUE'],
  ['Prosjekt mangler på konto 7140', 'ERP_UNKNOWN_DIMENSION_VALUE'],
  ['Tax rule 1 is not allowed on account 7140', 'ERP_UNKNOWN_TAX_CODE'],
  ['Subledger E1187 is inactive', 'ERP_UNKNOWN_PAYEE'],
  ['Leverandør 1187 er sperret', 'ERP_UNKNOWN_PAYEE'],
  ['The transaction source is missing.', 'ERP_IMPORT_REFUSED'],
])('row in glImportItemErrors: «%s» is %s', async (message, code) => {
  await using erp = await openMock();
  const it = aVoucher({ debits: [100n] });
  const lines = it.lines.map((line, at) => (at === 1 ? { ...line, subledger: 'E1187' } : line));
  await erp.gateway.postVouchers([erp.gateway.render({ ...it, lines })], patience());
  const rows = erp.mock.xledger.queue.rows();
  const createdAt = rows[1]?.createdAt ?? '';
  erp.mock.xledger.queue.fail([{ ownerDbId: 31_000_001, createdAt, rowDbId: rows[1]?.dbId ?? 0, message }]);
  const found = (await erp.gateway.findVouchers([{ reference: it.reference, batchKey: null }], patience())).get(
    it.reference,
  );
  expect(found).toMatchObject({
    kind: 'rejected',
    failure: {
      code,
      message: expect.stringMatching(
        /^It lies in Xledger’s import queue \(import rows \d+–\d+\), to be corrected or deleted there: /,
      ),
      reply: { status: 200, body: expect.stringContaining('"errorLevel"') },
    },
  });
  const failure = found?.kind === 'rejected' ? found.failure : undefined;
  expect(failure?.field).toBe(code.startsWith('ERP_UNKNOWN_') ? 'lines[1]' : undefined);
  for (const secret of ['E1187', XLEDGER_TOKENS.full.token]) expect(JSON.stringify(failure)).not.toContain(secret);
});

test('of a batch every reply is kept without the token and the payees of all its vouchers', async () => {
  const vouchers = [aVoucher({ debits: [100n] }), aVoucher({ debits: [100n] })].map((it, at) => ({
    ...it,
    lines: it.lines.map((line, place) => (place === 1 ? { ...line, subledger: `E${at + 1}000` } : line)),
  }));
  await using server = await startStranger((seen) => ({
    status: 500,
    json: `Sent ${seen.authorization}: E1000, "E2000" and E1000,5`,
  }));
  const gateway = openGateway(server.url);
  const outcomes = await gateway.postVouchers(
    vouchers.map((it) => gateway.render(it)),
    patience(),
  );
  await gateway.close();
  for (const { reference } of vouchers) {
    expect(outcomes.get(reference)).toMatchObject({
      kind: 'unknown',
      failure: { reply: { status: 500, body: 'Sent token ***: ***, "***" and ***,5' } },
    });
  }
});

test('where the queue does not show its payees, what stands after a word for one is not kept', async () => {
  await using server = await startStranger(({ query }) => {
    if (/subledger \{/.test(query)) return error("Cannot query field 'subledger' on type 'GLImportItem'.");
    const row = {
      dbId: '7',
      extIdentifier: reference,
      trItemNumber: 1,
      amount: '1.00',
      account: { dbId: 1, code: '1' },
    };
    const failure = { dbId: '9', message: 'Employee no. E1187 has left; supplier «L-22» too.', transactionDbId: '7' };
    const list = (nodes: readonly object[]) => ({
      edges: nodes.map((node, at) => ({ cursor: `${at}`, node })),
      pageInfo: { hasNextPage: false },
    });
    const data = { glImportItems: list([row]), journalEntries: list([]), glImportItemErrors: list([failure]) };
    return { json: { data } };
  });
  const { reference } = aVoucher();
  const gateway = openGateway(server.url);
  const found = (await gateway.findVouchers([{ reference, batchKey: null }], patience())).get(reference);
  await gateway.close();
  expect(found).toMatchObject({
    kind: 'rejected',
    failure: {
      code: 'ERP_UNKNOWN_PAYEE',
      message: expect.stringContaining('Employee no. *** has left; supplier «***» too.'),
      reply: { body: expect.not.stringMatching(/1187|L-22/) },
    },
  });
});
