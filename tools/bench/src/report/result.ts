import type { Bar, Measure, Round } from '../measures/measure.ts';
import { type Spread, spreadOf } from '../statistics.ts';

/** How a bar was met. */
export type Verdict = 'good' | 'met' | 'missed';

/** A bar with what was measured. */
export interface BarResult extends Omit<Bar, 'ours' | 'against'> {
  readonly ratio: Spread;
  readonly ours: string;
  readonly against?: string;
  readonly verdict: Verdict;
}

/** A measure with what was measured, as it is stored. */
export interface MeasureResult {
  readonly title: string;
  readonly how: string;
  readonly shown: Readonly<Record<string, number>>;
  readonly bars: readonly BarResult[];
  /** By contestant and figure. */
  readonly figures: Readonly<Record<string, Readonly<Record<string, Spread>>>>;
  readonly measuredAt: string;
  readonly rounds: number;
  readonly command: string;
  /** Waiting and running processes of the machine, on average over a minute, before each round. */
  readonly load: string;
}

/** What the rounds of a measure say. */
export function resultOf(
  measure: Measure,
  rounds: readonly Round[],
  run: Pick<MeasureResult, 'command' | 'load'>,
): MeasureResult {
  const { title, how, shown } = measure;
  const contestants = Object.keys(rounds[0] ?? {});
  const figures = contestants.map((name) => {
    const known = Object.keys(shown).filter((figure) => rounds.every((it) => it[name]?.[figure] !== undefined));
    const spreads = known.map((figure) => [figure, spreadOf(rounds.map((it) => it[name]?.[figure] ?? Number.NaN))]);
    return [name, Object.fromEntries(spreads)];
  });
  return {
    title,
    how: how.replaceAll('\n', ' '),
    shown,
    bars: measure.bars.map((bar) => barResult(bar, rounds)),
    figures: Object.fromEntries(figures),
    measuredAt: new Date().toISOString(),
    rounds: rounds.length,
    ...run,
  };
}

function barResult({ ours, against, ...bar }: Bar, rounds: readonly Round[]): BarResult {
  const valueOf = ({ contestant, figure }: Bar['ours'], round: Round) => round[contestant]?.[figure] ?? Number.NaN;
  const ratios = rounds.map((it) => valueOf(ours, it) / (against === undefined ? 1 : valueOf(against, it)));
  const ratio = spreadOf(ratios);
  return {
    ...bar,
    ratio,
    ours: ours.contestant,
    ...(against === undefined ? {} : { against: against.contestant }),
    verdict: verdictOf(ratio, bar),
  };
}

/** The median meets it, and no round misses it by more than a fifth. */
function verdictOf(
  { median, min, max }: Spread,
  { direction, bar, good }: Pick<Bar, 'direction' | 'bar' | 'good'>,
): Verdict {
  const meets = (limit: number) =>
    direction === 'at-least' ? median >= limit && min >= 0.8 * limit : median <= limit && max <= limit / 0.8;
  if (meets(good)) return 'good';
  return meets(bar) ? 'met' : 'missed';
}
