/** A message to another service. */
export interface WebhookMessage {
  readonly url: string;
  /** `whsec_` and base64; with several, as while one is being replaced, it is signed with each of them. */
  readonly secrets: readonly string[];
  /** The same for every try, so that the receiver can tell a repetition. */
  readonly id: string;
  /** JSON text; signed and sent as it is. */
  readonly body: string;
}

/**
 * What became of one try.
 *
 * - `delivered`: the receiver has said that it has it.
 * - `failed`: it has not said so; it may have it nevertheless. `afterMs` is how long it asked to wait.
 * - `refused`: it will never take it: the address is not allowed, the secret is none, or the receiver said that it is gone.
 */
export type WebhookOutcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'failed'; readonly message: string; readonly afterMs?: number }
  | { readonly kind: 'refused'; readonly message: string };

/** Sends signed messages to other services, each try once. */
export interface WebhookSender {
  /** Why nothing may be sent to an address, such as «must begin with https»; `undefined` when it may. The address is not repeated. */
  refusalOf(url: string): string | undefined;
  /** Signs and sends once, and follows no redirect. Never rejects for a reason that lies with the receiver. */
  send(message: WebhookMessage, options: { readonly signal: AbortSignal }): Promise<WebhookOutcome>;
}
