import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { ownSql } from '../../sync-service/test/support/reconciliation.ts';
import { orgAdmin } from '../../sync-service/test/support/service.ts';
import { beginSync } from '../../sync-service/test/support/syncs.ts';
import { keepBooks } from './support/books.ts';
import { signInAs, startTestConsole, type TestConsole, type Window } from './support/console.ts';

let console: TestConsole;
let window: Window;

beforeAll(async () => {
  console = await startTestConsole();
  await keepBooks(console);
  const { link } = await beginSync(console.service, 'nbf');
  await vi.waitFor(
    async () => {
      const { body } = await console.service.call('GET', link, orgAdmin('nbf'));
      if (body['state'] === 'running') throw new Error('The sync has not ended yet.');
    },
    { interval: 100 },
  );
});
afterAll(() => console[Symbol.asyncDispose]());
beforeEach(async () => {
  window = await console.open();
});
afterEach(async () => {
  await window.context.close();
  if (window.complaints.length > 0) throw new Error(`The page complained: ${window.complaints.join('; ')}`);
});

const table = () => window.page.getByRole('table', { name: 'Events, newest first' });
/** What stands in one column, row by row, as somebody reads it. */
async function column(heading: string): Promise<readonly string[]> {
  await table().waitFor();
  const headings = await table().getByRole('columnheader').allInnerTexts();
  const index = headings.indexOf(heading);
  const cells = await table()
    .getByRole('row')
    .evaluateAll(
      (rows, at) => rows.slice(1).map((row) => row.querySelectorAll('.cell-content')[at]?.textContent.trim() ?? ''),
      index,
    );
  return cells;
}
async function choose(label: RegExp, option: string): Promise<void> {
  await window.page.getByRole('button', { name: label }).click();
  await window.page.getByRole('option', { name: option, exact: true }).click();
}

