const OSLO = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Oslo',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** An instant the way Xledger writes it: `2026-03-05T14:03:59`, Central European time, no offset. @source xledger.md §3, 2026-11 */
export function osloDateTime(instant: Date): string {
  return OSLO.format(instant).replace(' ', 'T');
}

/** The calendar date in Norway, `YYYY-MM-DD`. */
export function osloDate(instant: Date): string {
  return osloDateTime(instant).slice(0, 10);
}
