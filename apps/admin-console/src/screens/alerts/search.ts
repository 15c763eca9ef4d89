import type { AlertState } from '../../api/alerts.ts';

/** The filter of the list as its address has it. Left out, only open alerts are listed. */
export interface AlertsSearch {
  readonly state?: 'cleared' | 'all' | undefined;
}

/** Reads an address. What the filter cannot be is left out. */
export function alertsSearch(search: Readonly<Record<string, unknown>>): AlertsSearch {
  const state = (['cleared', 'all'] as const).find((it) => it === search.state);
  return state === undefined ? {} : { state };
}

/** What the API is asked for. */
export function stateOf({ state }: AlertsSearch): AlertState | undefined {
  if (state === 'all') return undefined;
  return state ?? 'open';
}
