import { expect, test } from 'vitest';
import { globalAdmin } from '../../sync-service/test/support/service.ts';
import { signInAs, windowsOfThisFile } from './support/console.ts';

const opened = windowsOfThisFile();

const settings = '/console/organizations/hlf/settings';
const field = (name: string) =>
  opened.window.page.getByLabel(name, { exact: true }).and(opened.window.page.locator('input, textarea')).first();
const news = (text: string) => opened.window.page.getByRole('status').filter({ hasText: text });
const signInAgain = () =>
  opened.window.page
    .getByRole('alertdialog', { name: 'Your session has ended' })
    .getByRole('button', { name: 'Sign in again' });

/** Notes what the browser itself asks of whoever leaves a page. */
function questionsOfTheBrowser(): readonly string[] {
  const asked: string[] = [];
  opened.window.page.on('dialog', async (dialog) => {
    asked.push(dialog.type());
    await dialog.accept();
  });
  return asked;
}

/** Lets time go by until the token is taken no longer. The provider's clock does not move. */
async function endSession(): Promise<void> {
  const { clock } = opened.window.page;
  await clock.fastForward('56:00');
  await clock.fastForward('05:00');
  await signInAgain().waitFor();
  await clock.setSystemTime(Date.now());
}

test.each([
  ['CFG-1', 'connection', 'Tenant'],
  ['CFG-4', 'mapping', 'Cost center where a record has none (optional)'],
  ['ALR-2', 'alerts', 'E-mail addresses'],
  ['API-4', 'webhooks/new', 'Address'],
])(
  '%s when the session ends in the middle of %s, what was typed is there after signing in again, unsaved, and nobody is asked whether to leave',
  async (_id, form, label) => {
    const { page } = opened.window;
    const asked = questionsOfTheBrowser();
    await page.clock.install();
    await signInAs(page, 'hlfAdmin', `${settings}/${form}`);
    const before = await field(label).inputValue();
    await field(label).fill('typed.example.org');
    await endSession();
    await signInAgain().click();
    await page.getByRole('button', { name: /^Ola Hansen / }).click();
    await news('What you had typed before you signed in again is in the form. It is not saved.').waitFor();
    expect(await field(label).inputValue()).toBe('typed.example.org');
    expect(asked).toEqual([]);
    // It is as unsaved as before.
    await page.getByRole('navigation').getByRole('link', { name: 'Status', exact: true }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Leave without saving' }).click();
    await page.getByRole('heading', { level: 1, name: /^Status/ }).waitFor();
    await page.goto(`${settings}/${form}`);
    expect(await field(label).inputValue()).toBe(before);
  },
);

test('a secret that was typed is kept nowhere while its person signs in again, and the form says that it must be typed once more', async () => {
  const { page } = opened.window;
  await page.clock.install();
  await signInAs(page, 'hlfAdmin', `${settings}/connection`);
  await page.getByRole('button', { name: 'Replace the credentials' }).click();
  await field('Tenant').fill('typed.example.org');
  await field('Client secret (its value, not its id)').fill('correct-horse-battery');
  await endSession();
  // A page that cannot be left for once, so that one can look at what it has kept.
  await page.route(/\/authorize\?/, (route) => route.abort('aborted'));
  const inVain = page.waitForEvent('requestfailed', (it) => it.url().includes('/authorize?'));
  await signInAgain().click();
  await inVain;
  const kept = await page.evaluate<string>('JSON.stringify([sessionStorage, localStorage])');
  expect(kept).toContain('typed.example.org');
  expect(kept).not.toContain('correct-horse-battery');
  await page.unrouteAll();
  await signInAgain().click();
  await page.getByRole('button', { name: /^Ola Hansen / }).click();
  await news('but for the secrets: type them again.').waitFor();
  expect(await field('Tenant').inputValue()).toBe('typed.example.org');
  expect(await field('Client secret (its value, not its id)').inputValue()).toBe('');
});

test('what somebody had typed is not shown to another one who signs in instead, and goes with signing out', async () => {
  const { page } = opened.window;
  await page.clock.install();
  await signInAs(page, 'hlfAdmin', `${settings}/alerts`);
  await field('E-mail addresses').fill('typed@example.org');
  await endSession();
  await signInAgain().click();
  await page.getByRole('button', { name: /^Drift Driftesen / }).click();
  await field('E-mail addresses').waitFor();
  expect(await field('E-mail addresses').inputValue()).toBe('');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { level: 1, name: 'Sign in to Bilag' }).waitFor();
  expect(await page.evaluate<string>('JSON.stringify(sessionStorage)')).not.toContain('typed@example.org');
});

test('API-3 what was typed before signing in again is not saved over what somebody else has saved meanwhile', async () => {
  const { page } = opened.window;
  await page.clock.install();
  await signInAs(page, 'hlfAdmin', `${settings}/alerts`);
  await field('Hours pending').fill('24');
  await endSession();
  const theirs = { errorsPerDay: 5, pendingHours: 48, emails: [], webhook: null };
  await opened.console.service.call('PUT', '/v1/organizations/hlf/alert-settings', globalAdmin, theirs);
  await signInAgain().click();
  await page.getByRole('button', { name: /^Ola Hansen / }).click();
  await news('is in the form').waitFor();
  await page.getByRole('button', { name: 'Save alert settings' }).click();
  await page.getByRole('alert').filter({ hasText: 'global-admin has saved since you opened this' }).waitFor();
  expect(opened.window.complaints.splice(0).filter((it) => !it.includes('412'))).toEqual([]);
});
