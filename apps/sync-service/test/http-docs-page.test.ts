import { startMockErp } from '@bilag/mock-erp';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../../test/support/browser.ts';
import { openApiOf, routesOf } from './support/http-openapi.ts';
import { serviceOfThisFile } from './support/http-service.ts';
import { globalAdmin } from './support/service.ts';

const file = serviceOfThisFile();
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** A page that remembers whom it asked and what it complained of. */
async function watchedPage(): Promise<{ page: Page; origins: Set<string>; complaints: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const origins = new Set<string>();
  const complaints: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) origins.add(new URL(request.url()).origin);
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, origins, complaints };
}

test('API-3 the page to try the API shows every operation and every webhook, asks nobody but the service and complains of nothing', async () => {
  const { service } = file;
  const { page, origins, complaints } = await watchedPage();
  await page.goto(`${service.url}/docs`);
  const document = await openApiOf(service);
  const routes = routesOf(document);
  for (const { method, path } of routes) {
    await page
      .locator('.opblock', { hasText: method })
      .filter({ has: page.locator(`[data-path="${path}"]`) })
      .first()
      .waitFor();
  }
  expect(await page.locator('.opblock').count()).toBe(routes.length + Object.keys(document.webhooks).length);
  expect(await page.title()).toBe('Bilag API');
  expect([...origins]).toEqual([service.url]);
  expect(complaints).toEqual([]);
  await page.close();
});

test('API-3 on the page somebody signs in with a token and gets an answer of the service', async () => {
  const { service } = file;
  const { page, complaints } = await watchedPage();
  await page.goto(`${service.url}/docs`);
  await page.getByRole('button', { name: 'Authorize' }).click();
  await page.getByLabel('auth-bearer-value').fill(await service.sign(globalAdmin));
  await page.getByRole('button', { name: 'Apply credentials' }).click();
  await page.getByRole('button', { name: 'Close' }).click();
  const operation = page.locator('#operations-organizations-listOrganizations');
  await operation.locator('.opblock-summary-control').click();
  await operation.getByRole('button', { name: 'Execute' }).click();
  await operation.locator('.live-responses-table .response-col_status', { hasText: '200' }).first().waitFor();
  expect(await operation.locator('.live-responses-table').textContent()).toContain('"items"');
  expect(complaints).toEqual([]);
  await page.close();
});

test('API-5 the mock ERP’s page shows its ledger, asks nobody but itself and complains of nothing', async () => {
  await using mock = await startMockErp();
  const { page, origins, complaints } = await watchedPage();
  await page.goto(mock.urls.page);
  await page.getByRole('heading', { name: 'Ledger', exact: true }).waitFor();
  expect(await page.getByRole('table').first().isVisible()).toBe(true);
  expect([...origins]).toEqual([new URL(mock.urls.page).origin]);
  expect(complaints).toEqual([]);
  await page.close();
});
