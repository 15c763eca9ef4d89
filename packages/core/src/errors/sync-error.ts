import { type ErrorCode, errorCodes, type Outcome } from './error-codes.ts';

interface SyncErrorOptions {
  /** Where in the input the fault lies, as a path such as `lines[0].amount`. */
  readonly field?: string;
  /** How long the other side asked to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** The original error, kept for the log; never shown to users. */
  readonly cause?: unknown;
}

/** An expected failure. Its message names what was attempted on what, and holds no secret and no personal data. */
export class SyncError extends Error {
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, options: SyncErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'SyncError';
    this.code = code;
    this.field = options.field;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** What the failure means for the voucher: booked later, never, or perhaps already. */
  get outcome(): Outcome {
    return errorCodes[this.code].outcome;
  }

  /** What the reader can do about it. */
  get remedy(): string {
    return errorCodes[this.code].remedy;
  }

  /** Any thrown value as a `SyncError`; one we do not recognise is ambiguous, as a doubled voucher costs more than a late one. */
  static from(error: unknown): SyncError {
    if (error instanceof SyncError) return error;
    return new SyncError('CONNECTOR_FAULT', 'An unexpected fault while talking to the accounting system.', {
      cause: error,
    });
  }
}
