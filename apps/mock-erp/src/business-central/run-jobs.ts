import { BusinessCentralError } from './errors.ts';
import type { PendingPost } from './job-queue.ts';
import { postNow } from './post.ts';
import type { OpenBooks } from './resolve.ts';

/** What background posting has come to. */
export interface JobRun {
  readonly posted: number;
  readonly failed: number;
}

/** Posts the journals whose turn it is. A failure shows nowhere but in what is not posted. @source dynamics.md §8.2, 2026-11 */
export function runJobs(jobs: readonly PendingPost[], open: OpenBooks): JobRun {
  const outcomes = jobs.map((job) => isPosted(job, open));
  const posted = outcomes.filter(Boolean).length;
  return { posted, failed: outcomes.length - posted };
}

function isPosted({ companyId, journalId }: PendingPost, open: OpenBooks): boolean {
  const books = open(companyId);
  const journal = books.store.get(companyId, journalId);
  if (journal === undefined || books.settings.jobQueue === 'fails') return false;
  try {
    postNow(books, journal);
    return true;
  } catch (error) {
    if (!(error instanceof BusinessCentralError)) throw error;
    books.store.rollback();
    return false;
  }
}
