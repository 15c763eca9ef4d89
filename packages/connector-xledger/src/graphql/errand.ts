import { SyncError } from '@bilag/core';
import type { ListQuestion } from './lists.ts';
import { NotUnderstood, PerhapsNotUnderstood, TooMuch } from './questions.ts';

/** What is asked for along with a list, in the same request. */
export type Errand = Pick<ListQuestion, 'along' | 'onFirstPage'>;

/** Two errands as one. */
export function bothErrands(one: Errand, other: Errand): Errand {
  return {
    along: `${one.along ?? ''} ${other.along ?? ''}`.trim(),
    onFirstPage(data) {
      one.onFirstPage?.(data);
      other.onFirstPage?.(data);
    },
  };
}

/**
 * What a request with an errand that may be left out threw, put so that it is asked again without: the errand may have been too much, or more than the token may see.
 * @throws {SyncError} always.
 */
export function withoutErrand(error: unknown): never {
  if (error instanceof TooMuch) {
    const Kind = error.isSure ? NotUnderstood : PerhapsNotUnderstood;
    throw new Kind('ERP_UNAVAILABLE', error.message);
  }
  if (error instanceof SyncError && error.code === 'ERP_PERMISSION_DENIED') {
    throw new PerhapsNotUnderstood(error.code, error.message);
  }
  throw error;
}
