import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { recordsOf } from '../../sync-service/test/support/http-service.ts';
import {
  businessCentralIntegration,
  connectOrganization,
  standardMapping,
  xledgerIntegration,
} from '../../sync-service/test/support/organizations.ts';
import { ownSql } from '../../sync-service/test/support/reconciliation.ts';
import { approvingApp, globalAdmin, orgAdmin } from '../../sync-service/test/support/service.ts';
import { approve, failedOf } from './support/books.ts';
import { closeQuietly, factOf, signInAs, startTestConsole, type TestConsole, type Window } from './support/console.ts';

let console: TestConsole;
let window: Window;

interface Seen {
  readonly id: string;
  readonly state: string;
  readonly erpReference: string | null;
  readonly reversal: { readonly state: string; readonly erpReference: string | null } | null;
}

const waiting = { interval: 100, timeout: 30_000 };

beforeAll(keepBooks);
afterAll(() => console[Symbol.asyncDispose]());
beforeEach(async () => {
  window = await console.open();
});
afterEach(() => closeQuietly(window));

/** Two are booked by the first field mapping, one of them is taken back, one more is to be and cannot; the second mapping has another account. HLF sends nothing. */
async function keepBooks(): Promise<void> {
  console = await startTestConsole();
  const { service, mock } = console;
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  for (const name of ['NBF-STANDS', 'NBF-BACK', 'NBF-STUCK']) await approve(service, 'nbf', name);
  for (const name of ['NBF-STANDS', 'NBF-BACK', 'NBF-STUCK']) {
    await vi.waitFor(async () => expect(await recordOf('nbf', name)).toMatchObject({ state: 'synced' }), waiting);
  }
  const toll = { ...standardMapping.expenseTypes.toll, ledgerAccount: '7143' };
  const changed = { ...standardMapping, expenseTypes: { ...standardMapping.expenseTypes, toll } };
  await service.call('PUT', '/v1/organizations/nbf/integration/mapping', orgAdmin('nbf'), changed);
  await ownSql(
    service,
    `update bilag.finished_entries f set sent_ledger = 'xledger elsewhere' from bilag.expense_records r
     where r.record_id = f.record_id and r.source_id = 'NBF-STUCK'`,
  );
  for (const name of ['NBF-BACK', 'NBF-STUCK']) await withdraw('nbf', name);
  await vi.waitFor(
    async () => expect(await recordOf('nbf', 'NBF-BACK')).toMatchObject({ reversal: { state: 'synced' } }),
    waiting,
  );
  await vi.waitFor(async () => expect(await failedOf(service, 'nbf')).toEqual(['NBF-STUCK']), waiting);
  await connectOrganization(service, 'hlf', businessCentralIntegration(mock));
  await service.call('PUT', '/v1/organizations/hlf/integration/enabled', globalAdmin, { enabled: false });
}

async function recordOf(id: string, sourceId: string): Promise<Seen | undefined> {
  const list = `${recordsOf(id)}?sourceId=${sourceId}`;
  return (await console.service.call<{ items: readonly Seen[] }>('GET', list, globalAdmin)).body.items[0];
}

async function withdraw(id: string, sourceId: string): Promise<void> {
  const who = { withdrawnAt: '2026-03-07T08:00:00Z', withdrawnBy: 'kari.leder@example.org', reason: 'Approved twice' };
  const what = { kind: 'reimbursement', sourceId, revision: 1 };
  const address = `/v1/organizations/${id}/approvals/withdrawals`;
  await console.service.call('POST', address, approvingApp(id), { ...what, ...who });
}

const fact = (name: string) => factOf(window, name);

/** Opens a record by its address. */
async function open(who: 'nbfAdmin' | 'hlfAdmin', sourceId: string): Promise<void> {
  const id = who === 'nbfAdmin' ? 'nbf' : 'hlf';
  const record = await recordOf(id, sourceId);
  await signInAs(window.page, who, `/console/organizations/${id}/records/${record?.id ?? ''}`);
  await window.page.getByRole('heading', { level: 1, name: `Record ${sourceId}` }).waitFor();
}

