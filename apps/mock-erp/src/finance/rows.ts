import type { MockSeed } from '../seed.ts';
import {
  DIMENSION_ATTRIBUTE,
  DIMENSION_VALUE,
  type FinanceRow,
  type FinanceType,
  JOURNAL_HEADER,
  JOURNAL_LINE,
  JOURNAL_NAME,
  MAIN_ACCOUNT,
  NO_INSTANT,
} from './entity-types.ts';
import type { FinanceSettings } from './settings.ts';
import type { FinanceState } from './store.ts';

/** Where rows come from. */
export interface RowSource {
  readonly seed: MockSeed['finance'];
  readonly settings: FinanceSettings;
  readonly state: FinanceState;
}

/** All rows of a set, in all companies; journals come with their totals. */
export function rowsOf(type: FinanceType, source: RowSource): readonly FinanceRow[] {
  switch (type) {
    case JOURNAL_HEADER:
      return source.state.headers.map((header) => withTotals(header, source.state));
    case JOURNAL_LINE:
      return source.state.lines;
    case MAIN_ACCOUNT:
      return mainAccounts(source);
    case DIMENSION_ATTRIBUTE:
      return dimensions(source);
    case DIMENSION_VALUE:
      return dimensionValues(source);
    case JOURNAL_NAME:
      return journalNames(source);
    default:
      return [];
  }
}

/** Lines of a journal in the order of their numbers. */
export function linesOf({ values }: FinanceRow, { lines }: FinanceState): readonly FinanceRow[] {
  const { dataAreaId, JournalBatchNumber } = values;
  return lines
    .filter((line) => line.values['dataAreaId'] === dataAreaId)
    .filter((line) => line.values['JournalBatchNumber'] === JournalBatchNumber)
    .toSorted((a, b) => Number(a.values['LineNumber']) - Number(b.values['LineNumber']));
}

function withTotals(header: FinanceRow, state: FinanceState): FinanceRow {
  const lines = linesOf(header, state);
  const total = (name: string) => lines.reduce((sum, { values }) => sum + Number(values[name]), 0);
  const totals = { JournalTotalDebit: total('DebitAmount'), JournalTotalCredit: total('CreditAmount') };
  return { ...header, values: { ...header.values, ...totals } };
}

function mainAccounts({ seed, settings }: RowSource): FinanceRow[] {
  return seed.mainAccounts.map(({ id, name, type, isSuspended, allowsManualEntry }) =>
    fixed({
      ChartOfAccounts: seed.chartOfAccounts,
      MainAccountId: id,
      Name: name,
      MainAccountType: type,
      IsSuspended: noYes(isSuspended || settings.blockedAccounts.includes(id)),
      DoNotAllowManualEntry: noYes(!allowsManualEntry),
      ActiveFrom: NO_INSTANT,
      ActiveTo: NO_INSTANT,
      DefaultCurrency: '',
    }),
  );
}

function dimensions({ seed }: RowSource): FinanceRow[] {
  return seed.dimensions.map(({ name }) =>
    fixed({ DimensionName: name, UseValuesFrom: 'Custom list', DimensionValueMask: '' }),
  );
}

function dimensionValues({ seed }: RowSource): FinanceRow[] {
  return seed.dimensions.flatMap(({ name, values }) =>
    values.map(({ code, description, isSuspended }) =>
      fixed({
        FinancialDimension: name,
        LegalEntityId: '',
        DimensionValue: code,
        Description: description,
        IsSuspended: noYes(isSuspended),
        IsBlockedForManualEntry: 'No',
        IsTotal: 'No',
        ActiveFrom: NO_INSTANT,
        ActiveTo: NO_INSTANT,
      }),
    ),
  );
}

function journalNames({ seed }: RowSource): FinanceRow[] {
  return seed.companies.flatMap((dataAreaId) =>
    seed.journalNames.map(({ name, allocatesAtPosting }) =>
      fixed({
        dataAreaId,
        Name: name,
        Type: 'Daily',
        VoucherSeriesCode: 'GJ',
        NewVoucher: 'BalanceSheet',
        VoucherAllocationAtPosting: noYes(allocatesAtPosting),
        IsWorkflowApprovalActive: 'No',
        PostingLineLimit: 0,
        Currency: seed.currency,
      }),
    ),
  );
}

function fixed(values: FinanceRow['values']): FinanceRow {
  return { values, version: 1 };
}

function noYes(isYes: boolean): 'No' | 'Yes' {
  return isYes ? 'Yes' : 'No';
}
