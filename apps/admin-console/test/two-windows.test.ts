import { expect, test } from 'vitest';
import { businessCentralIntegration, standardMapping } from '../../sync-service/test/support/organizations.ts';
import { globalAdmin } from '../../sync-service/test/support/service.ts';
import { signInAs, windowsOfThisFile } from './support/console.ts';

const opened = windowsOfThisFile();

const settings = '/console/organizations/hlf/settings';
const hlf = '/v1/organizations/hlf';
const { expenseTypes } = standardMapping;

const account = (group: string) =>
  opened.window.page.getByRole('group', { name: group }).getByRole('combobox', { name: 'Ledger account' });
const box = (name: string) =>
  opened.window.page.getByLabel(name, { exact: true }).and(opened.window.page.locator('input, textarea'));
const button = (name: string) => opened.window.page.getByRole('button', { name, exact: true });
const told = () =>
  opened.window.page.getByRole('alert').filter({ hasText: 'global-admin has saved since you opened this' });

/** What somebody else does meanwhile. */
async function elsewhere(path: string, body: object): Promise<void> {
  const { status } = await opened.console.service.call('PUT', `${hlf}${path}`, globalAdmin, body);
  expect(status).toBe(200);
}

const stored = async (path: string) => (await opened.console.service.call('GET', `${hlf}${path}`, globalAdmin)).body;

/** The browser says that the service refused, and nothing else may have gone wrong. */
const expectOnlyRefusals = () =>
  expect(opened.window.complaints.splice(0).filter((it) => !it.includes('412'))).toEqual([]);

test('API-3 whoever saves a field mapping that somebody else has saved since is told by whom; what was typed stays, and what is saved can be seen and taken', async () => {
  const { page, context } = opened.window;
  await signInAs(page, 'hlfAdmin', `${settings}/mapping`);
  await account('Parking').fill('7140');
  await page.keyboard.press('Tab');
  const toll = { treatment: 'post', ledgerAccount: '7140' };
  await elsewhere('/integration/mapping', { ...standardMapping, expenseTypes: { ...expenseTypes, toll } });
  await button('Save field mapping').click();
  await told().waitFor();
  expect(await account('Parking').inputValue()).toBe('7140');
  expect(await stored('/integration/mapping')).toMatchObject({
    expenseTypes: { toll, parking: { ledgerAccount: '7143' } },
  });
  const other = context.waitForEvent('page');
  await page.getByRole('link', { name: 'See what is saved (in a new tab)' }).click();
  const newTab = await other;
  const tollThere = newTab.getByRole('group', { name: 'Toll' }).getByRole('combobox', { name: 'Ledger account' });
  await tollThere.waitFor();
  expect(await tollThere.inputValue()).toBe('7140');
  await newTab.close();
  await button('Fetch what is saved, and discard mine').click();
  await told().waitFor({ state: 'detached' });
  await expect.poll(() => account('Toll').inputValue()).toBe('7140');
  expect(await account('Parking').inputValue()).toBe('7143');
  await account('Parking').fill('7140');
  await page.keyboard.press('Tab');
  await button('Save field mapping').click();
  await page.getByRole('status').filter({ hasText: 'The field mapping is saved as version 3.' }).waitFor();
  expect(await stored('/integration/mapping')).toMatchObject({ expenseTypes: { toll, parking: toll } });
  expectOnlyRefusals();
});

test('API-3 alert settings that somebody else has saved since are not written over', async () => {
  const { page } = opened.window;
  await signInAs(page, 'hlfAdmin', `${settings}/alerts`);
  await box('Hours pending').fill('24');
  const theirs = { errorsPerDay: 5, pendingHours: 48, emails: [], webhook: null };
  await elsewhere('/alert-settings', theirs);
  await button('Save alert settings').click();
  await told().waitFor();
  expect(await box('Hours pending').inputValue()).toBe('24');
  expect(await stored('/alert-settings')).toMatchObject(theirs);
  await button('Fetch what is saved, and discard mine').click();
  await expect.poll(() => box('Errors in 24 hours').inputValue()).toBe('5');
  await box('Hours pending').fill('24');
  await button('Save alert settings').click();
  await page.getByRole('status').filter({ hasText: 'The alert settings are saved' }).waitFor();
  // The same window goes on from what it has saved itself.
  await box('Hours pending').fill('36');
  await button('Save alert settings').click();
  await expect.poll(() => stored('/alert-settings')).toMatchObject({ errorsPerDay: 5, pendingHours: 36 });
  expectOnlyRefusals();
});

test('API-3 a connection that somebody else has saved since is not written over; one that was only tested or switched is saved', async () => {
  const { page } = opened.window;
  const { settings: former, ...integration } = businessCentralIntegration(opened.console.mock);
  await signInAs(page, 'hlfAdmin', `${settings}/connection`);
  const companyName = box('Company name (optional)');
  const moreOptions = page.getByText('More options').last();
  await moreOptions.click();
  await companyName.fill('Mine');
  await elsewhere('/integration', { ...integration, settings: { ...former, companyName: 'Theirs' } });
  await button('Test connection').click();
  await page.getByText(/The connection works: /).waitFor();
  await button('Save connection').click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Save connection' }).click();
  await told().waitFor();
  expect(await companyName.inputValue()).toBe('Mine');
  expect(await stored('/integration')).toMatchObject({ settings: { companyName: 'Theirs' } });
  await button('Fetch what is saved, and discard mine').click();
  await expect.poll(() => companyName.inputValue()).toBe('Theirs');
  await moreOptions.click();
  await companyName.fill('Mine');
  await opened.console.service.call('POST', `${hlf}/integration/test`, globalAdmin);
  await elsewhere('/integration/enabled', { enabled: true });
  await button('Test connection').click();
  await page.getByText(/The connection works: /).waitFor();
  await button('Save connection').click();
  await page.getByRole('status').filter({ hasText: 'The connection is saved and tested.' }).waitFor();
  expect(await stored('/integration')).toMatchObject({ settings: { companyName: 'Mine' } });
  expectOnlyRefusals();
});
