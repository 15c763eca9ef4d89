import type { BenchOptions } from '../options.ts';
import type { Figures } from '../task.ts';
import type { Order, World } from '../world/world.ts';

/** A figure of a contestant. */
export interface Source {
  readonly contestant: string;
  readonly figure: string;
}

/** A bar: a ratio of two figures of the same round, or a figure by itself. */
export interface Bar {
  /** Such as `P2`. */
  readonly id: string;
  readonly what: string;
  readonly ours: Source;
  /** Absent: our figure is judged by itself. */
  readonly against?: Source;
  readonly direction: 'at-least' | 'at-most';
  readonly bar: number;
  readonly good: number;
}

/** What all contestants measured in one round. */
export type Round = Readonly<Record<string, Figures>>;

/** Something that is measured in rounds. */
export interface Measure {
  readonly title: string;
  /** How, in a sentence or two, for whoever reads the figures. */
  readonly how: string;
  readonly bars: readonly Bar[];
  /** The figures worth showing of every contestant, and how many decimals each has. */
  readonly shown: Readonly<Record<string, number>>;
  /** One round: every contestant once, one after the other. */
  round(world: World, options: BenchOptions, round: number): Promise<Round>;
}

/** Runs contestants one after the other; who is first changes from round to round, so that nobody always has the same neighbour. */
export async function inTurn(
  round: number,
  contestants: Readonly<Record<string, () => Promise<Figures>>>,
): Promise<Round> {
  const names = Object.keys(contestants);
  const turned = names.map((_, at) => names[(at + round) % names.length] ?? '');
  const figures: Record<string, Figures> = {};
  for (const name of turned) figures[name] = (await contestants[name]?.()) ?? {};
  return Object.fromEntries(names.map((name) => [name, figures[name] ?? {}]));
}

/** Contestants that only need to be run, by name. */
export function drains(world: World, orders: Readonly<Record<string, Order>>) {
  return Object.fromEntries(Object.entries(orders).map(([name, order]) => [name, () => world.run(order)]));
}

/** Messages before the timed ones: a tenth, but not more than it takes to be warm. */
export const warmUpOf = (records: number) => Math.min(2_000, Math.ceil(records / 10));
