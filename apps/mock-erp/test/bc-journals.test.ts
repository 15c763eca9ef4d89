import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { MockErp } from '../src/index.ts';
import {
  aJournal,
  aLine,
  BC,
  type Client,
  COMPANY,
  refusal,
  signIn,
  textIn,
  valuesIn,
} from './support/business-central.ts';
import { control, startSandbox } from './support/sandbox.ts';

let mock: MockErp;
let client: Client;
beforeAll(async () => {
  mock = await startSandbox();
});
beforeEach(async () => {
  client = await signIn(mock);
});
afterEach(() => control(mock, '/reset'));
afterAll(() => mock.close());

const settings = (changes: object) => control(mock, '/business-central/settings', changes);
const addLine = (journal: string, line: object) => client.call('POST', `${journal}/journalLines`, line);
const linesOf = async (journal: string) => valuesIn(await client.call('GET', `${journal}/journalLines`));
const lineOf = async (journal: string, line: object) =>
  `${journal}/journalLines(${textIn((await addLine(journal, line)).body, 'id')})`;
const dimensionId = BC.dimensions[0]?.id ?? '';

test('codes are stored trimmed and in upper case, and a journal code exists once', async () => {
  const created = await client.call('POST', `${COMPANY}/journals`, { code: ' er3f9 ', displayName: 'Run' });
  expect(created).toMatchObject({
    status: 201,
    body: { code: 'ER3F9', displayName: 'Run', templateDisplayName: 'GENERAL' },
  });
  const again = () => client.call('POST', `${COMPANY}/journals`, { code: 'ER3F9' });
  expect(await again()).toMatchObject(refusal(400, 'Internal_EntityWithSameKeyExists'));
  await settings({ sameKeyStatus: 409 });
  expect((await again()).status).toBe(409);
  const other = `companies(${BC.otherCompany.id})/journals`;
  expect((await client.call('POST', other, { code: 'ER3F9' })).status).toBe(201);
});

test('texts that are too long are refused and not cut', async () => {
  expect(await client.call('POST', `${COMPANY}/journals`, { code: 'ELEVENCHARS' })).toMatchObject(
    refusal(
      400,
      'Application_StringExceededLength',
      'The length of the string is 11, but it must be less than or equal to 10',
    ),
  );
  const journal = await aJournal(client, 'A');
  for (const more of [
    { documentNumber: 'D'.repeat(21) },
    { externalDocumentNumber: 'E'.repeat(36) },
    { description: 'T'.repeat(101) },
  ]) {
    expect(await addLine(journal, aLine(0, '7140', 1, more))).toMatchObject(
      refusal(400, 'Application_StringExceededLength'),
    );
  }
  expect(await linesOf(journal)).toEqual([]);
});

test.each([
  ['9999', 'Internal_InvalidTableRelation', '(9999) that cannot be found in the related table (G/L Account)'],
  ['7000', 'Internal_InvalidTableRelation', 'contains a value (7000)'],
  ['7199', 'Internal_InvalidTableRelation', 'contains a value (7199)'],
  ['2780', 'Application_FieldValidationException', 'Direct Posting must be equal to'],
])('account %s is refused as %s', async (account, code, text) => {
  expect(await addLine(await aJournal(client, 'A'), aLine(0, account, 1))).toMatchObject(refusal(400, code, text));
});

test('how a blocked account is refused on insert can be switched', async () => {
  const journal = await aJournal(client, 'A');
  await settings({ blockedAccountAtInsert: 'field-validation' });
  expect(await addLine(journal, aLine(0, '7199', 1))).toMatchObject(
    refusal(400, 'Application_FieldValidationException', 'Blocked must be'),
  );
  await settings({ blockedAccountAtInsert: 'accepted' });
  expect((await addLine(journal, aLine(0, '7199', 1))).status).toBe(201);
});

test('a line number exists once in its journal; without one the next multiple of 10000 is taken', async () => {
  const journal = await aJournal(client, 'A');
  await addLine(journal, aLine(15_000, '7140', 1));
  expect(await addLine(journal, aLine(15_000, '7140', 1))).toMatchObject(
    refusal(400, 'Internal_EntityWithSameKeyExists'),
  );
  expect((await addLine(journal, aLine(0, '7140', 1))).body).toMatchObject({ lineNumber: 20_000 });
});

test('an account type after the number clears the number, before it does not', async () => {
  const journal = await aJournal(client, 'A');
  const reversed = { accountNumber: '7140', accountType: 'G/L Account', amount: 1 };
  expect((await addLine(journal, reversed)).body).toMatchObject({ accountNumber: '' });
  await settings({ propertyOrder: 'account-type-first' });
  expect((await addLine(journal, reversed)).body).toMatchObject({ accountNumber: '7140' });
});

