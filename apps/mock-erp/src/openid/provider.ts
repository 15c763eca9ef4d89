import type { MockClock } from '../clock.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import type { OpenidSettings } from './settings.ts';
import { createShortLived, type ShortLived } from './short-lived.ts';
import type { Authorized } from './token-request.ts';
import { createOpenidTokens, type OpenidTokens } from './tokens.ts';
import type { OpenidUser } from './users.ts';

/** Somebody who has signed in at this browser. */
export interface Session {
  readonly user: OpenidUser;
  /** Seconds since 1970. */
  readonly authTime: number;
}

/** What the routes work with. */
export interface Provider {
  readonly clock: MockClock;
  readonly settings: OpenidSettings;
  readonly tokens: OpenidTokens;
  /** Requests whose person has still to choose. */
  readonly pending: ShortLived<AuthorizationRequest>;
  readonly codes: ShortLived<Authorized>;
  readonly sessions: ShortLived<Session>;
}

/** Nobody has signed in yet. */
export function createProvider(clock: MockClock, settings: OpenidSettings): Provider {
  return {
    clock,
    settings,
    tokens: createOpenidTokens(clock, settings),
    pending: createShortLived(clock),
    codes: createShortLived(clock),
    sessions: createShortLived(clock),
  };
}
