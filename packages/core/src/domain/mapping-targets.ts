import type { ErrorCode } from '../errors/error-codes.ts';
import type { DimensionValues } from './journal-line.ts';
import type { MappingFinding } from './mapping-check.ts';
import type { CreditRule, ExpenseTypeRule, FieldMapping } from './mapping-rules.ts';

/** What a field mapping may point at in an ERP. */
export type MappingTargetKind = 'ledgerAccount' | 'taxCode' | 'dimensionValue' | 'subledger';

/** One place in a field mapping that points at something in the ERP. */
export interface MappingTarget {
  /** Such as `expenseTypes.toll.ledgerAccount`. */
  readonly path: string;
  readonly kind: MappingTargetKind;
  /** `null` where the value comes with each record, as a payee's code does. */
  readonly value: string | null;
}

/** Everything in a mapping that points at something in the ERP. */
export function mappingTargets(mapping: FieldMapping): readonly MappingTarget[] {
  const { costCenters, projects, defaultCostCenter } = mapping;
  return [
    ...Object.entries(mapping.expenseTypes).flatMap(([type, rule]) => ofRule(`expenseTypes.${type}`, rule)),
    ...Object.entries(mapping.credit).flatMap(([type, rule]) => ofCredit(`credit.${type}`, rule)),
    ...values('costCenters', costCenters),
    ...values('projects', projects),
    ...value('defaultCostCenter', 'dimensionValue', defaultCostCenter),
  ];
}

function ofRule(path: string, rule: ExpenseTypeRule): readonly MappingTarget[] {
  if (rule.treatment !== 'post') return [];
  return [
    ...value(`${path}.ledgerAccount`, 'ledgerAccount', rule.ledgerAccount),
    ...value(`${path}.taxCode`, 'taxCode', rule.taxCode),
    ...value(`${path}.costCenter`, 'dimensionValue', rule.costCenter),
    ...values(`${path}.dimensions`, rule.dimensions),
  ];
}

function ofCredit(path: string, rule: CreditRule | undefined): readonly MappingTarget[] {
  if (rule === undefined) return [];
  return [
    ...value(`${path}.ledgerAccount`, 'ledgerAccount', rule.ledgerAccount),
    ...(rule.subledger === true ? [{ path: `${path}.subledger`, kind: 'subledger', value: null } as const] : []),
    ...values(`${path}.dimensions`, rule.dimensions),
  ];
}

function values(path: string, table: DimensionValues | undefined): readonly MappingTarget[] {
  return Object.entries(table ?? {}).flatMap(([key, it]) => value(`${path}.${key}`, 'dimensionValue', it));
}

function value(path: string, kind: MappingTargetKind, given: string | undefined): readonly MappingTarget[] {
  return given === undefined ? [] : [{ path, kind, value: given }];
}

const codes: Readonly<Record<MappingTargetKind, ErrorCode>> = {
  ledgerAccount: 'ERP_UNKNOWN_LEDGER_ACCOUNT',
  taxCode: 'ERP_UNKNOWN_TAX_CODE',
  dimensionValue: 'ERP_UNKNOWN_DIMENSION_VALUE',
  subledger: 'ERP_UNKNOWN_PAYEE',
};
const names: Readonly<Record<MappingTargetKind, string>> = {
  ledgerAccount: 'Ledger accounts',
  taxCode: 'VAT codes',
  dimensionValue: 'Cost centers, projects and other dimension values',
  subledger: 'Payees in a subledger',
};

/** What is wrong with a target that this connector does not take at all, or not in this form. */
export function targetFinding(
  { path, kind, value: it }: MappingTarget,
  why: 'not-taken' | 'malformed',
): MappingFinding {
  const message =
    why === 'not-taken'
      ? `${names[kind]} cannot be used with this accounting system.`
      : `«${it ?? ''}» does not have the form that this accounting system uses.`;
  return { path, value: it ?? '', code: codes[kind], message };
}