test('an account may be named by its id, and an escaped account type is understood', async () => {
  const journal = await aJournal(client, 'A');
  const accountId = BC.accounts.find(({ number }) => number === '7140')?.id;
  const line = { accountType: 'G_x002F_L_x0020_Account', accountId, amount: 1.005 };
  expect((await addLine(journal, line)).body).toMatchObject({
    accountNumber: '7140',
    amount: 1.01,
    description: 'Kollektivtransport',
  });
  expect(await addLine(journal, { accountType: 'Vendor', accountId })).toMatchObject(
    refusal(400, 'Application_DialogException'),
  );
  expect(await addLine(journal, { accountType: 'Employee' })).toMatchObject(
    refusal(400, 'Unknown', 'is not an option'),
  );
  expect((await addLine(journal, { accountType: 'Vendor', accountNumber: 'v2001' })).body).toMatchObject({
    accountNumber: 'V2001',
  });
});

test('a missing document number is that of the line before, or the next when that document balances', async () => {
  await control(mock, '/clock', { now: '2026-05-04T12:00:00Z', frozen: true });
  const journal = await aJournal(client, 'A');
  const bare = { accountType: 'G/L Account', accountNumber: '7140', amount: 10 };
  expect((await addLine(journal, bare)).body).toMatchObject({ documentNumber: '', postingDate: '2026-05-04' });
  await addLine(journal, aLine(0, '7140', 10, { documentNumber: 'UTL-009', postingDate: '2026-03-01' }));
  expect((await addLine(journal, { ...bare, amount: -10 })).body).toMatchObject({
    documentNumber: 'UTL-009',
    postingDate: '2026-03-01',
  });
  expect((await addLine(journal, bare)).body).toMatchObject({ documentNumber: 'UTL-010' });
  expect((await addLine(journal, { ...bare, externalDocumentNumber: 'X' })).body).toMatchObject({
    documentNumber: 'UTL-011',
  });
});

test.each([
  [{ colour: 'red' }, 'BadRequest', "The property 'colour' does not exist"],
  [{ amount: '12.50' }, 'BadRequest', 'Cannot convert'],
  [{ postingDate: '2026-02-30' }, 'BadRequest', 'Cannot convert'],
  [{ accountId: 'acc' }, 'Application_InvalidGUID', 'Invalid format'],
  [{ journalDisplayName: 'A' }, 'Application_DialogException', "The Journal Batch Display Name isn't editable."],
  [{ journalId: BC.company.id }, 'Application_DialogException', "The Journal Batch Id isn't editable."],
  [{ taxCode: 'NONE' }, 'Internal_InvalidTableRelation', 'VAT Prod. Posting Group'],
])('a line with %o is refused', async (field, code, text) => {
  expect(await addLine(await aJournal(client, 'A'), field)).toMatchObject(refusal(400, code, text));
});

test('a body must be JSON and say so', async () => {
  const journals = `${COMPANY}/journals`;
  expect((await client.call('POST', journals, { code: 'A' }, { 'content-type': 'text/plain' })).status).toBe(415);
  expect((await client.call('POST', journals, { code: 'A' }, { 'data-access-intent': 'ReadOnly' })).status).toBe(400);
  expect(await client.call('POST', journals, undefined, { 'content-type': 'application/json' })).toMatchObject(
    refusal(400, 'BadRequest_RequiredParamNotProvided', 'Values must be provided in the body.'),
  );
});

test('lines cannot be read without their journal, dimension lines not without their line', async () => {
  expect(await client.call('GET', `${COMPANY}/journalLines`)).toMatchObject(
    refusal(400, 'Application_DialogException', 'You must specify a journal batch ID or a journal ID'),
  );
  expect((await client.call('POST', `${COMPANY}/dimensionSetLines`, { code: 'PROSJEKT' })).status).toBe(400);
});

test('an account brings its default dimensions, which can be changed but not added again', async () => {
  const line = await lineOf(await aJournal(client, 'A'), aLine(0, '7130', 1));
  const dimensions = `${line}/dimensionSetLines`;
  expect(valuesIn(await client.call('GET', dimensions))).toMatchObject([
    { code: 'KOSTNADSSTED', valueCode: '100', parentType: 'Journal_x0020_Line' },
  ]);
  expect(await client.call('POST', dimensions, { code: 'KOSTNADSSTED', valueCode: '110' })).toMatchObject(
    refusal(400, 'Application_DialogException', 'The dimension set line already exists.'),
  );
  const changed = await client.call(
    'PATCH',
    `${dimensions}(${dimensionId})`,
    { valueCode: '110' },
    { 'if-match': '*' },
  );
  expect(changed).toMatchObject({ status: 200, body: { valueCode: '110', valueDisplayName: 'Hørselsomsorg' } });
  expect(await client.call('POST', dimensions, { code: 'prosjekt', valueCode: 'p10' })).toMatchObject({
    status: 201,
    body: { code: 'PROSJEKT' },
  });
  expect((await client.call('DELETE', `${dimensions}(${dimensionId})`)).status).toBe(204);
  expect(valuesIn(await client.call('GET', dimensions))).toHaveLength(1);
  await client.call('PATCH', line, { accountNumber: '7130' }, { 'if-match': '*' });
  expect(valuesIn(await client.call('GET', dimensions))).toMatchObject([{ valueCode: '100' }]);
});

