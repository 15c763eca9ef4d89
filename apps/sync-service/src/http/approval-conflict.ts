import { type ErrorCode, SyncError } from '@bilag/core';

/** An approval that contradicts what is stored under its revision. */
export class ApprovalConflict extends SyncError {
  /** The paths at which the contents differ, such as `lines[1].amount`. */
  readonly differs: readonly string[];

  constructor(code: ErrorCode, message: string, differs: readonly string[]) {
    super(code, message);
    this.differs = differs;
  }
}
