import { norwegian } from '@bilag/core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { standardMapping } from '../../sync-service/test/support/organizations.ts';
import { ownSql } from '../../sync-service/test/support/reconciliation.ts';
import { globalAdmin } from '../../sync-service/test/support/service.ts';
import { claimsInBackoff, posting } from '../../sync-service/test/support/syncs.ts';
import { approve, failedOf, keepBooks, setCostCenterRight } from './support/books.ts';
import { signInAs, startTestConsole, type TestConsole, type Window } from './support/console.ts';
import { keyboardOf } from './support/keyboard.ts';

let console: TestConsole;
let window: Window;

beforeAll(async () => {
  console = await startTestConsole();
  await keepBooks(console);
});
afterAll(() => console[Symbol.asyncDispose]());
beforeEach(async () => {
  console.mock.world.faults.clear();
  window = await console.open();
});
afterEach(async () => {
  await window.context.close();
  if (window.complaints.length > 0) throw new Error(`The page complained: ${window.complaints.join('; ')}`);
});

/** The value of a fact by its name. */
const fact = (name: string) =>
  window.page
    .locator('dl > div')
    .filter({ has: window.page.getByText(name, { exact: true }) })
    .locator('dd');

test('DSH-2 GLO-1 GLO-2 a global administrator sees one row per organization, and which one has errors', async () => {
  const { page } = window;
  await signInAs(page, 'globalAdmin');
  const table = page.getByRole('table', { name: /how their syncs stand/ });
  const nbf = table.getByRole('row', { name: /NBF/ });
  await nbf.waitFor();
  // The names of the accounting systems come by themselves.
  await table.getByRole('cell', { name: 'Microsoft Dynamics 365' }).waitFor();
  const cells = await nbf.getByRole('cell').allInnerTexts();
  expect(cells.map((it) => it.trim())).toEqual([
    'Has errors',
    'Xledger',
    'Enabled',
    expect.stringMatching(/20\d\d/),
    '0',
    '3',
  ]);
  expect(await nbf.getAttribute('class')).toBe('row-warn');
  const hlf = await table.getByRole('row', { name: /HLF/ }).getByRole('cell').allInnerTexts();
  expect(hlf.map((it) => it.trim())).toEqual(['Disabled', 'Microsoft Dynamics 365', 'Disabled', 'Never', '2', '0']);
  expect(await table.getByRole('columnheader').allInnerTexts()).toEqual([
    'Organization',
    'Health',
    'Accounting system',
    'Connector',
    'Last sync',
    'Pending',
    'Errors',
  ]);
});

test('GLO-4 GLO-5 GLO-6 filters are kept in the address, and a row leads to the organization', async () => {
  const { page } = window;
  await signInAs(page, 'globalAdmin');
  await page.getByRole('button', { name: /Accounting system/ }).click();
  await page.getByRole('option', { name: 'Xledger' }).click();
  await page.getByText('1 organization shown').waitFor();
  expect(page.url()).toMatch(/\?connector=xledger$/);
  await page.getByRole('button', { name: /Health/ }).click();
  await page.getByRole('option', { name: 'Healthy' }).click();
  await page.getByText('No organization fits the filter.').waitFor();
  await page.goto('/console/overview?health=errors');
  await page.getByRole('row', { name: /NBF/ }).click({ position: { x: 600, y: 20 } });
  await page.getByRole('heading', { level: 1, name: 'Status of NBF' }).waitFor();
});

test('DSH-1 DSH-4 the status tells connector, last sync, pending and errors, and leads to the records that failed', async () => {
  const { page } = window;
  await signInAs(page, 'nbfAdmin');
  await page.getByText('Needs attention').waitFor();
  expect(await fact('Pending').innerText()).toBe('0');
  expect(await fact('Errors').innerText()).toBe('3');
  await expect.poll(() => fact('Accounting system').innerText()).toBe('Xledger');
  expect(await fact('Last sync').innerText()).toMatch(/with errors$/);
  await page.getByRole('link', { name: 'View Failed Records (3)' }).click();
  await page.getByText('3 records shown').waitFor();
  await expect.poll(() => page.evaluate<string>('document.activeElement.tagName')).toBe('H1');
});

