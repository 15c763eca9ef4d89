import type { CalendarDate } from './calendar-date.ts';
import { periodAt } from './fiscal-periods.ts';
import type { JournalLine } from './journal-line.ts';
import { faultyAccount, faultyPayee, faultyTaxCode, faultyValue } from './master-data-faults.ts';
import {
  accountFault,
  controlAccountFault,
  dimensionFault,
  type MasterDataIndex,
  payeeFault,
  taxCodeFault,
} from './master-data-index.ts';
import type { EntryFailure } from './outbox-entry.ts';
import { own } from './own.ts';
import type { Voucher } from './voucher.ts';

export { indexMasterData, type MasterDataIndex } from './master-data-index.ts';

/**
 * The first thing on which the ERP would refuse a voucher: line by line the ledger account, the dimension values, the VAT code and the payee, then the
 * period. `undefined` when everything is there and open, or is of a kind that the master data do not list. The failure's field is the rule at fault, or
 * the place in the record where the value comes from; it never names a payee.
 */
export function checkVoucher(voucher: Voucher, index: MasterDataIndex): EntryFailure | undefined {
  for (const line of voucher.lines) {
    const failure = checkLine(line, voucher.postingDate, index);
    if (failure !== undefined) return failure;
  }
  return checkPeriod(voucher.postingDate, index);
}

function checkLine(line: JournalLine, on: CalendarDate, index: MasterDataIndex): EntryFailure | undefined {
  return (
    checkAccount(line, index) ??
    checkDimensions(line, on, index) ??
    checkTaxCode(line, index) ??
    checkPayee(line, index)
  );
}

function checkAccount(
  { ledgerAccount, subledger, rule }: JournalLine,
  index: MasterDataIndex,
): EntryFailure | undefined {
  const fault = (subledger === undefined ? accountFault : controlAccountFault)(index, ledgerAccount);
  if (fault === undefined) return undefined;
  return { code: 'ERP_UNKNOWN_LEDGER_ACCOUNT', message: faultyAccount(ledgerAccount, fault), field: rule.path };
}

function checkDimensions(line: JournalLine, on: CalendarDate, index: MasterDataIndex): EntryFailure | undefined {
  for (const [axis, code] of Object.entries(line.dimensions)) {
    const fault = dimensionFault(index, axis, code, on);
    const field = own(line.origins ?? {}, axis) ?? line.rule.path;
    if (fault !== undefined) {
      return { code: 'ERP_UNKNOWN_DIMENSION_VALUE', message: faultyValue(axis, code, fault), field };
    }
  }
  return undefined;
}

function checkTaxCode({ taxCode, rule }: JournalLine, index: MasterDataIndex): EntryFailure | undefined {
  const fault = taxCode === undefined ? undefined : taxCodeFault(index, taxCode);
  if (taxCode === undefined || fault === undefined) return undefined;
  return { code: 'ERP_UNKNOWN_TAX_CODE', message: faultyTaxCode(taxCode, fault), field: rule.path };
}

function checkPayee({ subledger }: JournalLine, index: MasterDataIndex): EntryFailure | undefined {
  const fault = subledger === undefined ? undefined : payeeFault(index, subledger);
  if (fault === undefined) return undefined;
  return { code: 'ERP_UNKNOWN_PAYEE', message: faultyPayee(fault), field: 'payee.id' };
}

function checkPeriod(on: CalendarDate, { periods }: MasterDataIndex): EntryFailure | undefined {
  const state = periods === undefined ? 'open' : periodAt(periods, on);
  if (state === 'open') return undefined;
  const message =
    state === 'closed'
      ? `The posting date ${on} lies in a closed period of the accounting system.`
      : `The posting date ${on} lies in no period of the accounting system.`;
  return { code: 'ERP_PERIOD_CLOSED', message, field: 'postingDate' };
}
