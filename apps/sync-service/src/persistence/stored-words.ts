import {
  type AttachmentMediaType,
  type ErrorCode,
  errorCodes,
  isAttachmentMediaType,
  type OutboxState,
  outboxStates,
  type RecallReason,
  type ReceiptState,
  recallReasons,
  receiptStates,
} from '@bilag/core';

/** A stored word as a state of an outbox entry. @throws when it is none: the row was written by a newer release. */
export function stateOf(word: string): OutboxState {
  const state = outboxStates.find((it) => it === word);
  if (state === undefined) throw new Error(`«${word}» is not a state of an outbox entry.`);
  return state;
}

/** A stored word as a state of a receipt. @throws when it is none: the row was written by a newer release. */
export function receiptStateOf(word: string): ReceiptState {
  const state = receiptStates.find((it) => it === word);
  if (state === undefined) throw new Error(`«${word}» is not a state of a receipt.`);
  return state;
}

/** A stored reason why an approval no longer stands. @throws when it is none: the row was written by a newer release. */
export function recallReasonOf(word: string): RecallReason {
  const reason = recallReasons.find((it) => it === word);
  if (reason === undefined) throw new Error(`«${word}» is not a reason to recall a voucher.`);
  return reason;
}

/** A stored kind of file. @throws when it is none: the row was written by a newer release. */
export function mediaTypeOf(word: string): AttachmentMediaType {
  if (!isAttachmentMediaType(word)) throw new Error(`«${word}» is not a kind of file that can be attached.`);
  return word;
}

/** A stored error code; one that this release does not know is shown as a fault of the connector. */
export function errorCodeOf(word: string): ErrorCode {
  return isErrorCode(word) ? word : 'CONNECTOR_FAULT';
}

const isErrorCode = (word: string): word is ErrorCode => Object.hasOwn(errorCodes, word);
