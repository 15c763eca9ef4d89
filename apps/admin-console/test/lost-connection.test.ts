import { expect, test } from 'vitest';
import { signInAs, windowsOfThisFile } from './support/console.ts';

const opened = windowsOfThisFile();

const menu = (name: string) => opened.window.page.getByRole('navigation').getByRole('link', { name, exact: true });
const heading = (name: string | RegExp) => opened.window.page.getByRole('heading', { level: 1, name });

/** The browser tells of all that it did not get, and of the screen; nothing else may have gone wrong. */
const expectOnlyLosses = () => {
  const others = opened.window.complaints
    .splice(0)
    .filter((it) => !/net::ERR_|dynamically imported module|could not be fetched|404/.test(it));
  expect(others).toEqual([]);
};

test('whoever goes to a screen while offline stays in the console and is told; the screen comes when the connection does', async () => {
  const { page, context } = opened.window;
  await signInAs(page, 'nbfAdmin');
  await heading(/^Status/).waitFor();
  await context.setOffline(true);
  await page.getByText('You are offline.').waitFor();
  await menu('Audit log').click();
  await heading('The page did not arrive').waitFor();
  expect(new URL(page.url()).pathname).toBe('/console/organizations/nbf/audit-log');
  // What was there before can still be gone to.
  await menu('Status').click();
  await heading(/^Status/).waitFor();
  await menu('Records').click();
  await heading('The page did not arrive').waitFor();
  await context.setOffline(false);
  await heading(/^Records/).waitFor();
  expectOnlyLosses();
});

test('while the service cannot be reached a screen that is asked for in vain is fetched when somebody tries again', async () => {
  const { page } = opened.window;
  await signInAs(page, 'nbfAdmin');
  await heading(/^Status/).waitFor();
  await page.route(/\/(assets|settings\.json)/, (route) => route.abort('connectionrefused'));
  await menu('Records').click();
  await heading('The page did not arrive').waitFor();
  // The heading of before is still there: only the second try's own question tells that it was made in vain.
  const inVain = page.waitForEvent('requestfailed', (it) => it.url().endsWith('/settings.json'));
  await page.getByRole('button', { name: 'Try again' }).click();
  await inVain;
  await heading('The page did not arrive').waitFor();
  await page.unroute(/\/(assets|settings\.json)/);
  await page.getByRole('button', { name: 'Try again' }).click();
  await heading(/^Records/).waitFor();
  expectOnlyLosses();
});

test('a screen whose file a newer console has replaced comes after the page was loaded anew, without being asked', async () => {
  const { page } = opened.window;
  await signInAs(page, 'nbfAdmin');
  await heading(/^Status/).waitFor();
  await page.evaluate('document.body.dataset.isFormer = "yes"');
  await page.route(/records-screen-/, (route) => route.fulfill({ status: 404, body: '' }), { times: 1 });
  await menu('Records').click();
  await heading(/^Records/).waitFor();
  expect(await page.evaluate('document.body.dataset.isFormer')).toBeUndefined();
  expectOnlyLosses();
});

test('a deed that gets no answer is not said to be tried again by itself: it may have been done, and what was typed is still there', async () => {
  const { page } = opened.window;
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/settings/alerts');
  const hours = page.getByRole('textbox', { name: 'Hours pending' });
  await hours.fill('24');
  await page.route(/\/alert-settings$/, (route) => route.abort('connectionreset'), { times: 1 });
  await page.getByRole('button', { name: 'Save alert settings' }).click();
  const alert = page.getByRole('alert').filter({ hasText: 'Bilag does not answer' });
  await alert.getByText('It is not certain that this was done.').waitFor();
  expect(await page.getByText('by itself').count()).toBe(0);
  expect(await hours.inputValue()).toBe('24');
  await page.getByRole('button', { name: 'Save alert settings' }).click();
  await page.getByRole('status').filter({ hasText: 'The alert settings are saved' }).waitFor();
  expectOnlyLosses();
});
