/** A secret as it is stored: what it takes to open it, but not the key. */
export type SealedSecret = Readonly<Record<string, string | number>>;

/** What a secret belongs to. Sealed into it, so that one copied to another place does not open there. */
export interface SecretContext {
  readonly organizationId: string;
  /** Grows each time the secret is replaced. */
  readonly version: number;
}

/**
 * Encrypts secrets at rest. The key lies outside the database, perhaps in a vault that takes seconds to answer: so neither is asked for while a lock is held that
 * others wait for.
 */
export interface SecretBox {
  seal(secret: unknown, context: SecretContext): Promise<SealedSecret>;
  /** @throws {SyncError} `CREDENTIALS_UNREADABLE` when the key is another one or the text was changed. */
  open(sealed: SealedSecret, context: SecretContext): Promise<unknown>;
}
