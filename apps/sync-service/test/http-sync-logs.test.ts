import { anApproval } from '@bilag/core/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { send } from './support/http-client.ts';
import { expectProblem } from './support/http-problem.ts';
import { createOrganization } from './support/http-service.ts';
import { asOwner } from './support/http-stored.ts';
import { approvingApp, globalAdmin, orgAdmin, startTestService, type TestService } from './support/service.ts';

interface Page {
  readonly items: readonly {
    readonly id: string;
    readonly organizationId: string;
    readonly actor: string;
    readonly action: string;
    readonly result: string;
    readonly message: string | null;
    readonly trigger: string;
  }[];
  readonly nextCursor: string | null;
}

const logs = (id: string) => `/v1/organizations/${id}/sync-logs`;
const admin = orgAdmin('nbf');
let service: TestService;
let recordId: string;

/** Nobody sends here, so that the log is what is planted, after the entry that tells of the organization itself. */
beforeAll(async () => {
  service = await startTestService(undefined, { BILAG_ROLE: 'api' });
  for (const id of ['nbf', 'hlf']) await createOrganization(service, id);
  const approval = anApproval({ kind: 'honorarium' });
  const { body } = await service.call('POST', '/v1/organizations/nbf/approvals', approvingApp('nbf'), approval);
  recordId = String(body.id);
  const evil = "=HYPERLINK(''https://evil.example'';''x'')";
  await asOwner(
    service,
    `update bilag.sync_logs set at = '2026-01-01T12:00Z';
     insert into bilag.sync_logs (organization_id, at, actor, action, result, record_id, attempt, error_code, message, trigger) values
      ('nbf', '2026-03-04T22:59:59Z', 'engine', 'attempt', 'succeeded', '${recordId}', 1, null, null, 'automatic'),
      ('nbf', '2026-03-04T23:00:00Z', 'engine', 'attempt', 'failed', '${recordId}', 2, 'ERP_PERIOD_CLOSED', 'The period is closed.', 'scheduled'),
      ('nbf', '2026-03-05T22:59:59Z', 'anne', 'retry', 'requested', '${recordId}', null, null, null, 'manual'),
      ('nbf', '2026-03-05T23:00:00Z', 'engine', 'attempt', 'retrying', null, 3, 'ERP_UNAVAILABLE', '${evil}', null),
      ('nbf', '2026-07-01T00:00:00Z', 'nightly-check', 'mapping-checked', 'succeeded', null, null, null, null, null),
      ('hlf', '2026-07-01T00:00:00Z', 'engine', 'attempt', 'failed', null, 1, 'ERP_REFUSED', 'Of HLF.', 'automatic')`,
  );
});
afterAll(() => service?.close());

async function page(search = '', address = logs('nbf'), as = admin): Promise<Page> {
  const { status, body } = await service.call<Page>('GET', `${address}${search}`, as);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
}
const results = async (search: string) => (await page(search)).items.map((it) => `${it.action} ${it.result}`);

