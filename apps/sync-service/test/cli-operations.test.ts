import { anApproval } from '@bilag/core/testing';
import { type MockErp, startMockErp } from '@bilag/mock-erp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bilag } from './support/cli.ts';
import { settle } from './support/engine.ts';
import { createOrganization } from './support/http-service.ts';
import { asOwner } from './support/http-stored.ts';
import { connectOrganization, xledgerRestIntegration } from './support/organizations.ts';
import { approvingApp, startTestService, type TestService } from './support/service.ts';

let mock: MockErp;
let service: TestService;
let recordId: string;
const lost = '0199b6f0-6a5e-7c31-8a4f-000000000001';
beforeAll(async () => {
  mock = await startMockErp({ bookingIntervalMs: 100, xledgerSettings: { burstLimit: false } });
  service = await startTestService(mock);
  await connectOrganization(service, 'nbf', xledgerRestIntegration(mock));
  await createOrganization(service, 'hlf');
  const { body } = await service.call('POST', '/v1/organizations/nbf/approvals', approvingApp('nbf'), anApproval());
  recordId = String(body.id);
});
afterAll(async () => {
  await service?.close();
  await mock?.close();
});

const environment = () => ({
  BILAG_DATABASE_OWNER_URL: service.databaseUrl,
  BILAG_CREDENTIAL_KEY: service.environment.BILAG_CREDENTIAL_KEY,
});
const run = (...words: string[]) => bilag(environment(), ...words);

test('a month is held against the ledger by the worker that runs, and the command ends as the finding is', async () => {
  await settle(service);
  const [sent] = await asOwner<{ month: string }>(
    service,
    `select to_char(posting_date, 'YYYY-MM') as month from bilag.delivery_attempts limit 1`,
  );
  const month = sent?.month ?? '';
  const agreed = await run('reconcile', '--organization', 'nbf', '--month', month);
  expect(agreed).toMatchObject({
    status: 0,
    error: '',
    out: expect.stringContaining(`nbf ${month}: the ledger agrees.`),
  });
  // A voucher that Bilag has for booked, and that no ledger has.
  for (const table of ['expense_records', 'finished_entries', 'delivery_attempts']) {
    const [columns] = await asOwner<{ names: string; values: string }>(
      service,
      `select string_agg(column_name, ', ') as names, string_agg('(n.r).' || column_name, ', ') as values
       from information_schema.columns where table_schema = 'bilag' and table_name = '${table}' and is_generated = 'NEVER'`,
    );
    await asOwner(
      service,
      `insert into bilag.${table} (${columns?.names}) select ${columns?.values} from (select jsonb_populate_record(t, jsonb_build_object('sequence', 900001, 'record_id', '${lost}', 'source_id', 'LOST-1',
         'reference', (select left(r.reference, -1) || case when right(r.reference, 1) = '2' then '3' else '2' end from bilag.expense_records r
           where r.record_id = '${recordId}'))) as r from bilag.${table} t where t.record_id = '${recordId}') n`,
    );
  }
  const { status, out } = await run('reconcile', '--organization', 'nbf', '--month', month, '--json');
  expect(JSON.parse(out)).toMatchObject({ state: 'done', statement: { findings: { missing: 1 } } });
  expect(status).toBe(1);
});

test('without an answer in time the command says that it goes on, and ends with 75', async () => {
  const waiting = await run('reconcile', '--organization', 'nbf', '--timeout', '0');
  expect(waiting.status).toBe(75);
  expect(waiting.out).toContain('It goes on while a worker runs');
});

test('the outbox is inspected: what waits, what holds it up, and the oldest failures', async () => {
  await asOwner(
    service,
    `update bilag.lanes set pause_code = 'ERP_AUTHENTICATION_FAILED', pause_message = 'The token has run out.', paused_at = now() where organization_id = 'nbf'`,
  );
  const approval = { ...anApproval(), sourceId: 'WAITS-1' };
  await service.call('POST', '/v1/organizations/nbf/approvals', approvingApp('nbf'), approval);
  await asOwner(
    service,
    `update bilag.outbox set failure_code = 'ERP_PERIOD_CLOSED', failure_message = 'March is closed.', state = 'rejected', fresh = false, attempts = 2`,
  );
  const { status, out } = await run('outbox', 'inspect', '--organization', 'nbf', '--json');
  expect(status).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    organizations: [
      {
        organizationId: 'nbf',
        connector: 'xledger',
        enabled: true,
        states: { rejected: 1 },
        paused: { code: 'ERP_AUTHENTICATION_FAILED' },
      },
    ],
    failures: [
      { sourceId: 'WAITS-1', state: 'rejected', code: 'ERP_PERIOD_CLOSED', message: 'March is closed.', attempts: 2 },
    ],
  });
  const all = (await run('outbox', 'inspect')).out;
  expect(all).toContain('hlf: no connector; nothing is owed.');
  expect(all).toContain('nbf: xledger; 1 rejected.');
  expect(all).toMatch(/Paused since .*: ERP_AUTHENTICATION_FAILED The token has run out\./);
});

test('AUD-8 what was sent for one record is erased, an entry says by whom and why, and the log still verifies', async () => {
  const erase = (id: string) =>
    run(
      'texts',
      'erase',
      '--organization',
      'nbf',
      '--record',
      id,
      '--reason',
      'Asked for by the payee',
      '--actor',
      'anne',
    );
  const [open] = await asOwner<{ id: string }>(service, 'select record_id as id from bilag.outbox');
  expect(await erase(open?.id ?? '')).toMatchObject({ status: 65, error: expect.stringContaining('is not finished') });
  expect(await erase('00000000-0000-7000-8000-000000000000')).toMatchObject({ status: 65 });
  expect(await erase(recordId)).toMatchObject({ status: 0, out: 'Erased; 1 payloads are gone. Their hashes stay.\n' });
  const rows = await asOwner(service, `select payload from bilag.delivery_attempts where record_id = '${recordId}'`);
  expect(rows).toEqual([{ payload: expect.stringMatching(/^\(erased\) sha256:[0-9a-f]{64}$/) }]);
  await expect.poll(async () => (await run('audit', 'verify', '--json')).out).toMatch(/"unsealed": 0[^]*"unsealed": 0/);
  const { status, out } = await run('audit', 'verify');
  expect({ status, out }).toEqual({ status: 0, out: expect.stringContaining('nbf: verified.') });
});

test('AUD-8 texts whose time is over are erased for all organizations, and those of this year are not', async () => {
  const { status, out } = await run('texts', 'retain', '--json');
  expect(status).toBe(0);
  const before = `${new Date().getUTCFullYear() - 5}-01-01T00:00:00+01:00`;
  expect(JSON.parse(out)).toEqual({
    before,
    organizations: [
      { organizationId: 'hlf', payloads: 0 },
      { organizationId: 'nbf', payloads: 0 },
    ],
  });
  expect(await run('texts', 'retain', '--years', 'many')).toMatchObject({ status: 64 });
});
