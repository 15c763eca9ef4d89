import { dynamicsPlugin } from '@bilag/connector-dynamics';
import { fileConnector } from '@bilag/connector-file';
import { xledgerConnector } from '@bilag/connector-xledger';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createOrganization } from '../../sync-service/test/support/http-service.ts';
import { businessCentralIntegration, connectOrganization } from '../../sync-service/test/support/organizations.ts';
import { globalAdmin, orgAdmin } from '../../sync-service/test/support/service.ts';
import { connectorNames } from '../src/i18n/connector-names.ts';
import { approve } from './support/books.ts';
import { signInAs, startTestConsole, type TestConsole, type Window } from './support/console.ts';
import { keyboardOf } from './support/keyboard.ts';

let console: TestConsole;
let window: Window;
/** What the browser itself says of answers that a test provokes. */
let expected: RegExp;

beforeAll(async () => {
  console = await startTestConsole();
  await createOrganization(console.service, 'nbf');
  await connectOrganization(console.service, 'hlf', businessCentralIntegration(console.mock));
});
afterAll(() => console[Symbol.asyncDispose]());
beforeEach(async () => {
  window = await console.open();
  expected = /^$/;
});
afterEach(async () => {
  await window.context.close();
  const complaints = window.complaints.filter((it) => !expected.test(it));
  if (complaints.length > 0) throw new Error(`The page complained: ${complaints.join('; ')}`);
});

const settings = (id: string, part = '') => `/console/organizations/${id}/settings${part}`;

async function choose(label: RegExp | string, option: string): Promise<void> {
  await window.page.getByRole('button', { name: label }).click();
  await window.page.getByRole('option', { name: option, exact: true }).click();
}

const box = (name: RegExp | string) =>
  window.page.getByLabel(name, { exact: true }).and(window.page.locator('input, textarea'));

/** Types a code and goes on to the next field. */
async function type(field: Locator, code: string): Promise<void> {
  await field.fill(code);
  await window.page.keyboard.press('Tab');
}

const integrationOf = async (id: string) =>
  (await console.service.call('GET', `/v1/organizations/${id}/integration`, globalAdmin)).body;

test('CFG-1 choosing an accounting system shows only its own fields', async () => {
  const { page } = window;
  await signInAs(page, 'nbfAdmin', settings('nbf'));
  await page.getByText('An accounting system and credentials').waitFor();
  await page.getByRole('link', { name: 'Choose accounting system' }).click();
  await choose(/Accounting system/, 'Xledger');
  await box('API token').waitFor();
  expect(await box('Tenant').count()).toBe(0);
  await choose(/Accounting system/, 'Microsoft Dynamics 365');
  await box('Tenant').waitFor();
  expect(await box('API token').count()).toBe(0);
  expect(await box('Client secret (its value, not its id)').getAttribute('type')).toBe('password');
  await choose(/Sign in with/, 'Certificate');
  expect(await box('Client secret (its value, not its id)').count()).toBe(0);
  await box('Certificate').waitFor();
});

test('CFG-5 with wrong credentials the test says that authentication failed, what was typed stays, and saving is refused', async () => {
  expected = /422/;
  const { page } = window;
  await signInAs(page, 'nbfAdmin', settings('nbf', '/connection'));
  await choose(/Accounting system/, 'Xledger');
  await page.getByRole('button', { name: 'Test connection' }).click();
  await page.getByText('Fill in this field.').first().waitFor();
  await expect.poll(() => page.evaluate<string>('document.activeElement.type')).toBe('password');
  await box('API token').fill('x'.repeat(40));
  await box('Address').fill(console.mock.urls.xledgerGraphql);
  await choose(/Dimensions: Cost center/, 'glObject2');
  await box('Entity').fill('31000001');
  await page.getByRole('button', { name: 'Test connection' }).click();
  const alert = page.getByRole('alert');
  await alert.getByText('Authentication failed').waitFor();
  expect(await alert.innerText()).toContain('Nothing has been saved.');
  expect(await box('API token').inputValue()).toBe('x'.repeat(40));
  const save = page.getByRole('button', { name: 'Save connection' });
  expect(await save.getAttribute('aria-disabled')).toBe('true');
  await save.click({ force: true });
  const { status } = await console.service.call('GET', '/v1/organizations/nbf/integration', globalAdmin);
  expect(status).toBe(409);
});

