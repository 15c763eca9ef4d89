import { allowedPostingDates } from '../seed-business-central.ts';
import type { CompanyBooks } from './company-books.ts';

/** First and last date that can be posted on now, both `YYYY-MM-DD`. */
export function postingRange({ settings, clock }: Pick<CompanyBooks, 'settings' | 'clock'>): {
  from: string;
  to: string;
} {
  const now = clock.now();
  const byYear = allowedPostingDates(now);
  const from = settings.allowPostingFrom === '' ? byYear.from : settings.allowPostingFrom;
  const to = settings.allowPostingTo === '' ? byYear.to : settings.allowPostingTo;
  const hasClosed = settings.periodClosesAt !== '' && now.getTime() >= Date.parse(settings.periodClosesAt);
  return { from: hasClosed && settings.allowPostingFromThen > from ? settings.allowPostingFromThen : from, to };
}
