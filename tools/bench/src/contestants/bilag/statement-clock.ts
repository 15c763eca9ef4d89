import pg from 'pg';
import { median } from '../../statistics.ts';
import type { Figures } from '../../task.ts';

/** What claims work: finding and leasing lanes, and reading what is due in one. */
const claims = ['find-due-lanes', 'lease-lanes', 'read-due'];

interface Timed {
  readonly ms: number;
  readonly rows: number;
}

/**
 * Times the claiming statements of this process, from their being sent to their answer. @returns `claimMsPer1k`, for 1,000 entries read, and
 * `readMsFirst` and `readMsLast`: the median of a read that was full, in the first and the last fifth of the run.
 */
export function clockStatements(): () => Figures {
  const seen: Timed[] = [];
  const reads: Timed[] = [];
  const submit = pg.Query.prototype.submit;
  pg.Query.prototype.submit = function timed(this: pg.Query & TimedQuery, connection: pg.Connection) {
    if (claims.includes(this.name ?? '')) {
      const begunMs = performance.now();
      const { name, callback } = this;
      this.callback = (error, result) => {
        const it = { ms: performance.now() - begunMs, rows: result?.rows.length ?? 0 };
        seen.push(it);
        if (name === 'read-due' && it.rows > 0) reads.push(it);
        callback?.call(this, error, result);
      };
    }
    return submit.call(this, connection);
  };
  return () => {
    const entries = reads.reduce((sum, it) => sum + it.rows, 0);
    const fifth = Math.max(1, Math.floor(reads.length / 5));
    const perEntry = (some: readonly Timed[]) => median(some.map(({ ms, rows }) => ms / rows));
    return {
      claimMsPer1k: (seen.reduce((sum, it) => sum + it.ms, 0) / entries) * 1_000,
      readMsPerEntryFirst: perEntry(reads.slice(0, fifth)),
      readMsPerEntryLast: perEntry(reads.slice(-fifth)),
      claims: seen.length,
    };
  };
}

interface TimedQuery {
  readonly name?: string;
  callback?: (error: Error | null, result?: { readonly rows: readonly unknown[] }) => void;
}
