import {
  type Currency,
  differenceOf,
  errorCodes,
  formatMoney,
  type SideOfStatement,
  type StoredFinding,
  type StoredReconciliation,
} from '@bilag/core';
import { recordPath } from './record-view.ts';
import type { Reconciliation, ReconciliationFinding } from './schemas/reconciliation.ts';

/** A reconciliation as it is shown. */
export function reconciliationView(organizationId: string, stored: StoredReconciliation): Reconciliation {
  const { reconciliationId, month, state, currency, requestedBy, checked, total, failure } = stored;
  return {
    id: reconciliationId,
    month,
    state,
    currency,
    requestedAt: stored.requestedAt.toISOString(),
    requestedBy,
    startedAt: stored.startedAt?.toISOString() ?? null,
    finishedAt: stored.finishedAt?.toISOString() ?? null,
    checked,
    total,
    statement: statementView(stored),
    extrasNotListed: stored.extrasUnlisted,
    failure: failure === null ? null : { ...failure, remedy: errorCodes[failure.code].remedy },
    link: `/v1/organizations/${organizationId}/reconciliations/${reconciliationId}`,
  };
}

function statementView({ statement, currency }: StoredReconciliation): Reconciliation['statement'] {
  if (statement === null) return null;
  const side = ({ count, sumMinor }: SideOfStatement) => ({ count, sum: formatMoney({ currency, minor: sumMinor }) });
  return {
    ours: side(statement.ours),
    ledger: side(statement.ledger),
    difference: formatMoney({ currency, minor: differenceOf(statement) }),
    waiting: side(statement.waiting),
    untold: side(statement.untold),
    notCompared: statement.notCompared,
    findings: statement.findings,
  };
}

/** A finding as it is shown. */
export function reconciliationFindingView(
  organizationId: string,
  finding: StoredFinding,
  currency: Currency,
): ReconciliationFinding {
  const { position, kind, code, reference, recordId, erpReference, oursMinor, ledgerMinor, message } = finding;
  return {
    position,
    kind,
    code,
    reference,
    recordId,
    erpReference,
    ours: formatMoney({ currency, minor: oursMinor }),
    ledger: ledgerMinor === null ? null : formatMoney({ currency, minor: ledgerMinor }),
    message,
    remedy: errorCodes[code].remedy,
    link: recordId === null ? null : recordPath(organizationId, recordId),
  };
}
