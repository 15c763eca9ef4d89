import type { RecordDetail } from '../../api/records.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { useExpenseType } from '../../i18n/use-expense-type.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useText } from '../../i18n/use-text.ts';

type Line = RecordDetail['lines'][number] & { readonly position: number };

/** What was approved, line by line. */
export function ExpenseLines({ record: { lines, currency } }: { readonly record: RecordDetail }) {
  const say = useText();
  const format = useFormat();
  const typeName = useExpenseType();
  const columns: readonly Column<Line>[] = [
    { key: 'type', heading: say('record.lines.type'), is: 'heading', cell: ({ expenseType }) => typeName(expenseType) },
    { key: 'text', heading: say('record.lines.text'), cell: ({ text }) => text },
    { key: 'costCenter', heading: say('record.lines.cost-center'), cell: ({ costCenter }) => costCenter },
    { key: 'project', heading: say('record.lines.project'), cell: ({ project }) => project },
    {
      key: 'amount',
      heading: say('records.amount'),
      is: 'number',
      cell: ({ amount }) => format.money(amount, currency),
    },
  ];
  return (
    <section>
      <h2>{say('record.lines')}</h2>
      <DataTable
        caption={say('record.lines')}
        columns={columns}
        rows={lines.map((line, index) => ({ ...line, position: index + 1 }))}
        keyOf={({ position }) => String(position)}
      />
    </section>
  );
}