test('RTY-1 a failed record shows its error and what to do; its voucher shows accounts, cost center, debit and credit', async () => {
  const { page } = window;
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/records?sourceId=NBF-2');
  const row = page.getByRole('row', { name: /NBF-2/ });
  expect(await row.innerText()).toMatch(/NOK\s1,120\.50/);
  await row.getByRole('link', { name: 'NBF-2' }).click();
  await page.getByRole('heading', { level: 1, name: 'Record NBF-2' }).waitFor();
  await page.getByText('Error code: ERP_UNKNOWN_DIMENSION_VALUE').first().waitFor();
  const lines = page.getByRole('table', { name: 'Journal lines' });
  await lines.waitFor();
  const debit = await lines.getByRole('row', { name: /7142/ }).getByRole('cell').allInnerTexts();
  expect(debit.map((it) => it.trim())).toEqual([
    'Cost center 999',
    'Toll Oslo',
    expect.stringMatching(/1,120\.50/),
    '',
    '',
    'Toll, field mapping 1',
  ]);
});

test('RTY-1 in bokmål a failed record says in bokmål what its error means and what to do; what was written in English is marked as English', async () => {
  const { page, context, complaints } = await console.open({ language: 'nb' });
  const { meaning, remedy } = norwegian.ERP_UNKNOWN_DIMENSION_VALUE;
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/records?sourceId=NBF-2');
  const row = page.getByRole('row', { name: /NBF-2/ });
  await row.getByText(meaning).waitFor();
  await row.getByRole('link', { name: 'NBF-2' }).click();
  await page.getByRole('heading', { level: 1, name: 'Krav NBF-2' }).waitFor();
  const main = page.getByRole('main');
  await main.getByText(meaning).first().waitFor();
  await main.getByText(remedy).first().waitFor();
  await main.locator('[lang=en]').getByText(/999/).first().waitFor();
  const spokenAsEnglish = main.locator('[lang=en]');
  expect(await spokenAsEnglish.getByText(meaning).count()).toBe(0);
  expect(await spokenAsEnglish.getByText(remedy).count()).toBe(0);
  await page.goto('/console/organizations/nbf/audit-log?result=failed');
  await page.getByRole('table').getByRole('link').first().click();
  await main.getByText(meaning).waitFor();
  await main.getByText(remedy).waitFor();
  await context.close();
  expect(complaints).toEqual([]);
});

test('a booked record leads to its voucher in the accounting system and to its trace; an address that is no https page is no link', async () => {
  const { page } = window;
  const show = async (links: Readonly<Record<'erpLink' | 'traceLink', string | null>>) => {
    await page.unrouteAll({ behavior: 'wait' });
    await page.route(/\/v1\/organizations\/nbf\/records\/[0-9a-f-]{36}$/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), ...links } });
    });
    await page.goto('/console/organizations/nbf/records?sourceId=NBF-1');
    await page.getByRole('link', { name: 'NBF-1', exact: true }).click();
    await fact('Delivery attempts').waitFor();
  };
  await signInAs(page, 'nbfAdmin');
  await page.getByRole('heading', { level: 1, name: 'Status of NBF' }).waitFor();
  const [erpLink, traceLink] = ['https://erp.example.org/voucher/1', 'http://127.0.0.1:4020/traces/1'];
  await show({ erpLink, traceLink });
  const links = [
    ['Open the voucher (in a new tab)', erpLink],
    ['See the trace of the attempts (in a new tab)', traceLink],
  ] as const;
  for (const [name, address] of links) {
    const link = page.getByRole('link', { name, exact: true });
    await link.waitFor();
    expect(await link.getAttribute('href')).toBe(address);
    expect(await link.getAttribute('rel')).toContain('noopener');
  }
  await show({ erpLink: 'javascript:document.title=1', traceLink: 'data:text/html,x' });
  expect(await page.getByRole('main').locator('a[target=_blank]').count()).toBe(0);
  await show({ erpLink: 'http://erp.example.org/1', traceLink: null });
  expect(await page.getByRole('main').locator('a[target=_blank]').count()).toBe(0);
  await page.unrouteAll({ behavior: 'wait' });
});

test('RTY-3 whoever has saved a field mapping is told that what failed before waits, and led to it', async () => {
  const { page } = window;
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/settings/mapping');
  await page.getByRole('button', { name: 'Save field mapping' }).click();
  await page.getByRole('status').filter({ hasText: 'The field mapping is saved' }).waitFor();
  await page.getByText('3 records failed before, and will not be tried again by themselves.').waitFor();
  await page.getByRole('link', { name: 'Try them again' }).click();
  await page.getByText('3 records shown').waitFor();
  expect(new URL(page.url()).search).toBe('?show=failed');
});