test('a booked voucher is shown on the accounts that it was booked on, and says so; what waits is shown as it would be sent now', async () => {
  const { page } = window;
  await open('nbfAdmin', 'NBF-STANDS');
  await page.getByText('As the voucher was sent, field mapping 1.').waitFor();
  const lines = page.getByRole('table', { name: 'Journal lines' });
  expect(await lines.getByRole('rowheader').allInnerTexts()).toEqual([
    expect.stringContaining('7142'),
    expect.stringContaining('2910'),
  ]);
  await approve(console.service, 'nbf', 'NBF-REFUSED', { costCenter: '999' });
  await expect.poll(() => failedOf(console.service, 'nbf')).toContain('NBF-REFUSED');
  await page.getByRole('link', { name: /^All records of/ }).click();
  await page.getByRole('link', { name: 'NBF-REFUSED' }).click();
  await page.getByText('As it would be sent now.').waitFor();
  await lines.getByRole('rowheader', { name: '7143' }).waitFor();
});

test('what is in doubt is never called «not booked», and nobody is sent off to type it in', async () => {
  const { page } = window;
  await approve(console.service, 'hlf', 'HLF-DOUBT');
  await ownSql(
    console.service,
    `update bilag.outbox set state = 'unknown', in_doubt = true, ever_in_doubt = true, failure_code = 'ERP_REPLY_LOST', failure_message = 'No answer.',
       fresh = false, due_at = now() + interval '1 day' where organization_id = 'hlf'`,
  );
  await open('hlfAdmin', 'HLF-DOUBT');
  const notice = page.locator('.notice').filter({ hasText: 'It is not certain whether the record is booked' });
  await notice.waitFor();
  expect(await notice.getAttribute('class')).toContain('notice-warning');
  expect(await notice.innerText()).toContain('Do not type it in by hand; Bilag is finding out.');
  expect(await page.getByText('The record was not booked').count()).toBe(0);
});

test('a claim that was withdrawn before it was sent has no voucher, and nothing that looks like an error', async () => {
  const { page } = window;
  await approve(console.service, 'hlf', 'HLF-NEVER');
  await withdraw('hlf', 'HLF-NEVER');
  await open('hlfAdmin', 'HLF-NEVER');
  const notice = page.locator('.notice').filter({ hasText: 'The record will not be booked' });
  await notice.waitFor();
  expect(await notice.getAttribute('class')).toContain('notice-info');
  expect(await page.getByRole('heading', { name: 'The voucher' }).count()).toBe(0);
  await page.getByRole('list', { name: 'History' }).getByText('The approval no longer holds').waitFor();
  expect(await page.getByText('Manual.').count()).toBe(0);
});

test('a record tells who withdrew it and why, and the number of the voucher that takes it back; its history tells the two vouchers apart', async () => {
  const { page } = window;
  const record = await recordOf('nbf', 'NBF-BACK');
  await open('nbfAdmin', 'NBF-BACK');
  expect(await fact('The approval was withdrawn').innerText()).toMatch(/7 Mar 2026.* by kari\.leder@example\.org$/);
  expect(await fact('Why it was withdrawn').innerText()).toBe('Approved twice');
  expect(await fact('Reversal in the ledger').innerText()).toBe(record?.reversal?.erpReference);
  expect(await fact('Voucher in the ledger').innerText()).toBe(record?.erpReference);
  const history = page.getByRole('list', { name: 'History' });
  await history.getByText('Reversal: delivery attempt 1').waitFor();
  expect(await fact('State').locator('.badge').allInnerTexts()).toEqual(['Synced', 'Reversed']);
  await history.getByText('Delivery attempt 1', { exact: true }).waitFor();
  expect(await history.getByRole('link').first().innerText()).toMatch(/\d\d:\d\d:\d\d$/);
  await page.goto('/console/organizations/nbf/audit-log?action=attempt');
  await page.getByRole('cell', { name: 'Reversal: delivery attempt' }).first().waitFor();
});

