import { tooLate } from './gateway-error.ts';
import type { GrantedToken } from './token-request.ts';

/** One token as it was given; the same text given twice is two of them. */
export interface AccessToken {
  readonly value: string;
}

/** Access tokens for one gateway. */
export interface AccessTokens {
  /**
   * A token that is good for a minute yet; asked for once, however many wait for it.
   * @throws {SyncError} as the sign-in does, or `ERP_UNAVAILABLE` when the signal fires first.
   */
  token(signal: AbortSignal): Promise<AccessToken>;
  /** The gateway took this token. */
  wasTaken(token: AccessToken): void;
  /**
   * The gateway does not take this token: the next one is fetched anew.
   * @returns whether the one before it was not taken either, so that fetching another is no remedy.
   */
  wasRefused(token: AccessToken): boolean;
  /** The token does not allow enough: the next one is fetched anew. */
  forget(token: AccessToken): void;
}

/** So long before its end a token counts as expired. @source reference of the Xledger API, section 13, read 2026-11 */
const marginMs = 60_000;

/** No token yet. The clock never jumps, in milliseconds; a token's life is counted from before it was asked for. */
export function createAccessTokens(
  request: () => Promise<GrantedToken>,
  monotonicMs: () => number = () => performance.now(),
): AccessTokens {
  let current: { readonly token: AccessToken; readonly untilMs: number } | undefined;
  let pending: Promise<AccessToken> | undefined;
  const refused = new Set<AccessToken>();

  const fetchOne = async () => {
    const askedMs = monotonicMs();
    const { value, lifetimeMs } = await request();
    const token = { value };
    current = { token, untilMs: askedMs + lifetimeMs - marginMs };
    return token;
  };
  const shared = () => {
    pending ??= fetchOne().finally(() => {
      pending = undefined;
    });
    return pending;
  };
  const forget = (token: AccessToken) => {
    if (current?.token === token) current = undefined;
  };
  return {
    async token(signal) {
      if (signal.aborted) throw tooLate();
      if (current !== undefined && monotonicMs() < current.untilMs) return current.token;
      return await orAborted(shared(), signal);
    },
    wasTaken(token) {
      if (!refused.has(token)) refused.clear();
    },
    wasRefused(token) {
      forget(token);
      // Several requests with one token are one refusal of it.
      refused.add(token);
      return refused.size > 1;
    },
    forget,
  };
}

async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(tooLate());
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
