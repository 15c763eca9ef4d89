import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { unpackChromium } from './npm-chromium.ts';

/** No sandbox, because that does not work as root; the rest keeps the browser from talking to anybody but the page. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * A headless Chromium: the one that `CHROME_PATH` names, else an installed one, else the one from npm, which is
 * unpacked on first use (some 2 s). The caller closes it.
 * @throws if none of them starts within 30 s
 */
export async function openBrowser(env: NodeJS.ProcessEnv = process.env): Promise<Browser> {
  const installed = env.CHROME_PATH || installedBrowser(env.PATH ?? '');
  const program = installed ? { executablePath: installed, env: {} } : await unpackChromium();
  return chromium.launch({
    executablePath: program.executablePath,
    args: FLAGS,
    env: { ...definedOnly(env), ...program.env },
    timeout: 30_000,
  });
}

function installedBrowser(searchPath: string): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = searchPath.split(path.delimiter).filter(Boolean);
  const candidates = folders.flatMap((folder) => names.map((name) => path.join(folder, name)));
  return [...candidates, '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'].find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
