import type { NewFaultRule } from '@bilag/mock-erp';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { look } from '../support/sandbox.ts';
import { openSandbox, type Sandbox, valid, withLines } from './support/sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterEach(() => sandbox.mock.world.faults.clear());
afterAll(() => sandbox[Symbol.asyncDispose]());

type Answer = Omit<Extract<NewFaultRule['effect'], { kind: 'status' }>, 'kind'>;

const infolog = (text: string, status = 500): Answer => ({
  status,
  body: {
    error: {
      code: '',
      message: 'An error has occurred.',
      innererror: {
        message: `Write failed for table row of type 'LedgerJournalLineEntity'. Infolog: Error: ${text}`,
        type: 'Microsoft.Dynamics.Platform.Integration.Services.OData.AxODataWriteException',
        stacktrace: '',
      },
    },
  },
});
const tooMany = (message: string, headers?: Record<string, string>): Answer => ({
  status: 429,
  body: { error: { code: '', message } },
  ...(headers === undefined ? {} : { headers }),
});

const conflict =
  'Cannot edit a record in Ledger journal table (LedgerJournalTable). An update conflict occurred due to another user process deleting the record or changing one or more fields in the record.';
const busy = 'This request could not be processed at this time due to system experiencing high resource utilization.';

interface More {
  readonly field?: string;
  readonly afterMs?: number;
}
type Row = readonly [what: string, answer: Answer, kind: string, code: string, more?: More];

/** Every row of dynamics.md §15.3 on a write of lines, besides the business logic's usual refusals. */
const rows: readonly Row[] = [
  [
    'an unknown main account, as 500',
    infolog("The value '7140' in field 'Main account' is not found in related table."),
    'rejected',
    'ERP_UNKNOWN_LEDGER_ACCOUNT',
    { field: 'lines[0].ledgerAccount' },
  ],
  [
    'an unknown main account, as 400',
    infolog("The value '7140' in field 'Main account' is not found in related table.", 400),
    'rejected',
    'ERP_UNKNOWN_LEDGER_ACCOUNT',
    { field: 'lines[0].ledgerAccount' },
  ],
  [
    'an account that is named inside its combination',
    infolog('The main account 2910 in the ledger dimension 2910-- does not exist.'),
    'rejected',
    'ERP_UNKNOWN_LEDGER_ACCOUNT',
    { field: 'lines[2].ledgerAccount' },
  ],
  ['a suspended main account', infolog('Main account 7140 is suspended.'), 'rejected', 'ERP_UNKNOWN_LEDGER_ACCOUNT'],
  [
    'an account without manual entry',
    infolog('Manual entry is not allowed for main account 2910.'),
    'rejected',
    'ERP_UNKNOWN_LEDGER_ACCOUNT',
    { field: 'lines[2].ledgerAccount' },
  ],
  [
    'an unknown dimension value',
    infolog("The value '110' in field 'Kostnadssted' is not found."),
    'rejected',
    'ERP_UNKNOWN_DIMENSION_VALUE',
    { field: 'lines[0].dimensions.costCenter' },
  ],
  [
    'a suspended dimension value',
    infolog('The dimension value 110 of Kostnadssted is suspended.'),
    'rejected',
    'ERP_UNKNOWN_DIMENSION_VALUE',
    { field: 'lines[0].dimensions.costCenter' },
  ],
  ['a closed period', infolog('Fiscal period for 03/05/2026 is not open.'), 'rejected', 'ERP_PERIOD_CLOSED'],
  [
    'a date outside the ledger calendar',
    infolog('The ledger calendar does not have 03/05/2026.', 400),
    'rejected',
    'ERP_PERIOD_CLOSED',
  ],
  [
    'a voucher that does not balance',
    infolog('The transactions on voucher X do not balance as per 03/05/2026.'),
    'rejected',
    'ERP_REFUSED',
  ],
  ['an unknown sales tax group', infolog('The sales tax group X does not exist.'), 'rejected', 'ERP_UNKNOWN_TAX_CODE'],
  ['words that nobody foresaw', infolog('Verdien er ikke gyldig.'), 'rejected', 'ERP_REFUSED'],
  [
    'an unknown field',
    { status: 400, body: { error: { code: '', message: 'An error has occurred.' } } },
    'rejected',
    'ERP_REFUSED',
  ],
  ['an update conflict, as 500', infolog(conflict), 'retry', 'ERP_UNAVAILABLE'],
  ['an update conflict, as 400', infolog(conflict, 400), 'retry', 'ERP_UNAVAILABLE'],
  ['a deadlock', infolog('The record could not be saved because of a deadlock.'), 'retry', 'ERP_UNAVAILABLE'],
  ['a right that is missing', infolog('Access denied to table LedgerJournalTrans.'), 'retry', 'ERP_PERMISSION_DENIED'],
  [
    'a line number that exists, as 500',
    infolog('Cannot create a record in Ledger journal lines. The record already exists..'),
    'unknown',
    'ERP_REFUSED',
  ],
  [
    'a line number that exists, as 400',
    infolog('Cannot create a record in Ledger journal lines. The record already exists..', 400),
    'unknown',
    'ERP_REFUSED',
  ],
  [
    'too many requests',
    tooMany('Number of requests exceeded the limit of 6000 over the time window of 300 seconds.', {
      'retry-after': '7',
    }),
    'retry',
    'ERP_RATE_LIMITED',
    { afterMs: 7_000 },
  ],
  [
    'too much execution time',
    tooMany('Combined execution time of incoming requests exceeded limit of 1200 seconds.', { 'retry-after': '5' }),
    'retry',
    'ERP_RATE_LIMITED',
    { afterMs: 5_000 },
  ],
  ['too many at once', tooMany('Number of concurrent requests exceeded the limit of 52.'), 'retry', 'ERP_RATE_LIMITED'],
  ['a busy system', tooMany(busy), 'retry', 'ERP_RATE_LIMITED'],
  ['an app that is not registered', { status: 401 }, 'retry', 'ERP_AUTHENTICATION_FAILED'],
  ['a right of the user', { status: 403 }, 'retry', 'ERP_PERMISSION_DENIED'],
];

