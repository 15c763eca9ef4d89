import type { Schemas } from '@bilag/client';
import { useFormat } from '../i18n/use-format.ts';
import { useRuleName } from '../i18n/use-rule-name.ts';
import { useText } from '../i18n/use-text.ts';
import { type Column, DataTable } from './data-table.tsx';

type Line = Schemas['JournalLine'] & { readonly position: number };

interface JournalLinesProps {
  readonly lines: readonly Schemas['JournalLine'][];
  readonly currency: string;
}

/** The lines of a voucher, each with the rule that made it. */
export function JournalLines({ lines, currency }: JournalLinesProps) {
  const say = useText();
  const format = useFormat();
  const ruleName = useRuleName();
  const money = (amount: string | null) => (amount === null ? null : format.money(amount, currency));
  const columns: readonly Column<Line>[] = [
    { key: 'account', heading: say('record.voucher.account'), is: 'heading', cell: (it) => it.ledgerAccount },
    { key: 'dimensions', heading: say('record.voucher.dimensions'), cell: (it) => <Dimensions of={it.dimensions} /> },
    { key: 'text', heading: say('record.voucher.text'), cell: (it) => it.text },
    { key: 'debit', heading: say('record.voucher.debit'), is: 'number', cell: (it) => money(it.debit) },
    { key: 'credit', heading: say('record.voucher.credit'), is: 'number', cell: (it) => money(it.credit) },
    { key: 'taxCode', heading: say('record.voucher.tax-code'), cell: (it) => it.taxCode },
    {
      key: 'rule',
      heading: say('record.voucher.rule'),
      cell: ({ rule }) => say('record.voucher.rule.of', { path: ruleName(rule.path), version: rule.mappingVersion }),
    },
  ];
  return (
    <DataTable
      caption={say('record.voucher.lines')}
      columns={columns}
      rows={lines.map((line, index) => ({ ...line, position: index + 1 }))}
      keyOf={({ position }) => String(position)}
    />
  );
}

/** Values by axis. The two axes that every organization knows are called by their names. */
function Dimensions({ of: dimensions }: { readonly of: Line['dimensions'] }) {
  const say = useText();
  const nameOf = (axis: string) => {
    if (axis === 'costCenter') return say('record.lines.cost-center');
    return axis === 'project' ? say('record.lines.project') : axis;
  };
  return Object.entries(dimensions).map(([axis, value]) => (
    <span key={axis} className="dimension">
      {`${nameOf(axis)} ${value}`}
    </span>
  ));
}
