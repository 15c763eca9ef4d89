import { readDimensionValues, readLedgerAccount } from './display-values.ts';
import { type FinanceRow, JOURNAL_LINE } from './entity-types.ts';
import { InfologError } from './errors.ts';
import type { RowSource } from './rows.ts';

/** Checks a line as it is stored; balance and period are looked at on posting. @source dynamics.md §15.2 and §15.3, 2026-11; texts are invented. */
export function checkLine(values: FinanceRow['values'], source: RowSource): void {
  checkAmounts(values);
  checkAccount(values, source, { type: 'AccountType', account: 'AccountDisplayValue' });
  if (values['OffsetAccountDisplayValue'] !== '') {
    checkAccount(values, source, { type: 'OffsetAccountType', account: 'OffsetAccountDisplayValue' });
  }
  const dimensions = readDimensionValues(String(values['DefaultDimensionDisplayValue']), source);
  if ('problem' in dimensions) throw refusal(dimensions.problem);
  if (values['CurrencyCode'] !== source.seed.currency) {
    throw refusal(
      `The value '${values['CurrencyCode']}' in field 'Currency' is not found in related table 'Currencies'.`,
    );
  }
  if (String(values['Company']).toLowerCase() !== values['dataAreaId']) {
    throw refusal(
      `The value '${values['Company']}' in field 'Company accounts' is not allowed: no intercompany setup.`,
    );
  }
}

function checkAmounts(values: FinanceRow['values']): void {
  const [debit, credit] = [Number(values['DebitAmount']), Number(values['CreditAmount'])];
  if (debit < 0 || credit < 0) throw refusal('Amounts must not be negative.');
  if (debit !== 0 && credit !== 0) throw refusal('Debit and credit must not be filled in both.');
}

function checkAccount(
  values: FinanceRow['values'],
  source: RowSource,
  fields: { readonly type: string; readonly account: string },
): void {
  const type = values[fields.type];
  const account = String(values[fields.account]);
  if (type === 'Ledger') {
    const read = readLedgerAccount(account, source);
    if ('problem' in read) throw refusal(read.problem);
    return;
  }
  const vendor = type === 'Vend' ? source.seed.vendors.find(({ number }) => number === account) : undefined;
  if (vendor === undefined) throw refusal(`The value '${account}' in field 'Account' is not found.`);
  if (vendor.isBlocked) throw refusal(`Vendor account ${account} is on hold.`);
}

function refusal(infolog: string): InfologError {
  return new InfologError(JOURNAL_LINE, infolog);
}
