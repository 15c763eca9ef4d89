/** An instant as rows hold it, without fractions: `2026-05-04T12:00:00Z`; a bare date is noon. `undefined` when it is none. */
export function instantOf(text: string): string | undefined {
  const whole = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T12:00:00Z` : text;
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(whole)) return undefined;
  const instant = new Date(whole);
  return Number.isNaN(instant.getTime()) ? undefined : withoutFraction(instant);
}

/** The instant with whole seconds. */
export function withoutFraction(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`;
}

/** The calendar date of an instant, in UTC. */
export function dateOf(instant: string): string {
  return instant.slice(0, 10);
}
