import { expenseRecordToJson } from '../domain/expense-record.ts';
import type { RecallReason } from '../domain/outbox-entry.ts';
import { decideRevision, type RevisionDecision, type UndoStep } from '../domain/revision.ts';
import { deriveReversalReference } from '../domain/voucher-reference.ts';
import type { NewApproval } from '../ports/approval-store.ts';
import type { RevisionStore, Source, SourceChange } from '../ports/revision-store.ts';

/** What became of a later approval of a source. */
export type RevisionResult = Exclude<RevisionDecision, { kind: 'changed' | 'unchanged' }> | RevisionStored;

interface RevisionStored {
  /** Unchanged: nothing will be sent for it. */
  readonly kind: 'created' | 'unchanged';
  readonly recordId: string;
}

/**
 * Takes an approval of a source of which other revisions are known. The same claim approved again is stored and sends nothing. A changed one undoes the voucher
 * of the earlier one, and its own voucher follows: a booked voucher is never altered.
 */
export async function reviseSource(approval: NewApproval, revisions: RevisionStore): Promise<RevisionResult> {
  const { record } = approval;
  let decision: RevisionDecision | undefined;
  const { recordId } = await revisions.change(record, async (known) => {
    decision = decideRevision(expenseRecordToJson(record), known);
    return await changeFor(decision, approval);
  });
  if (decision === undefined) throw new Error('Nothing was decided about a revision.');
  if (decision.kind !== 'changed' && decision.kind !== 'unchanged') return decision;
  if (recordId === undefined) throw new Error('A revision was not stored.');
  return { kind: decision.kind === 'unchanged' ? 'unchanged' : 'created', recordId };
}

async function changeFor(decision: RevisionDecision, approval: NewApproval): Promise<SourceChange | undefined> {
  const { record } = approval;
  const actor = 'approval';
  if (decision.kind === 'unchanged') {
    const message = `The claim is the same as in revision ${decision.standing}: nothing is sent for it again.`;
    return { actor, undo: [], add: { ...approval, unchanged: { code: 'REVISION_UNCHANGED', message } } };
  }
  if (decision.kind !== 'changed') return undefined;
  const because = { code: 'REVISION_SUPERSEDED', message: `Revision ${record.revision} takes its place.` } as const;
  return { actor, undo: await withReferences(decision.undo, record, because), add: approval };
}

/** Each step with the reference of its reversal, which is derived and so the same for ever. */
export function withReferences(
  steps: readonly UndoStep[],
  { organizationId, kind, sourceId }: Source,
  because: { readonly code: RecallReason; readonly message: string },
): Promise<SourceChange['undo']> {
  return Promise.all(
    steps.map(async (step) => {
      const reversal = await deriveReversalReference({ organizationId, kind, sourceId, revision: step.revision });
      return { ...step, reversal, because };
    }),
  );
}
