import type { StateFile } from '../state-file.ts';
import type { FinanceRow } from './entity-types.ts';

/** What is staged: journals and their lines in the order they were made. */
export interface FinanceState {
  readonly headers: readonly FinanceRow[];
  readonly lines: readonly FinanceRow[];
  /** The last numbers that were given. */
  readonly lastJournal: number;
  readonly lastVoucher: number;
  readonly lastVersion: number;
}

/** Holds the state. Changes can be taken back until they are committed. */
export interface FinanceStore {
  state(): FinanceState;
  change(changes: Partial<FinanceState>): void;
  /** The row with a new tag. */
  touched(values: FinanceRow['values']): FinanceRow;
  /** Takes back what was changed since the last commit. */
  rollback(): void;
  /** Makes the changes final; with a file they are on disk before this returns. */
  commit(): void;
  clear(): void;
}

const EMPTY: FinanceState = { headers: [], lines: [], lastJournal: 500, lastVoucher: 0, lastVersion: 0 };

/** A store that begins with what its file holds; `least` are numbers that the ledger has seen already. */
export function createFinanceStore(
  least: Pick<FinanceState, 'lastJournal' | 'lastVoucher'>,
  file?: StateFile<FinanceState>,
): FinanceStore {
  const stored = file?.read() ?? EMPTY;
  let committed: FinanceState = {
    ...stored,
    lastJournal: Math.max(stored.lastJournal, least.lastJournal),
    lastVoucher: Math.max(stored.lastVoucher, least.lastVoucher),
  };
  let current = committed;
  return {
    state: () => current,
    change(changes) {
      current = { ...current, ...changes };
    },
    touched(values) {
      const version = current.lastVersion + 1;
      current = { ...current, lastVersion: version };
      return { values, version };
    },
    rollback() {
      current = committed;
    },
    commit() {
      if (current !== committed) file?.write(current);
      committed = current;
    },
    clear() {
      current = EMPTY;
      committed = EMPTY;
      file?.write(EMPTY);
    },
  };
}
