import type { AuthorizationServer } from 'oauth4webapi';
import type { SignInSettings } from './settings.ts';

/** A sign-in under way, for the time in which the browser is at the provider. It holds no token and is of no use afterwards. */
export interface PendingSignIn {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  /** The screen to come back to. */
  readonly returnTo: string;
  /** What was known of the provider when the page was left, so that it need not be asked for again. */
  readonly provider: KnownProvider;
}

/** A provider, and how it describes itself. */
export interface KnownProvider {
  readonly settings: SignInSettings;
  readonly server: AuthorizationServer;
}

const key = 'bilag.sign-in';

/** Keeps it in this tab while the page is left. */
export function keepPending(pending: PendingSignIn): void {
  sessionStorage.setItem(key, JSON.stringify(pending));
}

/** Takes it out; a second time there is none. */
export function takePending(): PendingSignIn | undefined {
  const pending = readPending();
  sessionStorage.removeItem(key);
  return pending;
}

/** The provider of the sign-in under way, which stays where it is. */
export const providerOfPending = (): KnownProvider | undefined => readPending()?.provider;

function readPending(): PendingSignIn | undefined {
  const pending: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null');
  return isPending(pending) ? pending : undefined;
}

function isPending(value: unknown): value is PendingSignIn {
  if (typeof value !== 'object' || value === null) return false;
  const hasTexts = ['verifier', 'state', 'nonce', 'returnTo'].every(
    (name) => typeof Reflect.get(value, name) === 'string',
  );
  const provider: unknown = Reflect.get(value, 'provider');
  return (
    hasTexts && typeof provider === 'object' && provider !== null && 'settings' in provider && 'server' in provider
  );
}
