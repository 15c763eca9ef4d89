import { expect, test } from 'vitest';
import { endpointsOf, isGenuine } from '../../sync-service/test/support/status-webhooks.ts';
import { aReceiver } from '../../sync-service/test/support/webhook-receiver.ts';
import { approve } from './support/books.ts';
import { factOf, signInAs, windowsOfThisFile } from './support/console.ts';
import { keyboardOf } from './support/keyboard.ts';

const opened = windowsOfThisFile();

const messages = () => opened.window.page.getByRole('table', { name: 'Messages, newest first' });
const announced = (text: string) => opened.window.page.getByRole('status').filter({ hasText: text }).first().waitFor();
const confirmed = (deed: string) =>
  opened.window.page.getByRole('alertdialog').getByRole('button', { name: deed, exact: true }).click();
const press = (name: string) => opened.window.page.getByRole('button', { name, exact: true }).click();

/** Adds an endpoint on its screen. @returns the secret that is shown. */
async function add(url: string): Promise<string> {
  const { page } = opened.window;
  await page.getByRole('textbox', { name: 'Address' }).fill(url);
  await press('Add endpoint');
  return await page.getByRole('region', { name: 'Secret' }).innerText();
}

test('API-4 an administrator finds webhooks in the settings, adds an endpoint with the keyboard alone, and is shown its secret once', async () => {
  const { page } = opened.window;
  const receiver = await aReceiver();
  const keyboard = keyboardOf(page);
  await signInAs(page, 'hlfAdmin', '/console/organizations/hlf/settings');
  await page.getByRole('heading', { level: 2, name: 'Webhooks' }).waitFor();
  await keyboard.reach('See and change webhooks');
  await page.keyboard.press('Enter');
  await page.getByText('No other service is told yet.').waitFor();
  await keyboard.reach('Add endpoint');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'New webhook endpoint' }).waitFor();
  await keyboard.reach('Add endpoint');
  await page.keyboard.press('Enter');
  await page.getByText('Write an address that begins with https://.').waitFor();
  await expect.poll(() => keyboard.focused()).toBe('Address');
  await page.keyboard.type(`${receiver.url}/hook`);
  await keyboard.reach(/^Refused/);
  await page.keyboard.press('Space');
  await keyboard.reach('Add endpoint');
  await page.keyboard.press('Enter');
  const secret = await page.getByRole('region', { name: 'Secret' }).innerText();
  expect(secret).toMatch(/^whsec_/);
  await keyboard.reach('Go to the endpoint');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Webhook endpoint' }).waitFor();
  expect(await page.getByRole('checkbox', { name: /^Refused/ }).isChecked()).toBe(false);
  expect(await page.getByRole('checkbox', { name: /^Booked/ }).isChecked()).toBe(true);
  await page.getByText('No messages.').waitFor();
  expect(await page.content()).not.toContain(secret);
  await page.goBack();
  await page.getByRole('button', { name: 'Add endpoint' }).waitFor();
  expect(await page.content()).not.toContain(secret);
});

