import type { RecordKind } from '../domain/voucher-reference.ts';
import type { ErrorCode } from '../errors/error-codes.ts';

/** Which failed records are meant; what is left out narrows nothing. */
export interface FailedFilter {
  readonly recordIds?: readonly string[];
  readonly code?: ErrorCode;
  readonly kind?: RecordKind;
}

/**
 * What was said of the voucher that a person named as posted: of the same amount, of another one, not there, could not be asked just then (`not-told`), or an
 * accounting system that nobody can ask for a number (`not-asked`); `taken` when nothing but another record of the same voucher spoke against it.
 */
export type LedgerCheck = 'equal' | 'different' | 'missing' | 'not-told' | 'not-asked' | 'taken';

/**
 * What a person knows of a voucher that Bilag does not.
 *
 * - `ignore`: it is not to be sent. Only of a voucher that the ERP surely does not have.
 * - `not-booked`: it was refused, or it is in doubt and the person has seen that the ledger does not have it, and it is not to be sent again.
 * - `posted`: the ledger has it, or the person has typed it in. Also of a reversal, or of a voucher whose approval no longer stands.
 *
 * Nothing that is being sent, looked up or accepted can be decided, and nothing in a database that is held back
 * after a restore or may have been restored unnoticed, as it has had no heartbeat for a while.
 */
export type Decision =
  | { readonly what: 'ignore' | 'not-booked'; readonly reason: string }
  | {
      readonly what: 'posted';
      readonly of: 'voucher' | 'reversal';
      /** As the ledger names it. */
      readonly erpReference: string;
      /** Kept in the sync log. */
      readonly ledgerCheck: LedgerCheck;
      /** What the ledger has under that name; absent where it has nothing, or said nothing. A decimal text. */
      readonly ledgerAmount?: string;
      readonly reason: string;
    };

/** A decision that may be made now, and of which of a record's vouchers. */
export interface OpenDecision {
  readonly what: Decision['what'];
  readonly of: 'voucher' | 'reversal';
}

/**
 * What people decide about vouchers that failed: refused by the ERP or by Bilag's own checks, held for a decision, or waiting out a backoff. The voucher of an
 * approval and the one that takes it back are both its record's.
 */
export interface DecisionStore {
  /** How many records a retry would be of. */
  countFailed(organizationId: string, filter: FailedFilter): Promise<number>;
  /**
   * Has failed vouchers tried again at once, each in one transaction with an entry in the sync log, to which the entries of its attempts refer from then on; thousands
   * of them are done in several, in their order. Broken off, it has left the rest as failed as they were, for who asks again. Their backoff starts afresh. What may
   * be booked is looked up before it is sent, as ever.
   * @returns the records whose vouchers are tried again; those that did not fail are not among them.
   */
  retry(organizationId: string, filter: FailedFilter, actor: string): Promise<readonly string[]>;
  /**
   * The source id of another record whose voucher, or the one that takes it back, has one of these names: Bilag's own reference or the ledger's name. Looks through
   * all that is booked.
   */
  otherBookedAs(organizationId: string, recordId: string, names: readonly string[]): Promise<string | undefined>;
  /** The decisions that `decide` would carry out now, of the voucher before those of its reversal; none of a record that is not there. */
  openDecisions(organizationId: string, recordId: string): Promise<readonly OpenDecision[]>;
  /** Carries out a decision for ever. @returns `false` when the voucher is not in a state in which it may be decided so: nothing was changed. */
  decide(organizationId: string, recordId: string, decision: Decision, actor: string): Promise<boolean>;
}
