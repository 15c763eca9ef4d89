import type { RecordKind } from '../domain/voucher-reference.ts';
import type { ErrorCode } from '../errors/error-codes.ts';

/** Which failed records are meant; what is left out narrows nothing. */
export interface FailedFilter {
  readonly recordIds?: readonly string[];
  readonly code?: ErrorCode;
  readonly kind?: RecordKind;
}

/**
 * What people decide about vouchers that failed: refused by the ERP or by Bilag's own checks, held for a decision, or waiting out a backoff. The voucher of an
 * approval and the one that takes it back are both its record's.
 */
export interface DecisionStore {
  /** How many records a retry would be of. */
  countFailed(organizationId: string, filter: FailedFilter): Promise<number>;
  /**
   * Has failed vouchers tried again at once, in one transaction with an entry in the sync log for each, to which the entries of its attempts refer from then on.
   * Their backoff starts afresh. What may be booked is looked up before it is sent, as ever.
   * @returns the records whose vouchers are tried again; those that did not fail are not among them.
   */
  retry(organizationId: string, filter: FailedFilter, actor: string): Promise<readonly string[]>;
  /**
   * Sends nothing for a record any more, and says why for ever. Only what failed or is not sent yet can be ignored: never what is being sent, looked up or
   * accepted.
   * @returns `false` when it cannot be.
   */
  ignore(organizationId: string, recordId: string, reason: string, actor: string): Promise<boolean>;
}
