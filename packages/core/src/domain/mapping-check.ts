import type { ErrorCode } from '../errors/error-codes.ts';
import type { CalendarDate } from './calendar-date.ts';
import type { DimensionValues } from './journal-line.ts';
import type { CreditRule, ExpenseTypeRule, FieldMapping } from './mapping-rules.ts';
import type { MasterData } from './master-data.ts';
import { faultyAccount, faultyTaxCode, faultyValue } from './master-data-faults.ts';
import {
  accountFault,
  controlAccountFault,
  dimensionFault,
  indexMasterData,
  type MasterDataIndex,
  taxCodeFault,
} from './master-data-index.ts';
import { own } from './own.ts';

/** Something in a field mapping with which vouchers would be refused. */
export interface MappingFinding {
  /** Where in the mapping, such as `expenseTypes.toll.ledgerAccount`. */
  readonly path: string;
  /** What stands there; empty when something is missing. */
  readonly value: string;
  readonly code: ErrorCode;
  /** A sentence for the bookkeeper. */
  readonly message: string;
}

/**
 * Everything in a mapping that the ERP does not have, or not open for posting on a day, in the order of the paths; and what is missing for any voucher at
 * all. Empty when there is nothing to fix. Lists that the master data leave out are not checked.
 */
export function checkMapping(mapping: FieldMapping, data: MasterData, on: CalendarDate): readonly MappingFinding[] {
  const context = { index: indexMasterData(data), on };
  const rules = Object.entries(mapping.expenseTypes).flatMap(([type, rule]) =>
    ofRule(`expenseTypes.${type}`, rule, context),
  );
  const credits = Object.entries(mapping.credit).flatMap(([type, rule]) => ofCredit(`credit.${type}`, rule, context));
  const tables = [
    ...ofTable('costCenters', 'costCenter', mapping.costCenters, context),
    ...ofTable('projects', 'project', mapping.projects, context),
    ...ofDefault(mapping, context),
  ];
  const all = [...missing(mapping), ...rules, ...credits, ...tables];
  return all.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

interface Context {
  readonly index: MasterDataIndex;
  readonly on: CalendarDate;
}

type Findings = readonly MappingFinding[];

function missing({ credit, expenseTypes }: FieldMapping): Findings {
  const isPosting = Object.values(expenseTypes).some(({ treatment }) => treatment === 'post');
  const isCredited = Object.values(credit).some((rule) => rule !== undefined);
  return [
    ...(isPosting
      ? []
      : [absent('expenseTypes', 'UNMAPPED_EXPENSE_TYPE', 'No expense type is mapped to a ledger account.')]),
    ...(isCredited ? [] : [absent('credit', 'UNMAPPED_PAYEE_TYPE', 'No kind of payee has a credit account.')]),
  ];
}

const absent = (path: string, code: ErrorCode, what: string): MappingFinding => ({
  path,
  value: '',
  code,
  message: `${what} Nothing can be posted.`,
});

function ofRule(path: string, rule: ExpenseTypeRule, context: Context): Findings {
  if (rule.treatment !== 'post') return [];
  const { ledgerAccount, taxCode, costCenter, dimensions } = rule;
  return [
    ...ofAccount(`${path}.ledgerAccount`, ledgerAccount, accountFault(context.index, ledgerAccount)),
    ...(taxCode === undefined ? [] : ofTaxCode(`${path}.taxCode`, taxCode, context)),
    ...(costCenter === undefined ? [] : ofValue(`${path}.costCenter`, 'costCenter', costCenter, context)),
    ...ofDimensions(`${path}.dimensions`, dimensions, context),
  ];
}

function ofCredit(path: string, rule: CreditRule | undefined, context: Context): Findings {
  if (rule === undefined) return [];
  const { ledgerAccount, subledger, dimensions } = rule;
  const fault = (subledger === true ? controlAccountFault : accountFault)(context.index, ledgerAccount);
  return [
    ...ofAccount(`${path}.ledgerAccount`, ledgerAccount, fault),
    ...ofDimensions(`${path}.dimensions`, dimensions, context),
  ];
}

function ofDimensions(path: string, values: DimensionValues | undefined, context: Context): Findings {
  return Object.entries(values ?? {}).flatMap(([axis, code]) => ofValue(`${path}.${axis}`, axis, code, context));
}

function ofTable(path: string, axis: string, table: DimensionValues | undefined, context: Context): Findings {
  return Object.entries(table ?? {}).flatMap(([from, code]) => ofValue(`${path}.${from}`, axis, code, context));
}

/** The default is translated like any other cost center; where the table has it, the table's own finding is the one to fix. */
function ofDefault({ defaultCostCenter, costCenters }: FieldMapping, context: Context): Findings {
  const isListed = defaultCostCenter !== undefined && own(costCenters ?? {}, defaultCostCenter) !== undefined;
  if (!defaultCostCenter || isListed) return [];
  return ofValue('defaultCostCenter', 'costCenter', defaultCostCenter, context);
}

function ofAccount(path: string, value: string, fault: string | undefined): Findings {
  if (fault === undefined) return [];
  return [{ path, value, code: 'ERP_UNKNOWN_LEDGER_ACCOUNT', message: faultyAccount(value, fault) }];
}

function ofTaxCode(path: string, value: string, { index }: Context): Findings {
  const fault = taxCodeFault(index, value);
  return fault === undefined
    ? []
    : [{ path, value, code: 'ERP_UNKNOWN_TAX_CODE', message: faultyTaxCode(value, fault) }];
}

function ofValue(path: string, axis: string, value: string, { index, on }: Context): Findings {
  const fault = dimensionFault(index, axis, value, on);
  if (fault === undefined) return [];
  return [{ path, value, code: 'ERP_UNKNOWN_DIMENSION_VALUE', message: faultyValue(axis, value, fault) }];
}
