import { type ApprovalRules, checkApproval, checkDates, hasOwnExpenseType } from '../domain/approval-check.ts';
import type { AttachmentJson } from '../domain/attachment.ts';
import { type ExpenseRecordJson, parseExpenseRecord } from '../domain/expense-record.ts';
import { deriveVoucherReference, type VoucherReference } from '../domain/voucher-reference.ts';
import { SyncError } from '../errors/sync-error.ts';
import type { AcceptedApproval, ApprovalStore, NewApproval } from '../ports/approval-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { ConfigRepo } from '../ports/config-repo.ts';
import type { ReceiptSource } from '../ports/receipt-source.ts';
import type { RevisionStore } from '../ports/revision-store.ts';
import { reviseSource } from './revise-source.ts';

/** What approvals need of the world. */
export interface ApprovalPorts {
  readonly config: Pick<ConfigRepo, 'approvalRulesOf' | 'currencyOf'>;
  readonly approvals: ApprovalStore;
  readonly revisions: RevisionStore;
  readonly clock: Pick<Clock, 'now'>;
  /** Absent where no files are delivered: then attachments are refused. */
  readonly receiptSource?: Pick<ReceiptSource, 'refusalOf'>;
}

/** What became of one approval of a call: stored, found to exist, or refused with the reason. */
export type ApprovalResult =
  | Exclude<AcceptedApproval, { kind: 'another-revision' }>
  /** A later revision that says the same: it is stored, and nothing will be sent for it. */
  | { readonly kind: 'unchanged'; readonly recordId: string; readonly reference: VoucherReference }
  /** A later revision of the source is stored. */
  | { readonly kind: 'out-of-order'; readonly recordId: string; readonly revision: number }
  | { readonly kind: 'refused'; readonly error: SyncError };

/**
 * Takes approvals: each is checked, and those that pass are stored with their outbox entries in one transaction; a later revision of a source in one of its
 * own, after the others and in the order given. A refused one leaves nothing behind and does not fail its neighbours. Answers in the order given.
 * @throws {SyncError} `UNKNOWN_ORGANIZATION`.
 */
export async function acceptApprovals(
  organizationId: string,
  approvals: readonly ExpenseRecordJson[],
  ports: ApprovalPorts,
  traceparent?: string,
): Promise<readonly ApprovalResult[]> {
  const rules = await rulesFor(organizationId, approvals, ports.config);
  if (rules === undefined) throw new SyncError('UNKNOWN_ORGANIZATION', 'There is no such organization.');
  const checked = await Promise.all(approvals.map((json) => prepare(organizationId, json, rules, ports, traceparent)));
  const passed = checked.filter((it): it is NewApproval => !(it instanceof SyncError));
  const stored = passed.length === 0 ? [] : await ports.approvals.accept(organizationId, passed);
  const answers = stored.values();
  const results: ApprovalResult[] = [];
  for (const it of checked) {
    results.push(it instanceof SyncError ? { kind: 'refused', error: it } : await settled(it, next(answers), ports));
  }
  return results;
}

/** The field mapping is asked only for what it alone knows: most approvals have the standard expense types, for which the currency decides. */
async function rulesFor(
  organizationId: string,
  approvals: readonly ExpenseRecordJson[],
  config: ApprovalPorts['config'],
): Promise<ApprovalRules | undefined> {
  if (approvals.some(hasOwnExpenseType)) return await config.approvalRulesOf(organizationId);
  const currency = await config.currencyOf(organizationId);
  return currency === undefined ? undefined : { currency, mapping: undefined };
}

async function settled(
  approval: NewApproval,
  answer: AcceptedApproval,
  { revisions }: ApprovalPorts,
): Promise<ApprovalResult> {
  if (answer.kind !== 'another-revision') return answer;
  const result = await reviseSource(approval, revisions);
  return result.kind === 'content-differs' || result.kind === 'out-of-order'
    ? result
    : { ...result, reference: approval.reference };
}

async function prepare(
  organizationId: string,
  json: ExpenseRecordJson,
  rules: ApprovalRules,
  { receiptSource, clock }: ApprovalPorts,
  traceparent?: string,
): Promise<NewApproval | SyncError> {
  try {
    const record = parseExpenseRecord(organizationId, json);
    checkApproval(record, rules);
    checkDates(record, clock.now());
    const attachmentUrls = addressesOf(json.attachments ?? [], receiptSource);
    const reference = await deriveVoucherReference(record);
    return {
      record,
      reference,
      ...(traceparent === undefined ? {} : { traceparent }),
      ...(attachmentUrls.length === 0 ? {} : { attachmentUrls }),
    };
  } catch (error) {
    if (error instanceof SyncError) return error;
    throw error;
  }
}

/** @throws {SyncError} `RECEIPT_ADDRESS_NOT_ALLOWED`, naming the field; the address is not repeated. */
function addressesOf(
  attachments: readonly AttachmentJson[],
  source: ApprovalPorts['receiptSource'],
): readonly string[] {
  return attachments.map(({ url = '' }, at) => {
    const refusal = source === undefined ? 'cannot be used: no files are fetched here' : source.refusalOf(url);
    if (refusal === undefined) return url;
    throw new SyncError('RECEIPT_ADDRESS_NOT_ALLOWED', `The address of attachment ${at + 1} ${refusal}.`, {
      field: `attachments[${at}].url`,
    });
  });
}

function next(answers: Iterator<AcceptedApproval>): AcceptedApproval {
  const { value, done } = answers.next();
  if (done === true) throw new Error('The approval store answered fewer approvals than it was given.');
  return value;
}
