import { afterAll, beforeAll, expect, test } from 'vitest';
import { businessCentralIntegration, connectOrganization } from '../../sync-service/test/support/organizations.ts';
import { approve, failedOf } from './support/books.ts';
import { signInAs, startTestConsole, type TestConsole } from './support/console.ts';
import { hostileTexts } from './support/hostile-texts.ts';

let console: TestConsole;

beforeAll(async () => {
  console = await startTestConsole();
  await connectOrganization(console.service, 'hlf', businessCentralIntegration(console.mock));
});
afterAll(() => console[Symbol.asyncDispose]());

test('fifty hostile texts, said by the accounting system as its errors, are shown letter by letter in list, record, log and raw reply', {
  timeout: 180_000,
}, async () => {
  expect(new Set(hostileTexts).size).toBe(50);
  for (const [index, message] of hostileTexts.entries()) {
    const refusal = { status: 400, body: { error: { code: 'Application_DialogException', message } } };
    console.mock.world.faults.clear();
    console.mock.world.faults.add({ operation: 'bc.journalLines.create', effect: { kind: 'status', ...refusal } });
    await approve(console.service, 'hlf', `H-${index}`);
    await expect.poll(() => failedOf(console.service, 'hlf'), { interval: 30 }).toContain(`H-${index}`);
  }
  const { page, context, complaints } = await console.open();
  await signInAs(page, 'hlfAdmin', '/console/organizations/hlf/records?show=failed');
  await page.getByText('50 records shown').waitFor();
  const listed = await page.getByRole('main').textContent();
  expect(hostileTexts.filter((it) => listed?.includes(it) !== true)).toEqual([]);
  await page.goto('/console/organizations/hlf/audit-log?result=failed');
  await page.getByText(/50 events shown/).waitFor();
  const logged = await page.getByRole('main').textContent();
  expect(hostileTexts.filter((it) => logged?.includes(it) !== true)).toEqual([]);
  for (const index of [0, 11, 36, 48]) {
    await page.goto(`/console/organizations/hlf/records?sourceId=H-${index}`);
    await page.getByRole('link', { name: `H-${index}`, exact: true }).click();
    await page.getByText('The answer of the accounting system').first().click();
    const reply = page.getByRole('region', { name: 'The answer of the accounting system' });
    await reply.waitFor();
    expect(await reply.textContent()).toContain(JSON.stringify(hostileTexts[index]).slice(1, -1));
    expect(await page.title()).toBe(`Record H-${index} – Bilag`);
  }
  expect(await page.locator('main :is(script, img, iframe, b, form, style, object, embed)').count()).toBe(0);
  expect(complaints).toEqual([]);
  await context.close();
});
