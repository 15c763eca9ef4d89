/** A journal that waits to be posted in the background. */
export interface PendingPost {
  readonly companyId: string;
  readonly journalId: string;
  readonly dueAtMs: number;
}

/** Posts in the background: the action has answered 204 long before. @source dynamics.md §8.2, 2026-11 */
export interface JobQueue {
  add(job: PendingPost): void;
  pending(): readonly PendingPost[];
  /** Takes the jobs that are due by the sandbox's clock, or all of them, in the order they came. */
  take(nowMs: number, all?: boolean): PendingPost[];
  clear(): void;
}

/** An empty queue; lives as long as the sandbox runs. */
export function createJobQueue(): JobQueue {
  let waiting: PendingPost[] = [];
  return {
    add: (job) => void waiting.push(job),
    pending: () => waiting,
    take(nowMs, all = false) {
      const due = waiting.filter((job) => all || job.dueAtMs <= nowMs);
      waiting = waiting.filter((job) => !due.includes(job));
      return due;
    },
    clear() {
      waiting = [];
    },
  };
}
