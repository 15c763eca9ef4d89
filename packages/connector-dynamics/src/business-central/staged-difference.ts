import type { EntryFailure } from '@bilag/core';
import { type PlannedLine, storedCode } from './business-central-mapping.ts';
import type { StagedLine } from './staged-line.ts';

/** Why a line must not be posted as it was staged, or `undefined`. Dimensions that the account brought along are no difference. */
export function faultOfStaged(planned: PlannedLine, staged: StagedLine | undefined): EntryFailure | undefined {
  const difference = differenceOf(planned, staged);
  if (difference === undefined) return staged === undefined ? undefined : faultOfTaxCode(planned, staged);
  const message = `Business Central staged the line otherwise than it was sent: ${difference}. Nothing was posted.`;
  return { code: 'ERP_REFUSED', message, field: planned.field };
}

function differenceOf(planned: PlannedLine, staged: StagedLine | undefined): string | undefined {
  if (staged === undefined) return 'it is missing';
  if (staged.accountType !== planned.accountType) return 'the account type differs';
  if (staged.accountNumber !== storedCode(planned.accountNumber)) return 'the ledger account differs';
  if (staged.balancingAccountNumber !== '') return 'it has got a balancing account';
  if (staged.documentNumber !== planned.documentNumber) return 'the document number differs';
  if (staged.postingDate !== planned.postingDate) return 'the posting date differs';
  if (staged.amountMinor !== planned.amountMinor) return 'the amount differs';
  const other = planned.dimensions.find((it) => valueOf(staged, it.code) !== storedCode(it.valueCode));
  return other === undefined ? undefined : `its value of the dimension ${other.code} differs`;
}

function valueOf({ dimensions }: StagedLine, code: string): string | undefined {
  return dimensions.find((it) => it.code === code)?.valueCode;
}

/**
 * A line would be booked without its VAT where the company's journals take no VAT set-up along: Business Central drops the code then, and says nothing of it.
 * @source `SetJournalLineValues` of codeunit 5478 «Graph Mgt - Journal Lines» (microsoft/BCApps), read 2026-11; a batch has the switch off where its template has
 */
function faultOfTaxCode({ taxCode, field }: PlannedLine, staged: StagedLine): EntryFailure | undefined {
  if (taxCode === undefined || staged.taxCode === storedCode(taxCode)) return undefined;
  const instead = staged.taxCode === '' ? 'without a VAT code' : `with the VAT code ${staged.taxCode}`;
  const message =
    `Business Central staged the line ${instead}; ${taxCode} was sent. ` +
    'Switch on «Copy VAT Setup to Jnl. Lines» of the journal template. Nothing was posted.';
  return { code: 'ERP_UNKNOWN_TAX_CODE', message, field: `${field}.taxCode` };
}
