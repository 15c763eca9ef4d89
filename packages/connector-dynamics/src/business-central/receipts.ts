import {
  type AttachOutcome,
  type FindReceiptOutcome,
  type ReceiptDesk,
  type ReceiptFile,
  type ReceiptKey,
  type SyncError,
} from '@bilag/core';
import { type Attachment, type Attachments, createAttachments } from './attachments.ts';
import { asSyncError, failureOf } from './post-outcomes.ts';
import type { Books } from './post-vouchers.ts';
import { entriesOfVoucher, lineOfVoucher } from './receipt-places.ts';

/** A scan or a photo is smaller; Business Central itself takes 350 MB. @source dynamics.md §9.3, 2026-11 */
const maxBytes = 15 * 1024 * 1024;

/**
 * Files on journal lines. They can be attached while the voucher waits in its journal, and no longer once it is posted: no source tells how an
 * entry of the general ledger would take one.
 * @source dynamics.md §12, 2026-11
 */
export function createReceiptDesk(books: Books): ReceiptDesk {
  const attachments = createAttachments(books.client, books.settings);
  return {
    maxBytes,
    async attach(receipt, { signal }) {
      try {
        return await attach(receipt, attachments, books, signal);
      } catch (error) {
        return outcomeOf(asSyncError(error));
      }
    },
    async find(receipt, { signal }) {
      try {
        return await find(receipt, attachments, books, signal);
      } catch (error) {
        return { kind: 'cannot-tell', failure: failureOf(asSyncError(error)) };
      }
    },
  };
}

async function attach(
  { voucher, fileName, content }: ReceiptFile,
  attachments: Attachments,
  books: Books,
  signal: AbortSignal,
): Promise<AttachOutcome> {
  if (content.length === 0) return refused('The file is empty.');
  const line = voucher.state === 'accepted' ? await lineOfVoucher(voucher, books, signal) : undefined;
  if (line === undefined) return refused(hasLeft);
  const there = named(fileName, await attachments.ofLine(line, signal));
  if (there?.hasContent === true) return { kind: 'attached' };
  const empty = there ?? (await attachments.create(line.id, fileName, signal));
  if (empty.fileName !== fileName) {
    // Under the name that Business Central gave it instead it would not be found again.
    await attachments.discard(empty, signal);
    return refused('Business Central does not take a file of this name.');
  }
  return await fill(empty, content, attachments, signal);
}

/** A definite no takes the empty file along; after anything else the next attempt completes it. */
async function fill(
  empty: Attachment,
  content: Uint8Array,
  attachments: Attachments,
  signal: AbortSignal,
): Promise<AttachOutcome> {
  try {
    await attachments.fill(empty, content, signal);
    return { kind: 'attached' };
  } catch (error) {
    const outcome = outcomeOf(asSyncError(error));
    if (outcome.kind === 'rejected') await attachments.discard(empty, signal);
    return outcome;
  }
}

async function find(
  { voucher, fileName }: ReceiptKey,
  attachments: Attachments,
  books: Books,
  signal: AbortSignal,
): Promise<FindReceiptOutcome> {
  const line = voucher.state === 'accepted' ? await lineOfVoucher(voucher, books, signal) : undefined;
  if (line !== undefined) {
    const there = named(fileName, await attachments.ofLine(line, signal));
    return { kind: there?.hasContent === true ? 'attached' : 'absent' };
  }
  for (const entry of await entriesOfVoucher(voucher, books, signal)) {
    if (named(fileName, await attachments.ofEntry(entry, signal))?.hasContent === true) return { kind: 'attached' };
  }
  return { kind: 'cannot-tell', failure: { code: 'ERP_LOOK_UP_INCONCLUSIVE', message: mayHaveFollowed } };
}

/** The file of that name; where there are several, one with content. */
function named(fileName: string, files: readonly Attachment[]): Attachment | undefined {
  const ours = files.filter((it) => it.fileName === fileName);
  return ours.find(({ hasContent }) => hasContent) ?? ours[0];
}

const hasLeft =
  'The voucher is no longer in its journal: it was posted or removed, and Business Central takes files only before that.';

const mayHaveFollowed =
  'The voucher has left its journal, and its ledger entries show no such file: look among the incoming documents.';

function refused(message: string): AttachOutcome {
  return { kind: 'rejected', failure: { code: 'RECEIPT_REFUSED', message } };
}

/** Another company than the one that was tested stops the organization, not the file. */
function outcomeOf(error: SyncError): AttachOutcome {
  const { outcome, code, retryAfterMs } = error;
  if (outcome === 'ambiguous') return { kind: 'unknown', failure: failureOf(error) };
  if (outcome === 'permanent' && code !== 'ERP_WRONG_LEDGER') {
    return { kind: 'rejected', failure: failureOf(error, 'RECEIPT_REFUSED') };
  }
  return {
    kind: 'retry',
    failure: failureOf(error),
    ...(retryAfterMs === undefined ? {} : { afterMs: retryAfterMs }),
  };
}
