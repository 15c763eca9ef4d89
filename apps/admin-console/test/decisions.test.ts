import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { recordsOf } from '../../sync-service/test/support/http-service.ts';
import { connectOrganization, xledgerIntegration } from '../../sync-service/test/support/organizations.ts';
import { ownSql } from '../../sync-service/test/support/reconciliation.ts';
import { approvingApp, globalAdmin } from '../../sync-service/test/support/service.ts';
import { approve, failedOf } from './support/books.ts';
import { closeQuietly, factOf, signInAs, startTestConsole, type TestConsole, type Window } from './support/console.ts';

let console: TestConsole;
let window: Window;

beforeAll(async () => {
  console = await startTestConsole();
  await connectOrganization(console.service, 'nbf', xledgerIntegration(console.mock));
});
afterAll(() => console[Symbol.asyncDispose]());
beforeEach(async () => {
  window = await console.open();
});
afterEach(() => closeQuietly(window));

const fact = (name: string) => factOf(window, name);

test('RTY-1 what lies refused in the accounting system is offered no decision that would fail: it is stated not to be in the ledger; what was never sent is ignored', async () => {
  const { page } = window;
  const { settings } = console.mock.xledger;
  const { closedTo } = settings;
  onTestFinished(() => void (settings.closedTo = closedTo));
  settings.closedTo = '9999-12-31';
  await approve(console.service, 'nbf', 'NBF-SENT');
  await approve(console.service, 'nbf', 'NBF-UNSENT', { costCenter: '999' });
  await expect.poll(() => failedOf(console.service, 'nbf')).toEqual(expect.arrayContaining(['NBF-SENT', 'NBF-UNSENT']));
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/records?show=failed');
  expect(await offeredFor('NBF-UNSENT')).toEqual(['Retry', 'Mark as posted …', 'Not in the ledger …', 'Ignore …']);
  await page.getByRole('link', { name: /^All records of/ }).click();
  expect(await offeredFor('NBF-SENT')).toEqual(['Retry', 'Mark as posted …', 'Not in the ledger …']);
  await page.getByText('Error code: ERP_PERIOD_CLOSED').waitFor();
  await page.getByRole('button', { name: 'Not in the ledger …' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'State that the record is not booked?' });
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Looked in March');
  await dialog.getByRole('button', { name: 'Not booked' }).click();
  await page.getByRole('status').filter({ hasText: 'The record is stated not to be booked.' }).waitFor();
  await expect.poll(() => fact('State').innerText()).toBe('Ignored');
});

test('RTY-1 when what takes a booked record back has failed, the reversal is marked as posted', async () => {
  const { page } = window;
  await approve(console.service, 'nbf', 'NBF-BACK');
  const list = `${recordsOf('nbf')}?sourceId=NBF-BACK`;
  const records = () =>
    console.service.call<{ items: readonly { id: string; state: string }[] }>('GET', list, globalAdmin);
  await expect.poll(async () => (await records()).body.items[0]?.state).toBe('synced');
  const { id = '' } = (await records()).body.items[0] ?? {};
  await ownSql(
    console.service,
    `update bilag.finished_entries set sent_ledger = 'xledger elsewhere' where record_id = '${id}'`,
  );
  const withdrawnAt = new Date().toISOString();
  const who = { withdrawnAt, withdrawnBy: 'kari.leder@example.org', reason: 'Approved by mistake' };
  const withdrawal = { kind: 'reimbursement', sourceId: 'NBF-BACK', revision: 1, ...who };
  await console.service.call('POST', '/v1/organizations/nbf/approvals/withdrawals', approvingApp('nbf'), withdrawal);
  await expect.poll(() => failedOf(console.service, 'nbf')).toContain('NBF-BACK');
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/records?show=failed');
  expect(await offeredFor('NBF-BACK')).toEqual(['Retry', 'Mark the reversal as posted …']);
  await page.getByRole('button', { name: 'Mark the reversal as posted …' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Mark the reversal as posted?' });
  await dialog.getByRole('textbox', { name: 'Voucher number in the ledger' }).fill('26-2');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Reversed by hand');
  await dialog.getByRole('button', { name: 'Mark the reversal as posted' }).click();
  await dialog.getByRole('checkbox', { name: 'It is the right voucher all the same' }).check();
  await expect.poll(() => window.complaints.splice(0).join()).toMatch(/409 .*\/resolution$/);
  await dialog.getByRole('button', { name: 'Mark the reversal as posted' }).click();
  await page.getByRole('status').filter({ hasText: 'The reversal is marked as posted.' }).waitFor();
  await expect.poll(() => fact('Reversal').innerText()).toBe('Synced');
  expect(await failedOf(console.service, 'nbf')).not.toContain('NBF-BACK');
});

test('a record that failed is marked as posted, with the number and the reason that are asked for', async () => {
  const { page } = window;
  await approve(console.service, 'nbf', 'NBF-10', { costCenter: '999' });
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/records?show=failed');
  await page.getByRole('link', { name: 'NBF-10' }).click();
  await page.getByRole('button', { name: 'Mark as posted …' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Mark the record as posted?' });
  await dialog.getByRole('button', { name: 'Mark as posted' }).click();
  const number = dialog.getByRole('textbox', { name: 'Voucher number in the ledger' });
  expect(await number.getAttribute('aria-invalid')).toBe('true');
  await dialog.getByText('Write a reason.').waitFor();
  await number.fill('26-1187');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Typed in by the branch');
  await dialog.getByRole('button', { name: 'Mark as posted' }).click();
  await dialog.getByText('The ledger has booked no voucher 26-1187.').waitFor();
  // The browser tells of every refusal, this one too.
  await expect.poll(() => window.complaints.length).toBe(1);
  expect(window.complaints.pop()).toMatch(/409 .*\/resolution$/);
  const allTheSame = dialog.getByRole('checkbox', { name: 'It is the right voucher all the same' });
  await allTheSame.check();
  // It was said of that number, and of no other one.
  await number.fill('26-1188');
  await allTheSame.waitFor({ state: 'detached' });
  await number.fill('26-1187');
  await allTheSame.check();
  await dialog.getByRole('button', { name: 'Mark as posted' }).click();
  await page.getByRole('status').filter({ hasText: 'The record is marked as posted.' }).waitFor();
  await expect.poll(() => fact('State').innerText()).toBe('Synced');
  expect(await failedOf(console.service, 'nbf')).not.toContain('NBF-10');
});

/** Opens the failed record and reads what is offered to be done about it. */
async function offeredFor(sourceId: string): Promise<readonly string[]> {
  const { page } = window;
  await page.getByRole('link', { name: sourceId }).click();
  const section = page.locator('section').filter({ has: page.getByRole('heading', { name: 'What is to happen?' }) });
  await section.waitFor();
  return await section.getByRole('button').allInnerTexts();
}