test('AUD-1 AUD-5 AUD-7 the entries of the own organization stand newest first, each with its trigger and who did it', async () => {
  const { page } = window;
  await signInAs(page, 'nbfAdmin');
  await page.getByRole('link', { name: 'Audit log', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Audit log of NBF' }).waitFor();
  await table().waitFor();
  const times = await table()
    .getByRole('link')
    .evaluateAll((links) => links.map((it) => it.getAttribute('href') ?? ''));
  const ids = times.map((it) => Number(it.split('/').at(-1)));
  expect(ids.length).toBeGreaterThan(5);
  expect(ids).toEqual(ids.toSorted((a, b) => b - a));
  expect(times.every((it) => it.includes('/organizations/nbf/'))).toBe(true);
  const triggers = new Set(await column('Trigger'));
  expect([...triggers].toSorted()).toEqual(['Automatic, after approval', 'Manual']);
  expect(await column('Done by')).not.toContain('');
  await page
    .getByRole('row', { name: /Sync begun/ })
    .getByText('admin-of-nbf')
    .waitFor();
});

test('AUD-2 AUD-3 filters are kept in the address: result, record type, event and dates, with error messages', async () => {
  const { page } = window;
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/audit-log');
  await choose(/Result/, 'Failed');
  await expect.poll(async () => new Set(await column('Result'))).toEqual(new Set(['Failed']));
  expect(page.url()).toMatch(/\?result=failed$/);
  const messages = await column('Error or reason');
  expect(messages.length).toBeGreaterThan(0);
  expect(messages.every((it) => it.includes('999'))).toBe(true);
  await choose(/Record type/, 'Honorarium');
  await page.getByText('No events fit the filter.').waitFor();
  await page.getByRole('button', { name: 'Clear all filters' }).click();
  await expect.poll(() => new URL(page.url()).search).toBe('');
  await page.getByLabel('To', { exact: true }).fill('2020-01-31');
  await page.getByText('No events fit the filter.').waitFor();
  expect(page.url()).toMatch(/\?to=2020-01-31$/);
  await page.getByLabel('From', { exact: true }).fill('2020-02-01');
  await page.getByText('The date “to” is before the date “from”.').waitFor();
  await page.goto('/console/organizations/nbf/audit-log?trigger=manual&action=sync-requested');
  await expect.poll(() => column('Event')).toEqual(['Sync begun']);
});

test('AUD-1 a long log is read page by page', async () => {
  const { page } = window;
  await ownSql(
    console.service,
    `insert into bilag.sync_logs (organization_id, actor, action, result)
     select 'hlf', 'engine', 'status', 'accepted' from generate_series(1, 120)`,
  );
  await signInAs(page, 'hlfAdmin', '/console/organizations/hlf/audit-log?action=status');
  await page.getByText('50 events shown, there are more').waitFor();
  await page.getByRole('button', { name: 'Show more' }).click();
  await page.getByText('100 events shown, there are more').waitFor();
  await page.getByRole('button', { name: 'Show more' }).click();
  await page.getByText('120 events shown', { exact: true }).waitFor();
  expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0);
  // Whoever reads with the keyboard goes on at the first of the rows that came.
  await expect.poll(() => page.evaluate('document.activeElement.closest("tr")?.rowIndex')).toBe(101);
});

test('AUD-4 an entry shows record type, accounting system, payload and its hash, and the retry count', async () => {
  const { page } = window;
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/audit-log?action=attempt');
  await table().getByRole('link').last().click();
  await page.getByRole('heading', { level: 1, name: /^Event \d+$/ }).waitFor();
  const fact = (name: string) =>
    page
      .locator('dl > div')
      .filter({ has: page.getByText(name, { exact: true }) })
      .locator('dd');
  await page.getByRole('region', { name: 'Payload, word for word' }).waitFor();
  expect(await fact('Record type').innerText()).toBe('Reimbursement');
  await expect.poll(() => fact('Accounting system').innerText()).toBe('Xledger');
  expect(await fact('Retry count').innerText()).toBe('0');
  const payload = (await page.getByRole('region', { name: 'Payload, word for word' }).textContent()) ?? '';
  expect(await fact('Payload hash (SHA-256)').innerText()).toBe(createHash('sha256').update(payload).digest('hex'));
  await page.getByRole('link', { name: 'NBF-1' }).click();
  await page.getByRole('heading', { level: 1, name: 'Record NBF-1' }).waitFor();
});

test('the log is saved as a file for a spreadsheet, with what the filters let through', async () => {
  const { page } = window;
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/audit-log?action=sync-requested');
  await table().waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download as CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('sync-log-nbf.csv');
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain(';admin-of-nbf;sync-requested;');
  await page.getByRole('status').filter({ hasText: 'sync-log-nbf.csv has been downloaded' }).waitFor();
});

test('AUD-6 GLO-4 a global administrator reads the logs of all organizations, and of one by its filter', async () => {
  const { page } = window;
  await signInAs(page, 'globalAdmin', '/console/audit-log?result=succeeded&action=connector-enabled');
  await expect.poll(async () => new Set(await column('Organization'))).toEqual(new Set(['HLF', 'NBF']));
  await page
    .getByRole('search')
    .getByRole('button', { name: /Organization/ })
    .click();
  await page.getByRole('option', { name: 'HLF' }).click();
  await expect.poll(async () => new Set(await column('Organization'))).toEqual(new Set(['HLF']));
  expect(page.url()).toContain('organization=hlf');
  await page.goto('/console/organizations/hlf/audit-log');
  await page.getByRole('heading', { level: 1, name: 'Audit log of HLF' }).waitFor();
});

test('AUD-8 the log is marked as verified; once somebody has changed it in the database, that is said instead', async () => {
  const { page } = window;
  const verified = async () =>
    (
      await console.service.call<{ unsealed: number }>(
        'GET',
        '/v1/organizations/nbf/sync-logs/verification',
        orgAdmin('nbf'),
      )
    ).body.unsealed;
  await expect.poll(verified, { timeout: 60_000 }).toBe(0);
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/audit-log');
  await page.getByText(/Chain verified: \d+ events are as they were written/).waitFor();
  await ownSql(
    console.service,
    `alter table bilag.sync_logs disable trigger user;
     update bilag.sync_logs set actor = 'nobody' where log_id = (select min(log_id) from bilag.sync_logs where organization_id = 'nbf');
     alter table bilag.sync_logs enable trigger user`,
  );
  await page.reload();
  await page.getByRole('alert').getByText('The log has been changed afterwards').waitFor();
});
