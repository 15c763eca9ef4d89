import { SyncError } from '../errors/sync-error.ts';
import type { ExpenseLine, ExpenseRecord } from './expense-record.ts';
import type { JournalLine } from './journal-line.ts';
import { dimensionsOf, fixedDimensions } from './line-dimensions.ts';
import type { CreditRule, FieldMapping } from './mapping-rules.ts';
import type { FiscalPeriod } from './master-data.ts';
import { negate, sumMoney } from './money.ts';
import { own } from './own.ts';
import { postingDayOf } from './posting-date.ts';
import { type Voucher, voucher } from './voucher.ts';
import type { VoucherReference } from './voucher-reference.ts';

export { type CreditRule, type ExpenseTypeRule, type FieldMapping, standardExpenseTypes } from './mapping-rules.ts';

/** A record becomes a voucher, or nothing when every line goes elsewhere (payroll, excluded). */
export type MappingResult =
  | { readonly kind: 'voucher'; readonly voucher: Voucher }
  | { readonly kind: 'nothing-to-post'; readonly reason: string };

/**
 * Makes the voucher of a record: one debit line per expense line, one credit line for the payee. Without the ERP's periods the posting date stays
 * where its rule puts it.
 * @throws {SyncError} `UNMAPPED_EXPENSE_TYPE` or `UNMAPPED_PAYEE_TYPE`, naming the field; `ERP_PERIOD_CLOSED` when there is no open period
 *   to move the voucher to; and what {@link voucher} throws.
 */
export function mapExpenseRecord(
  record: ExpenseRecord,
  mapping: FieldMapping,
  names: { readonly reference: VoucherReference; readonly voucherNumber: number },
  periods?: readonly FiscalPeriod[],
): MappingResult {
  const debits = record.lines.flatMap((line, at) => debitLine(line, mapping, `lines[${at}]`));
  if (debits.length === 0) return { kind: 'nothing-to-post', reason: 'Every line is handed to payroll or excluded.' };
  const { postingDate, prefix } = postingDayOf(record, mapping, periods);
  const text = `${titles[record.kind]} ${record.sourceId}`;
  const lines = [...debits, creditLine(record, debits, mapping, text)].map((line) => withPrefix(line, prefix));
  const { reference, voucherNumber } = names;
  const draft = { reference, voucherNumber, postingDate, currency: record.currency, text: prefix + text, lines };
  return { kind: 'voucher', voucher: voucher(draft) };
}

const titles = { reimbursement: 'Reimbursement', honorarium: 'Honorarium' } as const;

const withPrefix = (line: JournalLine, prefix: string): JournalLine =>
  prefix === '' ? line : { ...line, text: prefix + line.text };

function debitLine(line: ExpenseLine, mapping: FieldMapping, field: string): readonly JournalLine[] {
  const rule = own(mapping.expenseTypes, line.expenseType);
  if (rule === undefined) {
    throw new SyncError('UNMAPPED_EXPENSE_TYPE', `Mapping ${mapping.version} has no rule for «${line.expenseType}».`, {
      field: `${field}.expenseType`,
    });
  }
  if (rule.treatment !== 'post') return [];
  const path = `expenseTypes.${line.expenseType}`;
  const { ledgerAccount, taxCode } = rule;
  return [
    {
      ledgerAccount,
      amount: line.amount,
      ...dimensionsOf(line, rule, mapping, field),
      ...(taxCode === undefined ? {} : { taxCode }),
      text: line.text,
      rule: { mappingVersion: mapping.version, path },
    },
  ];
}

function creditLine(
  record: ExpenseRecord,
  debits: readonly JournalLine[],
  mapping: FieldMapping,
  text: string,
): JournalLine {
  const rule = own<CreditRule | undefined>(mapping.credit, record.payee.type);
  if (rule === undefined) {
    throw new SyncError('UNMAPPED_PAYEE_TYPE', `Mapping ${mapping.version} has no credit account for this payee.`, {
      field: 'payee.type',
    });
  }
  const total = sumMoney(
    record.currency,
    debits.map((line) => line.amount),
  );
  return {
    ledgerAccount: rule.ledgerAccount,
    amount: negate(total),
    dimensions: fixedDimensions(rule.dimensions),
    ...(rule.subledger === true ? { subledger: record.payee.id } : {}),
    text,
    rule: { mappingVersion: mapping.version, path: `credit.${record.payee.type}` },
  };
}
