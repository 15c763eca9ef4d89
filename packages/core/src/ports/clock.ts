/** A moment at which a signal fires, unless it is cancelled first. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Forgets the moment; the signal never fires. */
  cancel(): void;
}

/** Time, so that a test owns it. Leases are decided by the database's clock instead. */
export interface Clock {
  /** The current instant, UTC. */
  now(): Date;
  /** Milliseconds of a clock that never jumps back; only differences mean anything. */
  monotonicMs(): number;
  /** A signal that fires after so many milliseconds. */
  deadline(afterMs: number): Deadline;
}

/** Chance, so that a simulation can replay it. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
}
