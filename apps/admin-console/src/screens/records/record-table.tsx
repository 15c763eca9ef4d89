import { Link } from '@tanstack/react-router';
import { isFailed, type RecordSummary } from '../../api/records.ts';
import { Badge } from '../../components/badge.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { FailureWords } from '../../components/failure-words.tsx';
import { ForeignText } from '../../components/foreign-text.tsx';
import { RecordStateBadge } from '../../components/record-state-badge.tsx';
import { ReversalBadge } from '../../components/reversal-badge.tsx';
import { type Format, useFormat } from '../../i18n/use-format.ts';
import { type Say, useText } from '../../i18n/use-text.ts';
import type { Selection } from './use-selection.ts';

interface RecordTableProps {
  readonly organizationId: string;
  readonly records: readonly RecordSummary[];
  readonly selection: Selection;
}

/** The records, those that failed with a box to tick. */
export function RecordTable({ organizationId, records, selection }: RecordTableProps) {
  const say = useText();
  const format = useFormat();
  const columns = [tickColumn(say, selection), nameColumn(say, organizationId), ...factColumns(say, format)];
  return (
    <DataTable
      caption={say('records.table')}
      columns={records.some(isFailed) ? columns : columns.slice(1)}
      rows={records}
      keyOf={({ id }) => id}
      toneOf={(record) => (isFailed(record) ? 'bad' : undefined)}
    />
  );
}

function tickColumn(say: Say, selection: Selection): Column<RecordSummary> {
  return {
    key: 'select',
    heading: say('records.select'),
    is: 'tick',
    cell: (record) =>
      isFailed(record) && (
        <input
          type="checkbox"
          aria-label={say('records.select.one', { sourceId: record.sourceId })}
          checked={selection.has(record.id)}
          onChange={(event) => selection.set(record.id, event.target.checked)}
        />
      ),
  };
}

function nameColumn(say: Say, organizationId: string): Column<RecordSummary> {
  return {
    key: 'record',
    heading: say('records.source-id'),
    is: 'heading',
    cell: ({ id, sourceId, revision }) => (
      <Link to="/organizations/$organizationId/records/$recordId" params={{ organizationId, recordId: id }}>
        {revision > 1 ? say('records.revision', { sourceId, revision }) : sourceId}
      </Link>
    ),
  };
}

function factColumns(say: Say, format: Format): readonly Column<RecordSummary>[] {
  return [
    { key: 'kind', heading: say('records.kind'), cell: ({ kind }) => say(`kind.${kind}`) },
    { key: 'date', heading: say('records.date'), cell: ({ expenseDate }) => format.date(expenseDate) },
    {
      key: 'amount',
      heading: say('records.amount'),
      is: 'number',
      cell: ({ total, currency }) => format.money(total, currency),
    },
    {
      key: 'state',
      heading: say('records.state'),
      cell: (record) => <States record={record} />,
    },
    {
      key: 'failure',
      heading: say('records.failure'),
      cell: ({ failure, reversal }) => (
        <>
          {failure !== null && <FailureWords failure={failure} />}
          {reversal?.failure != null && <FailureWords failure={reversal.failure} />}
        </>
      ),
    },
    {
      key: 'erpReference',
      heading: say('records.erp-reference'),
      cell: ({ erpReference }) => erpReference !== null && <ForeignText>{erpReference}</ForeignText>,
    },
  ];
}

/** How far its voucher has come, the one that takes it back, and whether a receipt is missing. */
function States({ record: { state, failure, reversal, receipts } }: { readonly record: RecordSummary }) {
  const say = useText();
  return (
    <span className="badges">
      <RecordStateBadge state={state} hasFailed={failure !== null} />
      {reversal !== null && <ReversalBadge reversal={reversal} />}
      {receipts.some((it) => it.state === 'failed') && (
        <Badge tone="warn" shape="triangle">
          {say('receipt.missing')}
        </Badge>
      )}
    </span>
  );
}
