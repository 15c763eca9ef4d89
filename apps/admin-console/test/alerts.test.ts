import { expect, test } from 'vitest';
import { plantBooked, plantEntries, saveSettings } from '../../sync-service/test/support/alerts.ts';
import { settle, skipBackoff } from '../../sync-service/test/support/engine.ts';
import { letSettle, ownSql, reconcileNow, rewriteLedger } from '../../sync-service/test/support/reconciliation.ts';
import { orgAdmin } from '../../sync-service/test/support/service.ts';
import { closedPeriod } from './support/alerts.ts';
import { approve, failedOf, setCostCenterRight } from './support/books.ts';
import { factOf, signInAs, windowsOfThisFile } from './support/console.ts';
import { keyboardOf } from './support/keyboard.ts';

// A mail server that nobody asks for anything here, as messages are not sent.
const opened = windowsOfThisFile({ BILAG_SMTP_URL: 'smtp://127.0.0.1:9', BILAG_MAIL_FROM: 'bilag@example.org' });

const fact = (name: string) => factOf(opened.window, name);
const evaluate = () => opened.console.service.alerts.evaluate();
const bell = (name: string) => opened.window.page.getByRole('banner').getByRole('link', { name, exact: true });

/** Waits until the accounting system has turned away an attempt of the organization so many times. */
async function failures(count: number): Promise<void> {
  const failed = async () => {
    const [row] = await ownSql<{ count: number }>(
      opened.console.service,
      "select count(*)::integer as count from bilag.sync_logs where action = 'attempt' and result = 'retrying'",
    );
    return row?.count ?? 0;
  };
  await expect.poll(failed, { interval: 50 }).toBeGreaterThanOrEqual(count);
}