test.each([
  ['another entity', { Entity: '31000002' }, 'The credentials open another ledger'],
  ['no address that answers', { Address: 'https://127.0.0.1:9/graphql' }, 'The address does not answer'],
])(
  'CFG-5 a test with %s says what to correct, and neither that sending is paused nor that it is tried again',
  async (_what, wrong: Readonly<Record<string, string>>, title) => {
    expected = /422|502/;
    const { page } = window;
    await signInAs(page, 'nbfAdmin', settings('nbf', '/connection'));
    await choose(/Accounting system/, 'Xledger');
    const typed = { Entity: '31000001', Address: console.mock.urls.xledgerGraphql, ...wrong };
    for (const [label, value] of Object.entries(typed)) await box(label).fill(value);
    await box('API token').fill(console.mock.world.seed.xledger.tokens.full.token);
    await choose(/Dimensions: Cost center/, 'glObject2');
    await page.getByRole('button', { name: 'Test connection' }).click();
    const alert = page.getByRole('alert').filter({ hasText: title });
    await alert.waitFor();
    const told = await alert.innerText();
    expect(told).toContain('Nothing has been saved.');
    expect(told).not.toMatch(/paused|tries again/i);
  },
);

test('a setting that the service finds wrong is marked, gets the focus, and everything typed stays', async () => {
  expected = /422/;
  const { page } = window;
  await signInAs(page, 'nbfAdmin', settings('nbf', '/connection'));
  await choose(/Accounting system/, 'Xledger');
  await box('API token').fill('x'.repeat(40));
  await box('Address').fill('file:///etc/passwd');
  await choose(/Dimensions: Cost center/, 'glObject2');
  await box('Entity').fill('31000001');
  await page.getByRole('button', { name: 'Test connection' }).click();
  await page.getByText('The value does not have the right form.').waitFor();
  expect(await box('Address').getAttribute('aria-invalid')).toBe('true');
  await expect.poll(() => page.evaluate<string>('document.activeElement.value')).toBe('file:///etc/passwd');
  expect(await box('API token').inputValue()).toBe('x'.repeat(40));
});

test('DOD-4 CFG-2 CFG-4 a connector is set up with the keyboard alone: chosen, tested, saved, mapped and enabled', async () => {
  const { page } = window;
  const keyboard = keyboardOf(page);
  const { token } = console.mock.world.seed.xledger.tokens.full;
  await approve(console.service, 'nbf', 'NBF-1');
  await signInAs(page, 'nbfAdmin');
  await page.getByRole('heading', { level: 1, name: /Status of/ }).waitFor();
  await keyboard.reach('Settings');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Choose accounting system' }).waitFor();
  await keyboard.reach('Choose accounting system');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: /Connection of/ }).waitFor();
  await keyboard.choose(/Accounting system/, 'Xledger');
  await keyboard.fill('API token', token);
  await keyboard.fill('Address', console.mock.urls.xledgerGraphql);
  await keyboard.choose(/Dimensions: Cost center/, 'glObject2');
  await keyboard.choose(/Dimensions: Project/, 'project');
  await keyboard.fill('Entity', '31000001');
  await keyboard.reach('Test connection');
  await page.keyboard.press('Enter');
  await page.getByText(/The connection works: /).waitFor();
  await page.getByText(/ledger accounts and \d+ cost centers found/).waitFor();
  // A test writes nothing, so it cannot tell.
  await page.getByText('Whether vouchers may be written is first tried with the first voucher.').waitFor();
  await keyboard
    .reach('The ledger accounts found', 'Shift+Tab')
    .catch(() => keyboard.reach('The ledger accounts found'));
  await page.keyboard.press('Enter');
  await page.getByText(/^7140 /).waitFor();
  await keyboard.reach('Save connection');
  await page.keyboard.press('Enter');
  await page.getByRole('status').filter({ hasText: 'The connection is saved and tested.' }).waitFor();
  await keyboard.reach('Make the field mapping');
  await page.keyboard.press('Enter');
  await page.getByRole('group', { name: 'Mileage' }).waitFor();
  // By its name, as somebody looks for it who does not know the number.
  await keyboard.reach('Ledger account');
  await page.keyboard.type('parkering');
  await page.getByRole('option', { name: /7143/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate<string>('document.activeElement.value')).toBe('7143');
  for (const account of ['7142', '7143', '7140', '5390', '2910', '2990'])
    await keyboard.fill('Ledger account', account);
  await keyboard.reach('See what the change does');
  await page.keyboard.press('Enter');
  await page.getByText(/Of 1 record not sent yet: .* 1 can be booked after the change/).waitFor();
  await page.getByRole('table', { name: 'Journal lines' }).getByRole('row', { name: /7142/ }).waitFor();
  await keyboard.reach('Save field mapping');
  await page.keyboard.press('Enter');
  await page.getByRole('status').filter({ hasText: 'The field mapping is saved as version 1.' }).waitFor();
  await keyboard.reach(/Xledger connector/);
  await page.keyboard.press('Space');
  await page.getByRole('alertdialog', { name: 'Enable the Xledger connector?' }).waitFor();
  await keyboard.reach('Enable');
  await page.keyboard.press('Enter');
  await page.getByRole('status').filter({ hasText: 'The Xledger connector is enabled.' }).waitFor();
  expect(await integrationOf('nbf')).toMatchObject({ enabled: true, connector: 'xledger', mappingVersion: 1 });
  await expect.poll(() => console.mock.world.ledger.list().length).toBe(1);
});

