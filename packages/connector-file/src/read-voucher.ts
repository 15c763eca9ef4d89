import type { FoundLine } from '@bilag/core';

/** What a file says. */
export interface ReadVoucher {
  readonly reference: string;
  /** `YYYY-MM-DD`, as it stands there. */
  readonly postingDate: string;
  readonly lines: readonly FoundLine[];
}
