import type { IncomingHttpHeaders } from 'node:http';
import Negotiator from 'negotiator';

/** The languages in which errors are explained. */
export type Language = 'en' | 'nb';

/** What a reader may ask for, and what that reader gets: any Norwegian is answered in bokmål. */
const offered: Readonly<Record<string, Language>> = { en: 'en', nb: 'nb', no: 'nb', nn: 'nb' };

/** The language that a request asks for; English when it asks for none, or for one that we do not have. */
export function languageOf(headers: IncomingHttpHeaders): Language {
  const asked = new Negotiator({ headers }).language(Object.keys(offered));
  return (asked === undefined ? undefined : offered[asked]) ?? 'en';
}
