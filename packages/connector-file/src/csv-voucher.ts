import { formatMoney, type JournalLine, parseCurrency, parseMoney, SyncError, type Voucher } from '@bilag/core';
import { type Cell, csvOf, parseCsv, unguarded } from './csv.ts';
import type { ReadVoucher } from './read-voucher.ts';

const axisPrefix = 'dimension.';

/**
 * A voucher as a table: a row of names, then one row for each journal line, debit positive and credit negative with a decimal point.
 * @throws {SyncError} `INVALID_SETTINGS` for a dimension that has no column: it would be lost without a word.
 */
export function csvVoucher(voucher: Voucher, axes: readonly string[]): string {
  const names = columns(axes).map(([name]) => ({ plain: name }));
  const rows = voucher.lines.map((line, at) => {
    const stranger = Object.keys(line.dimensions).find((it) => !axes.includes(it));
    if (stranger === undefined) return columns(axes).map(([, cell]) => cell(voucher, line, at));
    const message = `The settings name no column for the dimension «${stranger}».`;
    throw new SyncError('INVALID_SETTINGS', message, { field: 'dimensions' });
  });
  return csvOf([names, ...rows]);
}

type Column = readonly [name: string, cell: (voucher: Voucher, line: JournalLine, at: number) => Cell];

function columns(axes: readonly string[]): readonly Column[] {
  return [
    ['reference', ({ reference }) => ({ plain: reference })],
    ['voucherNumber', ({ voucherNumber }) => ({ plain: String(voucherNumber) })],
    ['postingDate', ({ postingDate }) => ({ plain: postingDate })],
    ['currency', ({ currency }) => ({ plain: currency })],
    ['voucherText', ({ text }) => ({ text })],
    ['lineNumber', (_voucher, _line, at) => ({ plain: String(at + 1) })],
    ['ledgerAccount', (_voucher, { ledgerAccount }) => ({ text: ledgerAccount })],
    ['amount', (_voucher, { amount }) => ({ plain: formatMoney(amount) })],
    ['taxCode', (_voucher, { taxCode = '' }) => ({ text: taxCode })],
    ['subledger', (_voucher, { subledger = '' }) => ({ text: subledger })],
    ['text', (_voucher, { text }) => ({ text })],
    ...axes.map((axis): Column => [axisPrefix + axis, (_voucher, line) => ({ text: line.dimensions[axis] ?? '' })]),
  ];
}

/** @throws when it is not such a table. */
export function readCsvVoucher(file: string): ReadVoucher {
  const [names, ...rows] = parseCsv(file) ?? [];
  if (names === undefined || rows.length === 0) throw new Error('No table with a row of names.');
  const [first] = rows;
  const valueOf = (row: readonly string[] | undefined, name: string) => row?.[names.indexOf(name)] ?? '';
  const reference = valueOf(first, 'reference');
  if (rows.some((row) => valueOf(row, 'reference') !== reference)) throw new Error('More than one voucher.');
  const lines = rows.map((row) => ({
    ledgerAccount: unguarded(valueOf(row, 'ledgerAccount')),
    amountMinor: parseMoney(valueOf(row, 'amount'), parseCurrency(valueOf(row, 'currency'))).minor,
    dimensions: Object.fromEntries(
      names
        .filter((name) => name.startsWith(axisPrefix) && valueOf(row, name) !== '')
        .map((name) => [name.slice(axisPrefix.length), unguarded(valueOf(row, name))]),
    ),
  }));
  return { reference, postingDate: valueOf(first, 'postingDate'), lines };
}
