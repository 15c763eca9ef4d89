import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { approve, keepBooks } from './support/books.ts';
import { signInAs, startTestConsole, type TestConsole } from './support/console.ts';

let console: TestConsole;

beforeAll(async () => {
  console = await startTestConsole();
  await keepBooks(console);
});
afterAll(() => console[Symbol.asyncDispose]());

/** Words of the tables that begin on one line and go on in the next, but for ids and what an accounting system wrote. */
const brokenWords = (page: Page) => page.evaluate<readonly string[]>(findBrokenWords);

const findBrokenWords = `[...document.querySelectorAll('.table td, .table th')].flatMap((cell) => {
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  const broken = [];
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (parentElement.closest('.foreign, .visually-hidden, a') !== null) continue;
    for (const { 0: word, index } of data.matchAll(/\\S+/g)) {
      const range = document.createRange();
      range.setStart(walker.currentNode, index);
      range.setEnd(walker.currentNode, index + word.length);
      if (new Set([...range.getClientRects()].map((it) => Math.round(it.top))).size > 1) broken.push(word);
    }
  }
  return broken;
})`;

test.each(['nb', 'en'] as const)('in %s no short word is broken beside an id of 69 letters', async (language) => {
  const { page, context } = await console.open({ language, width: 1280 });
  const sourceId = `${language}-${'x'.repeat(66)}`;
  await approve(console.service, 'nbf', sourceId);
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/records');
  await page.getByRole('link', { name: sourceId }).waitFor();
  expect(await brokenWords(page)).toEqual([]);
  expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(1280);
  await context.close();
});

test.each(['nb', 'en'] as const)(
  'in %s no word of the overview is broken in a window of 320 pixels',
  async (language) => {
    const { page, context } = await console.open({ language, width: 320, height: 640 });
    await signInAs(page, 'globalAdmin', '/console/overview');
    await page.getByRole('row', { name: /NBF/ }).waitFor();
    expect(await brokenWords(page)).toEqual([]);
    await context.close();
  },
);

test('on paper a list is a table in dark ink, with nothing of what leads elsewhere', async () => {
  const { page, context } = await console.open({ theme: 'dark', width: 700 });
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/records');
  const table = page.getByRole('table');
  await table.getByRole('link', { name: 'NBF-2' }).waitFor();
  const look = (name: string) => page.evaluate<string>(`getComputedStyle(document.querySelector('table')).${name}`);
  expect(await look('display')).toBe('block');
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await look('display')).toBe('table');
  expect(await look('color')).toBe('rgb(26, 33, 38)');
  for (const part of ['banner', 'navigation', 'contentinfo'] as const)
    expect(await page.getByRole(part).first().isVisible()).toBe(false);
  expect(await page.getByRole('button', { name: 'Retry All Failed' }).isVisible()).toBe(false);
  await page.getByRole('heading', { level: 1, name: 'Records of NBF' }).waitFor();
  await context.close();
});
