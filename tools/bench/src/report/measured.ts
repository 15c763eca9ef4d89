import type { Machine } from './machine.ts';
import type { MeasureResult } from './result.ts';

/** What was measured last, by title of the measure. */
export interface Baseline {
  readonly machine: Machine;
  readonly measures: readonly MeasureResult[];
}
