import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** A process that the benchmark started. What begins with `@@` on its output are answers as JSON, in order. */
export interface Child {
  readonly pid: number;
  /** Its next answer. @throws with its last words when it ends without one, or takes longer than `withinMs`. */
  answer<T>(withinMs: number): Promise<T>;
  /** Closes its input, which tells it to end. */
  hangUp(): void;
  kill(): void;
  ended(): Promise<unknown>;
}

/** Starts `main`, a path below `src`. It ends when this process does. `BENCH_CPU_PROFILE` names a folder for profiles of all of them. */
export function startChild(main: string, env: Readonly<Record<string, string>> = {}): Child {
  const file = path.join(import.meta.dirname, '..', `${main}${path.extname(import.meta.filename)}`);
  const profile = process.env['BENCH_CPU_PROFILE'];
  const profiling = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const child = spawn(process.execPath, ['--conditions=@bilag/source', ...profiling, file], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  return describe(child);
}

const wordsKept = 30;

function describe(child: ChildProcess): Child {
  const answers: string[] = [];
  const waiting: (() => void)[] = [];
  const words: string[] = [];
  const heard = () => waiting.splice(0).forEach((it) => it());
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      if (line.startsWith('@@')) answers.push(line.slice(2));
      else words.push(line.slice(0, 1_000));
      if (words.length > wordsKept) words.shift();
      heard();
    });
  }
  let hasEnded = false;
  const closed = once(child, 'close').finally(() => {
    hasEnded = true;
    heard();
  });
  child.stdin?.on('error', () => undefined);
  const killIt = () => void child.kill('SIGKILL');
  process.once('exit', killIt);
  void closed.finally(() => process.off('exit', killIt));
  return {
    pid: child.pid ?? 0,
    async answer<T>(withinMs: number): Promise<T> {
      for (const deadline = performance.now() + withinMs; answers.length === 0; ) {
        const leftMs = deadline - performance.now();
        if (hasEnded || leftMs <= 0) {
          child.kill('SIGKILL');
          throw new Error(`A process ${hasEnded ? 'ended' : 'gave no answer in time'}:\n${words.join('\n')}`);
        }
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, leftMs);
          waiting.push(() => {
            clearTimeout(timer);
            resolve();
          });
        });
      }
      return JSON.parse(answers.shift() ?? '');
    },
    hangUp: () => void child.stdin?.end(),
    kill: killIt,
    ended: () => closed,
  };
}
