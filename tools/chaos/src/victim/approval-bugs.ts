import type { AcceptedApproval, ApprovalStore, NewApproval } from '@bilag/core';
import type { Bugs, Show } from './bug.ts';

/** What a developer might have got wrong between an approval's request and its answer. */
export function approvalBugs(show: Show): Bugs {
  const keepingOnly = (kept: (count: number) => number) => ({
    approvals: (store: ApprovalStore): ApprovalStore => ({
      async accept(organizationId, approvals) {
        const stored = kept(approvals.length);
        if (stored < approvals.length) show();
        const answers = stored === 0 ? [] : await store.accept(organizationId, approvals.slice(0, stored));
        return [...answers, ...approvals.slice(stored).map(asIfStored)];
      },
    }),
  });
  return {
    // The answer is given before the commit, which then never comes.
    'answered-before-commit': keepingOnly(() => 0),
    'bulk-half-stored': keepingOnly((count) => Math.ceil(count / 2)),
  };
}

const asIfStored = ({ reference }: NewApproval): AcceptedApproval => ({
  kind: 'created',
  recordId: crypto.randomUUID(),
  reference,
});
