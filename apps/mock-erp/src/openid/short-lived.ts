import { randomBytes } from 'node:crypto';
import type { MockClock } from '../clock.ts';

/** Things kept under a key that cannot be guessed until their time is over. */
export interface ShortLived<Thing> {
  /** Keeps the thing and returns its key. */
  add(thing: Thing, lifetimeSeconds: number): string;
  /** `undefined` when there is none or its time is over. */
  find(key: string | undefined): Thing | undefined;
  /** The same, and from now on there is none. */
  take(key: string | undefined): Thing | undefined;
  clear(): void;
}

/** Nothing yet. Times are on the sandbox's clock. */
export function createShortLived<Thing>(clock: MockClock): ShortLived<Thing> {
  const kept = new Map<string, { readonly thing: Thing; readonly expiresAtMs: number }>();
  const find = (key = '') => {
    const found = kept.get(key);
    return found !== undefined && clock.now().getTime() < found.expiresAtMs ? found.thing : undefined;
  };
  return {
    add(thing, lifetimeSeconds) {
      const key = randomBytes(32).toString('base64url');
      kept.set(key, { thing, expiresAtMs: clock.now().getTime() + lifetimeSeconds * 1000 });
      return key;
    },
    find,
    take(key = '') {
      const thing = find(key);
      kept.delete(key);
      return thing;
    },
    clear: () => kept.clear(),
  };
}
