import { differingFields, type ExpenseRecordJson } from './expense-record.ts';
import type { OutboxState } from './outbox-entry.ts';

/** One revision of a source as it is stored, and what became of its voucher. */
export interface KnownRevision {
  readonly recordId: string;
  readonly revision: number;
  readonly content: ExpenseRecordJson;
  /** Its approval was withdrawn. */
  readonly isWithdrawn: boolean;
  readonly voucher: {
    readonly sequence: bigint;
    readonly state: OutboxState;
    /** A call may have reached the ERP: only a look-up can tell. */
    readonly mayBeBooked: boolean;
    readonly isRecalled: boolean;
  };
  /** A voucher that takes it back is owed or booked. */
  readonly isReversed: boolean;
}

/**
 * How a voucher is undone whose approval no longer stands.
 *
 * - `cancel`: it was surely never booked, and is never sent.
 * - `recall`: it may be booked. It is not sent again; once that is known it is cancelled, or taken back by a reversal that waits for it.
 * - `reverse`: it is booked, and a reversal takes it back.
 */
export interface UndoStep {
  readonly how: 'cancel' | 'recall' | 'reverse';
  readonly recordId: string;
  readonly revision: number;
  readonly sequence: bigint;
}

/** What an approval of a source that is known already means. */
export type RevisionDecision =
  | { readonly kind: 'existing'; readonly recordId: string }
  /** The revision exists with other content; `differs` names the paths. */
  | { readonly kind: 'content-differs'; readonly recordId: string; readonly differs: readonly string[] }
  /** A later revision is known: this one comes too late to mean anything. */
  | { readonly kind: 'out-of-order'; readonly recordId: string; readonly revision: number }
  /** The claim is the same as that of the revision which stands: whatever became of that one holds, and nothing is sent. */
  | { readonly kind: 'unchanged'; readonly standing: number }
  /** The voucher of the earlier one is undone and the new one follows it. */
  | { readonly kind: 'changed'; readonly undo: readonly UndoStep[] };

/** What a withdrawal means. */
export type WithdrawalDecision =
  | { readonly kind: 'not-found' }
  | { readonly kind: 'existing'; readonly recordId: string }
  | { readonly kind: 'superseded'; readonly recordId: string; readonly revision: number }
  | { readonly kind: 'withdrawn'; readonly recordId: string; readonly undo: readonly UndoStep[] };

/** Decides what an approval means, given every revision of its source that is known. At least one is. */
export function decideRevision(given: ExpenseRecordJson, known: readonly KnownRevision[]): RevisionDecision {
  const same = known.find((it) => it.revision === given.revision);
  if (same !== undefined) {
    const differs = differingFields(same.content, given);
    if (differs.length === 0) return { kind: 'existing', recordId: same.recordId };
    return { kind: 'content-differs', recordId: same.recordId, differs };
  }
  const latest = latestOf(known);
  if (latest === undefined) return { kind: 'changed', undo: [] };
  if (given.revision < latest.revision) {
    return { kind: 'out-of-order', recordId: latest.recordId, revision: latest.revision };
  }
  if (!latest.isWithdrawn && isSameClaim(latest.content, given))
    return { kind: 'unchanged', standing: latest.revision };
  return { kind: 'changed', undo: undoAll(known) };
}

/** Decides what the withdrawal of one revision means: only that of the latest one takes anything back. */
export function decideWithdrawal(revision: number, known: readonly KnownRevision[]): WithdrawalDecision {
  const named = known.find((it) => it.revision === revision);
  const latest = latestOf(known);
  if (named === undefined || latest === undefined) return { kind: 'not-found' };
  const { recordId } = named;
  if (named.isWithdrawn) return { kind: 'existing', recordId };
  if (latest.revision > revision) {
    return { kind: 'superseded', recordId: latest.recordId, revision: latest.revision };
  }
  return { kind: 'withdrawn', recordId, undo: undoAll(known) };
}

/** Who approved it and when says nothing about what is booked. */
function isSameClaim(a: ExpenseRecordJson, b: ExpenseRecordJson): boolean {
  const { revision, approvedAt, approvedBy } = b;
  return differingFields({ ...a, revision, approvedAt, approvedBy }, b).length === 0;
}

const latestOf = (known: readonly KnownRevision[]) => known.toSorted((a, b) => b.revision - a.revision)[0];

/** Every voucher that stands or may stand; what was undone already is left alone. */
function undoAll(known: readonly KnownRevision[]): readonly UndoStep[] {
  return known.flatMap(({ recordId, revision, voucher, isReversed }): readonly UndoStep[] => {
    const { sequence, state, mayBeBooked, isRecalled } = voucher;
    if (state === 'cancelled' || isReversed || isRecalled) return [];
    const how = state === 'synced' ? 'reverse' : mayBeBooked ? 'recall' : 'cancel';
    return [{ how, recordId, revision, sequence }];
  });
}
