import type { RecallReason } from '../domain/outbox-entry.ts';
import type { KnownRevision, UndoStep } from '../domain/revision.ts';
import type { RecordKind, VoucherReference } from '../domain/voucher-reference.ts';
import type { ErrorCode } from '../errors/error-codes.ts';
import type { NewApproval } from './approval-store.ts';

/** What is approved over time under one name of the approving app. */
export interface Source {
  readonly organizationId: string;
  readonly kind: RecordKind;
  readonly sourceId: string;
}

/** That an approval no longer stands: who said so and when, as the approving app has it. */
export interface Withdrawal {
  readonly recordId: string;
  readonly withdrawnAt: Date;
  readonly withdrawnBy: string;
  readonly reason: string;
}

/** One change of what is owed for a source. */
export interface SourceChange {
  /** Who or what made it, for the sync log. */
  readonly actor: string;
  readonly undo: readonly (UndoStep & {
    /** The reference of the voucher that takes it back; not used for `cancel`. */
    readonly reversal: VoucherReference;
    /** Why the voucher is undone. */
    readonly because: { readonly code: RecallReason; readonly message: string };
  })[];
  /** A revision to store. One that changes nothing is stored without anything to send. */
  readonly add?: NewApproval & { readonly unchanged?: { readonly code: ErrorCode; readonly message: string } };
  readonly withdraw?: Withdrawal;
}

/** Where the revisions of a source are kept. */
export interface RevisionStore {
  /**
   * Lets the caller decide on a source, given all its revisions, and carries that out, in one transaction that nobody else changes the source beside: neither
   * another approval nor the sender. The vouchers of one source are sent one after the other: each waits until those before it are finished.
   * @returns the id of the record that was stored, if one was.
   */
  change(
    source: Source,
    decide: (known: readonly KnownRevision[]) => Promise<SourceChange | undefined>,
  ): Promise<{ readonly recordId: string | undefined }>;
}
