import type { HttpAnswer } from './http-message.ts';

const shortestMs = 1_000;
const longestMs = 86_400_000;

/**
 * How long the server asked to wait, in milliseconds from now: at least a second and at most a day, whatever it said. It says so in seconds
 * or as a date; `undefined` when it did not.
 */
export function retryAfterMs({ headers }: Pick<HttpAnswer, 'headers'>, now = Date.now()): number | undefined {
  const text = headers['retry-after']?.trim() ?? '';
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, shortestMs), longestMs);
}
