import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { build } from 'vite';

// Builds the console unless what is in `dist` is younger than every source. Any number of processes may ask at once: one builds, the others wait for it.
const folder = path.resolve(import.meta.dirname, '..');
const sources = ['src', 'index.html', 'vite.config.ts', 'package.json', '../../packages/client/src'];
const lock = path.join(folder, '../../node_modules/.cache/bilag/console-build.lock');
const patienceMs = 120_000;

// Whoever asks may be a test, whose own setting would make a slower and bigger console of it.
process.env.NODE_ENV = 'production';
mkdirSync(path.dirname(lock), { recursive: true });
for (const until = Date.now() + patienceMs; isStale(); ) {
  if (Date.now() > until) rmSync(lock, { recursive: true, force: true }); // Whoever held it is gone.
  if (!take(lock)) await pause(100);
  else await buildAndLetGo();
}

async function buildAndLetGo(): Promise<void> {
  try {
    if (isStale()) await build({ configFile: path.join(folder, 'vite.config.ts'), logLevel: 'warn' });
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function isStale(): boolean {
  const built = changedAt(path.join(folder, 'dist', 'built'));
  return sources.some((it) => newest(path.join(folder, it)) > built);
}

/** A folder is made by one process alone. */
function take(name: string): boolean {
  try {
    mkdirSync(name);
    return true;
  } catch {
    return false;
  }
}

function newest(place: string): number {
  const stat = statSync(place, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isDirectory()) return stat?.mtimeMs ?? 0;
  return Math.max(0, ...readdirSync(place).map((name) => newest(path.join(place, name))));
}

function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Number.NEGATIVE_INFINITY;
}
