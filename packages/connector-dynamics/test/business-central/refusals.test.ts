import { type ErrorCode, type Voucher, voucher } from '@bilag/core';
import type { NewFaultRule } from '@bilag/mock-erp';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { failureOf, patience } from '../support/sandbox.ts';
import { asPerson } from './support/person.ts';
import { openSandbox, type Sandbox, seed, valid } from './support/sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterEach(() => sandbox.mock.world.faults.clear());
afterAll(() => sandbox[Symbol.asyncDispose]());

const dialog = 'Application_DialogException';
const validation = 'Application_FieldValidationException';
const relation = 'Internal_InvalidTableRelation';

const refuse = (operation: string, code: string, message: string, status = 400) => {
  const body = { error: { code, message: `${message}  CorrelationId:  6c0e0000-0000-4000-8000-000000000001.` } };
  const effect: NewFaultRule['effect'] = { kind: 'status', status, body };
  sandbox.mock.world.faults.add({ operation, effect, times: 1 });
};

/** A voucher with a vendor, a tax group and a cost center, sent alone. */
function rich(): Voucher {
  const made = valid();
  const lines = made.lines.map((line, at) => {
    if (at === 0) return { ...line, taxCode: 'HOY' };
    return line.amount.minor < 0n ? { ...line, ledgerAccount: seed.payablesAccount, subledger: 'V2001' } : line;
  });
  return voucher({ ...made, lines });
}

type Row = readonly [text: string, erpCode: string, code: ErrorCode, field: string];

/** @source dynamics.md §9.2, 2026-11, and §6.2 */
const ofLines: readonly Row[] = [
  [
    'The field Account No. of table Gen. Journal Line contains a value (9999) that cannot be found in the related table (G/L Account).',
    relation,
    'ERP_UNKNOWN_LEDGER_ACCOUNT',
    'lines[0].ledgerAccount',
  ],
  [
    "Direct Posting must be equal to 'Yes'  in G/L Account: No.=2780. Current value is 'No'.",
    validation,
    'ERP_UNKNOWN_LEDGER_ACCOUNT',
    'lines[0].ledgerAccount',
  ],
  ['The "accountNumber" does not match to an Account.', dialog, 'ERP_UNKNOWN_LEDGER_ACCOUNT', 'lines[0].ledgerAccount'],
  [
    'The account values do not match to a specific Account.',
    dialog,
    'ERP_UNKNOWN_LEDGER_ACCOUNT',
    'lines[0].ledgerAccount',
  ],
  [
    'The field VAT Prod. Posting Group of table Gen. Journal Line contains a value (HOY) that cannot be found in the related table (VAT Product Posting Group).',
    relation,
    'ERP_UNKNOWN_TAX_CODE',
    'lines[0].taxCode',
  ],
  [
    'The field Tax Group Code of table Gen. Journal Line contains a value (HOY) that cannot be found in the related table (Tax Group).',
    relation,
    'ERP_UNKNOWN_TAX_CODE',
    'lines[0].taxCode',
  ],
  ['Feltet inneholder en verdi som ikke finnes.', relation, 'ERP_REFUSED', 'lines[0]'],
  [
    'The length of the string is 57, but it must be less than or equal to 50 characters. Value: Train 1',
    'Application_StringExceededLength',
    'ERP_REFUSED',
    'lines[0]',
  ],
  ['Something of a customised version.', dialog, 'ERP_REFUSED', 'lines[0]'],
  ['A dialog to confirm.', 'Application_CallbackNotAllowed', 'ERP_REFUSED', 'lines[0]'],
];

test.each(ofLines)('a line that is refused by «%s» (%s) is %s of %s', async (text, erpCode, code, field) => {
  refuse('bc.journalLines.create', erpCode, text);
  const it = rich();
  expect((await sandbox.post([it])).of(it)).toMatchObject({ kind: 'rejected', failure: { code, field } });
  expect(sandbox.mock.businessCentral.journals()).toEqual([]);
});

