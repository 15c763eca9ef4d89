import { expect, test } from 'vitest';
import { csvCell } from '../src/http/sync-log-csv.ts';

test.each([
  ['=1+1', "'=1+1"],
  ['+47 22', "'+47 22"],
  ['-2', "'-2"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', `"'\t=1"`],
  ['\r=1', `"'\r=1"`],
  ['  =1', "'  =1"],
  ['＝1', "'＝1"],
  ['a;"=1"', '"a;""=1"""'],
  ['a\r\n=1', '"a\r\n=1"'],
  ['CLM-1', 'CLM-1'],
  ['', ''],
])('AUD-3 a cell of the export stays a text: %j', (text, cell) => {
  expect(csvCell(text)).toBe(cell);
});
