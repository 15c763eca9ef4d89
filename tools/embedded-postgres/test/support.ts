import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { onTestFinished } from 'vitest';

/** A folder for one test that any account can enter; removed when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'bilag-embedded-'));
  await chmod(folder, 0o755);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs statements on one connection and gives the rows of the last. */
export async function query(url: string, ...statements: string[]): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let rows: unknown[] = [];
    for (const statement of statements) rows = (await client.query<Record<string, unknown>>(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

/** Resolves when the server cuts a connection that was idle: it is going, or gone. */
export async function connectionCut(url: string): Promise<{ cut: Promise<unknown> }> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return { cut: new Promise((resolve) => client.once('end', () => resolve(undefined))) };
}

/** Another process that started, or adopted, the server of a data directory. */
export interface Owner {
  process: ChildProcess;
  url: string;
  pid: number;
  adopted: boolean;
}

/** Starts `owner.ts` and waits for its line. The process is killed when the test is over. */
export async function spawnOwner(dataDirectory: string): Promise<Owner> {
  const script = path.join(import.meta.dirname, 'owner.ts');
  const child = spawn(process.execPath, [script, dataDirectory], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => killed(child));
  for await (const line of createInterface({ input: child.stdout })) {
    const [url = '', pid, relation] = line.split(' ');
    return { process: child, url, pid: Number(pid), adopted: relation === 'adopted' };
  }
  throw new Error('the owner ended without a word');
}

/** Kills a process without giving it a chance, and waits until it is gone. */
export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
