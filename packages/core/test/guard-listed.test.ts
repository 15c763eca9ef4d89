import { type AccountingGateway, guardGateway, parseCalendarDate } from '@bilag/core';
import { aReference, createFakeGateway } from '@bilag/core/testing';
import { expect, test } from 'vitest';

const range = { from: parseCalendarDate('2026-03-01'), to: parseCalendarDate('2026-03-31') };
const context = () => ({ signal: AbortSignal.timeout(1_000) });
const guarded = (members: Readonly<Record<string, unknown>>): AccountingGateway =>
  guardGateway(Object.assign(createFakeGateway(), members));
const list = (given: unknown) =>
  guarded({ listReferences: () => Promise.resolve(given) }).listReferences?.(range, context());
const booking = (change: object = {}) => ({
  reference: aReference(),
  erpReference: 'V-1',
  postingDate: '2026-03-05',
  debitMinor: 1n,
  ...change,
});

test('a sound list passes, and nothing more of it than the port knows', async () => {
  const sound = booking();
  expect(await list([{ ...sound, payee: 'Ola Nordmann' }])).toEqual([sound]);
});

test.each([
  ['nothing', undefined],
  ['an object', { 0: booking(), length: 1 }],
  ['a reference of another form', [booking({ reference: 'REISE-17' })]],
  ['an amount that is a number', [booking({ debitMinor: 1 })]],
  ['a date that does not exist', [booking({ postingDate: '2026-02-30' })]],
  ['no name of the ERP’s', [booking({ erpReference: undefined })]],
])('%s is no list, whatever else is in it', async (_what, given) => {
  await expect(list(given)).rejects.toMatchObject({ code: 'CONNECTOR_FAULT' });
});

test('a gateway without a list has none behind the guard, and one that has something else is no gateway', () => {
  expect(guarded({ listReferences: undefined }).listReferences === undefined).toBe(true);
  expect(() => guarded({ listReferences: 'yes' })).toThrow(expect.objectContaining({ code: 'CONNECTOR_FAULT' }));
});

test('bookings under a number pass without anything else of them, and what is none is refused', async () => {
  const byNumber = (given: unknown) =>
    guarded({ findByNumber: () => Promise.resolve(given) }).findByNumber?.('V-1', context());
  const { reference: _, ...sound } = booking();
  expect(await byNumber([{ ...sound, payee: 'Ola Nordmann' }])).toEqual([sound]);
  for (const given of [undefined, [booking({ debitMinor: 1 })], [booking({ postingDate: '5.3.2026' })]]) {
    await expect(byNumber(given)).rejects.toMatchObject({ code: 'CONNECTOR_FAULT' });
  }
  expect(guarded({ findByNumber: undefined }).findByNumber === undefined).toBe(true);
  expect(() => guarded({ findByNumber: 'yes' })).toThrow(expect.objectContaining({ code: 'CONNECTOR_FAULT' }));
});

test('lines that are there are not hidden, and what only reads is told so', async () => {
  const [reference, asked] = [aReference(), [] as unknown[]];
  const find = async (lines: readonly object[]) => {
    const outcome = { kind: 'booked', erpReference: 'V-1', copies: 1, lines, linesHidden: true };
    const findVouchers = (_queries: unknown, { readsOnly }: { readonly readsOnly?: boolean }) => {
      asked.push(readsOnly);
      return Promise.resolve(new Map([[reference, outcome]]));
    };
    const found = await guarded({ findVouchers }).findVouchers([{ reference, batchKey: null }], {
      ...context(),
      readsOnly: true,
    });
    return found.get(reference);
  };
  expect(await find([])).toHaveProperty('linesHidden', true);
  expect(await find([{ ledgerAccount: '7142', amountMinor: 1n, dimensions: {} }])).not.toHaveProperty('linesHidden');
  expect(asked).toEqual([true, true]);
});
