import type { StateFile } from '../state-file.ts';

/** What a line's account number refers to. */
export type AccountType = (typeof ACCOUNT_TYPES)[number];

/** @source dynamics.md §6.2, 2026-11 */
export const ACCOUNT_TYPES = [
  'G/L Account',
  'Customer',
  'Vendor',
  'Bank Account',
  'Fixed Asset',
  'IC Partner',
  'Employee',
  'Allocation Account',
] as const;

/** A line that waits in a journal. */
export interface JournalLine {
  readonly id: string;
  readonly lineNumber: number;
  readonly accountType: AccountType;
  readonly accountNumber: string;
  readonly postingDate: string;
  readonly documentNumber: string;
  readonly externalDocumentNumber: string;
  readonly amountMinor: number;
  readonly description: string;
  readonly comment: string;
  readonly taxCode: string;
  readonly balanceAccountType: AccountType;
  readonly balancingAccountNumber: string;
  /** Value code by dimension code. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly version: number;
  readonly modifiedAt: string;
}

/** A general journal batch with its lines by ascending line number. */
export interface Journal {
  readonly companyId: string;
  readonly id: string;
  readonly code: string;
  readonly displayName: string;
  readonly templateDisplayName: string;
  readonly balancingAccountNumber: string;
  readonly lines: readonly JournalLine[];
  readonly version: number;
  readonly modifiedAt: string;
}

/** The journals of all companies. Changes can be taken back until they are committed. */
export interface JournalStore {
  list(companyId: string): Journal[];
  get(companyId: string, id: string): Journal | undefined;
  put(journal: Journal): void;
  remove(id: string): void;
  /** A number that no record had before. */
  nextVersion(): number;
  /** Takes back what was changed since the last commit. */
  rollback(): void;
  /** Makes the changes final; with a file they are on disk before this returns. */
  commit(): void;
  clear(): void;
}

/** What the store's file holds. */
export interface StoredJournals {
  readonly journals: readonly Journal[];
  readonly lastVersion: number;
}

/**
 * A store that begins with what its file holds, if it has one. Lines that are booked already are left out: the sandbox died
 * between booking them and taking them from their journal.
 */
export function createJournalStore(bookedLineIds: ReadonlySet<string>, file?: StateFile<StoredJournals>): JournalStore {
  const stored = file?.read();
  const journals = new Map(
    (stored?.journals ?? []).map((journal) => [journal.id, withoutBooked(journal, bookedLineIds)]),
  );
  let lastVersion = stored?.lastVersion ?? 0;
  let undo: (() => void)[] = [];
  const remember = (id: string) => {
    const before = journals.get(id);
    undo.push(before === undefined ? () => journals.delete(id) : () => journals.set(id, before));
  };
  const save = () => file?.write({ journals: [...journals.values()], lastVersion });
  return {
    list: (companyId) => [...journals.values()].filter((journal) => journal.companyId === companyId),
    get(companyId, id) {
      const journal = journals.get(id);
      return journal?.companyId === companyId ? journal : undefined;
    },
    put(journal) {
      remember(journal.id);
      journals.set(journal.id, journal);
    },
    remove(id) {
      remember(id);
      journals.delete(id);
    },
    nextVersion() {
      lastVersion += 1;
      return lastVersion;
    },
    rollback() {
      for (const takeBack of undo.toReversed()) takeBack();
      undo = [];
    },
    commit() {
      if (undo.length > 0) save();
      undo = [];
    },
    clear() {
      journals.clear();
      undo = [];
      save();
    },
  };
}

function withoutBooked(journal: Journal, bookedLineIds: ReadonlySet<string>): Journal {
  return { ...journal, lines: journal.lines.filter(({ id }) => !bookedLineIds.has(id)) };
}
