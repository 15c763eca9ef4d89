import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { logActions, logResults } from '@bilag/core';
import { expect, test } from 'vitest';

const folder = path.resolve(import.meta.dirname, '../src/persistence');

/** What the statements of the service write into a column of the sync log, where the statement itself says it. */
function written(column: 'action' | 'result'): ReadonlySet<string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((it) => it.endsWith('.ts'));
  const texts = files.map((file) => readFileSync(path.join(folder, file), 'utf8'));
  return new Set(texts.flatMap((text) => insertsIn(text).flatMap((it) => literalsOf(valueOf(it, column)))));
}

interface Insert {
  readonly columns: readonly string[];
  readonly values: readonly string[];
}

function insertsIn(text: string): readonly Insert[] {
  return [...text.matchAll(/insert into bilag\.sync_logs \(([^)]*)\)/g)].flatMap((found) => {
    const columns = (found[1] ?? '').split(',').map((it) => it.trim());
    const [rest = ''] = text.slice(found.index + found[0].length).split(/`|\n\)|;\n|end if/);
    return [...rest.matchAll(/(?:values \(|select )/g)].slice(0, 2).map((start) => ({
      columns,
      values: partsOf(rest.slice(start.index + start[0].length)),
    }));
  });
}

/** What stands between the commas, those within parentheses and texts aside. */
function partsOf(list: string): readonly string[] {
  return [...list.matchAll(/(?:'[^']*'|\((?:[^()']|'[^']*'|\([^()]*\))*\)|[^,'()])+/g)].map(([part]) => part.trim());
}

const valueOf = ({ columns, values }: Insert, column: string) => values[columns.indexOf(column)] ?? '';

function literalsOf(value: string): readonly string[] {
  const alone = /^'([a-z-]+)'$/.exec(value)?.[1];
  return alone === undefined
    ? [...value.matchAll(/\b(?:then|else) '([a-z-]+)'/g)].flatMap((it) => it[1] ?? [])
    : [alone];
}

test('AUD-1 whatever a statement writes into the sync log is among the words that the API names', () => {
  const actions = written('action');
  expect(actions.size).toBeGreaterThan(15);
  expect([...actions].filter((it) => !logActions.some((word) => word === it))).toEqual([]);
  const results = written('result');
  expect(results.size).toBeGreaterThan(5);
  expect([...results].filter((it) => !logResults.some((word) => word === it))).toEqual([]);
});
