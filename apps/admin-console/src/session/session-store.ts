import { useSyncExternalStore } from 'react';
import { askAhead } from '../api/ask-ahead.ts';
import { firstQuestions } from '../api/first-questions.ts';
import { currentPreferences } from '../preferences/preferences.ts';
import { forgetDrafts, keepDrafts } from './kept-drafts.ts';
import { type OpenId, openIdOf, type Session } from './open-id.ts';
import { providerOfPending } from './pending-sign-in.ts';
import { addresses, readSettings } from './settings.ts';

/** Where signing in stands. */
export type SessionState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'unreachable'; readonly issuer: string | undefined }
  | { readonly kind: 'signed-out'; readonly why: 'nobody' | 'cancelled' | 'failed' }
  /** `ended`: the service takes the token no longer; what is on the screen stays until the person signs in again. */
  | { readonly kind: 'signed-in'; readonly session: Session; readonly ended: boolean };

let state: SessionState = { kind: 'starting' };
let provider: OpenId | undefined;
const listeners = new Set<() => void>();

/** Where signing in stands now. */
export function useSessionState(): SessionState {
  return useSyncExternalStore(subscribe, () => state);
}

/** Whether the provider has just sent the browser back. */
export const isReturn = () => `${location.origin}${location.pathname}` === addresses.callback();

/**
 * Begins with every load of the page, as no token outlives it: by way of the provider, who asks nobody if the person has signed in there.
 * @returns whether the page is being left for that.
 */
export async function startSession(): Promise<boolean> {
  set({ kind: 'starting' });
  let issuer: string | undefined;
  try {
    const known = isReturn() ? providerOfPending() : undefined;
    const settings = known?.settings ?? (await readSettings());
    issuer = settings.issuer;
    provider = await openIdOf(settings, known?.server);
  } catch {
    set({ kind: 'unreachable', issuer });
    return false;
  }
  const here = new URL(location.href);
  if (isReturn()) await complete(provider, here);
  else await provider.signIn({ silent: true, returnTo: here.href });
  return !isReturn() && state.kind === 'starting';
}

async function complete(from: OpenId, url: URL): Promise<void> {
  try {
    const returned = await from.complete(url);
    history.replaceState(null, '', returned.returnTo);
    if (returned.kind === 'refused') {
      set({ kind: 'signed-out', why: returned.error === 'access_denied' ? 'cancelled' : 'nobody' });
      return;
    }
    askFirst(returned.session, new URL(returned.returnTo));
    set({ kind: 'signed-in', session: returned.session, ended: false });
  } catch {
    history.replaceState(null, '', addresses.home());
    set({ kind: 'signed-out', why: 'failed' });
  }
}

/** The first screen's questions go off now, beside the script that will show the answers, and not after it. */
function askFirst({ accessToken, role }: Session, screen: URL): void {
  askAhead(firstQuestions(screen, role), {
    accept: 'application/json',
    authorization: `Bearer ${accessToken}`,
    'accept-language': currentPreferences().language,
  });
}

/** Goes to the provider, who asks who it is, and comes back to this screen. What is typed in its forms is there again then, but for secrets. */
export function signIn(): void {
  if (state.kind === 'signed-in') keepDrafts(state.session.subject);
  void provider?.signIn({ silent: false, returnTo: location.href });
}

/** Ends the session here and at the provider. */
export function signOut(): void {
  forgetDrafts();
  if (state.kind === 'signed-in') provider?.signOut(state.session);
}

/** Says that the token is taken no longer. */
export function endSession(): void {
  if (state.kind === 'signed-in' && !state.ended) set({ ...state, ended: true });
}

function set(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
