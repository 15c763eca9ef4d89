/** Bounds of one call. */
export interface CallContext {
  /** Aborts every request of the call; nothing may be written after it fires. */
  readonly signal: AbortSignal;
}