test('DOD-5 RTY-2 a failed record is found and tried again with the keyboard alone', async () => {
  const { page } = window;
  await setCostCenterRight(console.service, 'nbf');
  await signInAs(page, 'nbfAdmin');
  await page.getByRole('heading', { level: 1, name: 'Status of NBF' }).waitFor();
  await reach('View Failed Records (3)');
  await page.keyboard.press('Enter');
  await page.getByRole('row', { name: /NBF-3/ }).waitFor();
  await reach('Select NBF-3');
  await page.keyboard.press('Space');
  await page.getByText('1 selected').waitFor();
  await reach('Retry Selected', 'Shift+Tab');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('alertdialog', { name: 'Retry?' });
  await dialog.getByText('1 record will be tried again now.').waitFor();
  await reach('Retry');
  await page.keyboard.press('Enter');
  await page.getByRole('status').filter({ hasText: '1 record is tried again.' }).waitFor();
  await page.getByText('2 records shown').waitFor();
  expect(await failedOf(console.service, 'nbf')).toEqual(['NBF-2', 'NBF-4']);
  await expect.poll(focused).toBe('Retry Selected');
});

test('RTY-3 all that failed are tried again after a count, and the list empties by itself', async () => {
  const { page } = window;
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/records?show=failed');
  await page.getByRole('button', { name: 'Retry All Failed' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Retry?' });
  await dialog.getByText('2 records will be tried again now.').waitFor();
  await dialog.getByRole('button', { name: 'Retry', exact: true }).click();
  await page.getByText('No records fit the filter.').waitFor();
  expect(await failedOf(console.service, 'nbf')).toEqual([]);
});

test('RTY-3 «Retry All Failed» with the keyboard tries, after a count, only what failed with the error that the list is filtered by', async () => {
  const { page } = window;
  const keyboard = keyboardOf(page);
  const { parking: _, ...others } = standardMapping.expenseTypes;
  const withoutParking = { ...standardMapping, expenseTypes: others };
  await console.service.call('PUT', '/v1/organizations/nbf/integration/mapping', globalAdmin, withoutParking);
  for (const name of ['C-1', 'C-2']) await approve(console.service, 'nbf', name, { costCenter: '999' });
  await approve(console.service, 'nbf', 'P-1', { expenseType: 'parking' });
  await expect.poll(() => failedOf(console.service, 'nbf')).toEqual(['C-1', 'C-2', 'P-1']);
  await setCostCenterRight(console.service, 'nbf');
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/records?show=failed&code=UNMAPPED_EXPENSE_TYPE');
  await page.getByText('1 record shown').waitFor();
  await keyboard.reach('Retry All Failed');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('alertdialog', { name: 'Retry?' });
  await dialog.getByText('1 record will be tried again now.').waitFor();
  await dialog.getByText('Only errors with the code UNMAPPED_EXPENSE_TYPE').waitFor();
  await keyboard.reach('Retry');
  await page.keyboard.press('Enter');
  await page.getByRole('status').filter({ hasText: '1 record is tried again.' }).waitFor();
  await page.getByText('No records fit the filter.').waitFor();
  await expect.poll(() => failedOf(console.service, 'nbf')).toEqual(['C-1', 'C-2']);
  // Nobody has touched the others.
  const retries = await ownSql<{ sourceId: string }>(
    console.service,
    `select r.source_id as "sourceId" from bilag.sync_logs l join bilag.expense_records r using (organization_id, record_id)
     where l.organization_id = 'nbf' and l.action = 'retry' and r.source_id in ('C-1', 'C-2', 'P-1')`,
  );
  expect(retries.map((it) => it.sourceId)).toEqual(['P-1']);
  await keyboard.reach('Show all errors', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await page.getByText('2 records shown').waitFor();
  await page.getByRole('button', { name: 'Retry All Failed' }).click();
  await dialog.getByText('2 records will be tried again now.').waitFor();
  await dialog.getByRole('button', { name: 'Retry', exact: true }).click();
  await expect.poll(() => failedOf(console.service, 'nbf')).toEqual([]);
});

test('DSH-3 DSH-6 without errors the indicator is green; when a record fails, the figures change while somebody looks', async () => {
  const { page } = window;
  await signInAs(page, 'nbfAdmin');
  await page.getByText('Healthy').waitFor();
  expect(await fact('Errors').innerText()).toBe('0');
  expect(await fact('Last sync').innerText()).toMatch(/without errors$/);
  await approve(console.service, 'nbf', 'NBF-9', { expenseType: 'parking', costCenter: '999' });
  await page.getByRole('link', { name: 'View Failed Records (1)' }).waitFor();
  await expect.poll(() => fact('Errors').innerText()).toBe('1');
  await page.getByText('Needs attention').waitFor();
});

test('TOG-1 TOG-3 TOG-6 while the connector is off a sync is refused with the reason; switched on after a question, what waited is sent', async () => {
  const { page } = window;
  await signInAs(page, 'hlfAdmin');
  const toggle = page.getByRole('switch', { name: 'Microsoft Dynamics 365 connector' });
  await toggle.waitFor();
  expect(await toggle.isChecked()).toBe(false);
  const sync = page.getByRole('button', { name: 'Trigger Sync Now' });
  expect(await sync.isDisabled()).toBe(true);
  expect(await sync.getAttribute('aria-describedby')).toBe(
    await page.getByText('The connector is disabled. Enable it to sync.').getAttribute('id'),
  );
  await page.getByText('Microsoft Dynamics 365 connector').click();
  const dialog = page.getByRole('alertdialog', { name: 'Enable the Microsoft Dynamics 365 connector?' });
  await dialog.getByText('2 pending records will be sent.').waitFor();
  await dialog.getByRole('button', { name: 'Enable' }).click();
  await page.getByRole('status').filter({ hasText: 'The Microsoft Dynamics 365 connector is enabled.' }).waitFor();
  await expect.poll(() => toggle.isChecked()).toBe(true);
  await expect.poll(() => fact('Pending').innerText()).toBe('0');
});

test('MAN-1 MAN-2 MAN-3 MAN-4 a sync by hand says how many it is of, shows its progress, cannot be begun twice, and is announced when it has ended', async () => {
  const { page } = window;
  await claimsInBackoff(console.service, console.mock, 'hlf', 3);
  await signInAs(page, 'hlfAdmin');
  const sync = page.getByRole('button', { name: 'Trigger Sync Now' });
  await expect.poll(() => fact('Pending').innerText()).toBe('3');
  await sync.click();
  const dialog = page.getByRole('alertdialog', { name: 'Sync now?' });
  await dialog.getByText('3 pending records will be synced.').waitFor();
  console.mock.world.faults.add({ operation: posting.hlf, effect: { kind: 'delay', ms: 2_000 } });
  await dialog.getByRole('button', { name: 'Sync', exact: true }).click();
  await page.getByRole('progressbar', { name: 'Sync under way' }).waitFor();
  await page.getByText('A manual sync is running.').waitFor();
  expect(await sync.isDisabled()).toBe(true);
  await page.getByRole('status').filter({ hasText: 'The sync has ended: 3 booked' }).waitFor();
  await page.getByRole('progressbar').waitFor({ state: 'detached' });
  await expect.poll(() => fact('Pending').innerText()).toBe('0');
  await expect.poll(() => sync.isDisabled()).toBe(false);
});

test('what an accounting system or an approving app writes is shown letter by letter, whatever it looks like', async () => {
  const { page } = window;
  const hostile = [
    '<img src=x onerror="document.title=1">',
    '<script>document.title=2</script>',
    '"><svg/onload=document.title=3>',
    '{{constructor.constructor("document.title=4")()}}',
    '\u202Egnp.exe \u0645\u0631\u062D\u0628\u0627 &lt;b&gt;',
  ].join(' ');
  const refusal = { status: 400, body: { error: { code: 'Application_DialogException', message: hostile } } };
  console.mock.world.faults.add({ operation: 'bc.journalLines.create', effect: { kind: 'status', ...refusal } });
  const sourceId = '<b onclick=document.title=5>HLF</b>';
  await console.service.call('PUT', '/v1/organizations/hlf/integration/enabled', globalAdmin, { enabled: true });
  await approve(console.service, 'hlf', sourceId, { text: hostile });
  await signInAs(page, 'hlfAdmin', '/console/organizations/hlf/records?show=failed');
  await page.getByRole('link', { name: sourceId }).click();
  await page.getByRole('heading', { level: 1, name: `Record ${sourceId}` }).waitFor();
  await page.getByRole('table', { name: 'Journal lines' }).waitFor();
  expect(await page.title()).toBe(`Record ${sourceId} – Bilag`);
  const shown = await page.getByRole('main').innerText();
  expect(shown.split(hostile).length - 1).toBeGreaterThanOrEqual(2);
  expect(await page.locator('main :is(img, script, b)').count()).toBe(0);
  console.mock.world.faults.clear();
});

/** Presses the Tab key until what has this name has the focus, as somebody does who cannot see where it is. */
async function reach(name: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await window.page.keyboard.press(key);
    if ((await focused()) === name) return;
  }
  throw new Error(`«${name}» is not within reach of the ${key} key.`);
}

/** The name of what has the focus. */
function focused(): Promise<string> {
  return window.page.evaluate<string>(
    "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()",
  );
}
