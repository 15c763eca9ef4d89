import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operatorTool, runTool } from './support/operator-tool.ts';

const prometheus = path.resolve(import.meta.dirname, '../ops/prometheus');
const read = (file: string) => readFile(path.join(prometheus, file), 'utf8');
const promtool = await operatorTool('promtool', 'BILAG_TEST_PROMTOOL');
const rules = await read('alerts.yaml');
const unitTests = await read('bilag.rules.test.yaml');
const alerts = [...rules.matchAll(/alert: (\w+)/g)].map(([, name = '']) => name);

describe('the alert rules', () => {
  test('have of each alert a case in which it fires and one in which it does not', () => {
    const silent = new Set([...unitTests.matchAll(/alertname: (\w+), exp_alerts: \[\]/g)].map(([, name = '']) => name));
    const firing = new Set([...unitTests.matchAll(/alertname: (\w+)\n/g)].map(([, name = '']) => name));
    expect(alerts.length).toBeGreaterThan(5);
    expect([...silent].toSorted()).toEqual(alerts.toSorted());
    expect([...firing].toSorted()).toEqual(alerts.toSorted());
  });

  test('say in their cases what they say in earnest', () => {
    const told = (text: string) => new Set(text.match(/(?<=(summary|runbook): ).*/g));
    expect(told(unitTests)).toEqual(told(rules));
  });
});

// A program of the Prometheus release, which npm does not have: in the PATH, or named by BILAG_TEST_PROMTOOL.
describe.skipIf(promtool === undefined)('the alert rules, with promtool', () => {
  const tool = promtool ?? '';
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'bilag-rules-'));
    await cp(prometheus, folder, { recursive: true });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('can be loaded, and so can the configuration that loads them', async () => {
    expect(await runTool(tool, ['check', 'rules', 'alerts.yaml'], prometheus)).toMatchObject({ isGood: true });
    const checked = await runTool(tool, ['check', 'config', '--syntax-only', 'prometheus.yaml'], prometheus);
    expect(checked).toMatchObject({ isGood: true });
  });

  test('fire when their cases say so, and only then', async () => {
    const tested = await runTool(tool, ['test', 'rules', 'bilag.rules.test.yaml'], prometheus);
    expect(tested).toMatchObject({ isGood: true, said: expect.stringContaining('SUCCESS') });
  });

  test('are each held by a case: with another limit or another patience a case fails', async () => {
    const unnoticed: string[] = [];
    for (const planted of mutantsOf(rules)) {
      await writeFile(path.join(folder, 'alerts.yaml'), planted.rules);
      const tested = await runTool(tool, ['test', 'rules', 'bilag.rules.test.yaml'], folder);
      if (tested.isGood) unnoticed.push(planted.what);
    }
    expect(unnoticed).toEqual([]);
    // Some thirty runs of a program, of a second each on a busy machine.
  }, 300_000);
});

/** The rules with one limit raised beyond reach, one limit taken away, or one patience doubled. */
function mutantsOf(source: string): readonly { readonly what: string; readonly rules: string }[] {
  const blocks = source.split(/(?=^ {6}- alert: )/m);
  const changes: readonly [string, (block: string) => string][] = [
    ['a limit beyond reach', (it) => it.replace(/> ([\d.]+)(?![\s\S]*> [\d.]+)/, '> 99999999')],
    ['no limit', (it) => it.replace(/> ([\d.]+)/, '> -1')],
    ['twice the patience', (it) => it.replace(/for: (\d+)m/, (_, minutes: string) => `for: ${2 * Number(minutes)}m`)],
    ['no patience', (it) => it.replace(/for: \d+m/, 'for: 0m')],
  ];
  return blocks.flatMap((block, at) =>
    changes
      .map(([what, change]) => ({ what, changed: change(block) }))
      .filter(({ changed }) => at > 0 && changed !== block)
      .map(({ what, changed }) => ({
        what: `${/alert: (\w+)/.exec(block)?.[1] ?? ''}: ${what}`,
        rules: blocks.with(at, changed).join(''),
      })),
  );
}