test('AUD-1 the log is listed newest first, and pages add up to the whole list', async () => {
  const whole = (await page()).items.map((it) => it.id);
  expect(whole.length).toBe(6);
  expect(whole).toEqual(whole.toSorted((a, b) => Number(b) - Number(a)));
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const part: Page = await page(`?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
    seen.push(...part.items.map((it) => it.id));
    cursor = part.nextCursor;
  }
  expect(seen).toEqual(whole);
});

test('AUD-2 a period is of calendar dates in Norway, its first and last day included', async () => {
  expect(await results('?from=2026-03-05&to=2026-03-05')).toEqual(['retry requested', 'attempt failed']);
  expect(await results('?to=2026-03-04&from=2026-03-04')).toEqual(['attempt succeeded']);
  // In summer the day begins two hours before it does in UTC.
  expect(await results('?from=2026-07-01')).toEqual(['mapping-checked succeeded']);
  expect(await results('?from=2026-07-02')).toEqual([]);
});

test('AUD-3 failed attempts are found with their error, and so are other results, kinds, actions, records and actors', async () => {
  expect(await page('?result=failed')).toMatchObject({
    items: [{ action: 'attempt', result: 'failed', errorCode: 'ERP_PERIOD_CLOSED', message: 'The period is closed.' }],
  });
  expect(await results('?result=retrying')).toEqual(['attempt retrying']);
  expect(await results('?result=succeeded&action=attempt')).toEqual(['attempt succeeded']);
  const ofRecord = ['retry requested', 'attempt failed', 'attempt succeeded'];
  expect(await results('?kind=honorarium')).toEqual(ofRecord);
  expect(await results('?kind=reimbursement')).toEqual([]);
  expect(await results(`?recordId=${recordId}`)).toEqual(ofRecord);
  expect(await results('?actor=anne')).toEqual(['retry requested']);
  expect(await results('?actor=ann')).toEqual([]);
});

test('AUD-7 every entry names what began it and who is responsible, and can be sought by either', async () => {
  const told = (await page()).items.map((it) => `${it.trigger} ${it.actor}`);
  const wanted = ['scheduled nightly-check', 'automatic engine', 'manual anne', 'scheduled engine', 'automatic engine'];
  expect(told).toEqual([...wanted, 'manual global-admin']);
  expect(await results('?trigger=manual')).toEqual(['retry requested', expect.stringContaining('succeeded')]);
  expect(await results('?trigger=scheduled')).toEqual(['mapping-checked succeeded', 'attempt failed']);
});

test('AUD-5 an org admin sees the own entries only, and another’s entry is one that does not exist', async () => {
  const { items } = await page('', logs('hlf'), orgAdmin('hlf'));
  expect(new Set(items.map((it) => it.organizationId))).toEqual(new Set(['hlf']));
  const own = (await page()).items[0]?.id ?? '';
  const [foreign, missing, impossible] = await Promise.all(
    [own, '999999999999999999', 'x'].map((it) => send(service, 'GET', `${logs('hlf')}/${it}`, { as: orgAdmin('hlf') })),
  );
  expect(foreign?.text).toBe(missing?.text);
  expect(foreign?.text).toBe(impossible?.text);
  expect(JSON.parse(foreign?.text ?? '')).toMatchObject({ status: 404, code: 'LOG_ENTRY_NOT_FOUND' });
  const { nextCursor } = await page('?limit=1');
  const stolen = await send(service, 'GET', `${logs('hlf')}?cursor=${nextCursor}`, { as: orgAdmin('hlf') });
  expectProblem(stolen, JSON.parse(stolen.text), { status: 400, code: 'VALIDATION_FAILED', field: 'cursor' });
});

test('AUD-6 a global admin reads all organizations together, or one of them; an org admin may not', async () => {
  const every = await page('', '/v1/sync-logs', globalAdmin);
  expect(every.items.slice(0, 2).map((it) => it.organizationId)).toEqual(['hlf', 'nbf']);
  expect(every.items.length).toBe(8);
  const one = await page('?organizationId=hlf&result=failed', '/v1/sync-logs', globalAdmin);
  expect(one.items.map((it) => it.message)).toEqual(['Of HLF.']);
  expect((await page('?organizationId=no-such', '/v1/sync-logs', globalAdmin)).items).toEqual([]);
  const first = await page('?limit=1', '/v1/sync-logs', globalAdmin);
  const rest = await page(`?cursor=${first.nextCursor}`, '/v1/sync-logs', globalAdmin);
  expect([...first.items, ...rest.items]).toEqual(every.items);
  const refused = await send(service, 'GET', '/v1/sync-logs', { as: admin });
  expectProblem(refused, JSON.parse(refused.text), { status: 403, code: 'FORBIDDEN' });
});

const cursorOf = (text: string) => Buffer.from(text).toString('base64url');
test.each([
  'from=2026-02-30',
  'from=2026-3-1',
  'to=2026-03-01&from=2026-03-02',
  'to=infinity',
  "result='%20or%201=1",
  'result=',
  'kind=x',
  'action=DROP',
  'trigger=by-hand',
  'recordId=1',
  'actor=%00',
  'actor=',
  'limit=0',
  'limit=201',
  'limit=1e2',
  'cursor=xx',
  `cursor=${cursorOf('l1:nbf:0')}`,
  `cursor=${cursorOf('l1:nbf:999999999999999999')}`,
  `cursor=${cursorOf('l1:nbf:99999999999999999999')}`,
  `cursor=${cursorOf("l1:nbf:1' or true")}`,
  'x=1',
])('AUD-2 AUD-3 a hostile filter or cursor is refused: %s', async (search) => {
  for (const [address, as] of [
    [logs('nbf'), admin],
    ['/v1/sync-logs', globalAdmin],
  ] as const) {
    const reply = await send(service, 'GET', `${address}?${search}`, { as });
    const field = search.split('=', 1)[0] ?? '';
    expectProblem(reply, JSON.parse(reply.text), { status: 400, code: 'VALIDATION_FAILED', field });
  }
});

test('AUD-3 the log is exported with the same filters, as a file that Excel in Norway opens and that holds no formula', async () => {
  const reply = await send(service, 'GET', `${logs('nbf')}.csv?action=attempt`, { as: admin });
  expect(reply.status).toBe(200);
  expect(reply.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(reply.headers.get('content-disposition')).toBe('attachment; filename="sync-log-nbf.csv"');
  const bytes = await fetch(`${service.url}${logs('nbf')}.csv`, {
    headers: { authorization: `Bearer ${await service.sign(admin)}` },
  });
  expect([...new Uint8Array(await bytes.arrayBuffer()).slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const lines = reply.text.split('\r\n');
  expect(lines.length).toBe(5);
  expect(lines[1]).toContain(`;ERP_UNAVAILABLE;"'=HYPERLINK('https://evil.example';'x')"`);
  expect(lines[2]).toContain(`;${recordId};honorarium;`);
  const none = await send(service, 'GET', `${logs('nbf')}.csv?result=held`, { as: admin });
  expect(none.text.split('\r\n').length).toBe(2);
});

test('AUD-5 AUD-1 an export of many pages has every entry of the organization once', async () => {
  await createOrganization(service, 'many');
  await asOwner(
    service,
    `insert into bilag.sync_logs (organization_id, actor, action, result, trigger)
     select 'many', 'engine', 'attempt', 'succeeded', 'automatic' from generate_series(1, 1499)`,
  );
  const { text } = await send(service, 'GET', `${logs('many')}.csv`, { as: orgAdmin('many') });
  const ids = text
    .trimEnd()
    .split('\r\n')
    .slice(1)
    .map((it) => it.split(';', 1)[0]);
  expect(ids.length).toBe(1500);
  expect(new Set(ids).size).toBe(1500);
});
