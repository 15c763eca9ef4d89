import type { OutboxState } from './outbox-entry.ts';

/**
 * What another service can be told of a record, with the state that the API shows for it then. `record.reversed`: the voucher that takes back the booked one is
 * booked itself. Of receipts while the voucher is only accepted: the message says so itself.
 */
export const statusEventStates = {
  'record.accepted': 'accepted',
  'record.synced': 'synced',
  'record.retrying': 'pending',
  'record.failed': 'rejected',
  'record.in_doubt': 'unknown',
  'record.needs_decision': 'held',
  'record.cancelled': 'cancelled',
  'record.reversed': 'synced',
  'record.receipt_attached': 'synced',
  'record.receipt_failed': 'synced',
} as const satisfies Record<`record.${string}`, OutboxState>;

/** An event that endpoints are told of. */
export type StatusEventType = keyof typeof statusEventStates;

/** Every event that an endpoint can ask for, in the order of a record’s life. */
export const statusEventTypes = [
  'record.accepted',
  'record.synced',
  'record.retrying',
  'record.failed',
  'record.in_doubt',
  'record.needs_decision',
  'record.cancelled',
  'record.reversed',
  'record.receipt_attached',
  'record.receipt_failed',
] as const satisfies readonly StatusEventType[];

/** Said on request only, to see that messages arrive and are verified. */
export const testEventType = 'endpoint.test';

/** What a message tells: an event, or a test. */
export type StatusMessageType = StatusEventType | typeof testEventType;
/** @see StatusMessageType */
export const statusMessageTypes = [...statusEventTypes, testEventType] as const;

/** A message that nobody has taken for so long is given up, and an endpoint that has taken nothing for so long is switched off. In milliseconds. */
export const longestStatusDeliveryMs = 3 * 86_400_000;

/** How long a replaced secret goes on signing beside the new one, so that a receiver can change over. In milliseconds. */
export const formerSecretMs = 86_400_000;

/** Most endpoints of one organization. */
export const mostWebhookEndpoints = 10;
