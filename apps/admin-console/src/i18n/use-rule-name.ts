import { useExpenseType } from './use-expense-type.ts';
import { useText } from './use-text.ts';

const typePrefix = 'expenseTypes.';

/** What people call the rule of a field mapping that made a line; one that is not known stays as the API has it. */
export function useRuleName(): (path: string) => string {
  const say = useText();
  const typeName = useExpenseType();
  return (path) => {
    if (path.startsWith(typePrefix)) return typeName(path.slice(typePrefix.length));
    if (path === 'credit.employee') return say('mapping.credit.employee');
    return path === 'credit.volunteer' ? say('mapping.credit.volunteer') : path;
  };
}
