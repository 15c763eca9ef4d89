import { parseArgs } from 'node:util';

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

/**
 * `--only P2,P3 --rounds 3 --records 20000 --scale 1 --quick --compare --no-write`.
 * @throws with the name of an option that is not in order.
 */
export function benchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      only: { type: 'string', default: '' },
      rounds: { type: 'string' },
      records: { type: 'string' },
      quick: { type: 'boolean', default: false },
      scale: { type: 'string' },
      compare: { type: 'boolean', default: false },
      write: { type: 'boolean' },
    },
  });
  const { quick, compare } = values;
  const only = values.only.split(',').filter((it) => it !== '');
  return {
    only: only.map((it) => it.toUpperCase()),
    rounds: wholeNumber('rounds', values.rounds, quick ? 1 : 3),
    records: wholeNumber('records', values.records, quick ? 400 : 20_000),
    quick,
    scale: share('scale', values.scale, quick ? 0.002 : 1),
    compare,
    // A small form means nothing, and what is only compared is not to become the baseline.
    write: values.write ?? !(quick || compare),
  };
}

function wholeNumber(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`--${name} takes a whole number above zero.`);
  return number;
}

function share(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const number = Number(text);
  if (!(number > 0 && number <= 1)) throw new Error(`--${name} takes a number above zero, and at most 1.`);
  return number;
}