/** @source dynamics.md §6.6, 2026-11 */
const ofDimensions: readonly (readonly [text: string, code: ErrorCode])[] = [
  ['The "id" or "code" field must be filled in.', 'ERP_UNKNOWN_DIMENSION_VALUE'],
  ['The "valueId" or "valueCode" field must be filled in.', 'ERP_UNKNOWN_DIMENSION_VALUE'],
  ['The "code" does not match to a Dimension.', 'ERP_UNKNOWN_DIMENSION_VALUE'],
  ['The "valueCode" does not match to a Dimension Value.', 'ERP_UNKNOWN_DIMENSION_VALUE'],
  [
    'The dimension set line already exists. Check existing dimension set lines and the default dimension set lines on the parent.',
    'ERP_REFUSED',
  ],
  ['The "id" and "code" fields cannot be modified.', 'ERP_UNKNOWN_DIMENSION_VALUE'],
  ['You must get to the parent first to create a dimension set line.', 'ERP_UNKNOWN_DIMENSION_VALUE'],
];

test.each(ofDimensions)('a dimension that is refused by «%s» is %s', async (text, code) => {
  refuse('bc.dimensionSetLines.create', dialog, text);
  const it = valid();
  expect((await sandbox.post([it])).of(it)).toMatchObject({
    kind: 'rejected',
    failure: { code, field: 'lines[0].dimensions.costCenter' },
  });
});

const range = 'Posting Date is not within your range of allowed posting dates in Gen. Journal Line';
const blockedVendor = 'You cannot post this type of document when Vendor V2001 is blocked with type All';

/** @source dynamics.md §8.3, 2026-11; N stands for the number of the first line, V for that of the vendor's, D for the document. */
const ofPostings: readonly Row[] = [
  [
    'Document No. D is out of balance by 0.01. Please check that Posting Date, Document Type, Document No. and Amount are correct for each line.',
    dialog,
    'ERP_REFUSED',
    'lines[0]',
  ],
  [
    `${range} Journal Template Name='GENERAL',Journal Batch Name='B',Line No.='N'.`,
    dialog,
    'ERP_PERIOD_CLOSED',
    'postingDate',
  ],
  [
    'Gen. Posting Type must have a value in Gen. Journal Line: Journal Template Name=GENERAL, Journal Batch Name=B, Line No.=N. It cannot be zero or empty.',
    validation,
    'ERP_UNKNOWN_TAX_CODE',
    'lines[0].taxCode',
  ],
  [
    'Gen. Bus. Posting Group must have a value in Gen. Journal Line: Journal Template Name=GENERAL, Journal Batch Name=B, Line No.=V. It cannot be zero or empty.',
    validation,
    'ERP_UNKNOWN_PAYEE',
    'lines[2].subledger',
  ],
  [
    'Amount must have a value in Gen. Journal Line: Journal Template Name=GENERAL, Journal Batch Name=B, Line No.=N. It cannot be zero or empty.',
    validation,
    'ERP_REFUSED',
    'lines[0]',
  ],
  [
    "Blocked must be equal to 'No' in G/L Account: No.=7140. Current value is 'Yes'.",
    validation,
    'ERP_UNKNOWN_LEDGER_ACCOUNT',
    'lines[0].ledgerAccount',
  ],
  [
    'A dimension used in Gen. Journal Line GENERAL, B, N has caused an error. Select a Dimension Value Code for the Dimension Code KOSTNADSSTED for G/L Account 7140.',
    dialog,
    'ERP_UNKNOWN_DIMENSION_VALUE',
    'lines[0].dimensions.costCenter',
  ],
  [
    'Dimension Value KOSTNADSSTED - 100 is blocked.',
    dialog,
    'ERP_UNKNOWN_DIMENSION_VALUE',
    'lines[0].dimensions.costCenter',
  ],
  [
    'The combination of dimensions used in Gen. Journal Line GENERAL, B, N is blocked. Dimension PROSJEKT is blocked.',
    dialog,
    'ERP_UNKNOWN_DIMENSION_VALUE',
    'lines[0]',
  ],
  [blockedVendor, dialog, 'ERP_UNKNOWN_PAYEE', 'lines[2].subledger'],
];

