import { type BilagClient, createBilagClient } from '@bilag/client';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { currentPreferences } from '../preferences/preferences.ts';
import { useSession } from '../session/session-context.ts';
import { fetchOrTake } from './ask-ahead.ts';

const ClientContext = createContext<BilagClient | undefined>(undefined);

/** The API as whoever has signed in may use it. */
export function useClient(): BilagClient {
  const client = useContext(ClientContext);
  if (client === undefined) throw new Error('There is no client outside of the provider.');
  return client;
}

/** Gives everything below it the API. */
export function ClientProvider({ children }: { readonly children: ReactNode }) {
  const { accessToken } = useSession();
  const client = useMemo(
    () =>
      createBilagClient({
        token: () => accessToken,
        language: () => currentPreferences().language,
        fetch: fetchOrTake,
      }),
    [accessToken],
  );
  return <ClientContext value={client}>{children}</ClientContext>;
}
