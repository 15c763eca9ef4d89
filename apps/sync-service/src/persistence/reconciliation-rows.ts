import {
  type ExpenseRecordJson,
  type FindingKind,
  findingKinds,
  type KnownReference,
  type OwedVoucher,
  parseCalendarDate,
  parseCurrency,
  parseExpenseRecord,
  parseVoucherReference,
  type ReconciliationFinding,
  reconciliationStates,
  type StoredFinding,
  type StoredReconciliation,
} from '@bilag/core';
import { type Figures, statementOf } from './reconciliation-figures.ts';
import { errorCodeOf, stateOf } from './stored-words.ts';

/** What is owed, as the statements give it; without an entry, an attempt of a voucher that is not. `bigint` columns arrive as text. */
export interface OwedRow {
  readonly sequence: string;
  readonly posting_date: string | null;
  readonly total_minor: string | null;
  readonly mapping_version: number;
  readonly payload: string | null;
  readonly record_id: string | null;
  readonly reference: string;
  readonly state: string;
  readonly batch_key: string | null;
  readonly erp_reference: string | null;
  readonly reverses: string | null;
  readonly sent_elsewhere: boolean;
  readonly content: ExpenseRecordJson;
}

/** A row as a domain value; none for an attempt whose voucher is not owed. */
export function owedVoucherOf(organizationId: string, row: OwedRow): readonly OwedVoucher[] {
  if (row.record_id === null) return [];
  const { record_id: recordId, posting_date: date, total_minor: total, payload } = row;
  const owed: OwedVoucher = {
    sequence: BigInt(row.sequence),
    reference: parseVoucherReference(row.reference),
    recordId,
    state: row.state === 'accepted' ? 'accepted' : 'synced',
    record: parseExpenseRecord(organizationId, row.content),
    mappingVersion: row.mapping_version,
    batchKey: row.batch_key,
    erpReference: row.erp_reference,
    reverses: row.reverses === null ? null : parseVoucherReference(row.reverses),
    postingDate: date === null ? null : parseCalendarDate(date),
    totalMinor: total === null ? null : BigInt(total),
    sentElsewhere: row.sent_elsewhere,
    ...(payload === null ? {} : { sentPayload: payload }),
  };
  return [owed];
}

/** What is known of a reference, as it is stored. */
export interface KnownRow {
  readonly reference: string;
  readonly record_id: string;
  readonly state: string;
  readonly is_reversal: boolean;
  readonly is_looked_up: boolean;
  readonly posting_date: string | null;
}

/** A row as a domain value. */
export function knownReferenceOf(row: KnownRow): KnownReference {
  const { record_id: recordId, is_reversal: isReversal, state, is_looked_up: isLookedUp, posting_date: date } = row;
  return {
    recordId,
    isReversal,
    state: stateOf(state),
    isLookedUp,
    postingDate: date === null ? null : parseCalendarDate(date),
  };
}

/** A finding as the statements take it. */
export function findingChange(finding: ReconciliationFinding) {
  const { oursMinor, ledgerMinor } = finding;
  return { ...finding, oursMinor: String(oursMinor), ledgerMinor: ledgerMinor === null ? null : String(ledgerMinor) };
}

/** A finding as it is stored. */
export interface FindingRow {
  readonly position: number;
  readonly kind: string;
  readonly code: string;
  readonly reference: string;
  readonly record_id: string | null;
  readonly erp_reference: string | null;
  readonly ours_minor: string;
  readonly ledger_minor: string | null;
  readonly message: string;
}

/** A row as a domain value. */
export function storedFindingOf(row: FindingRow): StoredFinding {
  const { position, reference, message, record_id: recordId, erp_reference: erpReference } = row;
  return {
    position,
    kind: kindOf(row.kind),
    code: errorCodeOf(row.code),
    reference,
    recordId,
    erpReference,
    oursMinor: BigInt(row.ours_minor),
    ledgerMinor: row.ledger_minor === null ? null : BigInt(row.ledger_minor),
    message,
  };
}

function kindOf(word: string): FindingKind {
  const kind = findingKinds.find((it) => it === word);
  if (kind === undefined) throw new Error(`«${word}» is not a kind of finding.`);
  return kind;
}

/** A reconciliation as it is stored, instants in milliseconds since 1970. */
export interface ReconciliationRow {
  readonly reconciliation_id: string;
  readonly month: string;
  readonly state: string;
  readonly currency: string;
  readonly requested_ms: string;
  readonly requested_by: string;
  readonly started_ms: string | null;
  readonly finished_ms: string | null;
  readonly checked: number;
  readonly total: number | null;
  readonly figures: Figures | null;
  readonly extras_unlisted: string | null;
  readonly failure_code: string | null;
  readonly failure_message: string | null;
}

/** A row as a domain value. */
export function storedReconciliationOf(row: ReconciliationRow): StoredReconciliation {
  const { failure_code: code, failure_message: message, figures } = row;
  const state = reconciliationStates.find((it) => it === row.state);
  if (state === undefined) throw new Error(`«${row.state}» is not a state of a reconciliation.`);
  return {
    reconciliationId: row.reconciliation_id,
    month: row.month,
    state,
    currency: parseCurrency(row.currency),
    requestedAt: new Date(Number(row.requested_ms)),
    requestedBy: row.requested_by,
    startedAt: instantOf(row.started_ms),
    finishedAt: instantOf(row.finished_ms),
    checked: row.checked,
    total: row.total,
    statement: figures === null ? null : statementOf(figures),
    extrasUnlisted: row.extras_unlisted,
    failure: code === null ? null : { code: errorCodeOf(code), message: message ?? '' },
  };
}

const instantOf = (ms: string | null) => (ms === null ? null : new Date(Number(ms)));
