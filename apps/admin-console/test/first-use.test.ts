import { expect, test } from 'vitest';
import { signInAs, windowsOfThisFile } from './support/console.ts';

const opened = windowsOfThisFile();

/** Keeps files of this name from the page until it is let go. */
async function holdBack(file: RegExp): Promise<() => void> {
  const held = Promise.withResolvers<void>();
  await opened.window.page.route(file, async (route) => {
    await held.promise;
    await route.continue();
  });
  return held.resolve;
}

/** What the overview asks first, word for word. */
const firstQuestions = ['/v1/alerts?limit=50&state=open', '/v1/connectors', '/v1/organizations', '/v1/overview'];

test('what the overview shows is asked for while its script is still on the way, word for word as it asks, and not again', async () => {
  const { page } = opened.window;
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname, search } = new URL(request.url());
    if (pathname.startsWith('/v1/') && pathname !== '/v1/events') asked.push(pathname + search);
  });
  await page.goto('/console/overview');
  await page.getByRole('button', { name: 'Sign in' }).click();
  const letGo = await holdBack(/console-root-/);
  await page.getByRole('button', { name: /^Drift Driftesen / }).click();
  await expect.poll(() => asked.toSorted()).toEqual(firstQuestions);
  letGo();
  await page.getByRole('row', { name: /NBF/ }).waitFor();
  await page.getByRole('link', { name: 'No open alerts' }).waitFor();
  await page.getByRole('cell', { name: 'Microsoft Dynamics 365' }).waitFor();
  // Alerts and overview are live and may be looked at again since; the others are not.
  expect([...new Set(asked)].toSorted()).toEqual(firstQuestions);
  expect(asked.filter((it) => /organizations|connectors/.test(it)).toSorted()).toEqual([
    '/v1/connectors',
    '/v1/organizations',
  ]);
});

test('the overview can be used before anything can open over it; a choice reached meanwhile with the keyboard opens as soon as it can and keeps the focus', async () => {
  const { page } = opened.window;
  const letGo = await holdBack(/aria-controls-/);
  await signInAs(page, 'globalAdmin', '/console/overview');
  await page.getByRole('row', { name: /NBF/ }).waitFor();
  const health = page.getByRole('button', { name: /Health$/ });
  await health.focus();
  await page.keyboard.press('ArrowDown');
  expect(await page.getByRole('listbox').count()).toBe(0);
  letGo();
  await page.getByRole('listbox').waitFor();
  await page.getByRole('option', { name: 'Healthy' }).click();
  await expect.poll(() => page.url()).toMatch(/health=healthy/);
  await expect.poll(() => page.evaluate<string>('document.activeElement.textContent')).toContain('Healthy');
});

test('when what opens over the page is lost on its way, whoever presses a choice is told, and loading the page again brings it', async () => {
  const { page, complaints } = opened.window;
  await page.route(/aria-controls-/, (route) => route.abort());
  await signInAs(page, 'globalAdmin', '/console/overview');
  await page.getByRole('row', { name: /NBF/ }).waitFor();
  await expect.poll(() => complaints.some((it) => it.includes('aria-controls-'))).toBe(true);
  await page.getByRole('button', { name: /Health$/ }).click();
  await page.getByRole('alert').filter({ hasText: 'The rest of the page did not arrive.' }).waitFor();
  await page.unroute(/aria-controls-/);
  await page.reload();
  await page.getByRole('button', { name: /Health$/ }).click();
  await page.getByRole('option', { name: 'Healthy' }).waitFor();
  // The browser tells of the file that it did not get; nothing else may have gone wrong.
  expect(complaints.splice(0).filter((it) => !it.includes('aria-controls-'))).toEqual([]);
});
