import type { StateFile } from '../state-file.ts';

/** What a resolved reference points at. */
export interface ResolvedReference {
  readonly dbId: number;
  readonly code: string;
  readonly description: string;
  readonly dbSubId?: number | undefined;
}

/** A plain field of a row; money in minor units. */
export type PlainValue = string | number | boolean;

/** One row of the import queue: a voucher line waiting for the booking job. */
export interface ImportRow {
  readonly dbId: number;
  readonly ownerDbId: number;
  /** Date-time in Norway, without offset. */
  readonly createdAt: string;
  /** When it was last changed, if ever. */
  readonly modifiedAt?: string;
  /** The plain fields that were sent. */
  readonly values: Readonly<Record<string, PlainValue>>;
  readonly references: Readonly<Record<string, ResolvedReference>>;
}

/** Why the booking job left a row in the queue. */
export interface ImportError {
  readonly dbId: number;
  readonly ownerDbId: number;
  readonly createdAt: string;
  readonly rowDbId: number;
  readonly message: string;
}

/** The general-ledger import queue. It deduplicates nothing. */
export interface ImportQueue {
  /** Oldest first. New rows come at the end of the list; whenever a row is changed or taken out, it is another list. */
  rows(): readonly ImportRow[];
  errors(): readonly ImportError[];
  /** Adds rows for good (they are in the state file, if there is one, when this returns) and gives them ids. */
  add(rows: readonly Omit<ImportRow, 'dbId'>[]): ImportRow[];
  /** Puts rows in the place of those with the same ids; their errors stay until the next run of the booking job. */
  change(rows: readonly ImportRow[]): void;
  /** Takes rows out, with their errors; returns how many there were. */
  remove(dbIds: ReadonlySet<number>): number;
  /** Notes why rows stay; what was noted for them before is replaced. */
  fail(errors: readonly Omit<ImportError, 'dbId'>[]): void;
  clear(): void;
}

interface QueueState {
  rows: ImportRow[];
  errors: ImportError[];
  lastDbId: number;
}

const FIRST_DB_ID = 55_012_001;

/**
 * Opens the queue, with what the state file kept of it.
 * `bookedRowDbIds` are the rows that the ledger has taken: they are not queued again, and new ids start above them.
 */
export function createImportQueue(bookedRowDbIds: ReadonlySet<number>, file?: StateFile<QueueState>): ImportQueue {
  let state = startState(bookedRowDbIds, file);
  const nextDbId = () => {
    state.lastDbId += 1;
    return state.lastDbId;
  };
  const save = () => file?.write(state);
  return {
    rows: () => state.rows,
    errors: () => state.errors,
    add(rows) {
      const added = rows.map((row) => ({ ...row, dbId: nextDbId() }));
      state.rows.push(...added);
      save();
      return added;
    },
    change(rows) {
      const changed = new Map(rows.map((row) => [row.dbId, row]));
      state.rows = state.rows.map((row) => changed.get(row.dbId) ?? row);
      save();
    },
    remove(dbIds) {
      const before = state.rows.length;
      state.rows = state.rows.filter((row) => !dbIds.has(row.dbId));
      state.errors = state.errors.filter((error) => !dbIds.has(error.rowDbId));
      save();
      return before - state.rows.length;
    },
    fail(errors) {
      const failing = new Set(errors.map((error) => error.rowDbId));
      const kept = state.errors.filter((error) => !failing.has(error.rowDbId));
      state.errors = [...kept, ...errors.map((error) => ({ ...error, dbId: nextDbId() }))];
      save();
    },
    clear() {
      state = { rows: [], errors: [], lastDbId: FIRST_DB_ID - 1 };
      save();
    },
  };
}

function startState(bookedRowDbIds: ReadonlySet<number>, file?: StateFile<QueueState>): QueueState {
  const kept = file?.read();
  const lastBooked = [...bookedRowDbIds].reduce((highest, dbId) => Math.max(highest, dbId), FIRST_DB_ID - 1);
  return {
    rows: (kept?.rows ?? []).filter((row) => !bookedRowDbIds.has(row.dbId)),
    errors: (kept?.errors ?? []).filter((error) => !bookedRowDbIds.has(error.rowDbId)),
    lastDbId: Math.max(kept?.lastDbId ?? 0, lastBooked),
  };
}

export type { QueueState };
