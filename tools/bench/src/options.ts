import { npmScript, share, wholeNumber } from '@bilag/command-line';

/** How much is measured. */
export interface BenchOptions {
  /** Bars to measure, such as `P2`; all when empty. */
  readonly only: readonly string[];
  readonly rounds: number;
  /** Records of the drain against an ERP. */
  readonly records: number;
  /** A small form of everything: shows that it runs, and says nothing about speed. */
  readonly quick: boolean;
  /** The share of the sizes that P7 and P12 name: 1 for millions of records. */
  readonly scale: number;
  /** Shows what has changed against the stored baseline. */
  readonly compare: boolean;
  /** Writes the report and the baseline. */
  readonly write: boolean;
}

/** What `npm run bench` takes. It ends the process, with the reason, when an option is not in order. */
export function benchOptions(args: readonly string[]): BenchOptions {
  const { only, rounds, records, quick, scale, compare, write } = npmScript(
    'npm run bench',
    'Measures the service against its peers on the same PostgreSQL. Ends with 1 when a bar is missed.',
  )
    .option('--only <bars>', 'bars to measure, such as P2,P3; all when left out', namesOf, [])
    .option('--rounds <n>', 'how often each is measured (3; 1 with --quick)', wholeNumber(1))
    .option('--records <n>', 'records of the drain against an ERP (20,000; 400 with --quick)', wholeNumber(1))
    .option('--scale <share>', 'of the sizes that P7 and P12 name (1; 0.002 with --quick)', share)
    .option('--quick', 'a small form of everything: shows that it runs, and says nothing about speed', false)
    .option('--compare', 'show what has changed against the stored baseline', false)
    .option('--write', 'write the report and the baseline, also with --quick or --compare')
    .option('--no-write', 'do not write them')
    .parse([...args], { from: 'user' })
    .opts<Partial<BenchOptions> & Pick<BenchOptions, 'only' | 'quick' | 'compare'>>();
  return {
    only,
    rounds: rounds ?? (quick ? 1 : 3),
    records: records ?? (quick ? 400 : 20_000),
    quick,
    scale: scale ?? (quick ? 0.002 : 1),
    compare,
    // A small form means nothing, and what is only compared is not to become the baseline.
    write: write ?? !(quick || compare),
  };
}

const namesOf = (text: string) =>
  text
    .split(',')
    .filter((it) => it !== '')
    .map((it) => it.toUpperCase());
