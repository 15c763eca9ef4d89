import { parseArgs } from 'node:util';

/** How much is to happen. */
export interface ChaosOptions {
  /** How many processes die by SIGKILL. */
  readonly kills: number;
  /** How many approvals at least. */
  readonly records: number;
  readonly seed: number;
  readonly workers: number;
  /** How many organizations, each with a lane of its own; a lane whose sender was killed rests until its lease is over. */
  readonly organizations: number;
}

/** What is left out is chosen to fit the number of kills. */
export function chaosOptions(given: Partial<ChaosOptions>): ChaosOptions {
  const { kills = 100, seed = 1, workers = 6 } = given;
  const { records = kills * 10, organizations = Math.min(72, Math.ceil(kills * 0.5) + 16) } = given;
  return { kills, records, seed, workers, organizations };
}

/** `--kills 100 --records 1000 --seed 1`; throws with the names that there are. */
export function numbersFrom<N extends string>(names: readonly N[]): Partial<Record<N, number>> {
  const { values } = parseArgs({
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
  });
  const numbers: Partial<Record<N, number>> = {};
  for (const name of names) {
    const text = values[name];
    if (text === undefined) continue;
    const number = Number(text);
    if (!Number.isSafeInteger(number) || number < 0) throw new Error(`--${name} takes a whole number.`);
    numbers[name] = number;
  }
  return numbers;
}