test('the list tells what was taken back and what should be, why it was not, and which receipts are missing', async () => {
  const { page } = window;
  await ownSql(
    console.service,
    `insert into bilag.receipts (organization_id, record_id, position, file_name, media_type, size_bytes, sha256, state, failure_code, failure_message)
     select organization_id, record_id, 1, 'toll.pdf', 'application/pdf', 1, repeat('0', 64), 'failed', 'RECEIPT_UNAVAILABLE', 'Gone.'
     from bilag.expense_records where source_id = 'NBF-STANDS'`,
  );
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/records');
  const statesOf = async (sourceId: string) => {
    const row = page.getByRole('row', { name: new RegExp(sourceId) });
    await row.waitFor();
    return await row.locator('.badge').allInnerTexts();
  };
  expect(await statesOf('NBF-BACK')).toEqual(['Synced', 'Reversed']);
  expect(await statesOf('NBF-STUCK')).toEqual(['Synced', 'Reversal failed']);
  expect(await statesOf('NBF-STANDS')).toEqual(['Synced', 'Receipt missing']);
  const stuck = page.getByRole('row', { name: /NBF-STUCK/ });
  expect(await stuck.getAttribute('class')).toBe('row-bad');
  expect(await stuck.locator('.failure-words').innerText()).toMatch(/\S/);
  await page.getByRole('button', { name: /Show$/ }).click();
  await page.getByRole('option', { name: 'Receipt missing' }).click();
  await page.getByText('1 record shown').waitFor();
  await page.getByRole('link', { name: 'NBF-STANDS' }).waitFor();
});

test('of all that failed each can be selected, also a booked record of which the reversal failed, and is tried again', async () => {
  const { page } = window;
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/records?show=failed');
  await page.getByRole('row', { name: /NBF-STUCK/ }).waitFor();
  await page.getByRole('checkbox', { name: 'Select NBF-STUCK' }).check();
  await page.getByRole('button', { name: 'Retry Selected' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Retry', exact: true }).click();
  await page.getByRole('status').filter({ hasText: '1 record is tried again.' }).waitFor();
  const retries = () =>
    ownSql<{ count: number }>(
      console.service,
      `select count(*)::integer as count from bilag.sync_logs l join bilag.expense_records r using (organization_id, record_id)
       where l.action = 'retry' and r.source_id = 'NBF-STUCK' and l.sequence <> r.sequence`,
    );
  expect(await retries()).toEqual([{ count: 1 }]);
});

test('a reversal that is refused gets a remedy that can help it: the field mapping of today does not make it', async () => {
  const { page } = window;
  await expect.poll(() => failedOf(console.service, 'nbf')).toContain('NBF-STUCK');
  await ownSql(
    console.service,
    `update bilag.outbox set failure_code = 'ERP_UNKNOWN_LEDGER_ACCOUNT', failure_message = 'Account 7142 is blocked.' where reverses is not null`,
  );
  await open('nbfAdmin', 'NBF-STUCK');
  const notice = page.locator('.notice').filter({ hasText: 'The reversal was not booked' });
  await notice.getByText('reverse by hand there').waitFor();
  expect(await notice.innerText()).not.toContain('in the field mapping');
});

test('a record is found by what people know of it', async () => {
  const { page } = window;
  const record = await recordOf('nbf', 'NBF-BACK');
  await signInAs(page, 'nbfAdmin', '/console/organizations/nbf/records');
  const find = async (word: string) => {
    await page.getByRole('searchbox', { name: 'Find a record' }).fill(word);
    await page.getByRole('button', { name: 'Search', exact: true }).click();
  };
  for (const word of ['nbf-ba', record?.erpReference ?? '', record?.reversal?.erpReference ?? '']) {
    await find('nothing');
    await page.getByText('No records fit the filter.').waitFor();
    await find(word);
    await page.getByText('1 record shown').waitFor();
    await page.getByRole('link', { name: 'NBF-BACK' }).waitFor();
  }
  expect(new URL(page.url()).searchParams.get('search')).toBeTruthy();
  await page.getByRole('button', { name: /Type$/ }).click();
  await page.getByRole('option', { name: 'Honorarium' }).click();
  await page.getByText('No records fit the filter.').waitFor();
});

test('whoever is about to decide when somebody else has decided is told why the question went away', async () => {
  const { page } = window;
  await approve(console.service, 'nbf', 'NBF-RACE', { costCenter: '999' });
  await expect.poll(() => failedOf(console.service, 'nbf')).toContain('NBF-RACE');
  await open('nbfAdmin', 'NBF-RACE');
  await page.getByRole('button', { name: 'Ignore …' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Ignore the record?' });
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Sent by mistake');
  const record = await recordOf('nbf', 'NBF-RACE');
  const decided = await console.service.call('POST', `${recordsOf('nbf')}/${record?.id}/resolution`, globalAdmin, {
    decision: 'ignore',
    reason: 'A colleague was first',
  });
  expect(decided.status).toBe(200);
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('status').filter({ hasText: 'The record was decided or tried again meanwhile.' }).waitFor();
});
