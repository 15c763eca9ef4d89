import type { ErrorCode } from '../../errors/error-codes.ts';
import type { AlertEvent } from '../alert.ts';
import { english } from './english.ts';
import { bokmål } from './norwegian.ts';
import { isOfReversals, type Told, type Words } from './words.ts';

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
  const remedy = alert.code === null ? [] : [remedyFor(alert, alert.code, words)];
  return { title, text: [...words.texts[alert.kind](alert), ...remedy].join(' ') };
}

/** What to do about an alert, as its error says; but a voucher that takes another back is not made by the field mapping of today. */
export function alertRemedy(alert: Told & { readonly code: ErrorCode }, language: AlertLanguage): string {
  return remedyFor(alert, alert.code, languages[language]);
}

const remedyFor = (alert: Told, code: ErrorCode, words: Words) =>
  isOfReversals(alert) && mendedInMapping.has(code) ? words.reversalRemedy : words.remedyOf(code);

/** Errors whose remedy speaks of the field mapping. */
const mendedInMapping: ReadonlySet<ErrorCode> = new Set([
  'INVALID_VOUCHER',
  'ERP_UNKNOWN_LEDGER_ACCOUNT',
  'ERP_UNKNOWN_DIMENSION_VALUE',
  'ERP_UNKNOWN_TAX_CODE',
  'ERP_UNKNOWN_PAYEE',
]);

/** What a message begins with: that an alert is new, has grown, or is over. */
export function alertEventText(event: AlertEvent, language: AlertLanguage): string {
  return languages[language].events[event];
}
