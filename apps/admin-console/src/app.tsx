import { RouterProvider } from '@tanstack/react-router';
import { ClientProvider } from './api/client.tsx';
import { QueryCacheProvider } from './api/query-cache.tsx';
import { Announcer } from './components/announcer.tsx';
import { TextProvider } from './i18n/text-provider.tsx';
import { router } from './router.tsx';
import { SessionGate } from './session/session-gate.tsx';

/** The console, from the outside in: words, somebody who has signed in, the API, the screens. */
export function App() {
  return (
    <TextProvider>
      <SessionGate>
        <QueryCacheProvider>
          <ClientProvider>
            <Announcer>
              <RouterProvider router={router} />
            </Announcer>
          </ClientProvider>
        </QueryCacheProvider>
      </SessionGate>
    </TextProvider>
  );
}
