import { randomBytes } from 'node:crypto';
import type { MockClock } from '../clock.ts';
import type { Scope, XledgerRestClient } from './clients.ts';

/** Whose token it is and what it is for. */
export interface Grant {
  readonly client: XledgerRestClient;
  readonly scopes: readonly Scope[];
}

/** Opaque bearer tokens; they do not outlive the process. */
export interface RestAccessTokens {
  issue(grant: Grant, lifetimeSeconds: number): string;
  /** `undefined` when the token is none of ours, has expired on the sandbox's clock or was revoked. */
  read(token: string): Grant | undefined;
  /** No token issued until now is accepted any more. */
  revokeAll(): void;
}

/** No tokens yet. */
export function createRestAccessTokens(clock: MockClock): RestAccessTokens {
  const issued = new Map<string, { readonly grant: Grant; readonly expiresAtMs: number }>();
  return {
    issue(grant, lifetimeSeconds) {
      const token = randomBytes(32).toString('base64url');
      issued.set(token, { grant, expiresAtMs: clock.now().getTime() + lifetimeSeconds * 1000 });
      return token;
    },
    read(token) {
      const found = issued.get(token);
      return found !== undefined && clock.now().getTime() < found.expiresAtMs ? found.grant : undefined;
    },
    revokeAll: () => issued.clear(),
  };
}
