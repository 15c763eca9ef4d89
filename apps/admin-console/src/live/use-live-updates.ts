import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

const pollMs = 3_000;

/**
 * Keeps what is on the screen fresh while somebody looks at it. The only place that knows how news come: by asking every few seconds, until there is an
 * event stream to listen to.
 */
export function useLiveUpdates(queryKey: QueryKey): void {
  const queries = useQueryClient();
  const key = JSON.stringify(queryKey);
  useEffect(() => {
    const look = () => {
      if (!document.hidden) void queries.invalidateQueries({ queryKey: JSON.parse(key) }, { cancelRefetch: false });
    };
    const timer = setInterval(look, pollMs);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [queries, key]);
}
