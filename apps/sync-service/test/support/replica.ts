import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import type { TestService } from './service.ts';

/** Starts a replica as a process of its own, as an operator does, and waits until it listens. It is killed when the test is over. */
export async function startReplica({ environment }: TestService): Promise<ChildProcess> {
  const main = path.resolve(import.meta.dirname, '../../src/main.ts');
  const child = spawn(process.execPath, ['--conditions=@bilag/source', main], {
    env: { PATH: process.env.PATH, ...environment, BILAG_HTTP_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    await endOf(child, 'SIGKILL');
  });
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('Bilag listens')) return child;
  }
  throw new Error('The replica ended without listening.');
}

/** Sends a signal and waits until the process has ended; says how. */
export async function endOf(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<string | number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
  return child.signalCode ?? child.exitCode;
}
