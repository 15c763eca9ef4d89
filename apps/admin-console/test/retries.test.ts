import { expect, test } from 'vitest';
import { ownSql } from '../../sync-service/test/support/reconciliation.ts';
import { globalAdmin } from '../../sync-service/test/support/service.ts';
import { bookedReferences, claimsInBackoff } from '../../sync-service/test/support/syncs.ts';
import { approve, failedOf } from './support/books.ts';
import { factOf, signInAs, windowsOfThisFile } from './support/console.ts';
import { keyboardOf } from './support/keyboard.ts';

const refusal = {
  kind: 'status',
  status: 400,
  body: { error: { code: 'Application_DialogException', message: 'Not today.' } },
} as const;

const opened = windowsOfThisFile();

const fact = (name: string) => factOf(opened.window, name);
const history = () => opened.window.page.getByRole('list', { name: 'History' }).getByRole('listitem');

test('RTY-4 RTY-5 a retry that fails keeps the record on the list with one more error and attempt; one that succeeds takes it off and is told as such', async () => {
  const { page } = opened.window;
  const keyboard = keyboardOf(page);
  opened.console.mock.world.faults.add({ operation: 'bc.journalLines.create', effect: refusal });
  await approve(opened.console.service, 'hlf', 'HLF-1');
  await expect.poll(() => failedOf(opened.console.service, 'hlf')).toEqual(['HLF-1']);
  await signInAs(page, 'hlfAdmin', '/console/organizations/hlf/records?show=failed');
  await page.getByRole('row', { name: /HLF-1/ }).waitFor();
  // Found and tried again with the keyboard alone.
  await keyboard.reach('HLF-1');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Record HLF-1' }).waitFor();
  const attempts = Number(await fact('Delivery attempts').innerText());
  await history().filter({ hasText: 'Not today.' }).first().waitFor();
  const errors = await history().filter({ hasText: 'Not today.' }).count();
  await keyboard.reach('Retry');
  await page.keyboard.press('Enter');
  await page.getByRole('status').filter({ hasText: 'The record is tried again.' }).waitFor();
  await expect.poll(() => fact('Delivery attempts').innerText()).toBe(String(attempts + 1));
  await expect.poll(() => history().filter({ hasText: 'Not today.' }).count()).toBe(errors + 1);
  expect(await failedOf(opened.console.service, 'hlf')).toEqual(['HLF-1']);
  opened.console.mock.world.faults.clear();
  await page.getByRole('button', { name: 'Retry', exact: true }).click();
  await expect.poll(() => fact('State').innerText()).toBe('Synced');
  const booked = history().filter({ hasText: 'Succeeded' }).first();
  await booked.getByRole('link', { name: /because of event/ }).click();
  await expect.poll(() => fact('Event').innerText()).toBe('Retry requested');
  expect(await fact('Done by').innerText()).toBe('ola.hlf@example.org');
  expect(await failedOf(opened.console.service, 'hlf')).toEqual([]);
});

test('RTY-6 a record that waits out a backoff is tried at once when somebody asks for it', async () => {
  const { page } = opened.window;
  await claimsInBackoff(opened.console.service, opened.console.mock, 'hlf', 1);
  await signInAs(page, 'hlfAdmin', '/console/organizations/hlf/records?show=failed');
  await page.getByText('Failed, will be retried').waitFor();
  const before = bookedReferences(opened.console.mock).length;
  await page.getByRole('checkbox', { name: 'Select all failed records in the list' }).check();
  await page.getByRole('button', { name: 'Retry Selected' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Retry', exact: true }).click();
  await page.getByText('No records fit the filter.').waitFor();
  await expect.poll(() => bookedReferences(opened.console.mock).length).toBe(before + 1);
});

test('MAN-5 a sync that fails midway says so, keeps what was posted, and leaves only what failed', async () => {
  const { page } = opened.window;
  await claimsInBackoff(opened.console.service, opened.console.mock, 'hlf', 2);
  await ownSql(
    opened.console.service,
    `update bilag.expense_records r set content = jsonb_set(content, '{lines,0,costCenter}', '"NONE"')
     from (select record_id from bilag.outbox where organization_id = 'hlf' limit 1) o where o.record_id = r.record_id`,
  );
  const before = bookedReferences(opened.console.mock).length;
  await signInAs(page, 'hlfAdmin');
  await page.getByRole('button', { name: 'Trigger Sync Now' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Sync now?' });
  await dialog.getByText('2 pending records will be synced.').waitFor();
  await dialog.getByRole('button', { name: 'Sync', exact: true }).click();
  await page
    .getByRole('status')
    .filter({ hasText: 'The sync has ended: 1 booked, 0 accepted, 1 failed, 0 waiting.' })
    .waitFor();
  await page.getByRole('link', { name: 'View Failed Records (1)' }).click();
  await page.getByText('1 record shown').waitFor();
  expect(bookedReferences(opened.console.mock)).toHaveLength(before + 1);
});

test('TOG-2 while the connector is disabled an approval is not sent: it waits, and the status counts it', async () => {
  const { page } = opened.window;
  await opened.console.service.call('PUT', '/v1/organizations/nbf/integration/enabled', globalAdmin, {
    enabled: false,
  });
  await signInAs(page, 'nbfAdmin');
  await expect.poll(() => fact('Pending').innerText()).toBe('0');
  opened.console.mock.world.requests.clear();
  await approve(opened.console.service, 'nbf', 'NBF-1');
  await expect.poll(() => fact('Pending').innerText()).toBe('1');
  await page.getByText('Disabled: approved records wait, and nothing is lost.').waitFor();
  expect(opened.console.mock.world.requests.list().filter(({ operation }) => operation.startsWith('xledger'))).toEqual(
    [],
  );
});

test('DSH-5 GLO-3 an enabled connector that has not synced for a day although something was due is red, with a warning, in the overview too', async () => {
  const { page } = opened.window;
  // Whoever still holds the lane would end its rest when giving it back.
  const holders = () =>
    ownSql(opened.console.service, `select owner from bilag.lanes where organization_id = 'nbf' and owner is not null`);
  await expect.poll(holders).toEqual([]);
  await ownSql(
    opened.console.service,
    `update bilag.lanes set rest_until = now() + interval '1 hour', resumed_at = now() - interval '3 days' where organization_id = 'nbf';
     update bilag.outbox set fresh = false, due_at = now() - interval '2 days' where organization_id = 'nbf';
     update bilag.integration_configs set enabled = true where organization_id = 'nbf'`,
  );
  await signInAs(page, 'globalAdmin');
  const row = page.getByRole('row', { name: /NBF/ });
  await row.getByText('No sync for over 24 hours').waitFor();
  expect(await row.getAttribute('class')).toBe('row-bad');
  await row.getByRole('link').click();
  await page.getByText('Nothing was synced in the last 24 hours, although something was due.').waitFor();
  expect(await page.locator('.health').getAttribute('class')).toContain('health-red');
});
