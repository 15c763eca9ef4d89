import { isBilagProblem } from '@bilag/client';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { endSession } from '../session/session-store.ts';

/** What was read, shared by all screens. An answer that the token is not taken ends the session, whichever call it was. */
export function QueryCacheProvider({ children }: { readonly children: ReactNode }) {
  const [queries] = useState(createQueries);
  return <QueryClientProvider client={queries}>{children}</QueryClientProvider>;
}

/** Set on the first question of a session: there, a token that is not taken means a person without rights. */
export const asksForRights = { asksForRights: true } as const;

function createQueries(): QueryClient {
  const onError = (error: Error, meta: Record<string, unknown> | undefined) => {
    if (meta?.asksForRights !== true && isBilagProblem(error) && error.status === 401) endSession();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: (error, query) => onError(error, query.meta) }),
    mutationCache: new MutationCache({ onError: (error) => onError(error, undefined) }),
    defaultOptions: {
      queries: {
        staleTime: 1_000,
        // Only a service that does not answer is asked again; what it refuses it would refuse again.
        retry: (count, error) => count < 2 && isBilagProblem(error) && (error.status === 0 || error.status >= 500),
      },
      // A deed is done once, and at once: offline it fails and says so, instead of being done later without anybody looking.
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
