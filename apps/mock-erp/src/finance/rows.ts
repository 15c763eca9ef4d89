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

/** Lines by their journal, worked out once for each list of lines. */
const byJournal = new WeakMap<readonly FinanceRow[], Map<string, FinanceRow[]>>();

/** Lines of a journal in the order of their numbers. */
export function linesOf(header: FinanceRow, { lines }: FinanceState): readonly FinanceRow[] {
  const journals = byJournal.get(lines) ?? Map.groupBy(lines, journalOf);
  byJournal.set(lines, journals);
  const found = journals.get(journalOf(header)) ?? [];
  return found.toSorted((a, b) => Number(a.values['LineNumber']) - Number(b.values['LineNumber']));
}

/** The lines with one more at the end. */
export function withLine(lines: readonly FinanceRow[], line: FinanceRow): readonly FinanceRow[] {
  const more = lines.concat(line);
  const journals = byJournal.get(lines);
  if (journals === undefined) return more;
  // What was worked out goes on with the longer list; a rollback to the shorter one works it out anew.
  byJournal.delete(lines);
  byJournal.set(more, journals);
  const journal = journals.get(journalOf(line));
  if (journal === undefined) journals.set(journalOf(line), [line]);
  else journal.push(line);
  return more;
}

function journalOf({ values }: FinanceRow): string {
  return `${values['dataAreaId']}|${values['JournalBatchNumber']}`;
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
