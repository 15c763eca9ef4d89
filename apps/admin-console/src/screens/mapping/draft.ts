import type { Mapping } from '../../api/integration.ts';

/** What becomes of an expense type; one that is unused has no rule. */
export const treatments = ['post', 'payroll', 'exclude', 'unused'] as const;
/** @see treatments */
export type Treatment = (typeof treatments)[number];

type Dimensions = Readonly<Record<string, string>>;

/** The rule of one expense type as it is being typed. What the form does not show stays as it is. */
export interface DraftRule {
  readonly type: string;
  readonly treatment: Treatment;
  readonly ledgerAccount: string;
  readonly taxCode: string;
  readonly costCenter: string;
  readonly dimensions: Dimensions | undefined;
}

/** The credit side of one kind of payee as it is being typed; without an account it has none. */
export interface DraftCredit {
  readonly ledgerAccount: string;
  readonly subledger: boolean;
  readonly dimensions: Dimensions | undefined;
}

/** Kinds of payee. */
export const payees = ['employee', 'volunteer'] as const;
/** @see payees */
export type Payee = (typeof payees)[number];

/** A field mapping as it is being typed. */
export interface Draft {
  readonly rules: readonly DraftRule[];
  readonly credit: Readonly<Record<Payee, DraftCredit>>;
  readonly defaultCostCenter: string;
  readonly postingDate: Mapping['postingDate'];
  readonly closedPeriod: NonNullable<Mapping['closedPeriod']>;
  readonly rest: Pick<Mapping, 'costCenters' | 'projects'>;
}

/** What every organization has expenses of. */
const usualTypes = ['mileage', 'toll', 'parking', 'public_transport', 'honorarium'];

/** A draft of what is saved; without anything saved, of the usual expense types. */
export function draftOf(saved: Mapping | null): Draft {
  const types = [...new Set([...usualTypes, ...Object.keys(saved?.expenseTypes ?? {})])];
  const { costCenters, projects } = saved ?? {};
  return {
    rules: types.map((type) => ruleOf(type, saved)),
    credit: { employee: creditOf(saved?.credit.employee), volunteer: creditOf(saved?.credit.volunteer) },
    defaultCostCenter: saved?.defaultCostCenter ?? '',
    postingDate: saved?.postingDate ?? 'expense-date',
    closedPeriod: saved?.closedPeriod ?? 'fail',
    rest: { ...(costCenters === undefined ? {} : { costCenters }), ...(projects === undefined ? {} : { projects }) },
  };
}

/** A rule with nothing filled in. */
export const emptyRule = (type: string, treatment: Treatment = 'post'): DraftRule => ({
  type,
  treatment,
  ledgerAccount: '',
  taxCode: '',
  costCenter: '',
  dimensions: undefined,
});

function ruleOf(type: string, saved: Mapping | null): DraftRule {
  const rule = saved?.expenseTypes[type];
  if (rule === undefined) return emptyRule(type, saved === null ? 'post' : 'unused');
  if (rule.treatment !== 'post') return emptyRule(type, rule.treatment);
  const { ledgerAccount, taxCode = '', costCenter = '', dimensions } = rule;
  return { type, treatment: 'post', ledgerAccount, taxCode, costCenter, dimensions };
}

function creditOf(rule: Mapping['credit']['employee']): DraftCredit {
  const { ledgerAccount = '', subledger = false, dimensions } = rule ?? {};
  return { ledgerAccount, subledger, dimensions };
}

/** The mapping that a draft is, as the API takes it. */
export function mappingOf({ rules, credit, defaultCostCenter, postingDate, closedPeriod, rest }: Draft): Mapping {
  const payeeRules = payees.flatMap((payee) => {
    const { ledgerAccount, subledger, dimensions } = credit[payee];
    if (ledgerAccount === '') return [];
    return [[payee, { ledgerAccount, ...(subledger ? { subledger } : {}), ...given({ dimensions }) }] as const];
  });
  return {
    ...rest,
    expenseTypes: Object.fromEntries(rules.flatMap(ruleEntry)),
    credit: Object.fromEntries(payeeRules),
    ...(defaultCostCenter === '' ? {} : { defaultCostCenter }),
    postingDate,
    closedPeriod,
  };
}

type RuleEntry = readonly [string, Mapping['expenseTypes'][string]];

function ruleEntry(rule: DraftRule): readonly RuleEntry[] {
  const { type, treatment, ledgerAccount, taxCode, costCenter, dimensions } = rule;
  if (treatment === 'unused') return [];
  if (treatment !== 'post') return [[type, { treatment }]];
  const codes = { ...(taxCode === '' ? {} : { taxCode }), ...(costCenter === '' ? {} : { costCenter }) };
  return [[type, { treatment, ledgerAccount, ...codes, ...given({ dimensions }) }]];
}

const given = ({ dimensions }: { readonly dimensions: Dimensions | undefined }) =>
  dimensions === undefined ? {} : { dimensions };

/** Where something must be filled in and is not, by its path in the mapping. */
export function missingIn({ rules, credit }: Draft): readonly string[] {
  const accounts = rules.flatMap(({ type, treatment, ledgerAccount }) =>
    treatment === 'post' && ledgerAccount.trim() === '' ? [`expenseTypes.${type}.ledgerAccount`] : [],
  );
  const isCredited = payees.some((it) => credit[it].ledgerAccount.trim() !== '');
  return isCredited ? accounts : [...accounts, 'credit.employee.ledgerAccount'];
}
