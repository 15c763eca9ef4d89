/** How a column enters the hash of an entry, by how its value is written as text. */
export type SealedKind = 'text' | 'number' | 'uuid' | 'instant' | 'date' | 'facts' | 'erasable';

/**
 * The columns of an entry that its hash covers, in order. `erasable` texts may hold personal data: the hash covers their SHA-256, so that they can be erased
 * later. `facts` are the details without the accounting system's raw answer, whose body is such a text (`reply_body`).
 */
export const sealedEntryColumns = [
  ['organization_id', 'text'],
  ['log_id', 'number'],
  ['transaction_id', 'number'],
  ['at', 'instant'],
  ['actor', 'text'],
  ['action', 'text'],
  ['result', 'text'],
  ['record_id', 'uuid'],
  ['sequence', 'number'],
  ['attempt', 'number'],
  ['error_code', 'text'],
  ['message', 'erasable'],
  ['detail', 'facts'],
  ['reply_body', 'erasable'],
  ['trigger', 'text'],
  ['run_id', 'uuid'],
  ['refers_to', 'number'],
] as const satisfies readonly (readonly [string, SealedKind])[];

/** The columns of the delivery attempt that an entry tells of; the payload is covered by its own hash. */
export const sealedAttemptColumns = [
  ['record_id', 'uuid'],
  ['payload_hash', 'text'],
  ['batch_key', 'text'],
  ['connector', 'text'],
  ['config_version', 'number'],
  ['credential_version', 'number'],
  ['mapping_version', 'number'],
  ['fence', 'number'],
  ['opened_at', 'instant'],
  ['deadline_at', 'instant'],
  ['posting_date', 'date'],
  ['total_minor', 'number'],
] as const satisfies readonly (readonly [string, SealedKind])[];

/** An entry as it is sealed: values as text in the order of the columns, null where there is none. */
export interface SealableEntry {
  readonly organizationId: string;
  /** Digits. */
  readonly logId: string;
  /** In which transaction it was written; digits. */
  readonly transactionId: string;
  /** When the entry says that it happened, in microseconds since 1970; digits. */
  readonly atMicros: string;
  readonly recordId: string | null;
  readonly action: string;
  /** As {@link sealedEntryColumns}. */
  readonly entry: readonly (string | null)[];
  /** As {@link sealedAttemptColumns}; null for an entry that tells of no call. */
  readonly attempt: readonly (string | null)[] | null;
}

/** An entry as it is verified: with what was sent, where that is still kept. */
export interface VerifiableEntry extends SealableEntry {
  readonly payload: string | null;
  readonly payloadHash: string | null;
  /** When the attempt was opened, in microseconds since 1970; null for an entry that tells of no call. */
  readonly openedMicros: string | null;
}

/** Some entries of an organization, sealed together. A seal names the one before it, so that all of them are one chain. */
export interface SyncLogSeal {
  readonly organizationId: string;
  /** 1 for the organization's first, then without a gap. */
  readonly number: number;
  /** How many entries of the organization are sealed with this one. */
  readonly position: number;
  /** The entries, in the order of the chain. */
  readonly logIds: readonly string[];
  /** SHA-256 of each, 32 bytes, one after the other. */
  readonly entryHashes: Uint8Array;
  /** By the database's clock, in microseconds since 1970; digits. */
  readonly sealedAtMicros: string;
  /** SHA-256 over all of the above and the hash of the seal before. */
  readonly hash: Uint8Array;
  readonly keyId: string;
  /** Ed25519 over the hash. */
  readonly signature: Uint8Array;
}

/** Where a chain ends: what the next seal goes on from. */
export type ChainEnd = Pick<SyncLogSeal, 'number' | 'position' | 'hash'>;

/** An entry that waits to be sealed, and the SHA-256 of it. */
export interface HashedEntry {
  readonly logId: string;
  readonly hash: Uint8Array;
}

/** Entries of one organization that wait to be sealed, and where its chain ends; `undefined` before the first seal. */
export interface UnsealedEntries {
  readonly organizationId: string;
  readonly entries: readonly HashedEntry[];
  readonly end: ChainEnd | undefined;
  readonly nowMicros: string;
}

