import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { keepBooks } from './support/books.ts';
import { signInAs, startTestConsole, type TestConsole, type Window } from './support/console.ts';

let console: TestConsole;
let windows: Window[] = [];

beforeAll(async () => {
  console = await startTestConsole();
  await keepBooks(console);
});
afterAll(() => console[Symbol.asyncDispose]());
afterEach(async () => {
  for (const { context } of windows) await context.close();
  windows = [];
});

async function open(options?: Parameters<TestConsole['open']>[0]) {
  const window = await console.open(options);
  windows.push(window);
  return window;
}

test('a person signs in at the provider and begins at the own organization; no token is stored, and a reload asks nobody', async () => {
  const { page, context, complaints } = await open();
  await signInAs(page, 'nbfAdmin');
  await page.getByRole('heading', { level: 1, name: 'Status of NBF' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/console/organizations/nbf/status');
  await page.getByText('Signed in as Kari Nordmann').waitFor();
  const kept = async () =>
    JSON.stringify([await context.storageState(), await page.evaluate('JSON.stringify(sessionStorage)')]);
  // A token is three parts with dots between them; its first part begins so.
  expect(await kept()).not.toMatch(/eyJ|code_verifier|verifier/);
  console.mock.world.requests.clear();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Status of NBF' }).waitFor();
  const operations = console.mock.world.requests.list().map((it) => it.operation);
  expect(operations).toContain('openid.authorize');
  expect(operations).not.toContain('openid.choose');
  expect(complaints).toEqual([]);
});

test('what is loaded up to the first screen is at most 250 kB of compressed script', async () => {
  const { page } = await open();
  const scripts = new Set<string>();
  page.on('response', (response) => {
    if (response.url().endsWith('.js')) scripts.add(response.url());
  });
  await signInAs(page, 'globalAdmin');
  await page.getByRole('row', { name: /NBF/ }).waitFor();
  const sizes = await Promise.all([...scripts].map(compressedSize));
  const bytes = sizes.reduce((sum, it) => sum + it, 0);
  // The set-up and the audit log come when somebody goes there.
  expect([...scripts].join(' ')).not.toMatch(/mapping-screen|connection-screen|audit-list|log-entry/);
  expect(bytes).toBeGreaterThan(100_000);
  expect(bytes).toBeLessThanOrEqual(250_000);
});

test('an address deep inside is where one is after signing in', async () => {
  const { page } = await open();
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/records?show=failed');
  await page.getByRole('row', { name: /NBF-2/ }).waitFor();
  expect(page.url()).toMatch(/\/console\/organizations\/nbf\/records\?show=failed$/);
});

test('whoever cancels at the provider is told so, and can sign in after all', async () => {
  const { page } = await open({ language: 'nb' });
  await page.goto('/console/');
  await page.getByRole('button', { name: 'Logg inn' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect(await page.getByRole('alert').textContent()).toBe('Innloggingen ble avbrutt.');
  await page.getByRole('button', { name: 'Logg inn' }).click();
  await page.getByRole('button', { name: /^Ola Hansen / }).click();
  await page.getByRole('heading', { level: 1, name: 'Status for HLF' }).waitFor();
});

test('a person without a role is told so, and may sign in as somebody else', async () => {
  const { page } = await open();
  await signInAs(page, 'withoutRole');
  await page.getByRole('heading', { level: 1, name: 'You have no access' }).waitFor();
  expect(await page.getByRole('alert').textContent()).toContain('Ingen Rolle');
  await page.getByRole('button', { name: 'Sign in as somebody else' }).click();
  await page.getByRole('button', { name: /^Drift Driftesen / }).click();
  await page.getByRole('heading', { level: 1, name: 'All organizations' }).waitFor();
});

test('AUD-5 an administrator of one organization is shown no other, not even by its address', async () => {
  const { page } = await open();
  await signInAs(page, 'nbfAdmin', '/console/organizations/hlf/status');
  const alert = page.getByRole('alert').filter({ hasText: 'UNKNOWN_ORGANIZATION' });
  await alert.waitFor();
  expect(await page.getByRole('link', { name: 'All organizations' }).count()).toBe(0);
});

test('before the session ends the person is warned; when it has ended that is said where the person is, and signing in leads back there', async () => {
  const { page } = await open();
  await page.clock.install();
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/records');
  await page.getByRole('heading', { level: 1, name: 'Records of NBF' }).waitFor();
  await page.clock.fastForward('56:00');
  await page.getByText('You will soon be signed out').waitFor();
  await page.clock.fastForward('05:00');
  const dialog = page.getByRole('alertdialog', { name: 'Your session has ended' });
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  expect(await dialog.isVisible()).toBe(true);
  // The provider's clock has not moved.
  await page.clock.setSystemTime(Date.now());
  await dialog.getByRole('button', { name: 'Sign in again' }).click();
  await page.getByRole('button', { name: /^Kari Nordmann / }).click();
  await page.getByRole('heading', { level: 1, name: 'Records of NBF' }).waitFor();
});

test('signing out ends the session at the provider too', async () => {
  const { page } = await open();
  await signInAs(page, 'nbfAdmin');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { level: 1, name: 'Sign in to Bilag' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Sign in to Bilag' }).waitFor();
  expect(await page.getByText('Signed in as').count()).toBe(0);
});

test('a provider that cannot be reached is explained, and tried again when asked', async () => {
  const { page } = await open();
  await page.route('**/openid/.well-known/**', (route) => route.abort());
  await page.goto('/console/');
  await page.getByRole('heading', { level: 1, name: 'The sign-in cannot be reached' }).waitFor();
  await page.unroute('**/openid/.well-known/**');
  expect(await page.getByRole('alert').textContent()).toContain('certificate');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { level: 1, name: 'Sign in to Bilag' }).waitFor();
});

/** With gzip, which every browser takes; most take something smaller. */
async function compressedSize(url: string): Promise<number> {
  const { headers } = await fetch(url, { headers: { 'accept-encoding': 'gzip' } });
  expect(headers.get('content-encoding')).toBe('gzip');
  expect(headers.get('cache-control')).toContain('immutable');
  return Number(headers.get('content-length'));
}
