import { useRuleName } from './use-rule-name.ts';
import { useText } from './use-text.ts';

const fields = {
  ledgerAccount: 'account',
  costCenter: 'cost-center',
  taxCode: 'tax-code',
  subledger: 'subledger',
} as const;

/** What people call a place in a field mapping, such as «Parking, ledger account»; one that is not known stays as the API has it. */
export function usePlaceName(): (path: string) => string {
  const say = useText();
  const ruleName = useRuleName();
  return (path) => {
    if (path === 'defaultCostCenter') return say('mapping.place.default-cost-center');
    const [, rule, field] = /^(expenseTypes\.[^.]+|credit\.[^.]+)\.(.+)$/.exec(path) ?? [];
    if (rule === undefined || field === undefined) return path;
    return `${ruleName(rule)}, ${isKnown(field) ? say(`mapping.place.${fields[field]}`) : field.replace(/^dimensions\./, '')}`;
  };
}

const isKnown = (field: string): field is keyof typeof fields => Object.hasOwn(fields, field);
