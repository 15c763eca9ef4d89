import type { FindContext, FindOutcome, VoucherQuery } from '@bilag/core';
import { isAnswerTo, isUnanswered } from './entry-name.ts';
import { failed } from './gateway-error.ts';
import { type JournalEntry, journalEntryOf } from './journal-entry.ts';
import type { PostTools } from './post-vouchers.ts';
import { hiddenIn, linesIn } from './sent-entry.ts';
import type { WriteReply } from './write-reply.ts';

/** A booked entry, and all entries under its reference. */
export interface BookedEntry {
  readonly query: VoucherQuery;
  readonly entry: JournalEntry;
  readonly entries: readonly JournalEntry[];
}

/**
 * What a booked entry says of the voucher. The contract shows no lines, but an id is given to one body for ever: the entry whose id was answered to our
 * posting has the lines that were sent, and no request is needed to know it. Only where that answer was lost the very same request is repeated under its
 * key, as the gateway answers it with the id when the body is equal and refuses it when it is not. It books nothing: the entry is in the ledger, as was
 * just read, and a key never expires. A look-up that only reads repeats nothing.
 * @source reference of the Xledger API, section 13 (server key: a repeat gives the same id, 409 for another body), read 2026-11
 */
export async function bookedOutcome(
  { query, entry, entries }: BookedEntry,
  payload: string | undefined,
  { client, settings, sent }: PostTools,
  { signal, readsOnly = false }: FindContext,
): Promise<FindOutcome> {
  const { reference } = query;
  const erpReference = entry.transactionNumber ?? entry.id;
  // More than one needs no comparison.
  if (entries.length > 1) return { kind: 'booked', erpReference, copies: entries.length, lines: [] };
  const known = sent.of(reference);
  const lines = payload === undefined ? undefined : linesIn(payload, settings);
  if (known?.differs === true && (readsOnly || lines !== undefined)) return differs(erpReference);
  const isRemembered = known?.entryId === entry.id && known.payload === payload;
  if (lines !== undefined && (isRemembered || isAnswerTo(query, entry))) {
    return { kind: 'booked', erpReference, copies: 1, lines };
  }
  if (readsOnly) return { kind: 'booked', erpReference, copies: 1, lines: [], linesHidden: true };
  if (payload === undefined) return cannotCompare(erpReference, 'what was sent is not known here any more');
  if (lines === undefined) return cannotCompare(erpReference, 'what was sent was made with other settings');
  if (!isUnanswered(query))
    return cannotCompare(erpReference, 'the posting was answered with the name of another entry');
  const reply = await client.postEntry({ key: reference, body: payload }, hiddenIn(payload), signal);
  return outcomeOfRepeat(reply, erpReference, (row) => {
    const again = journalEntryOf(row);
    if (again === undefined) return cannotCompare(erpReference, 'the answer to a repeat names no entry');
    // Another id is another entry: this gateway does not keep to its keys, and a person has to know.
    return { kind: 'booked', erpReference, copies: again.id === entry.id ? 1 : 2, lines };
  });
}

function outcomeOfRepeat(
  reply: WriteReply,
  erpReference: string,
  taken: (row: (WriteReply & { kind: 'taken' })['entry']) => FindOutcome,
): FindOutcome {
  switch (reply.kind) {
    case 'taken':
      return taken(reply.entry);
    case 'conflict':
      return differs(erpReference);
    case 'refused':
      return cannotCompare(erpReference, 'the gateway does not answer a repeat as its contract says');
    case 'not-applied': {
      const { failure, afterMs } = reply;
      return { kind: 'unavailable', failure, ...(afterMs === undefined ? {} : { afterMs }) };
    }
    case 'lost':
      // Whatever became of the repeat, it can be made again.
      return { kind: 'unavailable', failure: { ...reply.failure, code: 'ERP_UNAVAILABLE' } };
  }
}

function differs(erpReference: string): FindOutcome {
  const message = `Xledger has booked another voucher under this reference (${erpReference}): compare them there.`;
  return { kind: 'cannot-tell', failure: failed('ERP_VOUCHER_DIFFERS', message) };
}

function cannotCompare(erpReference: string, why: string): FindOutcome {
  const message = `It is booked (${erpReference}), but its lines cannot be compared: ${why}.`;
  return { kind: 'cannot-tell', failure: failed('ERP_LOOK_UP_INCONCLUSIVE', message) };
}
