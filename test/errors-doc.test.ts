import { readFile } from 'node:fs/promises';
import { errorCodes, norwegian } from '@bilag/core';
import { describe, expect, test } from 'vitest';
import { errorStatuses } from '../apps/sync-service/src/http/error-statuses.ts';

interface ErrorRow {
  readonly code: string;
  readonly status: number;
  readonly outcome: string;
  readonly meaning: string;
  readonly remedy: string;
}

const page = await readFile(new URL('../docs/errors.md', import.meta.url), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line): ErrorRow => {
    const [code = '', status, outcome = '', meaning = '', remedy = '', ...more] = line.split('|').slice(1, -1);
    if (more.length > 0) throw new Error(`A row has too many columns: ${line}`);
    const cells = { outcome: outcome.trim(), meaning: meaning.trim(), remedy: remedy.trim() };
    return { code: code.trim().replaceAll('`', ''), status: Number(status), ...cells };
  });

describe('docs/errors.md', () => {
  test('API-4 lists every code once, in the order of error-codes.ts, and no other', () => {
    expect(rows.map(({ code }) => code)).toEqual(Object.keys(errorCodes));
  });

  test('API-4 tells of each code the status that the API answers with', () => {
    expect(Object.fromEntries(rows.map(({ code, status }) => [code, status]))).toEqual(errorStatuses);
  });

  test('API-4 tells of each code the outcome and the remedy that the service gives', () => {
    const told = Object.fromEntries(rows.map(({ code, outcome, remedy }) => [code, { outcome, remedy }]));
    expect(told).toEqual(errorCodes);
  });

  test('says of each code in a sentence of its own what happened, and in another what to do', () => {
    const sentences = rows.flatMap(({ meaning, remedy }) => [meaning, remedy]);
    expect(sentences.filter((it) => !/^[A-Z].{9,}\.$/u.test(it))).toEqual([]);
    expect(rows.filter(({ meaning, remedy }) => meaning === remedy)).toEqual([]);
    expect(new Set(rows.map(({ meaning }) => meaning)).size).toBe(rows.length);
  });
});

describe('docs/feil.md', () => {
  test('API-4 tells a Norwegian bookkeeper of every code the same as the service does', async () => {
    const feil = await readFile(new URL('../docs/feil.md', import.meta.url), 'utf8');
    const told = feil
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').slice(1, -1));
    const cells = told.map((row) => row.map((cell) => cell.trim()));
    expect(cells).toEqual(
      Object.entries(norwegian).map(([code, { meaning, remedy }]) => [`\`${code}\``, meaning, remedy]),
    );
    expect(Object.keys(norwegian)).toEqual(Object.keys(errorCodes));
    expect(cells.flat().filter((it) => !/^(`[A-Z_]+`|\p{Lu}.{9,}\.)$/u.test(it))).toEqual([]);
  });
});
