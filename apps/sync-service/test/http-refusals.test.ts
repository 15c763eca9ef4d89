import { anApproval } from '@bilag/core/testing';
import { beforeAll, expect, test } from 'vitest';
import { json, send } from './support/http-client.ts';
import { type ExpectedProblem, expectProblem } from './support/http-problem.ts';
import { approvalsOf, serviceOfThisFile } from './support/http-service.ts';
import { everythingStored } from './support/http-stored.ts';
import { approvingApp } from './support/service.ts';

const file = serviceOfThisFile();
const app = approvingApp('nbf');
const line = { expenseType: 'toll', amount: '61.00', text: 'Toll' };
const payee = { type: 'employee', id: 'E1', name: 'Ola' };

beforeAll(async () => {
  await file.service.call('POST', approvalsOf('nbf'), app, anApproval({ sourceId: 'known' }));
});

/** Sends an approval with this change and expects the refusal, and that nothing was stored. */
async function expectRefused(change: Readonly<Record<string, unknown>>, problem: ExpectedProblem): Promise<void> {
  const before = await everythingStored(file.service);
  const reply = await file.service.call('POST', approvalsOf('nbf'), app, { ...anApproval(), ...change });
  expectProblem(reply, reply.body, problem);
  expect(await everythingStored(file.service)).toEqual(before);
}

const invalid = (field: string): ExpectedProblem => ({ status: 400, code: 'VALIDATION_FAILED', field });
const noAmount: ExpectedProblem = { status: 400, code: 'INVALID_AMOUNT', field: 'lines[0].amount' };
const hoursFromNow = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const noDate = (field: string): ExpectedProblem => ({ status: 400, code: 'INVALID_DATE', field });

test.each<[string, unknown]>([
  ['null', null],
  ['true', true],
  ['a number', 842.5],
  ['2^53+1 as a number', 9_007_199_254_740_992],
  ['an exponent', '1e3'],
  ['three decimals', '12.345'],
  ['a comma', '12,50'],
  ['a plus sign', '+12'],
  ['a leading zero', '012'],
  ['no digit before the dot', '.5'],
  ['a blank', ' 12'],
  ['a line feed at the end', '12\n'],
  ['nothing', ''],
  ['another alphabet’s digits', '١٢'],
  ['infinity', 'Infinity'],
  ['hexadecimal', '0x10'],
  ['an object', { valueOf: '1' }],
  ['a list', ['12']],
  ['ten thousand digits', '9'.repeat(10_000)],
])('API-4 an amount that is %s is refused, naming it', (_what, amount) =>
  expectRefused({ lines: [{ ...line, amount }] }, noAmount),
);

test.each<[string, Readonly<Record<string, unknown>>, ExpectedProblem]>([
  ['2^53+1 øre and more', { amount: '90071992547409.93' }, { ...noAmount, code: 'AMOUNT_OUT_OF_RANGE' }],
  ['a negative amount', { amount: '-5.00' }, { ...noAmount, code: 'AMOUNT_NOT_POSITIVE' }],
  ['zero', { amount: '0.00' }, { ...noAmount, code: 'AMOUNT_NOT_POSITIVE' }],
  ['VAT above the amount', { vatAmount: '61.01' }, invalid('lines[0].vatAmount')],
  ['a negative VAT', { vatAmount: '-1.00' }, invalid('lines[0].vatAmount')],
  ['VAT as a number', { vatAmount: 12.2 }, { ...noAmount, field: 'lines[0].vatAmount' }],
  [
    'an unknown expense type',
    { expenseType: 'yacht' },
    { status: 422, code: 'UNKNOWN_EXPENSE_TYPE', field: 'lines[0].expenseType' },
  ],
  [
    'an expense type that every object inherits',
    { expenseType: 'constructor' },
    { status: 422, code: 'UNKNOWN_EXPENSE_TYPE', field: 'lines[0].expenseType' },
  ],
  ['a blank text', { text: '  ' }, invalid('lines[0].text')],
  ['a text with NUL', { text: 'a\u0000b' }, invalid('lines[0].text')],
  ['a text with a line feed', { text: 'a\nb' }, invalid('lines[0].text')],
  ['half of a surrogate pair', { text: 'a\ud800b' }, invalid('lines[0].text')],
  ['an endless text', { text: 'a'.repeat(201) }, invalid('lines[0].text')],
  ['a cost center with blanks around', { costCenter: ' 310' }, invalid('lines[0].costCenter')],
  ['an empty cost center', { costCenter: '' }, invalid('lines[0].costCenter')],
  ['a null cost center', { costCenter: null }, invalid('lines[0].costCenter')],
  ['a quantity as a number', { quantity: 3 }, invalid('lines[0].quantity')],
  ['a field of its own', { discount: '1.00' }, invalid('lines[0].discount')],
])('API-4 a line with %s is refused, naming it', (_what, change, problem) =>
  expectRefused({ lines: [{ ...line, ...change }] }, problem),
);

