import type { Baseline } from './measured.ts';
import type { BarResult, MeasureResult } from './result.ts';
import { spreadText, table } from './tables.ts';

/** What has changed against the baseline: a ratio outside of everything that the baseline's rounds saw is worth a look. */
export function comparison(results: readonly MeasureResult[], baseline: Baseline | undefined): string {
  const stored = new Map((baseline?.measures ?? []).flatMap(({ bars }) => bars).map((it) => [it.id, it]));
  const rows = results.flatMap(({ bars }) => bars).map((now) => row(now, stored.get(now.id)));
  return table(['bar', 'stored', 'now', 'change', ''], rows);
}

function row(now: BarResult, before: BarResult | undefined): string[] {
  if (before === undefined) return [now.id, '–', spreadText(now.ratio), '–', 'new'];
  const change = now.ratio.median / before.ratio.median - 1;
  const text = `${change >= 0 ? '+' : ''}${(change * 100).toFixed(0)} %`;
  return [now.id, spreadText(before.ratio), spreadText(now.ratio), text, judgement(now, before)];
}

function judgement({ direction, ratio: { median } }: BarResult, { ratio: { min, max } }: BarResult): string {
  if (median >= min && median <= max) return 'as before';
  return median > max === (direction === 'at-least') ? 'better' : 'WORSE';
}
