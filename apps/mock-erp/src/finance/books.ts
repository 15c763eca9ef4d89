import type { MockClock } from '../clock.ts';
import type { Ledger } from '../ledger.ts';
import type { MockSeed } from '../seed.ts';
import type { RowSource } from './rows.ts';
import type { FinanceSettings } from './settings.ts';
import type { FinanceStore } from './store.ts';

/** What the business logic works on. */
export interface Books {
  readonly seed: MockSeed['finance'];
  readonly settings: FinanceSettings;
  readonly clock: MockClock;
  readonly store: FinanceStore;
  readonly ledger: Ledger;
}

/** The rows as they are now. */
export function sourceOf({ seed, settings, store }: Books): RowSource {
  return { seed, settings, state: store.state() };
}