test('CFG-3 a test of the saved Dynamics connection shows whose ledger it is and its cost centers', async () => {
  const { page } = window;
  await signInAs(page, 'hlfAdmin', settings('hlf'));
  await page.getByText('Microsoft Dynamics 365, Business Central').waitFor();
  const begun = performance.now();
  await page.getByRole('button', { name: 'Test connection' }).click();
  await page.getByText(/The connection works: /).waitFor();
  expect(performance.now() - begun).toBeLessThan(10_000);
  await page.getByText('The cost centers found').click();
  await page.getByRole('list', { name: 'The cost centers found' }).getByText(/^100 /).waitFor();
});

test('CFG-3 whoever connects a ledger that another organization has already is warned by the test', async () => {
  const { page } = window;
  const { service, mock } = console;
  await createOrganization(service, 'second');
  await service.call('PUT', '/v1/organizations/second/integration', globalAdmin, businessCentralIntegration(mock));
  await signInAs(page, 'globalAdmin', settings('second'));
  await page.getByRole('button', { name: 'Test connection' }).click();
  await page.getByText('Another organization is connected to Hørselshemmedes Landsforbund too').waitFor();
  expect(await page.getByText(/The connection works: /).count()).toBe(1);
});

test('CFG-6 credentials are replaced after a test, never shown, and the connector waits to be enabled again', async () => {
  expected = /422/;
  const { page } = window;
  await signInAs(page, 'hlfAdmin', settings('hlf', '/connection'));
  await page.getByText(/^Set on .* by global-admin/).waitFor();
  expect(await page.locator('input[type=password]').count()).toBe(0);
  await page.getByRole('button', { name: 'Replace the credentials' }).click();
  const { bilagApp } = console.mock.world.seed.businessCentral;
  await box('Application (client) id').fill(bilagApp.clientId);
  await box('Client secret (its value, not its id)').fill('wrong-secret');
  await page.getByRole('button', { name: 'Test connection' }).click();
  await page.getByText('Authentication failed').waitFor();
  expect(await integrationOf('hlf')).toMatchObject({ enabled: true, credentialVersion: 1 });
  await box('Client secret (its value, not its id)').fill(bilagApp.secret);
  await page.getByRole('button', { name: 'Test connection' }).click();
  await page.getByText(/The connection works: /).waitFor();
  await page.getByRole('button', { name: 'Save connection' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Save the connection?' });
  await dialog.getByText(/The connector is disabled when its connection changes/).waitFor();
  await dialog.getByRole('button', { name: 'Save connection' }).click();
  await page.getByRole('status').filter({ hasText: 'The connection is saved and tested.' }).waitFor();
  await page.getByRole('heading', { level: 1, name: /^Settings of/ }).waitFor();
  expect(await integrationOf('hlf')).toMatchObject({
    enabled: false,
    credentialVersion: 2,
    credentialsSetBy: 'ola.hlf@example.org',
  });
  expect(await page.content()).not.toContain(bilagApp.secret);
});

test('TOG-1 TOG-4 TOG-5 a global administrator disables and enables a connector of any organization, and the audit log says who did', async () => {
  const { page } = window;
  await console.service.call('PUT', '/v1/organizations/hlf/integration/enabled', orgAdmin('hlf'), { enabled: true });
  await signInAs(page, 'globalAdmin', settings('hlf'));
  const toggle = page.getByRole('switch', { name: 'Microsoft Dynamics 365 connector' });
  await toggle.waitFor();
  expect(await toggle.isChecked()).toBe(true);
  await page.getByText('Microsoft Dynamics 365 connector').click();
  const dialog = page.getByRole('alertdialog', { name: 'Disable the Microsoft Dynamics 365 connector?' });
  await dialog.getByRole('button', { name: 'Disable' }).click();
  await page.getByRole('status').filter({ hasText: 'The Microsoft Dynamics 365 connector is disabled.' }).waitFor();
  await expect.poll(() => toggle.isChecked()).toBe(false);
  await page.goto('/console/organizations/hlf/audit-log?action=connector-disabled');
  const row = page.getByRole('row', { name: /Connector disabled/ }).filter({ hasText: 'drift@example.org' });
  await row.getByRole('link').click();
  await page.getByText('More details').click();
  await page
    .getByRole('region', { name: 'More details' })
    .getByText(/"connector": "dynamics"/)
    .waitFor();
});

test('CFG-4 a mapping that the ledger does not have is not saved while enabled; the field is marked, has the focus, and keeps what was typed', async () => {
  expected = /422/;
  const { page } = window;
  await console.service.call('PUT', '/v1/organizations/hlf/integration/enabled', orgAdmin('hlf'), { enabled: true });
  await signInAs(page, 'hlfAdmin', settings('hlf', '/mapping'));
  const account = page.getByRole('group', { name: 'Toll' }).getByRole('combobox', { name: 'Ledger account' });
  await type(account, '7999');
  await page.getByRole('button', { name: 'Save field mapping' }).click();
  await page.getByText('The account does not exist, or is closed for posting.').waitFor();
  expect(await account.getAttribute('aria-invalid')).toBe('true');
  expect(await account.inputValue()).toBe('7999');
  await expect.poll(() => page.evaluate<string>('document.activeElement.value')).toBe('7999');
  expect(await integrationOf('hlf')).toMatchObject({ mappingVersion: 1 });
});

test('CFG-4 in bokmål what is wrong with a field mapping is said in bokmål, place and value first; what was written in English is marked as English', async () => {
  expected = /422/;
  const { context, page } = await console.open({ language: 'nb' });
  await console.service.call('PUT', '/v1/organizations/hlf/integration/enabled', orgAdmin('hlf'), { enabled: true });
  await signInAs(page, 'hlfAdmin', settings('hlf', '/mapping'));
  await page.getByRole('group', { name: 'Parkering' }).getByRole('combobox', { name: 'Konto' }).fill('7999');
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Lagre konteringen' }).click();
  const told = page.getByRole('alert').getByRole('listitem');
  await told.waitFor();
  expect(await told.innerText()).toMatch(
    /^Parkering, konto: 7999\. Kontoen finnes ikke, eller den er stengt for føring\. /,
  );
  expect(await told.locator('[lang=en]').innerText()).toMatch(/^Ledger account 7999 /);
  expect(await page.getByRole('alert').innerText()).toContain('for one reason.');
  await context.close();
});

test('CFG-4 what a change of the mapping does to records that wait is shown with a voucher of one of them, before it is saved', async () => {
  const { page } = window;
  await console.service.call('PUT', '/v1/organizations/hlf/integration/enabled', orgAdmin('hlf'), { enabled: false });
  for (const name of ['HLF-1', 'HLF-2']) await approve(console.service, 'hlf', name);
  await signInAs(page, 'hlfAdmin', settings('hlf', '/mapping'));
  const toll = page.getByRole('group', { name: 'Toll' });
  const account = toll.getByRole('combobox', { name: 'Ledger account' });
  await type(account, '7140');
  await page.getByRole('button', { name: 'See what the change does' }).click();
  await page.getByText(/Of 2 records not sent yet: 2 get another voucher/).waitFor();
  expect(await page.getByRole('table', { name: 'Records not sent yet' }).getByText('Another voucher').count()).toBe(2);
  await choose(/Show the voucher of record/, 'HLF-1');
  await page.getByRole('table', { name: 'Journal lines' }).getByRole('row', { name: /7140/ }).waitFor();
  await type(account, '7142');
  await page.getByText('You have changed something since.').waitFor();
  expect(await integrationOf('hlf')).toMatchObject({ mappingVersion: 1 });
});

test('CFG-4 whoever comes back to the field mapping right after saving it finds what was saved, before the service is asked again', async () => {
  const { page } = window;
  const organization = '/v1/organizations/hlf';
  await console.service.call('PUT', `${organization}/integration/enabled`, globalAdmin, { enabled: false });
  await signInAs(page, 'hlfAdmin', settings('hlf', '/mapping'));
  const account = page.getByRole('group', { name: 'Toll' }).getByRole('combobox', { name: 'Ledger account' });
  await account.waitFor();
  expect(await account.inputValue()).not.toBe('7143');
  await type(account, '7143');
  // From here on, no question about the settings is answered.
  const { promise: isOver, resolve: letGo } = Promise.withResolvers<void>();
  await page.route(
    (url) => new RegExp(`^${organization}/(status|integration|integration/mapping)$`).test(url.pathname),
    async (route) => {
      if (route.request().method() === 'GET') await isOver;
      await route.fallback();
    },
  );
  await page.getByRole('button', { name: 'Save field mapping' }).click();
  await page.getByRole('status').filter({ hasText: 'The field mapping is saved as version' }).waitFor();
  await page.getByRole('link', { name: 'Change the field mapping' }).click();
  await account.waitFor();
  expect(await account.inputValue()).toBe('7143');
  letGo();
  await page.unrouteAll({ behavior: 'wait' });
  await page.reload();
  await account.waitFor();
  expect(await account.inputValue()).toBe('7143');
});

test('in bokmål every field of every connector is explained in bokmål, and the connectors have Norwegian names where theirs are English', async () => {
  const { context, page } = await console.open({ language: 'nb' });
  await signInAs(page, 'globalAdmin', settings('nbf', '/connection'));
  await page.getByRole('button', { name: /Regnskapssystem/ }).waitFor();
  const plugins = [xledgerConnector, dynamicsPlugin, fileConnector];
  const names = plugins.flatMap(({ title, profiles }) => [title, ...profiles.map((it) => it.title)]);
  expect(names).toEqual(expect.arrayContaining(Object.keys(connectorNames)));
  const nameOf = (english: string) => connectorNames[english] ?? english;
  // What is left are the names that the systems have themselves.
  expect(names.map(nameOf).filter((it) => /\b(through|export|folder|file|gateway)\b/i.test(it))).toEqual([]);
  for (const { title, profiles } of plugins) {
    await page.getByRole('button', { name: /Regnskapssystem/ }).click();
    await page.getByRole('option', { name: nameOf(title), exact: true }).click();
    for (const profile of profiles) {
      if (profiles.length > 1) {
        await page.getByRole('button', { name: /Produkt eller grensesnitt/ }).click();
        await page.getByRole('option', { name: nameOf(profile.title), exact: true }).click();
      }
      await page.getByRole('heading', { name: 'Oppsett' }).waitFor();
      const shown = (await page.getByRole('main').textContent()) ?? '';
      const english = JSON.stringify([profile.settingsSchema, profile.credentialsSchema]).match(
        /(?<="description":")[^"]+/g,
      );
      expect((english ?? []).filter((it) => shown.includes(it))).toEqual([]);
      expect(await page.locator('main :is(label, .react-aria-Label)[lang=en]').allTextContents()).toEqual([]);
    }
  }
  await context.close();
});

test('ALR-1 an installation that sends no e-mail says so beside the addresses, and when they are saved all the same', async () => {
  const { page } = window;
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/settings/alerts');
  await page.getByText('This installation sends no e-mail').waitFor();
  await page.getByRole('textbox', { name: 'E-mail addresses' }).fill('regnskap@nbf.example.org');
  await page.getByRole('button', { name: 'Save alert settings' }).click();
  await page.getByRole('status').filter({ hasText: 'saved, but no e-mail is sent yet.' }).waitFor();
  const { body } = await console.service.call('GET', '/v1/organizations/nbf/alert-settings', orgAdmin('nbf'));
  expect(body).toMatchObject({ emails: ['regnskap@nbf.example.org'], sendsEmail: false });
});
