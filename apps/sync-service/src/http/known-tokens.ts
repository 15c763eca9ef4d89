import { hash } from 'node:crypto';
import type { Caller } from './caller.ts';

/** Tokens that were found in order lately. Only their hashes are kept, so that nobody can read a token out of this process's memory. */
export interface KnownTokens {
  /** Whose token it is, or `undefined` when it has to be verified. */
  find(token: string, nowMs: number): Caller | undefined;
  add(token: string, caller: Caller, verified: { readonly atMs: number; readonly untilMs: number }): void;
  /** For when the keys have changed: what they had signed says nothing any more. */
  forget(): void;
}

interface Known {
  readonly caller: Caller;
  readonly atMs: number;
  readonly untilMs: number;
}

/**
 * Remembers at most `most` tokens; the one added first goes first. What was true of exactly these bytes stays true until they expire: signature, issuer and
 * audience do not change, and of the times only the expiry can pass. A clock that was set back makes it ask again, and a refusal is never remembered.
 */
export function createKnownTokens(most = 1_000): KnownTokens {
  const known = new Map<string, Known>();
  const keyOf = (token: string) => hash('sha256', token, 'base64');
  return {
    find(token, nowMs) {
      const key = keyOf(token);
      const it = known.get(key);
      if (it === undefined) return undefined;
      if (nowMs >= it.atMs && nowMs < it.untilMs) return it.caller;
      known.delete(key);
      return undefined;
    },
    add(token, caller, { atMs, untilMs }) {
      const [oldest] = known.size < most ? [] : known.keys();
      if (oldest !== undefined) known.delete(oldest);
      known.set(keyOf(token), { caller, atMs, untilMs });
    },
    forget: () => known.clear(),
  };
}
