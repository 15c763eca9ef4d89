import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';

/** What the server wrote about itself into its data directory. */
export interface RunningServer {
  pid: number;
  port: number;
}

/** The server that runs, or ran, in this data directory. It may be gone, starting or stopping: ask `askServer`. */
export function readPidFile(dataDirectory: string): RunningServer | undefined {
  const file = pidFile(dataDirectory);
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 && port > 0 ? { pid, port } : undefined;
}

/** A server that takes our password and answers; `undefined` while there is none. Takes 2 s at most. */
export async function askServer(url: string): Promise<{ durable: boolean } | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1000, query_timeout: 1000 });
  client.on('error', () => undefined); // A server that stops while we ask is one that is not there.
  try {
    await client.connect();
    const { rows } = await client.query<{ fsync: string }>('show fsync');
    return { durable: rows[0]?.fsync === 'on' };
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Removes the pid file of a killed server whose process number now belongs to another program, as happens when a
 * container starts again and counts from one. PostgreSQL itself would take that program for a live server and refuse.
 */
export function forgetImpostor(dataDirectory: string): void {
  const pid = readPidFile(dataDirectory)?.pid;
  const nameFile = `/proc/${pid}/comm`; // Linux only; elsewhere process numbers do not start over so soon.
  if (pid === undefined || !existsSync(nameFile)) return;
  if (readFileSync(nameFile, 'utf8').trim() !== 'postgres') rmSync(pidFile(dataDirectory), { force: true });
}

function pidFile(dataDirectory: string): string {
  return path.join(dataDirectory, 'postmaster.pid');
}
