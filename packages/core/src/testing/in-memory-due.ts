import { askAlongFrom } from '../domain/retry-policy.ts';
import type { Row } from './in-memory-outbox-row.ts';

/** Rows in the order in which they come due. */
export function dueFirst(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((a, b) => (a.dueAtMs ?? 0) - (b.dueAtMs ?? 0));
}

/** The rows that are due, and those that are asked for along with them: `OutboxStore.readDue` says which. */
export function withAskedAlong(
  due: readonly Row[],
  lane: readonly Row[],
  limit: number,
  nowMs: number,
): readonly Row[] {
  if (!due.some(({ entry }) => entry.state === 'accepted')) return due;
  const next = dueFirst(lane.filter(({ dueAtMs }) => dueAtMs !== null && dueAtMs > nowMs)).slice(0, limit);
  return [...due, ...next.filter((row) => isAskedAlong(row, nowMs))];
}

function isAskedAlong({ entry, dueAtMs, writtenAtMs }: Row, nowMs: number): boolean {
  const waitMs = (dueAtMs ?? 0) - writtenAtMs;
  return entry.state === 'accepted' && entry.failure === null && nowMs - writtenAtMs >= waitMs * askAlongFrom;
}
