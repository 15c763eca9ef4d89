/** Whose key it is, and what it was used for. */
export interface KeyUse {
  readonly organizationId: string;
  /** The token's subject: two callers' keys have nothing to do with each other. */
  readonly caller: string;
  readonly key: string;
  /** Of method, address and content: a key is for one request. */
  readonly fingerprint: string;
}

/** An answer as it was given, to be given again. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a key means when a request comes with it. */
export type Begun =
  /** It is new, or what was begun with it was given up: the request is carried out, under this name. */
  | { readonly kind: 'begun'; readonly attempt: string }
  | { readonly kind: 'answered'; readonly answer: StoredAnswer }
  | { readonly kind: 'in-flight' }
  | { readonly kind: 'other-request' }
  | { readonly kind: 'no-organization' };

/** Remembers for 24 hours what was answered to a request with an idempotency key. */
export interface IdempotencyStore {
  /** Takes the key, or says who has it. What is in flight for two minutes is given up: its process has died. */
  begin(use: KeyUse): Promise<Begun>;
  /** Keeps the answer of what was begun. */
  answer(use: KeyUse, attempt: string, answer: StoredAnswer): Promise<void>;
  /** Forgets what was begun, so that the same request is carried out when it comes again. */
  release(use: KeyUse, attempt: string): Promise<void>;
}
