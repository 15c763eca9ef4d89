import type { EntryFailure } from '../domain/outbox-entry.ts';
import type { CallContext } from './call-context.ts';

/** What came from where a file is served. */
export type FetchOutcome =
  | { readonly kind: 'fetched'; readonly content: Uint8Array }
  /** It has more bytes than were asked for. */
  | { readonly kind: 'too-large' }
  /** It is not served now. */
  | { readonly kind: 'unavailable'; readonly failure: EntryFailure; readonly afterMs?: number };

/** Where approving apps serve the files they attach. Nothing of a file or its address is kept or logged. */
export interface ReceiptSource {
  /**
   * Why nothing is fetched from this address, as a rule that it breaks, such as «must begin with https»; `undefined` when it may be. Asks nobody.
   */
  refusalOf(url: string): string | undefined;
  /** Fetches one file, once, without following a redirect; never throws for an outcome. */
  fetch(url: string, limits: { readonly maxBytes: number }, context: CallContext): Promise<FetchOutcome>;
}
