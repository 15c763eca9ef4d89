import { getRouteApi } from '@tanstack/react-router';
import { liveOverviewKey } from '../../api/keys.ts';
import { useOverview } from '../../api/overview.ts';
import { Button } from '../../components/button.tsx';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useText } from '../../i18n/use-text.ts';
import { useLiveUpdates } from '../../live/use-live-updates.ts';
import { OverviewFilters } from './overview-filters.tsx';
import { OverviewTable } from './overview-table.tsx';

const route = getRouteApi('/overview');

/** How all organizations are doing, for the administrators of the platform. */
export function OverviewScreen() {
  const say = useText();
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const overview = useOverview(filter);
  useLiveUpdates(liveOverviewKey);
  return (
    <Page title={say('overview.title')}>
      <OverviewFilters filter={filter} onChange={(search) => void navigate({ search, replace: true })} />
      <QueryView query={overview}>
        {({ pages }) => {
          const items = pages.flatMap((it) => it.items);
          const { hasNextPage } = overview;
          return (
            <>
              <p role="status">
                {items.length === 0
                  ? say('overview.empty')
                  : say('overview.count', { count: items.length, more: hasNextPage ? 'yes' : 'no' })}
              </p>
              {items.length > 0 && <OverviewTable items={items} />}
              {hasNextPage && (
                <p>
                  <Button onPress={() => void overview.fetchNextPage()}>{say('overview.more')}</Button>
                </p>
              )}
            </>
          );
        }}
      </QueryView>
    </Page>
  );
}
