import { type AlertOwner, useAlerts } from '../../api/alerts.ts';
import { QueryView } from '../../components/query-view.tsx';
import { ShowMore } from '../../components/show-more.tsx';
import { useText } from '../../i18n/use-text.ts';
import { AlertTable } from './alert-table.tsx';
import { type AlertsSearch, stateOf } from './search.ts';

/** The alerts that the filter lets through, page after page. */
export function AlertList({ owner, search }: { readonly owner: AlertOwner; readonly search: AlertsSearch }) {
  const say = useText();
  const query = useAlerts(owner, stateOf(search));
  const shown = search.state ?? 'open';
  return (
    <QueryView query={query}>
      {({ pages }) => {
        const items = pages.flatMap((it) => it.items);
        const more = query.hasNextPage ? 'yes' : 'no';
        return (
          <>
            <p role="status">{say(`alerts.count.${shown}`, { count: items.length, more })}</p>
            {items.length > 0 && <AlertTable owner={owner} items={items} />}
            <ShowMore query={query} />
          </>
        );
      }}
    </QueryView>
  );
}
