import { writeSync } from 'node:fs';
import type { Failpoint, FailpointStrike } from './failpoints.ts';

/** Counts the passings of each point and strikes when it is time. */
export interface Striker {
  /** To be called at the point. It does not return when the process is killed there, and returns late when it is frozen. */
  readonly pass: (point: Failpoint) => void;
  /** Says something to whoever watches this process, at once and whatever happens next. */
  readonly tell: (what: string) => void;
}

/** What a striker does to the process; a test gives it something harmless. */
export interface StrikerEffects {
  signal(name: 'SIGKILL' | 'SIGSTOP'): void;
  write(line: string): void;
}

const ownProcess: StrikerEffects = {
  signal: (name) => void process.kill(process.pid, name),
  // Synchronous: a line that waits in a stream dies with the process.
  write: (line) => void writeSync(process.stderr.fd, line),
};

/** A striker that has seen nothing yet. Each strike happens once, and is told before it happens: `BILAG_FAILPOINT after-post kill`. */
export function createStriker(strikes: readonly FailpointStrike[], effects: StrikerEffects = ownProcess): Striker {
  const passed = new Map<Failpoint, number>();
  const tell = (what: string) => effects.write(`BILAG_FAILPOINT ${what}\n`);
  return {
    tell,
    pass(point) {
      const times = (passed.get(point) ?? 0) + 1;
      passed.set(point, times);
      const due = strikes.find((it) => it.point === point && it.nth === times);
      if (due === undefined) return;
      tell(`${point} ${due.action}`);
      effects.signal(due.action === 'kill' ? 'SIGKILL' : 'SIGSTOP');
    },
  };
}
