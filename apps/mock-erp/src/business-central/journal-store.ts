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

/** A file on a journal line. */
export interface Attachment {
  readonly companyId: string;
  readonly id: string;
  /** The journal line, whether or not it is still there. */
  readonly parentId: string;
  readonly fileName: string;
  /** Empty until it is sent. */
  readonly contentBase64: string;
  readonly version: number;
  readonly modifiedAt: string;
}

/** The journals of all companies, with the files on their lines. Changes can be taken back until they are committed. */
export interface JournalStore {
  list(companyId: string): Journal[];
  get(companyId: string, id: string): Journal | undefined;
  put(journal: Journal): void;
  remove(id: string): void;
  /** In the order in which they were made. */
  listAttachments(companyId: string): Attachment[];
  putAttachment(attachment: Attachment): void;
  removeAttachment(id: string): void;
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
  readonly attachments?: readonly Attachment[];
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
  const attachments = new Map((stored?.attachments ?? []).map((attachment) => [attachment.id, attachment]));
  let lastVersion = stored?.lastVersion ?? 0;
  let undo: (() => void)[] = [];
  const remember = <T>(all: Map<string, T>, id: string) => {
    const before = all.get(id);
    undo.push(before === undefined ? () => all.delete(id) : () => all.set(id, before));
  };
  const save = () =>
    file?.write({ journals: [...journals.values()], attachments: [...attachments.values()], lastVersion });
  return {
    list: (companyId) => [...journals.values()].filter((journal) => journal.companyId === companyId),
    get(companyId, id) {
      const journal = journals.get(id);
      return journal?.companyId === companyId ? journal : undefined;
    },
    put(journal) {
      remember(journals, journal.id);
      journals.set(journal.id, journal);
    },
    remove(id) {
      remember(journals, id);
      journals.delete(id);
    },
    listAttachments: (companyId) => [...attachments.values()].filter((it) => it.companyId === companyId),
    putAttachment(attachment) {
      remember(attachments, attachment.id);
      attachments.set(attachment.id, attachment);
    },
    removeAttachment(id) {
      remember(attachments, id);
      attachments.delete(id);
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
      attachments.clear();
      undo = [];
      save();
    },
  };
}

function withoutBooked(journal: Journal, bookedLineIds: ReadonlySet<string>): Journal {
  return { ...journal, lines: journal.lines.filter(({ id }) => !bookedLineIds.has(id)) };
}