test.each(ofPostings)('a posting that is refused by «%s» (%s) is %s of %s', async (text, erpCode, code, field) => {
  const it = rich();
  const first = it.voucherNumber * 1_000 + 1;
  const words = text
    .replace(/\bN\b/, String(first))
    .replace(/\bV\b/, String(first + 2))
    .replace(/\bD\b/, it.reference);
  refuse('bc.post', erpCode, words);
  const other = valid();
  const posted = await sandbox.post([other, it]);
  expect(posted.of(it)).toMatchObject({ kind: 'rejected', failure: { code, field } });
  // What names only an account or a value means every voucher that has it.
  expect(['retry', 'rejected']).toContain(posted.of(other)?.kind);
  expect(sandbox.mock.businessCentral.journals()).toEqual([]);
});

const noVatSetup =
  "The VAT Posting Setup does not exist. Identification fields and values: VAT Bus. Posting Group='NASJONAL',VAT Prod. Posting Group='HOY'";
const recordNotFound = 'Internal_RecordNotFound';

describe('a set-up record that is missing', () => {
  test.each([
    [404, recordNotFound],
    [400, recordNotFound],
    [404, 'Internal_DataNotFoundFilter'],
    [400, 'Internal_DataNotFoundFilter'],
  ])('at posting (%i %s) narrows a batch down, and the voucher that needs it is rejected', async (status, erpCode) => {
    refuse('bc.post', erpCode, noVatSetup, status);
    const [bad, good] = [rich(), valid()];
    const both = await sandbox.post([bad, good]);
    for (const it of [bad, good])
      expect(both.of(it)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_BATCH_REFUSED' } });
    refuse('bc.post', erpCode, noVatSetup, status);
    expect((await sandbox.post([bad])).of(bad)).toMatchObject({
      kind: 'rejected',
      failure: { code: 'ERP_UNKNOWN_TAX_CODE', field: 'lines[0].taxCode' },
    });
    expect(sandbox.mock.businessCentral.journals()).toEqual([]);
    expect((await sandbox.post([good])).of(good)?.kind).toBe('booked');
  });

  test.each<[string, ErrorCode, string]>([
    [noVatSetup, 'ERP_UNKNOWN_TAX_CODE', 'lines[0].taxCode'],
    [
      "The G/L Account does not exist. Identification fields and values: No.='7140'",
      'ERP_UNKNOWN_LEDGER_ACCOUNT',
      'lines[0].ledgerAccount',
    ],
    ["The Currency does not exist. Identification fields and values: Code='EUR'", 'ERP_REFUSED', 'lines[0]'],
  ])('when a line is written («%s») is %s of %s, and the others are free at once', async (text, code, field) => {
    for (const status of [404, 400]) {
      refuse('bc.journalLines.create', recordNotFound, text, status);
      const [bad, good] = [rich(), valid()];
      const posted = await sandbox.post([bad, good]);
      expect(posted.of(bad)).toMatchObject({ kind: 'rejected', failure: { code, field } });
      expect(posted.of(good)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_BATCH_REFUSED' }, afterMs: 0 });
      expect(sandbox.mock.businessCentral.journals()).toEqual([]);
    }
  });

  test.each([404, 400])(
    'that is our journal, which somebody deleted meanwhile (%i), is no voucher’s fault',
    async (status) => {
      refuse('bc.journalLines.create', recordNotFound, 'The Gen. Journal Batch does not exist.', status);
      const effect = { kind: 'delay', ms: 2_000, when: 'after' } as const;
      sandbox.mock.world.faults.add({ operation: 'bc.batch', times: 1, effect });
      const it = valid();
      const posting = sandbox.post([it]);
      await vi.waitFor(() => expect(sandbox.mock.businessCentral.journals()[0]?.lines).toHaveLength(2), 4_000);
      const [journal] = sandbox.mock.businessCentral.journals();
      await asPerson(sandbox.mock, 'DELETE', `journals(${journal?.id})`);
      expect((await posting).of(it)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_UNAVAILABLE' } });
    },
  );

  test.each([404, 400])(
    'that is a line, which somebody deleted before it got its dimension (%i), is no voucher’s fault',
    async (status) => {
      refuse('bc.dimensionSetLines.create', recordNotFound, 'The Gen. Journal Line does not exist.', status);
      const it = valid();
      const effect = { kind: 'delay', ms: 2_000, when: 'after' } as const;
      sandbox.mock.world.faults.add({ operation: 'bc.batch', bodyIncludes: 'dimensionSetLines', times: 1, effect });
      const posting = sandbox.post([it]);
      await vi.waitFor(() => {
        const [journal] = sandbox.mock.businessCentral.journals();
        expect(journal?.lines.filter(({ dimensions }) => Object.keys(dimensions).length > 0)).toHaveLength(1);
      }, 4_000);
      const [journal] = sandbox.mock.businessCentral.journals();
      await asPerson(sandbox.mock, 'DELETE', `journals(${journal?.id})/journalLines(${journal?.lines[0]?.id})`);
      expect((await posting).of(it)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_UNAVAILABLE' } });
    },
  );

  test('an address that is missing for a moment is an outage, whatever the journal holds', async () => {
    refuse('bc.post', 'BadRequest_ResourceNotFound', "Resource not found for the segment 'Microsoft.NAV.post'.", 404);
    const it = valid();
    expect((await sandbox.post([it])).of(it)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_UNAVAILABLE' } });
  });
});

describe('a posting that is refused as a whole', () => {
  test.each([
    ['The lines in 05/04/26 are out of balance by 0.01.', dialog, 'ERP_BATCH_REFUSED'],
    ['You may not enter numbers manually. Check Manual Nos. in No. Series GJNL.', dialog, 'ERP_PERMISSION_DENIED'],
    ['The restriction was imposed because the record is restricted.', dialog, 'ERP_PERMISSION_DENIED'],
    ['A dialog to confirm.', 'Application_CallbackNotAllowed', 'ERP_BATCH_REFUSED'],
  ])('by «%s» names no voucher: %s, %s', async (text, erpCode, code) => {
    refuse('bc.post', erpCode, text);
    const [one, two] = [valid(), valid()];
    const posted = await sandbox.post([one, two]);
    for (const it of [one, two]) expect(posted.of(it)).toMatchObject({ kind: 'retry', failure: { code } });
  });

  test('because there is nothing to post is in doubt: somebody posted or deleted the lines', async () => {
    refuse('bc.post', dialog, 'There is nothing to post.');
    const it = valid();
    expect((await sandbox.post([it])).of(it)).toMatchObject({
      kind: 'unknown',
      failure: { code: 'ERP_LOOK_UP_INCONCLUSIVE' },
    });
  });
});

describe('Business Central’s own words', () => {
  test('are kept with the failure, without the payee’s code, the line’s text, the token and the secret', async () => {
    const it = rich();
    const message = `Vendor V2001 is blocked. Value: Train 2  CorrelationId:  1. (Train 1, ${seed.bilagApp.secret})`;
    refuse('bc.post', dialog, message);
    const outcome = (await sandbox.post([it])).of(it);
    expect(outcome).toMatchObject({ failure: { reply: { status: 400 } } });
    const text = JSON.stringify(outcome);
    expect(text).toContain('is blocked. Value: ***  CorrelationId:');
    for (const hidden of ['V2001', 'Train 1', 'Train 2', seed.bilagApp.secret]) expect(text).not.toContain(hidden);
  });

  test('are kept where no code came with them', async () => {
    sandbox.mock.world.faults.add({
      operation: 'bc.post',
      times: 1,
      effect: { kind: 'status', status: 200, body: '<h1>Maintenance</h1>', contentType: 'text/html' },
    });
    const it = valid();
    expect((await sandbox.post([it])).of(it)).toMatchObject({
      kind: 'unknown',
      failure: { code: 'ERP_REPLY_UNREADABLE', reply: { status: 200, body: '<h1>Maintenance</h1>' } },
    });
  });
});

describe('a sign-in that Entra refuses', () => {
  /** @source dynamics.md §3.2, 2026-11 */
  test.each([
    [7000215, 'invalid_client', 401],
    [7000222, 'invalid_client', 401],
    [700016, 'unauthorized_client', 400],
    [7000218, 'invalid_client', 401],
    [70011, 'invalid_scope', 400],
    [900144, 'invalid_request', 400],
    [90002, 'invalid_request', 400],
    [65001, 'invalid_grant', 400],
    [500011, 'invalid_resource', 400],
  ])('with %i (%s, %i) is told by its number', async (number, error, status) => {
    const gateway = sandbox.open();
    const body = { error, error_description: `AADSTS${number}: No.`, error_codes: [number], trace_id: '0f' };
    sandbox.mock.world.faults.add({ operation: 'entra.token', times: 1, effect: { kind: 'status', status, body } });
    const failure = await failureOf(gateway.testConnection(patience()));
    expect(failure).toMatchObject({ code: 'ERP_AUTHENTICATION_FAILED' });
    expect(failure.message).toContain(`AADSTS${number}`);
  });

  test.each([
    [429, 'ERP_RATE_LIMITED'],
    [500, 'ERP_UNAVAILABLE'],
    [503, 'ERP_UNAVAILABLE'],
  ] as const)('with status %i may work later: %s', async (status, code) => {
    const effect = { kind: 'status', status, headers: { 'retry-after': '9' } } as const;
    sandbox.mock.world.faults.add({ operation: 'entra.token', times: 1, effect });
    const failure = await failureOf(sandbox.open().testConnection(patience()));
    expect(failure).toMatchObject({ code, retryAfterMs: 9_000 });
  });
});

describe('a token that Business Central refuses', () => {
  /** @source dynamics.md §3.4, 2026-11 */
  test.each<[string, NewFaultRule['effect'], ErrorCode]>([
    [
      'the application is not set up',
      {
        kind: 'status',
        status: 401,
        body: { error: { code: 'Authentication_InvalidCredentials', message: 'Rejected.' } },
      },
      'ERP_PERMISSION_DENIED',
    ],
    [
      'the gateway says so',
      { kind: 'status', status: 401, body: { message: 'Unauthorized' } },
      'ERP_AUTHENTICATION_FAILED',
    ],
    ['the gateway says nothing', { kind: 'status', status: 401 }, 'ERP_AUTHENTICATION_FAILED'],
    [
      'the gateway answers a page',
      { kind: 'status', status: 401, body: '<h1>401</h1>', contentType: 'text/html' },
      'ERP_AUTHENTICATION_FAILED',
    ],
    [
      'a permission is missing',
      { kind: 'status', status: 403, body: { error: { code: 'Internal_ServerError', message: 'Sorry.' } } },
      'ERP_PERMISSION_DENIED',
    ],
  ])('because %s leaves nothing written, and is told', async (_why, effect, code) => {
    for (const operation of ['bc.companies', 'bc.post']) sandbox.mock.world.faults.add({ operation, effect });
    expect(await failureOf(sandbox.gateway.testConnection(patience()))).toMatchObject({ code });
    const before = sandbox.mock.businessCentral.journals();
    const it = valid();
    expect((await sandbox.post([it])).of(it)).toMatchObject({ kind: 'retry', failure: { code } });
    expect(sandbox.mock.businessCentral.journals()).toEqual(before);
  });
});
