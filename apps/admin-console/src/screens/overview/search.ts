import type { OverviewFilter } from '../../api/overview.ts';

/** Healths to filter by. */
export const healths = ['healthy', 'errors', 'stale', 'disabled'] as const;

/** The filters of the overview as its address has them. What they cannot be is left out. */
export function overviewSearch(search: Readonly<Record<string, unknown>>): OverviewFilter {
  const { connector } = search;
  const health = healths.find((it) => it === search.health);
  return {
    ...(typeof connector === 'string' && /^[a-z][a-z0-9-]{0,62}$/.test(connector) ? { connector } : {}),
    ...(health === undefined ? {} : { health }),
  };
}
