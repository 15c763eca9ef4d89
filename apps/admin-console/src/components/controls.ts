import { useEffect, useSyncExternalStore } from 'react';
import type * as AriaControls from './aria-controls.ts';

/** What opens over the page, and whether it could not be fetched. */
export interface Controls {
  readonly controls: typeof AriaControls | undefined;
  readonly isLost: boolean;
}

const none: Controls = { controls: undefined, isLost: false };
let current = none;
let isOnItsWay = false;
const listeners = new Set<() => void>();

/**
 * The controls that open over the page. They are much of the console's script and nothing that a first look needs, so they are fetched once something
 * stands that can open; what could not be fetched is asked for again when somebody next needs it.
 */
export function useControls(isNeeded = true): Controls {
  useEffect(() => {
    if (isNeeded) void fetchControls();
  }, [isNeeded]);
  return useSyncExternalStore(subscribe, () => current);
}

/** Fetches them, unless they are there or on their way. */
export async function fetchControls(): Promise<void> {
  if (current.controls !== undefined || isOnItsWay) return;
  isOnItsWay = true;
  set(none);
  set(
    await import('./aria-controls.ts').then(
      (controls) => ({ controls, isLost: false }),
      () => ({ controls: undefined, isLost: true }),
    ),
  );
  isOnItsWay = false;
}

function set(next: Controls): void {
  current = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