test.each([
  [{ valueCode: '100' }, 'The "id" or "code" field must be filled in.'],
  [{ code: 'PROSJEKT' }, 'The "valueId" or "valueCode" field must be filled in.'],
  [{ code: 'AVDELING', valueCode: '1' }, 'The "code" does not match to a Dimension.'],
  [{ code: 'PROSJEKT', valueCode: 'P99' }, 'The "valueCode" does not match to a Dimension Value.'],
])('the dimension line %o is refused', async (body, text) => {
  const line = await lineOf(await aJournal(client, 'A'), aLine(0, '7140', 1));
  expect(await client.call('POST', `${line}/dimensionSetLines`, body)).toMatchObject(
    refusal(400, 'Application_DialogException', text),
  );
});

test('a journal with nested lines is stored with all of them or not at all', async () => {
  const create = (second: object) =>
    client.call('POST', `${COMPANY}/journals`, { code: 'A', journalLines: [aLine(0, '7140', 1), second] });
  expect((await create(aLine(0, '9999', -1))).status).toBe(400);
  const reply = await create(aLine(0, '2910', -1));
  expect(reply.status).toBe(201);
  expect(await linesOf(`${COMPANY}/journals(${textIn(reply.body, 'id')})`)).toMatchObject([
    { lineNumber: 10_000, accountNumber: '7140' },
    { lineNumber: 20_000, accountNumber: '2910' },
  ]);
});

test('a line with nested dimensions is stored with all of them or not at all', async () => {
  const journal = await aJournal(client, 'A');
  const nested = (code: string, valueCode: string) => ({ dimensionSetLines: [{ code, valueCode }] });
  expect((await addLine(journal, aLine(0, '7130', 1, nested('KOSTNADSSTED', '110')))).status).toBe(400);
  expect(await linesOf(journal)).toEqual([]);
  const line = await lineOf(journal, aLine(0, '7140', 1, nested('KOSTNADSSTED', '110')));
  expect((await client.call('GET', `${line}?$expand=dimensionSetLines,account,journal`)).body).toMatchObject({
    dimensionSetLines: [{ valueCode: '110' }],
    account: { number: '7140' },
    journal: { code: 'A' },
  });
});

test('a change needs the present tag, which moves with every change, dimensions included', async () => {
  const line = await lineOf(await aJournal(client, 'A'), aLine(0, '7140', 1));
  const tag = textIn((await client.call('GET', line)).body, '@odata.etag');
  expect(await client.call('PATCH', line, { comment: 'x' })).toMatchObject(refusal(400, 'BadRequest_InvalidToken'));
  expect(await client.call('PATCH', line, { comment: 'x' }, { 'if-match': 'x' })).toMatchObject(
    refusal(400, 'BadRequest_InvalidToken'),
  );
  await client.call('POST', `${line}/dimensionSetLines`, { code: 'PROSJEKT', valueCode: 'P10' });
  expect(await client.call('PATCH', line, { comment: 'x' }, { 'if-match': tag })).toMatchObject(
    refusal(409, 'Request_EntityChanged'),
  );
  await settings({ staleEtagStatus: 412 });
  expect((await client.call('DELETE', line, undefined, { 'if-match': tag })).status).toBe(412);
  const present = textIn((await client.call('GET', line)).body, '@odata.etag');
  expect(await client.call('PATCH', line, { comment: 'x' }, { 'if-match': present })).toMatchObject({
    status: 200,
    body: { comment: 'x' },
  });
  expect((await client.call('DELETE', line)).status).toBe(204);
});

test('deleting a journal deletes its lines, unless an approval holds it', async () => {
  const journal = await aJournal(client, 'A');
  const line = await lineOf(journal, aLine(0, '7140', 1));
  await settings({ approvalPending: true });
  expect(await client.call('DELETE', journal)).toMatchObject(
    refusal(400, 'Application_DialogException', 'You cannot use'),
  );
  await settings({ approvalPending: false });
  expect((await client.call('DELETE', journal)).status).toBe(204);
  expect(await client.call('GET', journal)).toMatchObject(refusal(404, 'Internal_RecordNotFound'));
  expect((await client.call('GET', line)).status).toBe(404);
});

test('a write may ask for no answer', async () => {
  const create = (code: string, prefer: string) => client.call('POST', `${COMPANY}/journals`, { code }, { prefer });
  expect((await create('A', 'return-no-content')).status).toBe(204);
  expect((await create('B', 'return=minimal')).status).toBe(204);
  expect((await create('C', 'return=representation')).status).toBe(201);
});
