import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { type MockErp, OPENID_USERS, type OpenidUser, startMockErp } from '@bilag/mock-erp';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { openBrowser } from '../../../../test/support/browser.ts';
import { quietAlerts } from '../../../sync-service/test/support/alerts.ts';
import {
  businessCentralIntegration,
  connectOrganization,
  xledgerIntegration,
} from '../../../sync-service/test/support/organizations.ts';
import { startTestService, type TestService } from '../../../sync-service/test/support/service.ts';

/** The console as the service serves it, in a real browser, with the mock's authority to sign in at. */
export interface TestConsole extends AsyncDisposable {
  readonly service: TestService;
  readonly mock: MockErp;
  readonly browser: Browser;
  /** A window of its own, as if on another machine. It fails the test that owns it when the page complains. */
  open(options?: WindowOptions): Promise<Window>;
}

/** How a window looks. */
export interface WindowOptions {
  readonly language?: 'nb' | 'en';
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  /** Device pixels for each of its pixels: with 2, a window of half the size is one at 200 %. */
  readonly scale?: number;
}

/** A window with a page in it. */
export interface Window {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page complained of: uncaught errors, refused scripts or styles, broken answers. */
  readonly complaints: string[];
}

const folder = path.resolve(import.meta.dirname, '../..');

/** Starts everything once for a test file; the service with more variables if it is told some. */
export async function startTestConsole(variables: Readonly<Record<string, string>> = {}): Promise<TestConsole> {
  await using opened = new AsyncDisposableStack();
  await promisify(execFile)(process.execPath, [path.join(folder, 'build/build-if-stale.ts')]);
  const mock = opened.use(await startMockErp({ bookingIntervalMs: 100, xledgerSettings: { burstLimit: false } }));
  const { openidIssuer } = mock.urls;
  const service = opened.adopt(
    await startTestService(mock, {
      ...quietAlerts,
      BILAG_JWT_ISSUER: openidIssuer,
      BILAG_JWKS_URL: `${openidIssuer}/keys`,
      BILAG_CONSOLE_FOLDER: path.join(folder, 'dist'),
      BILAG_CONSOLE_CLIENT_ID: 'bilag-console',
      ...variables,
    }),
    (it) => it.close(),
  );
  const browser = opened.adopt(await openBrowser(), (it) => it.close());
  const owned = opened.move();
  return {
    service,
    mock,
    browser,
    open: (options = {}) => openWindow(browser, service.url, options),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function openWindow(
  browser: Browser,
  baseURL: string,
  { language = 'en', theme = 'light', width = 1280, height = 900, scale = 1 }: WindowOptions,
): Promise<Window> {
  const context = await browser.newContext({
    baseURL,
    ignoreHTTPSErrors: true,
    locale: language === 'nb' ? 'nb-NO' : 'en-GB',
    timezoneId: 'Europe/Oslo',
    colorScheme: theme,
    reducedMotion: 'reduce',
    viewport: { width, height },
    deviceScaleFactor: scale,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    complaints.push(`${message.text()} ${message.location().url}`.trim());
  });
  return { page, context, complaints };
}

/** Opens an address of the console and signs in at the authority as one of its people. */
export async function signInAs(page: Page, who: keyof typeof OPENID_USERS, address = '/console/'): Promise<void> {
  const { name }: OpenidUser = OPENID_USERS[who];
  await page.goto(address);
  await page.getByRole('button', { name: /^(Sign in|Logg inn)$/ }).click();
  await page.getByRole('button', { name: new RegExp(`^${name} `) }).click();
}

/** Connects Blindeforbundet and HLF, each to its own system in the mock. */
export async function connectBoth({ service, mock }: TestConsole): Promise<void> {
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  await connectOrganization(service, 'hlf', businessCentralIntegration(mock));
}

/**
 * For the tests of a file: a console with both organizations connected, the service having these variables besides, and for each test a window of its own, in
 * which nothing may have gone wrong. No fault that the mock was told of outlives its test.
 */
export function windowsOfThisFile(variables: Readonly<Record<string, string>> = {}): {
  readonly console: TestConsole;
  readonly window: Window;
} {
  let console: TestConsole;
  let window: Window;
  beforeAll(async () => {
    console = await startTestConsole(variables);
    await connectBoth(console);
  });
  afterAll(() => console[Symbol.asyncDispose]());
  beforeEach(async () => {
    console.mock.world.faults.clear();
    window = await console.open();
  });
  afterEach(() => closeQuietly(window));
  return {
    get console() {
      return console;
    },
    get window() {
      return window;
    },
  };
}

/** Closes it. @throws {Error} when the page complained of anything meanwhile. */
export async function closeQuietly({ context, complaints }: Window): Promise<void> {
  await context.close();
  if (complaints.length > 0) throw new Error(`The page complained: ${complaints.join('; ')}`);
}

/** What a list of facts says under this name. */
export const factOf = ({ page }: Window, name: string) =>
  page
    .locator('dl > div')
    .filter({ has: page.getByText(name, { exact: true }) })
    .locator('dd');
