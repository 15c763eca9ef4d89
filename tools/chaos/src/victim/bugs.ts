import { answerBugs } from './answer-bugs.ts';
import { approvalBugs } from './approval-bugs.ts';
import type { Bugs, Show } from './bug.ts';
import { laneBugs } from './lane-bugs.ts';
import { lookUpBugs } from './look-up-bugs.ts';
import { recordBugs } from './record-bugs.ts';
import { restoreBugs } from './restore-bugs.ts';
import { revisionBugs } from './revision-bugs.ts';
import { voucherBugs } from './voucher-bugs.ts';

/** Every bug that can be planted, by name. `show` is called whenever one has made a difference. */
export function bugs(show: Show): Bugs {
  return {
    ...answerBugs(show),
    ...lookUpBugs(show),
    ...voucherBugs(show),
    ...recordBugs(show),
    ...laneBugs(show),
    ...approvalBugs(show),
    ...revisionBugs(show),
    ...restoreBugs(show),
  };
}
