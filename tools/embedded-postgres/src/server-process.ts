import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { bareEnvironment } from './account.ts';
import type { Place } from './data-directory.ts';

/** A PostgreSQL server that lives no longer than this process, however this process ends. */
export interface ServerProcess {
  hasEnded(): boolean;
  /** The last 2,000 characters of what it said on this run. */
  endOfLog(): string;
  /** Gives the log its lasting name, `server.log` in the data directory, once this is the server that stays. */
  keepLog(): void;
  dropLog(): void;
  /** Ends the server (fast shutdown: open transactions are rolled back) and resolves when it is gone; 20 s at most. */
  stop(): Promise<void>;
}

/**
 * The shell between us and the server. It reads from a pipe that only we hold open: when we go, even by SIGKILL, the
 * pipe ends and the server gets SIGINT, its fast shutdown. Signals to the shell itself are waited out, so that it
 * never ends before the server.
 */
const TIED_TO_OWNER = `
  exec 3<&0
  "$@" </dev/null 3<&- & server=$!
  (read -r line <&3; kill -INT $server 2>/dev/null) & watcher=$!
  exec 3<&-
  trap : INT TERM HUP
  while :; do wait $server; result=$?; kill -0 $server 2>/dev/null || break; done
  kill $watcher 2>/dev/null
  exit $result`;

/** Starts the server; it is not ready yet. It neither keeps this process alive nor hears its terminal's Ctrl-C. */
export function spawnServer(place: Place, postgres: string, flags: readonly string[]): ServerProcess {
  const lastingLog = path.join(place.dataDirectory, 'server.log');
  let logFile = `${lastingLog}.${randomUUID()}`; // Of several starters at once each needs to see its own refusal.
  const log = openSync(logFile, 'wx');
  const child = spawn('/bin/sh', ['-c', TIED_TO_OWNER, 'sh', postgres, '-D', place.dataDirectory, ...flags], {
    ...place.account,
    cwd: place.dataDirectory,
    env: bareEnvironment(),
    detached: true,
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  letProcessEnd(child);
  const end = watchEnd(child);
  return {
    hasEnded: () => end.isReached,
    endOfLog: () => readFileSync(logFile, 'utf8').slice(-2000).trim(),
    keepLog() {
      renameSync(logFile, lastingLog);
      logFile = lastingLog;
    },
    dropLog: () => rmSync(logFile, { force: true }),
    async stop() {
      child.ref(); // Else a process with nothing left to do would end here, without knowing.
      child.stdin?.destroy();
      const first = await Promise.race([end.promise, pause(20_000, 'too late', { ref: false })]);
      if (first !== 'ended') throw new Error(`PostgreSQL in ${place.dataDirectory} did not stop within 20 s.`);
    },
  };
}

function watchEnd(child: ChildProcess) {
  const { promise, resolve } = Promise.withResolvers<'ended'>();
  const end = { promise, isReached: false };
  const reach = () => {
    end.isReached = true;
    resolve('ended');
  };
  child.once('exit', reach).once('error', reach);
  return end;
}

function letProcessEnd(child: ChildProcess): void {
  child.unref();
  if (child.stdin instanceof net.Socket) child.stdin.unref();
}
