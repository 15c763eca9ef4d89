import type { DeliveryState } from '../../api/webhook-deliveries.ts';

/** How far a message can have come. */
export const deliveryStates = ['waiting', 'delivered', 'given-up'] as const satisfies readonly DeliveryState[];

/** Which messages are listed, as the address has it; left out, all. */
export interface WebhookSearch {
  readonly state?: DeliveryState | undefined;
}

/** Reads an address. What the filter cannot be is left out. */
export function webhookSearch(search: Readonly<Record<string, unknown>>): WebhookSearch {
  const state = deliveryStates.find((it) => it === search.state);
  return state === undefined ? {} : { state };
}
