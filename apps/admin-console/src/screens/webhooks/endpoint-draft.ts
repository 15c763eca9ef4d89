import type { StatusEvent, WebhookEndpointChange } from '../../api/webhook-endpoints.ts';

/** Every event, in the order of a record’s life. */
export const statusEvents = [
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
] as const satisfies readonly StatusEvent[];

/** An endpoint as somebody types it. */
export type EndpointDraft = Pick<WebhookEndpointChange, 'url' | 'eventTypes'>;

/** What a new one begins with: how it ended, and what needs somebody. */
export const newEndpoint: EndpointDraft = {
  url: '',
  eventTypes: ['record.synced', 'record.failed', 'record.needs_decision', 'record.cancelled', 'record.reversed'],
};

/** Which parts cannot be what was meant; all else the service judges. */
export function faultsOf({ url, eventTypes }: EndpointDraft) {
  return { url: !/^https?:\/\/./.test(url.trim()), events: eventTypes.length === 0 };
}

/** The events with one more or one less, in their order. */
export function withEvent(chosen: readonly StatusEvent[], event: StatusEvent, isOn: boolean): StatusEvent[] {
  return statusEvents.filter((it) => (it === event ? isOn : chosen.includes(it)));
}

/** Whether it is another address, or other events in whatever order. */
export const isChanged = (draft: EndpointDraft, begin: EndpointDraft) =>
  draft.url.trim() !== begin.url || draft.eventTypes.toSorted().join() !== begin.eventTypes.toSorted().join();
