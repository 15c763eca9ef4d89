import { useText } from './use-text.ts';

const known = ['mileage', 'toll', 'parking', 'public_transport', 'honorarium'] as const;

/** What people call an expense type; one that an organization has added is called as the organization calls it. */
export function useExpenseType(): (expenseType: string) => string {
  const say = useText();
  return (expenseType) => {
    const word = known.find((it) => it === expenseType);
    return word === undefined ? expenseType : say(`expense.${word}`);
  };
}
