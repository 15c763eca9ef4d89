import {
  type AttachOutcome,
  type FindReceiptOutcome,
  type ReceiptDesk,
  type ReceiptFile,
  type ReceiptKey,
  SyncError,
} from '@bilag/core';
import type { Questions } from './questions.ts';
import { attachingBody } from './receipt-form.ts';
import { attachOutcome } from './receipt-outcome.ts';
import { type ReceiptRow, readBookedFile, readReceiptRows, rowFor, type ShownFile } from './receipt-places.ts';
import type { XledgerClient } from './xledger-client.ts';
import type { XledgerSettings } from './xledger-config.ts';
import { failed } from './xledger-reply.ts';

/** What a receipt desk works with. */
export interface ReceiptTools {
  readonly client: XledgerClient;
  readonly questions: Questions;
  readonly settings: XledgerSettings;
}

/** How large a file may be is not known; uploads count against 1,000 MB a month. */
const maxBytes = 10_000_000;

/**
 * Puts receipts on the rows of a voucher while they wait in the import queue: one on each row, the first on the first. Once the voucher is
 * booked its rows are gone, and files are for a person to attach.
 * @source reference of the Xledger API, section 8, read 2026-11: much of it is inference, so settings must ask for it (`receipts`).
 */
export function createReceiptDesk(tools: ReceiptTools): ReceiptDesk {
  return {
    maxBytes,
    attach: (receipt, { signal }) => attach(receipt, tools, signal),
    find: (receipt, { signal }) => find(receipt, tools, signal),
  };
}

async function attach(receipt: ReceiptFile, tools: ReceiptTools, signal: AbortSignal): Promise<AttachOutcome> {
  if (receipt.content.byteLength > maxBytes) {
    const message = `Xledger is sent files of at most ${maxBytes / 1_000_000} MB.`;
    return { kind: 'rejected', failure: failed('RECEIPT_TOO_LARGE', message) };
  }
  try {
    const rows = await rowsOf(receipt, tools, signal);
    const row = rowFor(receipt.position, rows);
    if (row?.waits !== true) return await withoutRow(receipt, row === undefined ? rows : [row], tools, signal);
    if (isOurs(row.file, receipt)) return { kind: 'attached' };
    if (row.file.kind === 'file') return refused(`Row ${row.rowId} of the queue already carries a file.`);
    return attachOutcome(row.rowId, await tools.client.send(attachingBody(row.rowId, receipt), signal));
  } catch (error) {
    return notAttached(SyncError.from(error));
  }
}

/** Only questions throw, and after a question nothing has been attached. */
function notAttached({ code, message, outcome, retryAfterMs }: SyncError): AttachOutcome {
  if (outcome === 'permanent') return refused(message);
  const failure = failed(outcome === 'retryable' ? code : 'ERP_UNAVAILABLE', message);
  return { kind: 'retry', failure, ...(retryAfterMs === undefined ? {} : { afterMs: retryAfterMs }) };
}

function rowsOf({ voucher }: ReceiptKey, { questions, settings }: ReceiptTools, signal: AbortSignal) {
  return readReceiptRows(voucher.reference, settings.jobLevel, questions, signal);
}

const isOurs = (file: ShownFile, { fileName }: ReceiptKey) => file.kind === 'file' && file.name === fileName;

/** No row waits at the receipt's place. */
async function withoutRow(
  { voucher, position }: ReceiptKey,
  rows: readonly ReceiptRow[],
  { questions }: ReceiptTools,
  signal: AbortSignal,
): Promise<AttachOutcome> {
  const waiting = rows.filter(({ waits }) => waits).length;
  if (waiting > 0) {
    return refused(
      `Xledger takes one file on each row: the voucher has ${waiting} rows, and this is receipt ${position}.`,
    );
  }
  const isBooked = rows.length > 0 || voucher.state === 'synced';
  if (isBooked || (await readBookedFile(voucher.reference, questions, signal)) !== undefined) {
    return refused('The voucher is booked, and Xledger takes files only while its rows wait in the import queue.');
  }
  const message = 'The voucher is neither in Xledger’s import queue nor in its journal just now.';
  return { kind: 'retry', failure: failed('ERP_UNAVAILABLE', message) };
}

function refused(message: string): AttachOutcome {
  return { kind: 'rejected', failure: failed('RECEIPT_REFUSED', `${message} Attach it in Xledger by hand.`) };
}

async function find(receipt: ReceiptKey, tools: ReceiptTools, signal: AbortSignal): Promise<FindReceiptOutcome> {
  try {
    const rows = await rowsOf(receipt, tools, signal);
    const waiting = rows.filter(({ waits }) => waits);
    if (waiting.length > 0) return foundOnRow(rowFor(receipt.position, rows), receipt);
    return foundAfterBooking(await readBookedFile(receipt.voucher.reference, tools.questions, signal), receipt);
  } catch (error) {
    return cannotTell(SyncError.from(error).message);
  }
}

function foundOnRow(row: ReceiptRow | undefined, receipt: ReceiptKey): FindReceiptOutcome {
  // A receipt without a row was refused, so it is nowhere.
  if (row === undefined || row.file.kind === 'none') return { kind: 'absent' };
  if (row.file.kind === 'hidden') return cannotTell('Xledger does not show which files its import queue holds.');
  if (row.file.name === undefined) return cannotTell('The row carries a file whose name Xledger does not show.');
  return isOurs(row.file, receipt) ? { kind: 'attached' } : { kind: 'absent' };
}

function foundAfterBooking(file: ShownFile | undefined, receipt: ReceiptKey): FindReceiptOutcome {
  if (file === undefined) return cannotTell('The voucher is neither in Xledger’s import queue nor in its journal.');
  if (file.kind === 'none') return { kind: 'absent' };
  if (isOurs(file, receipt)) return { kind: 'attached' };
  return cannotTell('Xledger shows one file of a booked voucher, and not which one: look in Xledger.');
}

function cannotTell(message: string): FindReceiptOutcome {
  return { kind: 'cannot-tell', failure: failed('ERP_LOOK_UP_INCONCLUSIVE', message) };
}
