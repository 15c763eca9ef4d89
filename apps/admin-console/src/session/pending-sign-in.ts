/** A sign-in under way, for the time in which the browser is at the provider. It holds no token and is of no use afterwards. */
export interface PendingSignIn {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  /** The screen to come back to. */
  readonly returnTo: string;
}

const key = 'bilag.sign-in';

/** Keeps it in this tab while the page is left. */
export function keepPending(pending: PendingSignIn): void {
  sessionStorage.setItem(key, JSON.stringify(pending));
}

/** Takes it out; a second time there is none. */
export function takePending(): PendingSignIn | undefined {
  const kept = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  const pending: unknown = JSON.parse(kept ?? 'null');
  return isPending(pending) ? pending : undefined;
}

function isPending(value: unknown): value is PendingSignIn {
  if (typeof value !== 'object' || value === null) return false;
  return ['verifier', 'state', 'nonce', 'returnTo'].every((name) => typeof Reflect.get(value, name) === 'string');
}
