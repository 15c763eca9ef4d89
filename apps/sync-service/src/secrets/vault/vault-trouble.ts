import { SyncError } from '@bilag/core';

/**
 * What is in the way of using the key.
 *
 * - `unreachable`: no answer, or one that says it is out of service or out of bounds from here; `busy`: it asks for fewer requests.
 * - `sign-in`: Microsoft Entra gave no token, or the vault did not take it; `forbidden`: the identity lacks a right.
 * - `missing`, `disabled`, `unsuitable`: of the key itself.
 */
export type VaultTroubleKind = 'unreachable' | 'busy' | 'sign-in' | 'forbidden' | 'missing' | 'disabled' | 'unsuitable';

/**
 * The key vault does not do what it is asked. Always retryable: nothing is wrong with what is sealed, and whoever needs it waits. Its message says what to do, and
 * holds neither a token nor a key.
 */
export class VaultTrouble extends SyncError {
  readonly kind: VaultTroubleKind;

  constructor(kind: VaultTroubleKind, message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super('KEY_VAULT_UNAVAILABLE', message, options);
    this.name = 'VaultTrouble';
    this.kind = kind;
  }
}
