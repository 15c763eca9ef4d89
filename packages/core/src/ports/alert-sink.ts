import type { Alert, AlertEvent } from '../domain/alert.ts';
import type { AlertSinkName } from './alert-repo.ts';

/** A message about an alert, as every try of it tells the same. */
export interface AlertNotice {
  /** The same for every try. */
  readonly deliveryId: string;
  readonly event: AlertEvent;
  readonly alert: Alert;
  /** When it was first put into words. */
  readonly at: Date;
}

/** Who gets it. */
export type AlertTarget =
  | { readonly sink: 'email'; readonly address: string }
  | { readonly sink: 'webhook'; readonly url: string; readonly secret: string };

/** What became of one try. `failed` is tried again, `refused` is not: nothing but a change of settings would help. */
export type SinkOutcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'failed'; readonly message: string; readonly afterMs?: number }
  | { readonly kind: 'refused'; readonly message: string };

/** A way to tell people of an alert. A message may come more than once, always under the same id. */
export interface AlertSink {
  readonly name: AlertSinkName;
  /** Never rejects for a reason that lies outside; a failure's message holds no secret. */
  deliver(notice: AlertNotice, target: AlertTarget, signal: AbortSignal): Promise<SinkOutcome>;
}
