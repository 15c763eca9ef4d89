import { SyncError } from '../errors/sync-error.ts';
import { calendarDateOf } from './calendar-date.ts';
import type { ExpenseLine, ExpenseRecord, PayeeType } from './expense-record.ts';
import type { DimensionValues, JournalLine } from './journal-line.ts';
import { negate, sumMoney } from './money.ts';
import { type Voucher, voucher } from './voucher.ts';
import type { VoucherReference } from './voucher-reference.ts';

/** What becomes of a line of one expense type: booked, handed to payroll, or left out. */
export type ExpenseTypeRule =
  | {
      readonly treatment: 'post';
      readonly ledgerAccount: string;
      readonly taxCode?: string;
      /** Overrides the line's own cost center. */
      readonly costCenter?: string;
    }
  | { readonly treatment: 'payroll' }
  | { readonly treatment: 'exclude' };

/** The credit side for one kind of payee. */
export interface CreditRule {
  readonly ledgerAccount: string;
  /** Put the payee's id into the subledger of the credit line. */
  readonly subledger?: boolean;
}

/** An organization's choice of ledger accounts and dimension values. A version never changes once it is saved. */
export interface FieldMapping {
  readonly version: number;
  readonly expenseTypes: Readonly<Record<string, ExpenseTypeRule>>;
  readonly credit: Readonly<Partial<Record<PayeeType, CreditRule>>>;
  /** The approving app's cost center to the ERP's; one that is not listed is used as it is. */
  readonly costCenters?: Readonly<Record<string, string>>;
  readonly projects?: Readonly<Record<string, string>>;
  /** For lines that name no cost center. */
  readonly defaultCostCenter?: string;
  /** Which date the voucher counts on. The approval date is taken in Norwegian time. */
  readonly postingDate: 'expense-date' | 'approval-date';
}

/** A record becomes a voucher, or nothing when every line goes elsewhere (payroll, excluded). */
export type MappingResult =
  | { readonly kind: 'voucher'; readonly voucher: Voucher }
  | { readonly kind: 'nothing-to-post'; readonly reason: string };

/**
 * Makes the voucher of a record: one debit line per expense line, one credit line for the payee.
 * @throws {SyncError} `UNMAPPED_EXPENSE_TYPE` or `UNMAPPED_PAYEE_TYPE`, naming the field; and what {@link voucher} throws.
 */
export function mapExpenseRecord(
  record: ExpenseRecord,
  mapping: FieldMapping,
  names: { readonly reference: VoucherReference; readonly voucherNumber: number },
): MappingResult {
  const debits = record.lines.flatMap((line, at) => debitLine(line, mapping, `lines[${at}]`));
  if (debits.length === 0) return { kind: 'nothing-to-post', reason: 'Every line is handed to payroll or excluded.' };
  const postingDate = mapping.postingDate === 'expense-date' ? record.expenseDate : calendarDateOf(record.approvedAt);
  const text = `${titles[record.kind]} ${record.sourceId}`;
  const lines = [...debits, creditLine(record, debits, mapping, text)];
  return { kind: 'voucher', voucher: voucher({ ...names, postingDate, currency: record.currency, text, lines }) };
}

const titles = { reimbursement: 'Reimbursement', honorarium: 'Honorarium' } as const;

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
      dimensions: dimensionsOf(line, rule.costCenter, mapping),
      ...(taxCode === undefined ? {} : { taxCode }),
      text: line.text,
      rule: { mappingVersion: mapping.version, path },
    },
  ];
}

function dimensionsOf(line: ExpenseLine, fixedCostCenter: string | undefined, mapping: FieldMapping): DimensionValues {
  const asked = line.costCenter ?? mapping.defaultCostCenter;
  const costCenter = fixedCostCenter ?? (asked && (own(mapping.costCenters ?? {}, asked) ?? asked));
  const project = line.project && (own(mapping.projects ?? {}, line.project) ?? line.project);
  return { ...(costCenter ? { costCenter } : {}), ...(project ? { project } : {}) };
}

function creditLine(record: ExpenseRecord, debits: readonly JournalLine[], mapping: FieldMapping, text: string) {
  const rule = mapping.credit[record.payee.type];
  if (rule === undefined) {
    throw new SyncError('UNMAPPED_PAYEE_TYPE', `Mapping ${mapping.version} has no credit account for this payee.`, {
      field: 'payee.type',
    });
  }
  const total = sumMoney(
    record.currency,
    debits.map((line) => line.amount),
  );
  const line: JournalLine = {
    ledgerAccount: rule.ledgerAccount,
    amount: negate(total),
    dimensions: {},
    ...(rule.subledger === true ? { subledger: record.payee.id } : {}),
    text,
    rule: { mappingVersion: mapping.version, path: `credit.${record.payee.type}` },
  };
  return line;
}

/** A key that the caller chose, never one that every object inherits. */
function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** The expense types that every organization knows, mapped or not. */
export const standardExpenseTypes = ['mileage', 'toll', 'parking', 'public_transport', 'honorarium'] as const;
