import { expect, test } from 'vitest';
import { openBrowser } from './support/browser.ts';

test('a machine without a browser can still open a page, read it by role and take its picture', async () => {
  const withoutInstalled = { ...process.env, CHROME_PATH: undefined, PATH: '' };
  await using browser = await openBrowser(withoutInstalled);
  const page = await browser.newPage();
  await page.goto('data:text/html,<title>Bilag</title><button>Book voucher</button>');
  expect(await page.title()).toBe('Bilag');
  expect(await page.getByRole('button', { name: 'Book voucher' }).isVisible()).toBe(true);
  const picture = await page.screenshot();
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
});

test('a browser that CHROME_PATH names wrongly is an error, not a reason to take another', async () => {
  await expect(openBrowser({ ...process.env, CHROME_PATH: '/nowhere/chrome' })).rejects.toThrow('/nowhere/chrome');
});
