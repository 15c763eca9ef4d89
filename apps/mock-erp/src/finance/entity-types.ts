/** A value of a row. Amounts are in minor units (øre), instants ISO without fractions. */
export type FinanceValue = string | number;

/** How a field is checked, compared and written. */
export interface FinanceField {
  readonly kind: 'text' | 'amount' | 'decimal' | 'integer' | 'instant' | 'enum';
  /** Longest text; lengths vary by version, these are invented. */
  readonly length?: number;
  /** For enums. */
  readonly enumType?: string;
  readonly options?: readonly string[];
}

/** An entity set. @source dynamics.md §15.2, 2026-11 */
export interface FinanceType {
  /** In `$metadata`, in the namespace `Microsoft.Dynamics.DataEntities`. */
  readonly name: string;
  /** In addresses. */
  readonly set: string;
  /** All of them address a row; `dataAreaId` first where rows belong to a company. */
  readonly key: readonly string[];
  readonly fields: Readonly<Record<string, FinanceField>>;
}

/** A row as it is kept. */
export interface FinanceRow {
  readonly values: Readonly<Record<string, FinanceValue>>;
  /** Grows with every change; shows in the tag. */
  readonly version: number;
}

/** The date that is none. */
export const NO_INSTANT = '1900-01-01T00:00:00Z';

const text = (length: number): FinanceField => ({ kind: 'text', length });
const option = (enumType: string, ...options: readonly string[]): FinanceField => ({ kind: 'enum', enumType, options });
const amount: FinanceField = { kind: 'amount' };
const decimal: FinanceField = { kind: 'decimal' };
const instant: FinanceField = { kind: 'instant' };
const noYes = option('NoYes', 'No', 'Yes');
const accountType = option('LedgerJournalACType', 'Ledger', 'Cust', 'Vend', 'Project', 'FixedAssets', 'Bank');

export const JOURNAL_HEADER: FinanceType = {
  name: 'LedgerJournalHeader',
  set: 'LedgerJournalHeaders',
  key: ['dataAreaId', 'JournalBatchNumber'],
  fields: {
    dataAreaId: text(4),
    JournalBatchNumber: text(20),
    JournalName: text(10),
    Description: text(60),
    PostingLayer: option('CurrentOperationsTax', 'Current', 'Operations', 'Tax'),
    AccountingCurrency: text(3),
    IntegrationKey: text(60),
    IsPosted: noYes,
    JournalTotalDebit: amount,
    JournalTotalCredit: amount,
  },
};

export const JOURNAL_LINE: FinanceType = {
  name: 'LedgerJournalLine',
  set: 'LedgerJournalLines',
  key: ['dataAreaId', 'JournalBatchNumber', 'LineNumber'],
  fields: {
    dataAreaId: text(4),
    JournalBatchNumber: text(20),
    LineNumber: decimal,
    AccountType: accountType,
    AccountDisplayValue: text(250),
    OffsetAccountType: accountType,
    OffsetAccountDisplayValue: text(250),
    DefaultDimensionDisplayValue: text(250),
    DebitAmount: amount,
    CreditAmount: amount,
    CurrencyCode: text(3),
    ExchRate: decimal,
    TransDate: instant,
    Voucher: text(20),
    Text: text(60),
    Document: text(20),
    DocumentNum: text(20),
    DocumentDate: instant,
    Invoice: text(20),
    PaymentReference: text(60),
    SalesTaxGroup: text(10),
    ItemSalesTaxGroup: text(10),
    Company: text(4),
    FinTagDisplayValue: text(250),
    ReverseEntry: noYes,
    ReverseDate: instant,
  },
};

export const MAIN_ACCOUNT: FinanceType = {
  name: 'MainAccount',
  set: 'MainAccounts',
  key: ['ChartOfAccounts', 'MainAccountId'],
  fields: {
    ChartOfAccounts: text(60),
    MainAccountId: text(20),
    Name: text(60),
    MainAccountType: option('DimensionLedgerAccountType', 'Asset', 'Liability', 'Expense', 'Total'),
    IsSuspended: noYes,
    DoNotAllowManualEntry: noYes,
    ActiveFrom: instant,
    ActiveTo: instant,
    DefaultCurrency: text(3),
  },
};

export const DIMENSION_ATTRIBUTE: FinanceType = {
  name: 'DimensionAttribute',
  set: 'DimensionAttributes',
  key: ['DimensionName'],
  fields: { DimensionName: text(60), UseValuesFrom: text(60), DimensionValueMask: text(30) },
};

export const DIMENSION_VALUE: FinanceType = {
  name: 'FinancialDimensionValue',
  set: 'FinancialDimensionValues',
  key: ['FinancialDimension', 'LegalEntityId', 'DimensionValue'],
  fields: {
    FinancialDimension: text(60),
    LegalEntityId: text(4),
    DimensionValue: text(30),
    Description: text(60),
    IsSuspended: noYes,
    IsBlockedForManualEntry: noYes,
    IsTotal: noYes,
    ActiveFrom: instant,
    ActiveTo: instant,
  },
};

export const JOURNAL_NAME: FinanceType = {
  name: 'JournalName',
  set: 'JournalNames',
  key: ['dataAreaId', 'Name'],
  fields: {
    dataAreaId: text(4),
    Name: text(10),
    Type: option('LedgerJournalType', 'Daily'),
    VoucherSeriesCode: text(10),
    NewVoucher: option('NewVoucher', 'BalanceSheet', 'Manually', 'OneVoucher'),
    VoucherAllocationAtPosting: noYes,
    IsWorkflowApprovalActive: noYes,
    PostingLineLimit: { kind: 'integer' },
    Currency: text(3),
  },
};

/** All that this sandbox has. */
export const FINANCE_TYPES = [
  DIMENSION_ATTRIBUTE,
  DIMENSION_VALUE,
  JOURNAL_NAME,
  JOURNAL_HEADER,
  JOURNAL_LINE,
  MAIN_ACCOUNT,
] as const;
