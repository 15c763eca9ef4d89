import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useSession } from '../session/session-context.ts';
import { listenToEvents } from './event-stream.ts';

const pollMs = 3_000;

/**
 * Keeps what is on the screen fresh while somebody looks at it. The only place that knows how news come: through the service's stream of events, and by asking every
 * few seconds while that is down. A page that nobody sees does neither: browsers open few connections to one server, and a stream takes one of them.
 */
export function useLiveUpdates(queryKey: QueryKey): void {
  const queries = useQueryClient();
  const { accessToken } = useSession();
  const key = JSON.stringify(queryKey);
  useEffect(() => {
    const look = inTurn(() => queries.invalidateQueries({ queryKey: JSON.parse(key) }));
    let stream: AbortController | undefined;
    let timer: ReturnType<typeof setInterval> | undefined;
    const poll = (isNeeded: boolean) => {
      clearInterval(timer);
      timer = isNeeded ? setInterval(look, pollMs) : undefined;
    };
    const begin = () => {
      const signal = (stream = new AbortController()).signal;
      poll(true);
      const onConnection = (isUp: boolean) => {
        if (!signal.aborted) poll(!isUp);
      };
      void listenToEvents(addressFor(JSON.parse(key)), accessToken, signal, { onHint: look, onConnection });
    };
    const end = () => {
      stream?.abort();
      poll(false);
    };
    const onVisibility = () => {
      end();
      if (document.hidden) return;
      look();
      begin();
    };
    if (!document.hidden) begin();
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      end();
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, [queries, key, accessToken]);
}

/** Does it at once, or, while it is being done, once more afterwards: what was asked for before the news may not have them. */
function inTurn(work: () => Promise<unknown>): () => void {
  let isAtWork = false;
  let isWanted = false;
  const begin = async () => {
    isAtWork = true;
    while (isWanted) {
      isWanted = false;
      await work().catch(() => undefined);
    }
    isAtWork = false;
  };
  return () => {
    isWanted = true;
    if (!isAtWork) void begin();
  };
}

/** The stream of the organization that the key names, or that of all of them. */
function addressFor([, organizationId]: readonly unknown[]): string {
  if (typeof organizationId !== 'string') return '/v1/events';
  return `/v1/organizations/${encodeURIComponent(organizationId)}/events`;
}
