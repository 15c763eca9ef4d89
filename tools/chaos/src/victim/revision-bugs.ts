import type { RevisionStore, SourceChange } from '@bilag/core';
import type { Bug, Bugs, Show } from './bug.ts';

/** What a developer might have got wrong in undoing what no longer stands. */
export function revisionBugs(show: Show): Bugs {
  const undoingNothing = (when: (change: SourceChange) => boolean): Bug => ({
    revisions: (store): RevisionStore => ({
      change: (source, decide) =>
        store.change(source, async (known) => {
          const change = await decide(known);
          if (change === undefined || change.undo.length === 0 || !when(change)) return change;
          show();
          return { ...change, undo: [] };
        }),
    }),
  });
  return {
    'revision-without-reversal': undoingNothing(({ add }) => add !== undefined),
    'withdrawn-but-sent': undoingNothing(({ withdraw }) => withdraw !== undefined),
  };
}