test('API-4 a test and a booked record arrive signed, their outcomes are shown by themselves, and one is sent again with the same id', async () => {
  const { page } = opened.window;
  const receiver = await aReceiver();
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/settings/webhooks/new');
  const secret = await add(`${receiver.url}/hook`);
  await page.getByRole('link', { name: 'Go to the endpoint' }).click();
  await press('Send a test message');
  await announced('The test message is on its way.');
  const tested = messages().getByRole('row', { name: /Test message/ });
  await tested.getByText('Delivered', { exact: true }).waitFor();
  await approve(opened.console.service, 'nbf', 'NBF-1');
  const booked = messages().getByRole('row', { name: /Booked/ });
  await booked.getByText('Delivered', { exact: true }).waitFor();
  await expect.poll(() => factOf(opened.window, 'State').innerText()).toContain('Takes messages');
  const [first] = receiver.requests;
  if (first === undefined) throw new Error('Nothing came.');
  expect(isGenuine(first, secret)).toBe(true);
  expect(await tested.innerText()).toContain(String(first.headers['webhook-id']));
  // Messages about the record may come in between.
  const again = () => receiver.requests.filter((it) => it.headers['webhook-id'] === first.headers['webhook-id']).length;
  expect(again()).toBe(1);
  await tested.getByRole('button', { name: /^Send again/ }).click();
  await announced('The message is sent again.');
  await expect.poll(again).toBe(2);
  await expect.poll(() => tested.getByRole('cell').nth(2).innerText()).toContain('2');
  await booked.getByRole('link', { name: /^Booked/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Record NBF-1' }).waitFor();
});

test('API-4 what a receiver refuses is shown with its error and the next try; messages are filtered by state, in the address', async () => {
  const { page } = opened.window;
  const receiver = await aReceiver();
  receiver.answer = (response) => void response.writeHead(503).end();
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/settings/webhooks/new');
  await add(`${receiver.url}/hook`);
  await page.getByRole('link', { name: 'Go to the endpoint' }).click();
  await press('Send a test message');
  const row = messages().getByRole('row', { name: /Test message/ });
  await row.getByText(/503/).waitFor();
  await row.getByText(/^Next try/).waitFor();
  await expect.poll(() => factOf(opened.window, 'State').innerText()).toContain('Takes no messages');
  await page.getByRole('button', { name: /Show$/ }).click();
  await page.getByRole('option', { name: 'Delivered', exact: true }).click();
  await page.getByText('No messages.').waitFor();
  expect(page.url()).toMatch(/state=delivered/);
});

test('API-4 an endpoint is changed, switched off after a question, and given a new secret that signs beside the former one', async () => {
  const { page } = opened.window;
  const receiver = await aReceiver();
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/settings/webhooks/new');
  const former = await add(`${receiver.url}/hook`);
  await page.getByRole('link', { name: 'Go to the endpoint' }).click();
  await page.getByRole('textbox', { name: 'Address' }).fill(`${receiver.url}/other`);
  await press('Save endpoint');
  await announced('The endpoint is saved.');
  await expect.poll(() => factOf(opened.window, 'Address').innerText()).toBe(`${receiver.url}/other`);
  await press('Make a new secret …');
  await confirmed('Make a new secret');
  const secret = await page.getByRole('region', { name: 'Secret' }).innerText();
  expect(secret).not.toBe(former);
  await press('Send a test message');
  await expect.poll(() => receiver.requests.length).toBe(1);
  const [request] = receiver.requests;
  if (request === undefined) throw new Error('Nothing came.');
  expect(request.path).toBe('/other');
  expect([isGenuine(request, secret), isGenuine(request, former)]).toEqual([true, true]);
  await press('Switch off …');
  await confirmed('Switch off');
  await announced('The endpoint is switched off.');
  await expect.poll(() => factOf(opened.window, 'State').innerText()).toContain('Switched off');
  expect(await page.getByRole('button', { name: 'Send a test message' }).getAttribute('aria-disabled')).toBe('true');
  await press('Switch on …');
  await confirmed('Switch on');
  await announced('The endpoint is switched on.');
});

/**
 * Has the answer to a removal come only after the page has heard of it otherwise, and has looked at everything anew.
 * @returns what it asked meanwhile about what is gone.
 */
async function removedBeforeTheAnswer(): Promise<readonly string[]> {
  const { page } = opened.window;
  const asked: string[] = [];
  await page.route(/webhook-endpoints/, async (route) => {
    const removal = route.request();
    if (removal.method() !== 'DELETE') return await route.fallback();
    const response = await route.fetch();
    page.on('request', (it) => {
      if (it.url().startsWith(removal.url())) asked.push(it.url());
    });
    await page.waitForResponse(/alerts/);
    await route.fulfill({ response });
  });
  return asked;
}

test('API-4 an endpoint is removed after a question, and an address that the service refuses is marked, keeps what was typed, and has the focus', async () => {
  const { page } = opened.window;
  const receiver = await aReceiver();
  await signInAs(page, 'hlfAdmin', '/console/organizations/hlf/settings/webhooks/new');
  await page.getByRole('textbox', { name: 'Address' }).fill('https://not-allowed.example.org/hook');
  await press('Add endpoint');
  await page.getByRole('alert').first().waitFor();
  const address = page.getByRole('textbox', { name: 'Address' });
  expect(await address.inputValue()).toBe('https://not-allowed.example.org/hook');
  await expect.poll(() => address.getAttribute('aria-invalid')).toBe('true');
  await expect.poll(() => keyboardOf(page).focused()).toBe('Address');
  // The browser itself says that the service refused it.
  expect(opened.window.complaints.splice(0).filter((it) => !it.includes('422'))).toEqual([]);
  await add(`${receiver.url}/to-be-removed`);
  await page.getByRole('link', { name: 'Go to the endpoint' }).click();
  await press('Remove endpoint …');
  await page.getByRole('alertdialog').getByText('/to-be-removed').waitFor();
  const asked = await removedBeforeTheAnswer();
  await confirmed('Remove endpoint');
  await announced('The endpoint is removed.');
  await page.getByRole('heading', { level: 1, name: 'Webhooks of HLF' }).waitFor();
  expect(await page.getByText('/to-be-removed').count()).toBe(0);
  const left = await opened.console.service.call<{ items: readonly { url: string }[] }>('GET', endpointsOf('hlf'), {
    sub: 'ola.hlf@example.org',
    role: 'org_admin',
    organization_id: 'hlf',
  });
  expect(left.body.items.filter((it) => it.url.endsWith('/to-be-removed'))).toEqual([]);
  expect(asked).toEqual([]);
  await page.goBack();
  await page.getByRole('alert').filter({ hasText: 'There is no such endpoint.' }).waitFor();
  expect(opened.window.complaints.splice(0).filter((it) => !it.includes('404'))).toEqual([]);
});
