import { Link } from '@tanstack/react-router';
import type { LogItem } from '../../api/sync-logs.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { ForeignText } from '../../components/foreign-text.tsx';
import { LogResultBadge } from '../../components/log-result-badge.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useLogWords } from '../../i18n/use-log-words.ts';
import { useText } from '../../i18n/use-text.ts';

interface AuditTableProps {
  readonly items: readonly LogItem[];
  /** What each organization is called, where the log is of several. */
  readonly nameOf?: ((organizationId: string) => string) | undefined;
}

/** The entries, each with who did it, what began it and how it went. */
export function AuditTable({ items, nameOf }: AuditTableProps) {
  const say = useText();
  const format = useFormat();
  const words = useLogWords();
  const organization: readonly Column<LogItem>[] =
    nameOf === undefined
      ? []
      : [{ key: 'organization', heading: say('audit.organization'), cell: (it) => nameOf(it.organizationId) }];
  const columns: readonly Column<LogItem>[] = [
    {
      key: 'at',
      heading: say('audit.at'),
      is: 'heading',
      cell: ({ id, organizationId, at }) => (
        <Link
          to="/organizations/$organizationId/audit-log/$logId"
          params={{ organizationId, logId: id }}
          className="nowrap"
        >
          {format.moment(at)}
        </Link>
      ),
    },
    ...organization,
    { key: 'action', heading: say('audit.action'), cell: (it) => words.deed(it) },
    {
      key: 'record',
      heading: say('audit.record'),
      cell: ({ record }) => record !== null && `${record.sourceId} (${say(`kind.${record.kind}`)})`,
    },
    { key: 'result', heading: say('audit.result'), cell: ({ result }) => <LogResultBadge result={result} /> },
    { key: 'trigger', heading: say('audit.trigger'), cell: ({ trigger }) => say(`trigger.${trigger}`) },
    { key: 'actor', heading: say('audit.actor'), cell: ({ actor }) => words.actor(actor) },
    {
      key: 'message',
      heading: say('audit.message'),
      cell: ({ message }) => message !== null && <ForeignText>{message}</ForeignText>,
    },
  ];
  return (
    <DataTable
      caption={say('audit.table')}
      columns={columns}
      rows={items}
      keyOf={({ organizationId, id }) => `${organizationId} ${id}`}
      toneOf={({ result }) => (result === 'failed' ? 'bad' : undefined)}
    />
  );
}