test('ALR-1 ALR-4 ALR-5 the third failure in a row rings the bell, names record type and error and leads to the record; once booked, all is clear by itself', async () => {
  const { page } = opened.window;
  const { service, mock } = opened.console;
  await saveSettings(service, 'nbf', { emails: ['regnskap@nbf.example.org'] });
  const busy = { kind: 'status', status: 429, headers: { 'retry-after': '3600' } } as const;
  mock.world.faults.add({ operation: 'xledger.addGLImportItems', effect: busy });
  await approve(service, 'nbf', 'NBF-1');
  await signInAs(page, 'nbfAdmin');
  await bell('No open alerts').waitFor();
  for (const count of [1, 2, 3]) {
    await failures(count);
    if (count < 3) await skipBackoff(service);
  }
  await evaluate();
  await bell('1 open alert').click();
  await page.getByRole('heading', { level: 1, name: 'Alerts of NBF' }).waitFor();
  const row = page.getByRole('row', { name: /1 reimbursement failed three times in a row/ });
  await row.getByText('Open', { exact: true }).waitFor();
  await row.getByRole('link', { name: /^Details/ }).click();
  await page.getByRole('heading', { level: 2, name: /1 reimbursement failed three times in a row/ }).waitFor();
  expect(await fact('Record type').innerText()).toBe('Reimbursement');
  expect(await fact('Error code').innerText()).toBe('ERP_RATE_LIMITED');
  expect(await fact('Failures in a row').innerText()).toBe('3');
  const told = page.getByRole('table', { name: 'Messages about the alert' }).getByRole('row', { name: /regnskap@nbf/ });
  expect(await told.innerText()).toMatch(/New alert[\s\S]*Waiting/);
  await page.goBack();
  await page.getByRole('link', { name: /^1 reimbursement failed three times/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Record NBF-1' }).waitFor();
  await bell('1 open alert').click();
  await row.waitFor();
  mock.world.faults.clear();
  await settle(service, { hurry: skipBackoff });
  await evaluate();
  const allClear = page.getByRole('status').filter({ hasText: 'All clear in the last 24 hours' });
  await allClear.getByRole('link', { name: /1 reimbursement failed three times/ }).waitFor();
  await page.getByText('No open alerts.').waitFor();
  await bell('No open alerts').waitFor();
});

test('ALR-4 an alert is answered with the keyboard alone: found by the bell, acknowledged with a note, its records tried again', async () => {
  const { page } = opened.window;
  const keyboard = keyboardOf(page);
  await approve(opened.console.service, 'nbf', 'NBF-2', { costCenter: '999' });
  await expect.poll(() => failedOf(opened.console.service, 'nbf')).toEqual(['NBF-2']);
  await evaluate();
  await setCostCenterRight(opened.console.service, 'nbf');
  await signInAs(page, 'nbfAdmin');
  await bell('1 open alert').waitFor();
  await keyboard.reach(/1 open alert$/);
  await page.keyboard.press('Enter');
  await page.getByRole('table', { name: 'Alerts, newest first' }).waitFor();
  await keyboard.reach(/^Details/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Alert' }).waitFor();
  await keyboard.reach('Acknowledge …');
  await page.keyboard.press('Enter');
  await page.getByRole('alertdialog', { name: 'Acknowledge the alert?' }).waitFor();
  await keyboard.fill('Note', 'The cost center is corrected');
  await keyboard.reach('Acknowledge');
  await page.keyboard.press('Enter');
  await page.getByRole('status').filter({ hasText: 'The alert is acknowledged.' }).waitFor();
  await page
    .getByRole('status')
    .filter({ hasText: /^Acknowledged$/ })
    .waitFor();
  expect(await fact('Acknowledged by').innerText()).toMatch(/^kari\.nbf@example\.org, /);
  expect(await fact('Note').innerText()).toBe('The cost center is corrected');
  await expect.poll(() => keyboard.focused()).toBe('Alert');
  await keyboard.reach('View the affected records');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Record NBF-2' }).waitFor();
  await keyboard.reach('Retry');
  await page.keyboard.press('Enter');
  await expect.poll(() => failedOf(opened.console.service, 'nbf')).toEqual([]);
});

test('ALR-2 ALR-4 more than ten errors in a day alert the administrators; a click lists the records with that error and no others', async () => {
  const { page } = opened.window;
  await plantEntries(opened.console.service, 'hlf', { count: 11, state: 'rejected', errors: 1, ...closedPeriod });
  await plantEntries(opened.console.service, 'hlf', {
    count: 2,
    state: 'rejected',
    code: 'ERP_UNKNOWN_LEDGER_ACCOUNT',
  });
  await evaluate();
  await signInAs(page, 'hlfAdmin');
  await bell('3 open alerts').click();
  await page.getByRole('row', { name: /11 errors in 24 hours/ }).waitFor();
  const refused = page.getByRole('row', { name: /11 reimbursements refused/ });
  await refused.getByRole('rowheader').getByRole('link').click();
  await page.getByRole('heading', { level: 1, name: 'Records of HLF' }).waitFor();
  await page.getByText('11 records shown').waitFor();
  expect(page.url()).toMatch(/\?show=rejected&code=ERP_PERIOD_CLOSED$/);
  await page.getByText('Only errors with the code ERP_PERIOD_CLOSED').waitFor();
  await page.getByRole('button', { name: 'Show all errors' }).click();
  await page.getByText('13 records shown').waitFor();
});

test('ALR-2 ALR-6 what fails in several organizations is one alert for the global administrator, which lists them and leads to each', async () => {
  const { page } = opened.window;
  for (const id of ['nbf', 'hlf']) {
    await plantEntries(opened.console.service, id, {
      count: 1,
      errors: 3,
      code: 'ERP_UNREACHABLE',
      message: 'No answer.',
    });
  }
  await evaluate();
  await signInAs(page, 'globalAdmin');
  await bell('1 open alert').click();
  await page.getByRole('heading', { level: 1, name: 'Alerts across organizations' }).waitFor();
  const row = page.getByRole('row', { name: /2 organizations have failures/ });
  expect(await row.getByRole('rowheader').innerText()).toMatch(/HLF, NBF|NBF, HLF/);
  await row.getByRole('link', { name: /^Details/ }).click();
  const table = page.getByRole('table', { name: 'Affected organizations' });
  await table.getByRole('row', { name: /HLF/ }).getByText('Many errors in 24 hours').waitFor();
  await table.getByRole('row', { name: /NBF/ }).getByRole('link', { name: 'NBF' }).click();
  await page.getByRole('heading', { level: 1, name: 'Status of NBF' }).waitFor();
});

test('the list keeps its filter in the address, and what is cleared says when', async () => {
  const { page } = opened.window;
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/alerts?state=cleared');
  await page
    .getByRole('row', { name: /failed three times/ })
    .getByText('All clear')
    .waitFor();
  await page.getByRole('button', { name: /Show/ }).click();
  await page.getByRole('option', { name: 'All', exact: true }).click();
  await page.getByText(/alerts shown/).waitFor();
  expect(page.url()).toMatch(/\?state=all$/);
});

test('ALR-2 thresholds and receivers are set; the secret of a webhook is only ever sent, and what is wrong is marked', async () => {
  const { page } = opened.window;
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/settings');
  await page.getByRole('link', { name: 'Change alert settings' }).click();
  await page.getByRole('heading', { level: 1, name: 'Alert settings of NBF' }).waitFor();
  const errors = page.getByRole('textbox', { name: 'Errors in 24 hours' });
  await errors.waitFor();
  expect(await page.getByText('This installation sends no e-mail').count()).toBe(0);
  await errors.fill('many');
  await page.getByRole('button', { name: 'Save alert settings' }).click();
  await page.getByText('Write a whole number.').waitFor();
  expect(await errors.getAttribute('aria-invalid')).toBe('true');
  await expect.poll(() => keyboardOf(page).focused()).toBe('Errors in 24 hours');
  await errors.fill('25');
  await page.getByRole('textbox', { name: 'E-mail addresses' }).fill('regnskap@nbf.example.org\nleder@nbf.example.org');
  await page.getByRole('button', { name: 'Save alert settings' }).click();
  await page.getByRole('status').filter({ hasText: 'The alert settings are saved.' }).waitFor();
  const { body } = await opened.console.service.call('GET', '/v1/organizations/nbf/alert-settings', orgAdmin('nbf'));
  expect(body).toMatchObject({ errorsPerDay: 25, emails: ['regnskap@nbf.example.org', 'leder@nbf.example.org'] });
  expect(body).toMatchObject({ pendingHours: 48, webhook: null });
  expect(await page.getByLabel('Webhook secret').getAttribute('type')).toBe('password');
});

test('DSH-6 the chart of the last days and its table move by themselves when a voucher is booked', async () => {
  const { page } = opened.window;
  await signInAs(page, 'nbfAdmin');
  const chart = page.getByRole('img', { name: /Bar chart of the last 14 days: \d+ booked and/ });
  await chart.waitFor();
  const before = Number(/(\d+) booked/.exec((await chart.getAttribute('aria-label')) ?? '')?.[1]);
  await page.getByText('The figures day by day').click();
  const days = page.getByRole('table', { name: 'The last 14 days' }).getByRole('row');
  await expect.poll(() => days.count()).toBe(15);
  await approve(opened.console.service, 'nbf', 'NBF-7');
  await page.getByRole('img', { name: new RegExp(`: ${before + 1} booked and`) }).waitFor();
  await expect.poll(() => days.nth(1).getByRole('cell').first().innerText()).toBe(String(before + 1));
  expect(await fact('From coming in to booked, half within').innerText()).toMatch(/^[\d.]+ (s|min|h)$/);
});

test('ALR-3 ALR-4 records pending for over 48 hours alert the administrator; a click leads to the status, which says since when', async () => {
  const { page } = opened.window;
  await plantBooked(opened.console.service, 'nbf');
  await plantEntries(opened.console.service, 'nbf', { count: 2, hoursAgo: 50 });
  await evaluate();
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/alerts');
  await page.getByRole('link', { name: /^2 \w+ pending for too long/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Status of NBF' }).waitFor();
  await expect.poll(() => fact('Oldest pending since').innerText()).toMatch(/^\d+ \w{3} \d{4}, \d\d:\d\d$/);
});

test('ALR-4 a global administrator is told inside an organization of its alerts, and outside of those of the platform', async () => {
  const { page } = opened.window;
  await evaluate();
  const { body } = await opened.console.service.call<{ items: readonly unknown[] }>(
    'GET',
    '/v1/organizations/hlf/alerts?state=open',
    orgAdmin('hlf'),
  );
  expect(body.items.length).toBeGreaterThan(1);
  await signInAs(page, 'globalAdmin', '/console/organizations/hlf/status');
  await bell(`${body.items.length} open alerts`).click();
  await page.getByRole('heading', { level: 1, name: 'Alerts of HLF' }).waitFor();
  await page.getByRole('navigation').getByRole('link', { name: 'All organizations' }).click();
  await bell('1 open alert').click();
  await page.getByRole('heading', { level: 1, name: 'Alerts across organizations' }).waitFor();
});

test('ALR-4 what a reconciliation found is told with its month, and a click leads to the findings in the audit log', async () => {
  const { page } = opened.window;
  const { service, mock } = opened.console;
  await approve(service, 'hlf', 'HLF-8');
  const stateOf = async () => {
    const path = '/v1/organizations/hlf/records?sourceId=HLF-8';
    const { body } = await service.call<{ items: readonly { state: string }[] }>('GET', path, orgAdmin('hlf'));
    return body.items.map((it) => it.state);
  };
  await expect.poll(stateOf, { timeout: 20_000 }).toEqual(['synced']);
  await letSettle(service);
  rewriteLedger(mock, () => []);
  const { findings } = await reconcileNow(service, 'hlf');
  expect(findings).toHaveLength(1);
  await evaluate();
  await signInAs(page, 'hlfAdmin', '/console/organizations/hlf/alerts');
  const row = page.getByRole('row', { name: /2026-03/ });
  await row.getByRole('link', { name: /^Details/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Alert' }).waitFor();
  expect(await fact('Month').innerText()).toBe('2026-03');
  await page.getByRole('link', { name: 'View the findings in the audit log' }).click();
  await page.getByRole('heading', { level: 1, name: 'Audit log of HLF' }).waitFor();
  await page.getByText('1 event shown').waitFor();
  await page
    .getByRole('row', { name: /Finding of a reconciliation/ })
    .getByText(/HLF-8/)
    .waitFor();
});