test.each<[string, Readonly<Record<string, unknown>>, ExpectedProblem]>([
  ['no lines', { lines: [] }, invalid('lines')],
  ['10,000 lines', { lines: Array.from({ length: 10_000 }, () => line) }, invalid('lines')],
  ['lines that are an object', { lines: { 0: line } }, invalid('lines')],
  ['a line that is null', { lines: [line, null] }, invalid('lines[1]')],
  ['no payee', { payee: undefined }, invalid('payee')],
  ['a payee of another kind', { payee: { ...payee, type: 'dog' } }, invalid('payee.type')],
  ['a payee with a field of its own', { payee: { ...payee, salary: '1' } }, invalid('payee.salary')],
  ['another kind', { kind: 'gift' }, invalid('kind')],
  ['revision 0', { revision: 0 }, invalid('revision')],
  ['a revision as text', { revision: '1' }, invalid('revision')],
  ['half a revision', { revision: 1.5 }, invalid('revision')],
  ['a revision of 2^53+1', { revision: 2 ** 53 }, invalid('revision')],
  ['an empty source id', { sourceId: '' }, invalid('sourceId')],
  ['a source id of 101 characters', { sourceId: 'x'.repeat(101) }, invalid('sourceId')],
  ['a field of its own', { organizationId: 'hlf' }, invalid('organizationId')],
  ['the name of every object’s method', { toString: 1 }, invalid('toString')],
  ['a constructor’s prototype', { constructor: { prototype: {} } }, invalid('constructor')],
  ['a day that does not exist', { expenseDate: '2026-02-30' }, noDate('expenseDate')],
  ['an instant for a date', { expenseDate: '2026-02-03T00:00:00Z' }, noDate('expenseDate')],
  ['the year 9999', { expenseDate: '9999-01-01' }, noDate('expenseDate')],
  ['an approval time without a zone', { approvedAt: '2026-03-06T09:30:00' }, noDate('approvedAt')],
  ['a leap second', { approvedAt: '2026-06-30T23:59:60Z' }, noDate('approvedAt')],
  ['an approval time of the year 2200', { approvedAt: '2199-12-31T23:59:59-12:00' }, noDate('approvedAt')],
  ['an approval time of the year 1899', { approvedAt: '1900-01-01T00:00:00+12:00' }, noDate('approvedAt')],
  ['an approval time of the day after tomorrow', { approvedAt: hoursFromNow(25) }, noDate('approvedAt')],
  ['an expense of a mistyped year', { expenseDate: '2062-03-05' }, noDate('expenseDate')],
  [
    'lines whose sum no ledger holds',
    { lines: [{ ...line, amount: '99999999999.99' }, line] },
    { status: 400, code: 'AMOUNT_OUT_OF_RANGE', field: 'lines' },
  ],
  ['an unknown currency', { currency: 'XXX' }, { status: 400, code: 'UNKNOWN_CURRENCY', field: 'currency' }],
  [
    'the currency of another ledger',
    { currency: 'SEK' },
    { status: 422, code: 'CURRENCY_MISMATCH', field: 'currency' },
  ],
  [
    'other content under a known revision',
    { sourceId: 'known', expenseDate: '2026-01-01' },
    { status: 409, code: 'RECORD_CONTENT_DIFFERS' },
  ],
])('API-4 an approval with %s is refused, naming it', (_what, change, problem) => expectRefused(change, problem));

test.each<[string, unknown]>([
  ['null', null],
  ['true', true],
  ['a text', 'approval'],
  ['a list', [anApproval()]],
  ['an empty object', {}],
])('API-4 a body that is %s is refused', async (_what, body) => {
  const before = await everythingStored(file.service);
  const text = JSON.stringify(body);
  const reply = await send(file.service, 'POST', approvalsOf('nbf'), { as: app, headers: json, body: text });
  const field = text === '{}' ? { field: 'kind' } : {};
  expectProblem(reply, JSON.parse(reply.text), { status: 400, code: 'VALIDATION_FAILED', ...field });
  expect(await everythingStored(file.service)).toEqual(before);
});

test('API-1 the conflict names each path that differs', async () => {
  const changed = anApproval({ sourceId: 'known', expenseDate: '2026-01-01', approvedBy: 'somebody.else' });
  const { body } = await file.service.call('POST', approvalsOf('nbf'), app, changed);
  expect(body.differs).toEqual(['approvedBy', 'expenseDate']);
});

test.each<[Readonly<Record<string, unknown>>, string]>([
  [{ sourceId: ' CLM-1' }, '«sourceId» has a control character, or a blank at its beginning or end.'],
  [{ approvedBy: '   ' }, '«approvedBy» has a control character, or only blanks.'],
  [{ lines: [{ ...line, amount: '842,50' }] }, '«lines[0].amount» is not a decimal string such as "842.50".'],
])('API-4 a refused text is told in words what is wrong with it: %j', async (change, detail) => {
  const reply = await file.service.call('POST', approvalsOf('nbf'), app, { ...anApproval(), ...change });
  expect(reply).toMatchObject({ status: 400, body: { detail } });
});