/** How entries become seals. */
export interface SealMaker {
  readonly hash: (entry: SealableEntry) => Uint8Array;
  readonly seal: (unsealed: UnsealedEntries) => SyncLogSeal;
}

/** Seals entries, in the platform's scope. */
export interface SealStore {
  /**
   * In one transaction: takes at most `limit` entries that nothing can come before any more, oldest first, and stores the seals that are made of them. While
   * another process does so, nothing. It never holds up the rest of the process for long, however many there are.
   * @returns how many entries were sealed; fewer than `limit` means that there are no more for now.
   */
  sealNext(limit: number, maker: SealMaker): Promise<number>;
}

/** Reads one organization's chain and entries for verification, in short transactions. */
export interface ChainReader {
  /** In order, after a number. */
  seals(organizationId: string, afterNumber: number, limit: number): Promise<readonly SyncLogSeal[]>;
  /** Those entries that exist, in any order. */
  entries(organizationId: string, logIds: readonly string[]): Promise<readonly VerifiableEntry[]>;
  /** The first entries that no seal has, in the order in which they would be sealed, and how many there are. */
  unsealed(
    organizationId: string,
    limit: number,
  ): Promise<{ readonly count: number; readonly first: readonly UnsealedEntry[] }>;
  /** What was erased by an entry of the log that says so. */
  erasures(organizationId: string): Promise<Erasures>;
}

/** An entry that is in no seal. */
export interface UnsealedEntry {
  readonly logId: string;
  readonly transactionId: string;
  /** Whether the transaction's number is one that this database server has not given out: it was restored from another one. */
  readonly isForeign: boolean;
  /** Whether sealing has gone by it, so that it should be in a seal. */
  readonly isPassed: boolean;
}

/** What the log says was erased. */
export interface Erasures {
  /** Records whose texts were erased by hand. */
  readonly recordIds: ReadonlySet<string>;
  /** Texts of before this instant were erased because their time was over; in microseconds since 1970, `undefined` for none. */
  readonly beforeMicros: string | undefined;
}

/** What can be wrong with a log. */
export const chainFaultKinds = [
  'entry-altered',
  'entry-missing',
  'entries-reordered',
  'entry-added',
  'entry-backdated',
  'payload-altered',
  'erased-without-entry',
  'seal-missing',
  'seal-altered',
  'signature-wrong',
  'key-unknown',
  'head-differs',
] as const;
/** @see chainFaultKinds */
export type ChainFaultKind = (typeof chainFaultKinds)[number];

/** The first thing that is wrong. */
export interface ChainFault {
  readonly kind: ChainFaultKind;
  /** In plain words, naming what is concerned. */
  readonly message: string;
  /** The entry; null when the fault is in the chain itself. */
  readonly logId: string | null;
  /** The place in the chain, from 1; null for an entry that is not in it. */
  readonly position: number | null;
}

/** Where a chain stood: keep it outside the database, and a log that was cut short is found out. */
export interface ChainHead {
  readonly position: number;
  /** Hexadecimal. */
  readonly hash: string;
}

/** What a verification found. */
export interface ChainVerification {
  readonly organizationId: string;
  readonly verified: boolean;
  /** Entries that were compared with the chain, up to the first fault. */
  readonly entries: number;
  /** How many entries are sealed; they are those up to this place of the chain. */
  readonly sealedThrough: number;
  /** The place from which on this verification compared; 1 for all. */
  readonly checkedFrom: number;
  /** Entries that wait to be sealed, which takes seconds while a worker runs. */
  readonly unsealed: number;
  /** The last seal that is in order. */
  readonly head: ChainHead | null;
  /** When the last seal that is in order was made. */
  readonly sealedAt: Date | null;
  readonly fault: ChainFault | null;
}

/** Verifies the log of an organization. */
export interface SyncLogVerifier {
  /** From the beginning when `full`; else from where an earlier full verification of this process ended, if that was within the hour. */
  verify(
    organizationId: string,
    options: { readonly full: boolean },
  ): Promise<ChainVerification & { readonly checkedAt: Date }>;
}
