import type { Spread } from '../statistics.ts';
import type { BarResult, MeasureResult } from './result.ts';

/** A ratio as people read it. */
export function spreadText({ median, min, max }: Spread, decimals = 2): string {
  const text = (it: number) => it.toFixed(decimals);
  return min === max ? text(median) : `${text(median)} (${text(min)}..${text(max)})`;
}

/** One line per bar. */
export function barTable(results: readonly MeasureResult[]): string {
  const rows = results.flatMap(({ bars }) => bars.map(barRow));
  return table(['bar', 'what', 'ours', 'against', 'measured', 'bar', 'good', 'verdict'], rows);
}

function barRow({ id, what, ours, against = '–', ratio, direction, bar, good, verdict }: BarResult): string[] {
  const sign = direction === 'at-least' ? '≥' : '≤';
  return [id, what, ours, against, spreadText(ratio), `${sign} ${bar}`, `${sign} ${good}`, verdict];
}

/** One line per contestant of a measure. */
export function contestantTable({ shown, figures }: MeasureResult): string {
  const names = Object.keys(shown).filter((it) => Object.values(figures).some((of) => of[it] !== undefined));
  const rows = Object.entries(figures).map(([contestant, of]) => [
    contestant,
    ...names.map((name) => {
      const spread = of[name];
      return spread === undefined ? '–' : spreadText(spread, shown[name]);
    }),
  ]);
  return table(['contestant', ...names.map((it) => headings[it] ?? it)], rows);
}

const headings: Readonly<Record<string, string>> = {
  perSec: 'per second',
  cpuPer1k: 'processor s per 1,000',
  cpuNodePer1k: 'of it Node',
  cpuPostgresPer1k: 'of it PostgreSQL',
  smallOnesMs: 'last of the 490, ms',
  totalMs: 'all calls, ms',
  sampledShare: 'share in sampled traces',
  claimMsPer1k: 'claim, ms per 1,000 entries',
  readMsPerEntryFirst: 'read, ms per entry, first fifth',
  readMsPerEntryLast: 'last fifth',
  readGrowth: 'last to first',
  p50Ms: 'p50, ms',
  p95Ms: 'p95, ms',
  p99Ms: 'p99, ms',
  statusP95Ms: 'status',
  overviewP95Ms: 'overview',
  overviewOfAllP95Ms: 'all of it',
  auditP95Ms: 'audit log',
  auditDeepP95Ms: 'in the middle',
  auditFailedP95Ms: 'what failed',
  auditDatesP95Ms: 'one week',
  auditOfAllP95Ms: 'of all organizations',
  failedP95Ms: 'failed records',
};

/** A Markdown table whose columns are aligned, so that it can be read in a terminal too. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, at) => Math.max(title.length, 3, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((it, at) => it.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((it) => '-'.repeat(it)).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}
