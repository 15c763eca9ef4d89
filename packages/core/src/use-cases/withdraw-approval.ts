import { decideWithdrawal, type WithdrawalDecision } from '../domain/revision.ts';
import { SyncError } from '../errors/sync-error.ts';
import type { RevisionStore, Source, Withdrawal } from '../ports/revision-store.ts';
import { withReferences } from './revise-source.ts';

/** Which approval no longer stands, who says so and why. */
export interface WithdrawalRequest extends Source, Omit<Withdrawal, 'recordId'> {
  readonly revision: number;
  /** The caller, for the sync log. */
  readonly actor: string;
}

/** The record whose approval was withdrawn; `isNew` is false when that was known already. */
export interface WithdrawalResult {
  readonly recordId: string;
  readonly isNew: boolean;
}

/**
 * Takes back an approval. What was not sent is cancelled; what is booked is taken back by a reversal; what may be booked is looked up first, and then one of
 * the two. Said again it changes nothing.
 * @throws {SyncError} `APPROVAL_NOT_FOUND`; `REVISION_SUPERSEDED` when a later revision stands, which has undone this one already.
 */
export async function withdrawApproval(
  request: WithdrawalRequest,
  revisions: RevisionStore,
): Promise<WithdrawalResult> {
  const { revision, actor, withdrawnAt, withdrawnBy, reason } = request;
  let decision: WithdrawalDecision | undefined;
  await revisions.change(request, async (known) => {
    decision = decideWithdrawal(revision, known);
    if (decision.kind !== 'withdrawn') return undefined;
    const { recordId } = decision;
    const because = { code: 'APPROVAL_WITHDRAWN', message: 'The approval was withdrawn.' } as const;
    const undo = await withReferences(decision.undo, request, because);
    return { actor, undo, withdraw: { recordId, withdrawnAt, withdrawnBy, reason } };
  });
  switch (decision?.kind) {
    case 'withdrawn':
      return { recordId: decision.recordId, isNew: true };
    case 'existing':
      return { recordId: decision.recordId, isNew: false };
    case 'superseded':
      throw new SyncError('REVISION_SUPERSEDED', `Revision ${decision.revision} of the source has taken its place.`);
    case 'not-found':
    case undefined:
      throw new SyncError('APPROVAL_NOT_FOUND', 'This revision was never approved here.');
  }
}
