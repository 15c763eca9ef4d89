/**
 * `npm run bench:console [rounds]`: how long it takes until the overview can be used, by somebody whose browser has nothing of the console yet, under
 * Lighthouse's two settings: slow 4G with a processor four times slower, and a desktop. Prints figures; nothing fails by them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { npmScript, wholeNumber } from '@bilag/command-line';
import { openBrowser } from '../../../test/support/browser.ts';
import { openDemoState } from '../src/demo-state.ts';
import { runDemo } from '../src/run-demo.ts';
import { startServers } from '../src/servers.ts';

type Browser = Awaited<ReturnType<typeof openBrowser>>;
type BrowserContext = Awaited<ReturnType<Browser['newContext']>>;
type Page = Awaited<ReturnType<BrowserContext['newPage']>>;

/** A connection and a processor. */
interface Setting {
  readonly name: string;
  readonly network: {
    readonly offline: false;
    readonly latency: number;
    readonly downloadThroughput: number;
    readonly uploadThroughput: number;
  };
  readonly cpuSlowdown: number;
}

/** Lighthouse's own; bytes per second, and milliseconds there and back. */
const settings: readonly Setting[] = [
  {
    name: 'Slow 4G: 1.6 Mbit/s, 150 ms there and back, CPU 4 times slower',
    network: { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 },
    cpuSlowdown: 4,
  },
  {
    name: 'Desktop: 10 Mbit/s, 40 ms there and back, CPU as it is',
    network: { offline: false, latency: 40, downloadThroughput: 1_250_000, uploadThroughput: 1_250_000 },
    cpuSlowdown: 1,
  },
];
const { rounds } = npmScript('npm run bench:console', 'How long the first use of the console takes, in a browser.')
  .option('--rounds <n>', 'how often each setting is measured', wholeNumber(1), 9)
  .parse()
  .opts<{ rounds: number }>();

/** One first use, in milliseconds from the start, and what was loaded for it. */
interface FirstUse {
  /** Until somebody who is not signed in can press «Sign in». */
  readonly signIn: number;
  /** Until somebody whom the provider knows has the overview with its rows: two loads of the page and the way by the provider are in it. */
  readonly overview: number;
  /** The same, from when the provider sends the browser back. */
  readonly afterProvider: number;
  /** Until a choice above the rows opens, likewise. Rows and links can be used before. */
  readonly choiceOpens: number;
  /** Compressed script and style of all that, what opens over the page included. */
  readonly kilobytes: number;
}

const directory = mkdtempSync(path.join(tmpdir(), 'bilag-bench-'));
try {
  using state = openDemoState(directory, true);
  await using servers = await startServers(state, {
    withConsole: true,
    traceUrlTemplate: 'http://127.0.0.1/{traceId}',
    environment: process.env,
  });
  await runDemo(servers, state);
  const browser = await openBrowser();
  try {
    for (const setting of settings) {
      const uses: FirstUse[] = [];
      for (let round = 0; round <= rounds; round += 1) {
        const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'nb-NO' });
        const use = await firstUse(context, servers.serviceUrl, setting);
        // The first one warms up the service, not the browser.
        if (round > 0) uses.push(use);
      }
      print(setting, uses);
    }
  } finally {
    await browser.close();
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function firstUse(context: BrowserContext, service: string, setting: Setting): Promise<FirstUse> {
  const overview = `${service}/console/overview`;
  const stranger = await context.newPage();
  await slowDown(stranger, setting);
  const signIn = await timed(async () => {
    await stranger.goto(overview);
    await stranger.getByRole('button', { name: 'Logg inn' }).waitFor();
  });
  await stranger.getByRole('button', { name: 'Logg inn' }).click();
  await stranger.getByRole('button', { name: /^Drift Driftesen / }).click();
  await stranger.getByRole('row', { name: /Blindeforbund/ }).waitFor();
  await stranger.close();
  const page = await context.newPage();
  const forgetful = await slowDown(page, setting);
  await forgetful.send('Network.clearBrowserCache');
  const sizes = new Map<string, number>();
  let returnedAt = 0;
  page.on('response', (response) => {
    const size = Number(response.headers()['content-length'] ?? 0);
    if (/\.(js|css)$/.test(response.url())) sizes.set(response.url(), size);
  });
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.url().includes('/console/callback')) returnedAt = performance.now();
  });
  const begun = performance.now();
  await page.goto(overview, { waitUntil: 'commit' });
  await page.getByRole('row', { name: /Blindeforbund/ }).waitFor();
  const usableAt = performance.now();
  const opened = page.getByRole('listbox');
  await page.getByRole('button', { name: /Tilstand/ }).click();
  await opened.waitFor();
  const openedAt = performance.now();
  await context.close();
  const sum = [...sizes.values()].reduce((all, it) => all + it, 0);
  return {
    signIn,
    overview: usableAt - begun,
    afterProvider: usableAt - returnedAt,
    choiceOpens: openedAt - returnedAt,
    kilobytes: sum / 1_000,
  };
}

async function slowDown(page: Page, { network, cpuSlowdown }: Setting) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', network);
  await session.send('Emulation.setCPUThrottlingRate', { rate: cpuSlowdown });
  return session;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function print({ name }: Setting, uses: readonly FirstUse[]): void {
  const load = loadavg()[0] ?? 0;
  console.log(`First use of the console, ${uses.length} times with an empty cache. ${name}.`);
  console.log(
    `On ${availableParallelism()} cores with a load of ${load.toFixed(1)}. Milliseconds: median (fastest to slowest).`,
  );
  const rows = [
    ['the sign-in page can be used', uses.map((it) => it.signIn)],
    ['the overview can be used, once the provider has sent the browser back', uses.map((it) => it.afterProvider)],
    ['a choice above its rows has opened, likewise', uses.map((it) => it.choiceOpens)],
    ['the overview can be used, the way by the provider included', uses.map((it) => it.overview)],
    ['script and style of all that, compressed (kB)', uses.map((it) => it.kilobytes)],
  ] as const;
  for (const [what, values] of rows) {
    const sorted = values.toSorted((a, b) => a - b);
    const at = (share: number) => Math.round(sorted[Math.round((sorted.length - 1) * share)] ?? 0);
    console.log(`  ${String(at(0.5)).padStart(6)} (${at(0)} to ${at(1)})  ${what}`);
  }
}
