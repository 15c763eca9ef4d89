import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';

const main = path.resolve(import.meta.dirname, '../src/main.ts');

test('a second npm start beside the first ends with a sentence that names it, and without a stack', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'bilag-demo-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(path.join(folder, '.bilag'));
  await writeFile(path.join(folder, '.bilag', 'demo.pid'), String(process.pid));
  const second = spawn(process.execPath, ['--conditions=@bilag/source', main], { cwd: folder });
  const [said, [status]] = await Promise.all([text(second.stderr), once(second, 'exit')]);
  expect(said).toBe(`npm start is at work here already (process ${process.pid}): end it first.\n`);
  expect(status).toBe(1);
});
