import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Variable } from '../src/configuration/variable.ts';
import { variableGroups, variables } from '../src/configuration/variables.ts';
import { configurationPage, environmentExample, typeOf } from './config-reference/page.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
const read = (file: string) => readFile(path.join(repository, file), 'utf8');

describe('the configuration reference', () => {
  test('docs/configuration.md is what the schema says; npm run config:reference makes it anew', async () => {
    expect(await read('docs/configuration.md')).toBe(configurationPage(variableGroups));
  });

  test('.env.example is what the schema says', async () => {
    expect(await read('.env.example')).toBe(environmentExample(variableGroups));
  });

  test('every variable of the schema is in one group, and is read by some file of the service', async () => {
    const told = variableGroups.flatMap((it) => Object.keys(it.variables));
    expect(told).toEqual(Object.keys(variables));
    const sources: string[] = [];
    for await (const file of glob('apps/sync-service/src/**/*.ts', { cwd: repository })) {
      if (!file.includes('/configuration/')) sources.push(await read(file));
    }
    const source = sources.join('\n');
    expect(told.filter((name) => !source.includes(`'${name}'`))).toEqual([]);
  });

  test('nothing of the service but the reader takes a variable from an environment by itself', async () => {
    const reading = /environment(\.|\[')(BILAG|AZURE|OTEL)_/;
    const others: string[] = [];
    for await (const file of glob('apps/sync-service/src/**/*.ts', { cwd: repository })) {
      if (reading.test(await read(file))) others.push(file);
    }
    expect(others).toEqual([]);
  });

  test('every secret is marked: what is a key, or has a password or secret in it', () => {
    const all: readonly [string, Variable][] = Object.entries(variables);
    const isOne = ([name, it]: [string, Variable]) =>
      it.type === 'key' || /SECRET$|DATABASE.*URL$|SMTP_URL$|CREDENTIAL_FORMER_KEYS$/.test(name);
    expect(all.filter((it) => isOne(it) && it[1].isSecret !== true).map(([name]) => name)).toEqual([]);
  });

  test('a default is one that the schema takes itself', () => {
    const all: readonly [string, Variable][] = Object.entries(variables);
    expect(all.filter(([, it]) => !takesItsDefault(it)).map(([name]) => name)).toEqual([]);
    expect(all.filter(([, it]) => typeOf(it) === '')).toEqual([]);
  });

  test('a change of the schema makes the page stale', () => {
    const [first, ...rest] = variableGroups;
    const changed = [{ title: first?.title ?? '', variables: { ...first?.variables, BILAG_NEW: aVariable } }, ...rest];
    expect(configurationPage(changed)).not.toBe(configurationPage(variableGroups));
    expect(environmentExample(changed)).toContain('#BILAG_NEW=');
  });
});

const aVariable: Variable = { type: 'flag', meaning: 'Something new.', since: '9.9.9' };

function takesItsDefault(it: Variable): boolean {
  if (it.type === 'text') return it.otherwise === undefined || (it.accepts?.(it.otherwise) ?? true);
  if (it.type === 'integer') return it.otherwise >= it.from && it.otherwise <= it.to;
  return it.type !== 'choice' || it.words.includes(it.otherwise);
}
