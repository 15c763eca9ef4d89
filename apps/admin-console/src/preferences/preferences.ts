import { useSyncExternalStore } from 'react';
import { type Language, languages } from '../i18n/message-table.ts';

/** Themes to choose from; `system` is what the device is set to. */
export const themes = ['system', 'light', 'dark'] as const;

/** A theme. */
export type Theme = (typeof themes)[number];

/** How somebody likes to read. Kept in this browser, and nothing else is. */
export interface Preferences {
  readonly language: Language;
  readonly theme: Theme;
}

const key = 'bilag.preferences';
const listeners = new Set<() => void>();
let current = stored();

/** What the reader has chosen, or what the browser says of the reader. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, currentPreferences);
}

/** The same, outside of a component. */
export function currentPreferences(): Preferences {
  return current;
}

/** Remembers a choice. */
export function prefer(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(key, JSON.stringify(current));
  } catch {
    // A browser that keeps nothing still shows what was chosen until it is closed.
  }
  showTheme();
  for (const listener of listeners) listener();
}

/** Tells the style sheet which theme it is. */
export function showTheme(): void {
  document.documentElement.dataset.theme = current.theme;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function stored(): Preferences {
  const kept: unknown = readKept();
  const word = (name: string): unknown =>
    typeof kept === 'object' && kept !== null ? Reflect.get(kept, name) : undefined;
  return {
    language: languages.find((it) => it === word('language')) ?? languageOfBrowser(),
    theme: themes.find((it) => it === word('theme')) ?? 'system',
  };
}

function readKept(): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

/** The first that we have; every Norwegian reads bokmål. */
function languageOfBrowser(): Language {
  const known = navigator.languages.find((it) => /^(nb|nn|no|en)\b/i.test(it)) ?? 'nb';
  return /^en\b/i.test(known) ? 'en' : 'nb';
}
