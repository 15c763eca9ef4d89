import { createContext, useContext } from 'react';
import type { Session } from './open-id.ts';

/** Who has signed in; there is nobody outside of the gate. */
export const SessionContext = createContext<Session | undefined>(undefined);

/** Who has signed in. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('Nobody has signed in.');
  return session;
}
