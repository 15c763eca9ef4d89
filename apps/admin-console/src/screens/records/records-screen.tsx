import { getRouteApi } from '@tanstack/react-router';
import { isFailed, useRecords } from '../../api/records.ts';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { ShowMore } from '../../components/show-more.tsx';
import { useText } from '../../i18n/use-text.ts';
import { useOrganizationName } from '../../shell/use-organization-name.ts';
import { RecordFilters } from './record-filters.tsx';
import { RecordTable } from './record-table.tsx';
import { RetryBar } from './retry-bar.tsx';
import { filterOf } from './search.ts';
import { useSelection } from './use-selection.ts';

const route = getRouteApi('/organizations/$organizationId/records');

/** The records of an organization: found by filter, tried again when they failed. */
export function RecordsScreen() {
  const say = useText();
  const { organizationId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const organization = useOrganizationName(organizationId);
  const query = useRecords(organizationId, filterOf(search));
  const records = query.data?.pages.flatMap((it) => it.items) ?? [];
  const failed = records.filter(isFailed);
  const selection = useSelection(failed.map((it) => it.id));
  return (
    <Page title={say('records.title', { organization })}>
      <RecordFilters search={search} onChange={(it) => void navigate({ search: it, replace: true })} />
      {(failed.length > 0 || search.show === 'failed') && (
        <RetryBar organizationId={organizationId} selection={selection} search={search} />
      )}
      <QueryView query={query}>
        {() => (
          <>
            <p role="status">
              {say('records.count', { count: records.length, more: query.hasNextPage ? 'yes' : 'no' })}
            </p>
            {records.length > 0 && (
              <RecordTable organizationId={organizationId} records={records} selection={selection} />
            )}
            <ShowMore query={query} />
          </>
        )}
      </QueryView>
    </Page>
  );
}
