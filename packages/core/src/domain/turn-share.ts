/**
 * Fills one read of a lane: first those whose waiting time is over, then new ones, yet a quarter of the places, and at least one of several, is
 * kept for new ones when there are that many. So neither can starve the other, however many of the ERP's accepted vouchers are asked about again and again.
 */
export function shareTurn<T>(waited: readonly T[], fresh: readonly T[], limit: number): readonly T[] {
  const kept = Math.min(fresh.length, limit < 2 ? 0 : Math.max(1, Math.floor(limit / 4)));
  const first = waited.slice(0, limit - kept);
  return [...first, ...fresh.slice(0, limit - first.length)];
}
