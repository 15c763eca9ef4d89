import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from './support/axe.ts';
import { keepBooks } from './support/books.ts';
import { signInAs, startTestConsole, type TestConsole } from './support/console.ts';
import { type Screen, screens, screensBefore } from './support/screens.ts';

let console: TestConsole;

beforeAll(async () => {
  console = await startTestConsole();
  await keepBooks(console);
});
afterAll(() => console[Symbol.asyncDispose]());

const looks = (['nb', 'en'] as const).flatMap((language) =>
  (['light', 'dark'] as const).map((theme) => ({ language, theme })),
);

/** `BILAG_PICTURES=1` renews the pictures in docs/console. */
const pictures = path.resolve(import.meta.dirname, '../../../docs/console');

describe.each(looks)('in $language, $theme', ({ language, theme }) => {
  test('axe finds nothing on any screen, its contrasts among it', async () => {
    const { page, context, complaints } = await console.open({ language, theme });
    for (const screen of screensBefore) await look(page, screen, [language, theme]);
    // The browser itself says that a person without a role was refused.
    expect(complaints.splice(0)).toEqual([expect.stringContaining('401')]);
    await page.getByRole('button', { name: /Sign in as somebody else|Logg inn som en annen/ }).click();
    await page.getByRole('button', { name: /^Drift Driftesen / }).click();
    await page.getByRole('table').waitFor();
    for (const screen of screens) await look(page, screen, [language, theme]);
    expect(await page.evaluate<string>('document.documentElement.lang')).toBe(language);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

test.each(['nb', 'en'] as const)('in %s, no screen is wider than a window of 320 pixels', async (language) => {
  const { page, context } = await console.open({ language, width: 320, height: 640 });
  await signInAs(page, 'globalAdmin');
  await page.getByRole('table').waitFor();
  for (const { name, open } of screens) {
    await open(page);
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect({ name, width }).toEqual({ name, width: 320 });
    expect({ name, findings: await axeFindings(page) }).toEqual({ name, findings: [] });
    if (language === 'nb' && name === 'records') await picture(page, 'records-narrow');
  }
  await context.close();
});

async function look(page: Page, { name, open }: Screen, [language, theme]: readonly [string, string]): Promise<void> {
  await open(page);
  expect({ name, findings: await axeFindings(page) }).toEqual({ name, findings: [] });
  if (language === 'nb' && theme === 'light') await picture(page, name);
  if (language === 'en' && theme === 'dark' && name === 'status') await picture(page, 'status-dark');
}

async function picture(page: Page, name: string): Promise<void> {
  if (process.env.BILAG_PICTURES !== '1') return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({
    path: path.join(pictures, `${name}.png`),
    fullPage: !(await page.getByRole('alertdialog').isVisible()),
  });
}
