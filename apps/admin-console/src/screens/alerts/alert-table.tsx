import type { AlertItem, AlertOwner } from '../../api/alerts.ts';
import { AlertStateBadge } from '../../components/alert-state-badge.tsx';
import { ConsoleLink } from '../../components/console-link.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { ForeignText } from '../../components/foreign-text.tsx';
import { type Format, useFormat } from '../../i18n/use-format.ts';
import { type Say, useText } from '../../i18n/use-text.ts';
import { AlertLink } from './alert-link.tsx';

interface AlertTableProps {
  readonly owner: AlertOwner;
  readonly items: readonly AlertItem[];
}

/** The alerts. The title of one that is open leads to what it is about; the details of each are on a page of their own. */
export function AlertTable({ owner, items }: AlertTableProps) {
  const say = useText();
  const format = useFormat();
  return (
    <DataTable
      caption={say('alerts.table')}
      columns={[
        titleColumn(say, owner),
        { key: 'state', heading: say('alerts.state'), cell: (alert) => <AlertStateBadge alert={alert} /> },
        ...factColumns(say, format),
        {
          key: 'details',
          heading: say('alerts.details'),
          cell: ({ id, title }) => (
            <AlertLink owner={owner} alertId={id}>
              {say('alerts.details')}
              <span className="visually-hidden">: {title}</span>
            </AlertLink>
          ),
        },
      ]}
      rows={items}
      keyOf={({ id }) => id}
      toneOf={({ state }) => (state === 'open' ? 'bad' : undefined)}
    />
  );
}

function titleColumn(say: Say, owner: AlertOwner): Column<AlertItem> {
  return {
    key: 'title',
    heading: say('alerts.alert'),
    is: 'heading',
    cell: ({ title, state, href, organizations = [] }) => (
      <>
        {state === 'open' ? (
          <ConsoleLink href={href}>
            <ForeignText isTranslated>{title}</ForeignText>
          </ConsoleLink>
        ) : (
          <ForeignText isTranslated>{title}</ForeignText>
        )}
        {owner === null && organizations.length > 0 && (
          <span className="dimension hint">{organizations.map((it) => it.name).join(', ')}</span>
        )}
      </>
    ),
  };
}

function factColumns(say: Say, format: Format): readonly Column<AlertItem>[] {
  return [
    { key: 'cause', heading: say('alerts.cause'), cell: ({ kind }) => say(`alert-kind.${kind}`) },
    {
      key: 'count',
      heading: say('alerts.count'),
      is: 'number',
      cell: ({ count }) => count > 0 && format.count(count),
    },
    { key: 'since', heading: say('alerts.since'), cell: ({ raisedAt }) => format.instant(raisedAt) },
    {
      key: 'cleared',
      heading: say('alerts.cleared'),
      cell: ({ clearedAt }) => clearedAt !== null && format.instant(clearedAt),
    },
    {
      key: 'seen',
      heading: say('alerts.seen'),
      cell: ({ acknowledged }) =>
        acknowledged !== null && <ForeignText>{`${acknowledged.by}, ${format.instant(acknowledged.at)}`}</ForeignText>,
    },
  ];
}
