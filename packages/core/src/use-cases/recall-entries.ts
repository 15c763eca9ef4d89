import { mustLookUp, type OutboxEntry, type RecallReason, transition } from '../domain/outbox-entry.ts';
import type { VoucherReference } from '../domain/voucher-reference.ts';
import type { DueEntry, EntryOutcome } from '../ports/outbox-store.ts';
import { type AnswerEvent, logOfEvent } from './delivery-events.ts';

/** What is left to be sent once those are cancelled whose approval no longer stands. */
export interface Recalled {
  readonly outcomes: readonly EntryOutcome[];
  readonly rest: readonly DueEntry[];
}

/** Cancels what was recalled and is surely not booked; what the look-up could not clear waits as before. None of them is ever sent. */
export function recallEntries(
  due: readonly DueEntry[],
  { absent }: { readonly absent: ReadonlySet<VoucherReference> },
): Recalled {
  const recalled = due.filter(({ entry }) => entry.recalled !== null);
  const cleared = recalled.filter(({ entry }) => !mustLookUp(entry) || absent.has(entry.reference));
  const outcomes = cleared.map(({ entry }): EntryOutcome => {
    const event = recallOf(entry, mustLookUp(entry) ? 'absent' : 'not-needed');
    return { entry, next: transition(entry, event), log: logOfEvent('recall', event) };
  });
  return { outcomes, rest: due.filter(({ entry }) => entry.recalled === null) };
}

/** The event that ends a recalled entry. */
function recallOf(
  { recalled }: Pick<OutboxEntry, 'recalled'>,
  lookUp: 'absent' | 'not-needed',
): AnswerEvent & { readonly type: 'recalled' } {
  const code = recalled ?? 'APPROVAL_WITHDRAWN';
  return { type: 'recalled', failure: { code, message: messages[code] }, lookUp };
}

const messages: Readonly<Record<RecallReason, string>> = {
  REVISION_SUPERSEDED: 'A later revision took its place before it was booked.',
  APPROVAL_WITHDRAWN: 'The approval was withdrawn before it was booked.',
};
