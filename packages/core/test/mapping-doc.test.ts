import { readFile } from 'node:fs/promises';
import {
  checkMapping,
  errorCodes,
  type FieldMapping,
  formatMoney,
  type JournalLine,
  mapExpenseRecord,
  maxLinesPerRecord,
  negate,
  parseCalendarDate,
  parseExpenseRecord,
} from '@bilag/core';
import { aReference } from '@bilag/core/testing';
import { expect, test } from 'vitest';

const page = await readFile(new URL('../../../docs/mapping.md', import.meta.url), 'utf8');
const [mappingOfPage = '', record = '', finding = ''] = [...page.matchAll(/```json\n(.*?)```/gs)].map(
  ([, json]) => json,
);
const mapping: FieldMapping = { version: 1, ...JSON.parse(mappingOfPage) };
const rowsOf = (head: string) => {
  const after = page.slice(page.indexOf(head)).split('\n').slice(2);
  const rows = after.slice(
    0,
    after.findIndex((line) => !line.startsWith('|')),
  );
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
};

const cellsOf = ({ ledgerAccount, amount, dimensions, taxCode = '', subledger = '', text, rule }: JournalLine) => {
  const { costCenter = '', project = '' } = dimensions;
  const sides = amount.minor > 0n ? [formatMoney(amount), ''] : ['', formatMoney(negate(amount))];
  return [ledgerAccount, ...sides, costCenter, project, taxCode, subledger, text, rule.path];
};

test('the example of docs/mapping.md makes the voucher that stands there', () => {
  const names = { reference: aReference(), voucherNumber: 1 };
  const mapped = mapExpenseRecord(parseExpenseRecord('nbf', JSON.parse(record)), mapping, names);
  if (mapped.kind !== 'voucher') throw new Error(mapped.reason);
  expect(mapped.voucher.lines.map(cellsOf)).toEqual(rowsOf('| ledger account | debit'));
  expect(page).toContain(`posted on ${mapped.voucher.postingDate}:`);
});

test('docs/mapping.md explains every rule that a mapping can have', () => {
  const explained = rowsOf('| rule | what').flatMap(([names = '']) =>
    [...names.matchAll(/`(.*?)`/g)].map(([, it]) => it),
  );
  const rules = [...Object.values(mapping.expenseTypes), ...Object.values(mapping.credit)];
  const { version: _version, ...fields } = mapping;
  const used = new Set([...Object.keys(fields), ...rules.flatMap((rule) => Object.keys(rule))]);
  expect(new Set(explained)).toEqual(used);
});

test('docs/mapping.md shows a finding as it is found, and names codes that exist', () => {
  const validTo = parseCalendarDate('2026-03-31');
  const costCenters = ['100', '310', '399', '900'].map((code) => ({
    code,
    name: code,
    postable: true,
    ...(code === '900' ? { validTo } : {}),
  }));
  const data = { dimensions: { costCenter: costCenters } };
  expect(checkMapping(mapping, data, parseCalendarDate('2026-04-01'))).toEqual([JSON.parse(finding)]);
  const named = [...page.matchAll(/`([A-Z]+_[A-Z_]+)`/g)].map(([, code]) => code);
  expect(named.filter((code) => !Object.keys(errorCodes).includes(code ?? ''))).toEqual([]);
  expect(page).toContain(`at most ${maxLinesPerRecord} lines`);
});
