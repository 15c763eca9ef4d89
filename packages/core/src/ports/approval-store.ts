import type { ExpenseRecord } from '../domain/expense-record.ts';
import type { VoucherReference } from '../domain/voucher-reference.ts';

/** An approval ready to be stored: the record and the reference of the voucher it will become. */
export interface NewApproval {
  readonly record: ExpenseRecord;
  readonly reference: VoucherReference;
  /** W3C trace context of the request that brought it, so that the later ERP calls can be linked to it. */
  readonly traceparent?: string;
  /** Where each of the record's attachments is served now, in their order; left out when it has none. */
  readonly attachmentUrls?: readonly string[];
}

/** What became of one approval. */
export type AcceptedApproval =
  | { readonly kind: 'created' | 'existing'; readonly recordId: string; readonly reference: VoucherReference }
  /** The revision exists with other content; `differs` names the paths. */
  | { readonly kind: 'content-differs'; readonly recordId: string; readonly differs: readonly string[] }
  /** Other revisions of the same source exist: what this one means is decided by {@link RevisionStore}. */
  | { readonly kind: 'another-revision'; readonly recordId: string; readonly revision: number };

/** Where approvals are kept. */
export interface ApprovalStore {
  /**
   * Stores each new record together with its outbox entry and its receipts, all in one transaction, in the order given. Answers in the order given; an
   * approval that repeats an earlier one of the same call is compared with it like any other. One that repeats a stored record with the same content
   * renews the addresses of receipts that are still to be fetched, and has those fetched anew that were given up because of what was served.
   */
  accept(organizationId: string, approvals: readonly NewApproval[]): Promise<readonly AcceptedApproval[]>;
}
