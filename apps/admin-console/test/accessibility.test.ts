import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOrganization } from '../../sync-service/test/support/http-service.ts';
import { raiseAlerts } from './support/alerts.ts';
import { axeFindings } from './support/axe.ts';
import { keepBooks } from './support/books.ts';
import { startTestConsole, type TestConsole, type Window } from './support/console.ts';
import { cutOff } from './support/cut-off.ts';
import { type Screen, screens, screensBefore } from './support/screens.ts';
import { withEndpoints } from './support/webhooks.ts';

let console: TestConsole;

beforeAll(async () => {
  console = await startTestConsole();
  await withEndpoints(console.service, (add) => keepBooks(console, add));
  await createOrganization(console.service, 'new');
  await raiseAlerts(console.service);
});
afterAll(() => console[Symbol.asyncDispose]());

const looks = (['nb', 'en'] as const).flatMap((language) =>
  (['light', 'dark'] as const).map((theme) => ({ language, theme })),
);

/** `BILAG_PICTURES=1` renews the pictures in docs/console. */
const pictures = path.resolve(import.meta.dirname, '../../../docs/console');

describe.each(looks)('in $language, $theme', ({ language, theme }) => {
  let window: Window;
  beforeAll(async () => {
    window = await console.open({ language, theme });
  });
  afterAll(() => window.context.close());

  test.each(screensBefore)('axe finds nothing before signing in on: $name', async (screen) => {
    await look(window.page, screen, [language, theme]);
    // The browser itself says that a person without a role was refused.
    expect(window.complaints.splice(0).filter((it) => !it.includes('401'))).toEqual([]);
  });

  test('a person who may look at everything signs in', async () => {
    const { page } = window;
    await page.getByRole('button', { name: /Sign in as somebody else|Logg inn som en annen/ }).click();
    await page.getByRole('button', { name: /^Drift Driftesen / }).click();
    await page.getByRole('table').waitFor();
    expect(await page.evaluate<string>('document.documentElement.lang')).toBe(language);
  });

  test.each(screens)('axe finds nothing, its contrasts among it, on: $name', async (screen) => {
    await look(window.page, screen, [language, theme]);
    expect(window.complaints.splice(0)).toEqual([]);
  });
});

/** The smallest window, and one of 1280 × 1024 when everything in it is twice as big. */
const windows = [
  { name: 'in a window of 320 pixels', width: 320, height: 640, scale: 1 },
  { name: 'at 200 %', width: 640, height: 512, scale: 2 },
] as const;
const narrow = windows.flatMap((it) => (['nb', 'en'] as const).map((language) => ({ ...it, language })));

describe.each(narrow)('in $language, $name', ({ language, width, height, scale }) => {
  let window: Window;
  beforeAll(async () => {
    window = await console.open({ language, width, height, scale });
  });
  afterAll(() => window.context.close());

  /** What is not to be got at on a screen. */
  const faultsOf = async ({ open }: Screen) => {
    const { page } = window;
    await open(page);
    await expect.poll(() => page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width);
    return await cutOff(page);
  };

  test.each(screensBefore)(
    'nothing scrolls sideways and nothing is cut off before signing in on: $name',
    async (screen) => {
      expect(await faultsOf(screen)).toEqual([]);
    },
  );

  test('a person who may look at everything signs in', async () => {
    const { page } = window;
    await page.getByRole('button', { name: /Sign in as somebody else|Logg inn som en annen/ }).click();
    await page.getByRole('button', { name: /^Drift Driftesen / }).click();
    await page.getByRole('table').waitFor();
    expect(await page.evaluate<string>('document.documentElement.lang')).toBe(language);
  });

  test.each(screens)('nothing scrolls sideways and nothing is cut off on: $name', async (screen) => {
    expect(await faultsOf(screen)).toEqual([]);
    if (scale > 1) return;
    const { page } = window;
    expect(await axeFindings(page)).toEqual([]);
    if (language === 'nb' && ['records', 'mapping', 'audit-log', 'alerts', 'status'].includes(screen.name))
      await picture(page, `${screen.name}-narrow`);
  });
});

async function look(page: Page, { name, open }: Screen, [language, theme]: readonly [string, string]): Promise<void> {
  await open(page);
  expect({ name, findings: await axeFindings(page) }).toEqual({ name, findings: [] });
  if (language === 'nb' && theme === 'light') await picture(page, name);
  if (language === 'en' && theme === 'dark' && ['status', 'mapping', 'settings', 'alert'].includes(name)) {
    await picture(page, `${name}-dark`);
  }
}

async function picture(page: Page, name: string): Promise<void> {
  if (process.env.BILAG_PICTURES !== '1') return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({
    path: path.join(pictures, `${name}.png`),
    fullPage: !(await page.getByRole('alertdialog').isVisible()),
  });
}
