import { type QueryKey, useQueryClient } from '@tanstack/react-query';

/**
 * Reads again what a deed has changed, without waiting for it: what follows a deed, such as its announcement, belongs to the screen as it is, and that
 * screen may be another one when the news are there.
 */
export function useRefresh(...keys: readonly QueryKey[]): () => void {
  const queries = useQueryClient();
  return () => {
    for (const queryKey of keys) void queries.invalidateQueries({ queryKey });
  };
}
