import type { AlertEvent } from '../alert.ts';
import { english } from './english.ts';
import { bokmål } from './norwegian.ts';
import type { Told, Words } from './words.ts';

/** Languages in which alerts are told. */
export type AlertLanguage = 'en' | 'nb';

/** An alert in words. */
export interface AlertText {
  /** One line, without a full stop. */
  readonly title: string;
  /** What happened, and what to do about it; sentences. */
  readonly text: string;
}

const languages: Readonly<Record<AlertLanguage, Words>> = { en: english, nb: bokmål };

/** An alert in words, as it stands. The words of the accounting system stay in its own language. */
export function alertText(alert: Told, language: AlertLanguage): AlertText {
  const words = languages[language];
  const title = words.titles[alert.kind](alert);
  if (alert.state === 'cleared') return { title, text: words.cleared[alert.kind] };
  const remedy = alert.code === null ? [] : [words.remedyOf(alert.code)];
  return { title, text: [...words.texts[alert.kind](alert), ...remedy].join(' ') };
}

/** What a message begins with: that an alert is new, has grown, or is over. */
export function alertEventText(event: AlertEvent, language: AlertLanguage): string {
  return languages[language].events[event];
}