describe('what the business logic says of one voucher’s lines', () => {
  for (const [what, answer, kind, code, more = {}] of rows) {
    test(`${what}: the outcome is as it has to be, and the other voucher is written`, async () => {
      const [it, other] = [valid({ postingDate: '2026-03-05' }), valid()];
      sandbox.mock.world.faults.add({
        operation: 'finance.LedgerJournalLines.create',
        bodyIncludes: it.reference,
        times: 1,
        effect: { kind: 'status', ...answer },
      });
      const { batchKey, of } = await sandbox.post([it, other]);
      const { field, afterMs } = more;
      expect(of(it)).toMatchObject({
        kind,
        ...(afterMs === undefined ? {} : { afterMs }),
        failure: { code, ...(field === undefined ? {} : { field }), reply: { status: answer.status } },
      });
      // While one is in doubt, the journal is left for a look-up, and so is the other.
      expect(of(other)?.kind).toBe(kind === 'unknown' ? 'unknown' : 'accepted');
      expect(await look(sandbox.gateway, it, batchKey)).toEqual({ kind: 'absent' });
      expect(await look(sandbox.gateway, other, batchKey)).toMatchObject({ kind: 'accepted', copies: 1 });
    });
  }

  test('a breakdown without an infolog is read back before anything is said, and then it is no refusal', async () => {
    const it = valid();
    sandbox.failOnce('finance.LedgerJournalLines.create', {
      kind: 'status',
      status: 500,
      body: '<html>',
      contentType: 'text/html',
    });
    const { of } = await sandbox.post([it]);
    expect(of(it)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_UNAVAILABLE', reply: { status: 500 } } });
    expect(sandbox.requests('finance.LedgerJournalLines.list').length).toBeGreaterThan(0);
  });
});

describe('what is said of the request as a whole', () => {
  test.each([
    ['401', { status: 401 }, 'retry', 'ERP_AUTHENTICATION_FAILED'],
    ['403', { status: 403 }, 'retry', 'ERP_PERMISSION_DENIED'],
    ['404', { status: 404 }, 'retry', 'ERP_UNAVAILABLE'],
    ['429', tooMany(busy, { 'retry-after': '9' }), 'retry', 'ERP_RATE_LIMITED'],
    ['408', { status: 408 }, 'unknown', 'ERP_TIMEOUT'],
    ['500 without an infolog', { status: 500 }, 'unknown', 'ERP_REPLY_LOST'],
    ['502', { status: 502 }, 'unknown', 'ERP_REPLY_LOST'],
    ['503', { status: 503 }, 'unknown', 'ERP_REPLY_LOST'],
    ['504', { status: 504 }, 'unknown', 'ERP_TIMEOUT'],
    [
      'a page of HTML with 200',
      { status: 200, body: '<html>', contentType: 'text/html' },
      'unknown',
      'ERP_REPLY_UNREADABLE',
    ],
  ] satisfies Row[])('%s on the batch of lines', async (_what, answer, kind, code) => {
    const it = valid();
    sandbox.failOnce('finance.batch', { kind: 'status', ...answer });
    const { batchKey, of } = await sandbox.post([it]);
    expect(of(it)).toMatchObject({ kind, failure: { code } });
    expect(await look(sandbox.gateway, it, batchKey)).toEqual({ kind: 'absent' });
  });

  test.each([
    [
      'a journal name that is gone',
      infolog("The value 'GenJrn' in field 'Name' is not found in related table 'Journal names'."),
      'ERP_PERMISSION_DENIED',
    ],
    ['a number series that is manual', infolog('The number sequence is manual.', 400), 'ERP_PERMISSION_DENIED'],
    ['401', { status: 401 }, 'ERP_AUTHENTICATION_FAILED'],
    ['an update conflict', infolog(conflict), 'ERP_UNAVAILABLE'],
    ['503', { status: 503 }, 'ERP_UNAVAILABLE'],
  ] satisfies (readonly [string, Answer, string])[])(
    '%s when the journal is made is no voucher’s fault',
    async (_what, answer, code) => {
      const [one, two] = [valid(), valid()];
      sandbox.failOnce('finance.LedgerJournalHeaders.create', { kind: 'status', ...answer });
      const { of } = await sandbox.post([one, two]);
      for (const it of [one, two]) expect(of(it)).toMatchObject({ kind: 'retry', failure: { code } });
    },
  );
});

describe('the ERP’s own words', () => {
  test('are kept without the payee’s code, the secret and the token', async () => {
    const it = withLines(valid(), {}, {}, { ledgerAccount: '2400', subledger: 'V2099' });
    const { of } = await sandbox.post([it]);
    expect(of(it)).toMatchObject({
      kind: 'rejected',
      failure: { code: 'ERP_UNKNOWN_PAYEE', field: 'lines[2].subledger', reply: { status: 500 } },
    });
    expect(JSON.stringify(of(it))).toContain('Vendor account *** is on hold');
    expect(JSON.stringify(of(it))).not.toContain('V2099');
  });

  test('are kept without a text that names a person, and a short text hides nothing', async () => {
    const it = withLines(valid(), { text: 'Lunsj med Kari' }, { text: '1' }, {});
    const answer = infolog("The text 'Lunsj med Kari' of line 11 is not valid.");
    sandbox.failOnce('finance.LedgerJournalLines.create', { kind: 'status', ...answer });
    const outcome = (await sandbox.post([it])).of(it);
    expect(outcome).toMatchObject({ kind: 'rejected', failure: { message: expect.stringContaining('of line 11') } });
    expect(JSON.stringify(outcome)).toContain("'***'");
    expect(JSON.stringify(outcome)).not.toContain('Kari');
  });

  test('an unknown vendor is the payee’s fault, not the account’s', async () => {
    const it = withLines(valid(), {}, {}, { ledgerAccount: '2400', subledger: 'V9999' });
    expect((await sandbox.post([it])).of(it)).toMatchObject({
      kind: 'rejected',
      failure: { code: 'ERP_UNKNOWN_PAYEE', field: 'lines[2].subledger' },
    });
  });
});
