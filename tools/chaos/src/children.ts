import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** A process that the proof started. */
export interface Child {
  readonly name: string;
  /** `undefined` while it lives; else the signal or the exit code that it ended by. */
  ending(): string | undefined;
  /** Waits for its end. */
  ended(): Promise<string>;
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): void;
  /** Gives it the line that it waits for on its standard input. */
  tell(line: string): void;
  /** Whether it has written a line that begins so, on either stream; all of them. */
  lines(beginning: string): readonly string[];
  /** Its last lines, for whoever wants to know what went wrong. */
  lastWords(): string;
}

/** All processes of a proof. Disposing of it kills those that still live and waits for their end. */
export interface Children extends AsyncDisposable {
  /** One that is to be told something sees by itself to it that it does not outlive the proof. */
  start(name: string, main: string, environment: Readonly<Record<string, string>>, isToBeTold?: boolean): Child;
  list(): readonly Child[];
}

/** Nobody yet. `cacheDirectory` keeps compiled modules, so that a process that follows another starts faster. */
export function createChildren(cacheDirectory: string): Children {
  const started: { readonly child: Child; readonly process: ChildProcess }[] = [];
  const killAll = () => started.forEach(({ process: it }) => it.kill('SIGKILL'));
  process.once('exit', killAll);
  return {
    list: () => started.map(({ child }) => child),
    start(name, main, environment, isToBeTold = false) {
      const preload = path.join(import.meta.dirname, `die-with-parent${path.extname(import.meta.filename)}`);
      const first = isToBeTold ? [] : ['--import', preload];
      const one = spawn(process.execPath, ['--conditions=@bilag/source', ...first, main], {
        env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: cacheDirectory, ...environment },
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      const child = describe(name, one);
      started.push({ child, process: one });
      return child;
    },
    async [Symbol.asyncDispose]() {
      killAll();
      await Promise.all(started.map(({ child }) => child.ended()));
      process.off('exit', killAll);
    },
  };
}

const wordsKept = 40;

function describe(name: string, one: ReturnType<typeof spawn>): Child {
  // It may be killed just as it is told something.
  one.stdin?.on('error', () => undefined);
  const told: string[] = [];
  const words: string[] = [];
  for (const stream of [one.stdout, one.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      // Only what is announced is kept for good; a log may be long.
      if (line.startsWith('B') || line.includes(' http')) told.push(line);
      words.push(line.slice(0, 600));
      if (words.length > wordsKept) words.shift();
    });
  }
  one.on('error', () => undefined);
  const closed = once(one, 'close');
  return {
    name,
    ending: () => (one.signalCode ?? one.exitCode ?? undefined)?.toString(),
    async ended() {
      await closed;
      return String(one.signalCode ?? one.exitCode);
    },
    signal: (it) => void one.kill(it),
    tell: (line) => void one.stdin?.write(`${line}\n`),
    lines: (beginning) => told.filter((line) => line.startsWith(beginning)),
    lastWords: () => words.join('\n'),
  };
}
