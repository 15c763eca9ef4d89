import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Baseline } from './measured.ts';
import { benchmarksPage } from './page.ts';

const docs = path.join(import.meta.dirname, '../../../../docs');
const jsonFile = path.join(docs, 'benchmarks.json');

/** The stored baseline, or `undefined` before the first run. */
export function storedBaseline(): Baseline | undefined {
  return existsSync(jsonFile) ? JSON.parse(readFileSync(jsonFile, 'utf8')) : undefined;
}

/** Puts the new results in the place of the old ones of the same measures, and writes the page anew. `order`: titles as they are to follow each other. */
export function storeBaseline({ machine, measures }: Baseline, order: readonly string[]): void {
  const byTitle = new Map((storedBaseline()?.measures ?? []).map((it) => [it.title, it]));
  for (const it of measures) byTitle.set(it.title, it);
  const all = { machine, measures: order.flatMap((title) => byTitle.get(title) ?? []) };
  writeFileSync(jsonFile, `${JSON.stringify(all, rounded, 2)}\n`);
  writeFileSync(path.join(docs, 'benchmarks.md'), benchmarksPage(all));
}

const rounded = (_key: string, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value);
