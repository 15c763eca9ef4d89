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

/** Posting splits VAT off by the code that the staged line has, whether we sent one or the account brought it along: it has to be the planned one. */
function faultOfTaxCode(planned: PlannedLine, staged: StagedLine): EntryFailure | undefined {
  const { taxCode, accountType, accountNumber, field } = planned;
  if (taxCode === undefined) {
    // A vendor has no VAT of its own.
    const isBroughtAlong = accountType === 'G/L Account' && staged.taxCode !== '';
    return isBroughtAlong ? refused(unnamed(accountNumber, staged.taxCode), field) : undefined;
  }
  return staged.taxCode === storedCode(taxCode) ? undefined : refused(otherCode(taxCode, staged.taxCode), field);
}

function refused(message: string, field: string): EntryFailure {
  return { code: 'ERP_UNKNOWN_TAX_CODE', message: `${message} Nothing was posted.`, field: `${field}.taxCode` };
}

/**
 * An empty code is no way to say «no VAT»: the account's posting type stays, and posting then looks for a posting set-up without a code.
 * @source `SetPostingGroupValues` of codeunit 5478 (microsoft/BCApps) and page 30049, read 2026-11
 */
function unnamed(account: string, taxCode: string): string {
  return (
    `The ledger account ${account} brings the VAT code ${taxCode} along: name it in the field mapping, also where its rate is zero. ` +
    'Where the mapping can name none, as for a payee, take the VAT posting groups off the account in Business Central.'
  );
}

/**
 * Where journals take no VAT set-up along, Business Central drops the code and says nothing of it: the line would be booked without its VAT.
 * @source `SetJournalLineValues` of codeunit 5478 (microsoft/BCApps), read 2026-11; a batch has the switch off where its template has
 */
function otherCode(taxCode: string, staged: string): string {
  const instead = staged === '' ? 'without a VAT code' : `with the VAT code ${staged}`;
  return (
    `Business Central staged the line ${instead}; ${taxCode} was sent. ` +
    'Switch on «Copy VAT Setup to Jnl. Lines» of the journal template.'
  );
}
