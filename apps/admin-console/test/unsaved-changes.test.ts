import { expect, test } from 'vitest';
import { orgAdmin } from '../../sync-service/test/support/service.ts';
import { signInAs, windowsOfThisFile } from './support/console.ts';

const opened = windowsOfThisFile();

const settings = '/console/organizations/hlf/settings';
const menu = (name: string) => opened.window.page.getByRole('navigation').getByRole('link', { name, exact: true });
const heading = (name: RegExp) => opened.window.page.getByRole('heading', { level: 1, name });
const field = (name: string) =>
  opened.window.page.getByLabel(name, { exact: true }).and(opened.window.page.locator('input, textarea')).first();
const question = () => opened.window.page.getByRole('alertdialog', { name: 'Leave without saving?' });

test.each([
  ['CFG-1', 'connection', 'Tenant'],
  ['CFG-4', 'mapping', 'Cost center where a record has none (optional)'],
  ['ALR-2', 'alerts', 'E-mail addresses'],
  ['API-4', 'webhooks/new', 'Address'],
])(
  '%s whoever leaves %s with something typed is asked, and what was typed stays or is gone as the answer says; without a change nobody is asked',
  async (_id, form, label) => {
    const { page } = opened.window;
    await signInAs(page, 'hlfAdmin', `${settings}/${form}`);
    const before = await field(label).inputValue();
    await menu('Status').click();
    await heading(/^Status/).waitFor();
    await page.goBack();
    await field(label).fill('typed.example.org');
    await menu('Status').click();
    await question().getByRole('button', { name: 'Cancel' }).click();
    await question().waitFor({ state: 'detached' });
    expect(new URL(page.url()).pathname).toBe(`${settings}/${form}`);
    expect(await field(label).inputValue()).toBe('typed.example.org');
    // What is typed as it was before is no change.
    await field(label).fill(before);
    await menu('Status').click();
    await heading(/^Status/).waitFor();
    await page.goBack();
    await field(label).fill('typed.example.org');
    await page.goForward();
    await question().getByRole('button', { name: 'Leave without saving' }).click();
    await heading(/^Status/).waitFor();
  },
);

test('ALR-2 once the change is saved nobody is asked; before that the browser asks whoever loads the page again', async () => {
  const { page } = opened.window;
  await signInAs(page, 'hlfAdmin', `${settings}/alerts`);
  const asked: string[] = [];
  page.on('dialog', async (dialog) => {
    asked.push(dialog.type());
    await dialog.accept();
  });
  await field('Errors in 24 hours').fill('25');
  await page.reload();
  await field('Errors in 24 hours').waitFor();
  expect(asked).toEqual(['beforeunload']);
  await field('Errors in 24 hours').fill('25 ');
  await page.getByRole('button', { name: 'Save alert settings' }).click();
  await page.getByRole('status').filter({ hasText: 'The alert settings are saved' }).waitFor();
  await menu('Status').click();
  await heading(/^Status/).waitFor();
  expect(asked).toHaveLength(1);
  const { body } = await opened.console.service.call('GET', '/v1/organizations/hlf/alert-settings', orgAdmin('hlf'));
  expect(body).toMatchObject({ errorsPerDay: 25 });
});
