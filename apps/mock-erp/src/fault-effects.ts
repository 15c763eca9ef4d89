/** What a fault does to the call it hits. */
export type FaultEffect =
  /** Refuses before any work is done. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
      readonly contentType?: string;
    }
  /** Answers late: waits before the work (the default) or after it; the work is done even if the caller has gone. */
  | { readonly kind: 'delay'; readonly ms: number; readonly when?: 'before' | 'after' }
  /** Says nothing until the caller goes; the work is not done (the default) or done first. */
  | { readonly kind: 'hang'; readonly when?: 'before' | 'after' }
  /** Does the work `ms` of real time later and says nothing until the caller goes; with `status` it says that at once. */
  | { readonly kind: 'late-commit'; readonly ms: number; readonly status?: number }
  /** Cuts the connection; nothing is stored. */
  | { readonly kind: 'drop-before' }
  /** Does the work, then cuts the connection without an answer. */
  | { readonly kind: 'commit-then-drop' }
  /** Does the work, then answers this instead. */
  | {
      readonly kind: 'commit-then-status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
      readonly contentType?: string;
    }
  /** Does the work, sends the first half of the answer and cuts the connection. */
  | { readonly kind: 'truncate' }
  /** Does the work, sends so many bytes of the answer's body and resets the connection. */
  | { readonly kind: 'reset'; readonly afterBytes: number }
  /** Does the work and sends the answer compressed, whether or not that was asked for. */
  | { readonly kind: 'gzip' }
  /** Changes settings as the call comes in, then goes on; by system, e.g. `{ "xledger": { "credits": 0 } }`. */
  | { readonly kind: 'settings'; readonly changes: Readonly<Record<string, Readonly<Record<string, unknown>>>> }
  /** Makes all access tokens given so far worthless, then goes on. */
  | { readonly kind: 'revoke-tokens' }
  /** A batch does only its first items and answers only for them; other calls do not notice. */
  | { readonly kind: 'partial-batch'; readonly items: number }
  /** A batch does all and leaves out the results of its last items. */
  | { readonly kind: 'omit-batch-results'; readonly items: number }
  /** A batch does all and gives the results in the opposite order. */
  | { readonly kind: 'shuffle-batch-results' };

/** What a fault may change about the sandbox before the call goes on. */
export interface FaultPowers {
  changeSettings(changes: Readonly<Record<string, Readonly<Record<string, unknown>>>>): void;
  revokeTokens(): void;
}
