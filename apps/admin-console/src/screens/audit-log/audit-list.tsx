import { useSyncLogs } from '../../api/sync-logs.ts';
import { Button } from '../../components/button.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { ShowMore } from '../../components/show-more.tsx';
import { useText } from '../../i18n/use-text.ts';
import { AuditTable } from './audit-table.tsx';
import type { AuditSearch } from './search.ts';

interface AuditListProps {
  /** Whose log; of all organizations without one. */
  readonly organizationId: string | undefined;
  readonly search: AuditSearch;
  readonly nameOf?: (organizationId: string) => string;
}

/** The entries that the filters let through, page after page. */
export function AuditList({
  organizationId,
  search: { organization: _organization, ...filter },
  nameOf,
}: AuditListProps) {
  const say = useText();
  const isBackwards = filter.from !== undefined && filter.to !== undefined && filter.to < filter.from;
  // The service refuses it; the filter says so already.
  const query = useSyncLogs(organizationId, isBackwards ? { ...filter, to: undefined } : filter);
  return (
    <QueryView query={query}>
      {({ pages }) => {
        const items = pages.flatMap((it) => it.items);
        return (
          <>
            <div className="actions list-head">
              <p role="status">{say('audit.count', { count: items.length, more: query.hasNextPage ? 'yes' : 'no' })}</p>
              <Button isBusy={query.isRefetching} onPress={() => void query.refetch()}>
                {say('audit.refresh')}
              </Button>
            </div>
            {items.length > 0 && <AuditTable items={items} nameOf={nameOf} />}
            <ShowMore query={query} />
          </>
        );
      }}
    </QueryView>
  );
}
