/** The time inside the sandbox: real time plus an offset, or standing still when frozen. */
export interface MockClock {
  /** The instant it is in the sandbox now. */
  now(): Date;
  /** Moves the clock forward (or back, when negative) by this many milliseconds. */
  advance(ms: number): void;
  /** Moves the clock to this instant; it runs on from there unless frozen. */
  set(date: Date): void;
  /** Stops the clock at its present instant; `advance` and `set` still move it. */
  freeze(): void;
  /** Lets a frozen clock run on. */
  resume(): void;
  /** Back to real time, running. */
  reset(): void;
  readonly frozen: boolean;
}

/** A clock that starts at `start` (or at real time) and runs. */
export function createMockClock(start?: Date): MockClock {
  let offsetMs = start === undefined ? 0 : offsetTo(start);
  let frozenAt: number | undefined;
  const nowMs = () => frozenAt ?? Date.now() + offsetMs;
  const moveTo = (instantMs: number) => {
    if (!Number.isFinite(instantMs)) throw new RangeError('The clock was given no valid instant');
    if (frozenAt === undefined) offsetMs = instantMs - Date.now();
    else frozenAt = instantMs;
  };
  return {
    now: () => new Date(nowMs()),
    advance: (ms) => moveTo(nowMs() + ms),
    set: (date) => moveTo(date.getTime()),
    freeze: () => {
      frozenAt = nowMs();
    },
    resume: () => {
      offsetMs = nowMs() - Date.now();
      frozenAt = undefined;
    },
    reset: () => {
      offsetMs = 0;
      frozenAt = undefined;
    },
    get frozen() {
      return frozenAt !== undefined;
    },
  };
}

function offsetTo(date: Date): number {
  if (!Number.isFinite(date.getTime())) throw new RangeError('The clock was given no valid instant');
  return date.getTime() - Date.now();
}
