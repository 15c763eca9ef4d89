/**
 * `npm run bench:console [rounds]`: how long it takes until the overview can be used, by somebody whose browser has nothing of the console yet, on
 * Lighthouse's slow 4G and a processor four times slower. Prints figures; nothing fails by them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { openBrowser } from '../../../test/support/browser.ts';
import { openDemoState } from '../src/demo-state.ts';
import { runDemo } from '../src/run-demo.ts';
import { startServers } from '../src/servers.ts';

type Browser = Awaited<ReturnType<typeof openBrowser>>;
type BrowserContext = Awaited<ReturnType<Browser['newContext']>>;
type Page = Awaited<ReturnType<BrowserContext['newPage']>>;

/** Lighthouse's slow 4G: 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back. */
const slow4G = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 };
const cpuSlowdown = 4;
const rounds = Number(process.argv[2] ?? 9);

/** One first use, in milliseconds from the start, and what was loaded for it. */
interface FirstUse {
  /** Until somebody who is not signed in can press «Sign in». */
  readonly signIn: number;
  /** Until somebody whom the provider knows has the overview with its rows: two loads of the page and the way by the provider are in it. */
  readonly overview: number;
  /** The same, from when the provider sends the browser back. */
  readonly afterProvider: number;
  /** Compressed script and style of it. */
  readonly kilobytes: number;
}

const directory = mkdtempSync(path.join(tmpdir(), 'bilag-bench-'));
try {
  using state = openDemoState(directory, true);
  await using servers = await startServers(state, {
    withConsole: true,
    traceUrlTemplate: 'http://127.0.0.1/{traceId}',
  });
  await runDemo(servers, state);
  const browser = await openBrowser();
  try {
    const uses: FirstUse[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const use = await firstUse(
        await browser.newContext({ ignoreHTTPSErrors: true, locale: 'nb-NO' }),
        servers.serviceUrl,
      );
      // The first one warms up the service, not the browser.
      if (round > 0) uses.push(use);
    }
    print(uses);
  } finally {
    await browser.close();
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function firstUse(context: BrowserContext, service: string): Promise<FirstUse> {
  const overview = `${service}/console/overview`;
  const stranger = await context.newPage();
  await slowDown(stranger);
  const signIn = await timed(async () => {
    await stranger.goto(overview);
    await stranger.getByRole('button', { name: 'Logg inn' }).waitFor();
  });
  await stranger.getByRole('button', { name: 'Logg inn' }).click();
  await stranger.getByRole('button', { name: /^Drift Driftesen / }).click();
  await stranger.getByRole('row', { name: /Blindeforbund/ }).waitFor();
  await stranger.close();
  const page = await context.newPage();
  const forgetful = await slowDown(page);
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
  await context.close();
  const sum = [...sizes.values()].reduce((all, it) => all + it, 0);
  return { signIn, overview: usableAt - begun, afterProvider: usableAt - returnedAt, kilobytes: sum / 1_000 };
}

async function slowDown(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', slow4G);
  await session.send('Emulation.setCPUThrottlingRate', { rate: cpuSlowdown });
  return session;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function print(uses: readonly FirstUse[]): void {
  const load = loadavg()[0] ?? 0;
  console.log(
    `First use of the console, ${uses.length} times with an empty cache; 1.6 Mbit/s, 150 ms there and back, CPU ${cpuSlowdown} times slower.`,
  );
  console.log(
    `On ${availableParallelism()} cores with a load of ${load.toFixed(1)}. Milliseconds: median (fastest to slowest).`,
  );
  const rows = [
    ['the sign-in page can be used', uses.map((it) => it.signIn)],
    ['the overview can be used, once the provider has sent the browser back', uses.map((it) => it.afterProvider)],
    ['the overview can be used, the way by the provider included', uses.map((it) => it.overview)],
    ['script and style, compressed (kB)', uses.map((it) => it.kilobytes)],
  ] as const;
  for (const [name, values] of rows) {
    const sorted = values.toSorted((a, b) => a - b);
    const at = (share: number) => Math.round(sorted[Math.round((sorted.length - 1) * share)] ?? 0);
    console.log(`  ${String(at(0.5)).padStart(6)} (${at(0)} to ${at(1)})  ${name}`);
  }
}
