import type { ReactNode } from 'react';
import { EndedDialog } from './ended-dialog.tsx';
import { SessionContext } from './session-context.ts';
import { useSessionState } from './session-store.ts';
import { SignedOutPage } from './signed-out-page.tsx';
import { StartingPage } from './starting-page.tsx';
import { UnreachablePage } from './unreachable-page.tsx';

/** Shows what is behind it to whoever has signed in, and to everybody else how to. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const state = useSessionState();
  if (state.kind === 'starting') return <StartingPage />;
  if (state.kind === 'unreachable') return <UnreachablePage issuer={state.issuer} />;
  if (state.kind === 'signed-out') return <SignedOutPage why={state.why} />;
  return (
    <SessionContext value={state.session}>
      {children}
      <EndedDialog isOpen={state.ended} />
    </SessionContext>
  );
}
