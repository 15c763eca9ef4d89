import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type AlertSeen,
  alertDetail,
  alertsOf,
  forgetEverything,
  hoursLater,
  inShort,
  openAlerts,
  plantBooked,
  plantEntries,
  platformAlerts,
  quietAlerts,
} from './support/alerts.ts';
import { createOrganization } from './support/http-service.ts';
import { aFakeConnector, connectedInDatabase } from './support/plugins.ts';
import { ownSql } from './support/reconciliation.ts';
import { globalAdmin, orgAdmin, type Reply, startTestService, type TestService } from './support/service.ts';

let service: TestService;
const organizations = ['hlf', 'nbf', 'nkf'];

/** Nobody sends here, so that what is planted stays as it is. */
beforeAll(async () => {
  service = await startTestService(undefined, { ...quietAlerts, BILAG_ROLE: 'api' }, { fake: aFakeConnector().load });
  for (const id of organizations) await connectedInDatabase(service, id, 'fake');
});
beforeEach(() => forgetEverything(service));
afterAll(() => service?.close());

const closedPeriod = { code: 'ERP_PERIOD_CLOSED', message: 'Period 2026-02 is closed.' } as const;
const only = <T>(items: readonly T[]): T => {
  expect(items).toHaveLength(1);
  const [item] = items;
  if (item === undefined) throw new Error('There is none.');
  return item;
};

test('ALR-1 the third failure of a record in a row is an alert that names its kind and the error, the second is not', async () => {
  await plantEntries(service, 'nbf', { count: 1, errors: 2, kind: 'honorarium', ...closedPeriod });
  expect(await openAlerts(service, 'nbf')).toEqual([]);
  await plantEntries(service, 'nbf', { count: 1, errors: 3, kind: 'honorarium', ...closedPeriod });
  const alert = only(await openAlerts(service, 'nbf'));
  expect(alert).toMatchObject({ kind: 'third-failure', code: closedPeriod.code, connector: 'fake', count: 1 });
  expect(alert.title).toBe('1 honorarium failed three times in a row or more');
  expect(alert.text).toContain(closedPeriod.message);
  expect(alert.text).toContain(closedPeriod.code);
  expect(await alertDetail(service, alert)).toMatchObject({ recordKinds: ['honorarium'], failuresInARow: 3 });
  expect(await alertsOf(service, 'hlf')).toEqual([]);
});

test('ALR-1 five hundred records that fail for one reason are one alert with their number; another reason is another alert', async () => {
  await plantEntries(service, 'nbf', { count: 500, errors: 3, ...closedPeriod });
  await plantEntries(service, 'nbf', { count: 2, errors: 4, code: 'ERP_UNAVAILABLE', message: 'Away.' });
  const found = (await openAlerts(service, 'nbf')).filter(({ kind }) => kind === 'third-failure');
  expect(inShort(found)).toEqual(
    expect.arrayContaining([
      ['third-failure', 'ERP_PERIOD_CLOSED', 500],
      ['third-failure', 'ERP_UNAVAILABLE', 2],
    ]),
  );
  expect(found).toHaveLength(2);
  await plantEntries(service, 'nbf', { count: 1, errors: 3, ...closedPeriod });
  const more = (await openAlerts(service, 'nbf')).find(({ code }) => code === closedPeriod.code);
  expect(more).toMatchObject({ id: found.find(({ code }) => code === closedPeriod.code)?.id, count: 501 });
});

test('DOD-3 what is refused for good is an alert at once, and so is what needs a decision', async () => {
  await plantEntries(service, 'nbf', { count: 2, state: 'rejected', errors: 1, ...closedPeriod });
  await plantEntries(service, 'nbf', { count: 1, state: 'held', errors: 1, code: 'ERP_VOUCHER_DIFFERS' });
  expect(inShort(await openAlerts(service, 'nbf'))).toEqual([
    ['decision-needed', 'ERP_VOUCHER_DIFFERS', 1],
    ['records-refused', 'ERP_PERIOD_CLOSED', 2],
  ]);
});

test('ALR-1 a reversal that is refused is told as one, and leads to its record, which is booked', async () => {
  await plantEntries(service, 'nbf', { count: 2 });
  await plantBooked(service, 'nbf');
  await ownSql(
    service,
    `insert into bilag.outbox (organization_id, sequence, record_id, reference, reverses, state, fresh, failure_code, failure_message)
     select organization_id, nextval('bilag.outbox_sequence'), record_id, 'B-' || reference, reference, 'rejected', false, $1, 'Blocked.'
     from bilag.finished_entries where organization_id = 'nbf'`,
    ['ERP_UNKNOWN_LEDGER_ACCOUNT'],
  );
  const alert = only(await openAlerts(service, 'nbf'));
  expect(alert).toMatchObject({ kind: 'records-refused', count: 2, title: '2 reversals refused' });
  const { remedy } = await alertDetail(service, alert);
  expect(remedy).not.toContain('in the field mapping');
  const listed = await service.call<{ items: { state: string }[] }>('GET', alert.records ?? '', orgAdmin('nbf'));
  expect(listed.body.items.map(({ state }) => state)).toEqual(['synced', 'synced']);
});

test('ALR-4 an alert leads to the affected records in the console and in the API', async () => {
  await plantEntries(service, 'nbf', { count: 2, state: 'rejected', errors: 1, ...closedPeriod });
  await plantEntries(service, 'nbf', { count: 1, errors: 3, code: 'ERP_UNAVAILABLE' });
  const [one, many] = (await openAlerts(service, 'nbf')).toSorted((a, b) => a.count - b.count);
  const detail = await alertDetail(service, one ?? { link: '' });
  expect(one?.href).toBe(`/console/organizations/nbf/records/${detail.recordId}`);
  expect(many?.href).toBe('/console/organizations/nbf/records?show=rejected&code=ERP_PERIOD_CLOSED');
  const listed = await service.call<{ items: { failure: { code: string } }[] }>(
    'GET',
    many?.records ?? '',
    orgAdmin('nbf'),
  );
  expect(listed.body.items.map(({ failure }) => failure.code)).toEqual(['ERP_PERIOD_CLOSED', 'ERP_PERIOD_CLOSED']);
});

test('ALR-2 more errors in 24 hours than the threshold are an alert of the organization and of the platform, once per crossing', async () => {
  await plantEntries(service, 'nbf', { count: 10, errors: 1, ...closedPeriod });
  expect(await openAlerts(service, 'nbf')).toEqual([]);
  expect(await platformAlerts(service)).toEqual([]);
  await plantEntries(service, 'nbf', { count: 1, errors: 1, code: 'ERP_UNAVAILABLE' });
  const alert = only(await openAlerts(service, 'nbf'));
  expect(alert).toMatchObject({ kind: 'error-rate', count: 11, title: '11 errors in 24 hours' });
  expect(await alertDetail(service, alert)).toMatchObject({
    threshold: 10,
    errors: [
      { code: 'ERP_PERIOD_CLOSED', count: 10 },
      { code: 'ERP_UNAVAILABLE', count: 1 },
    ],
  });
  const ofPlatform = only(await platformAlerts(service));
  expect(ofPlatform.organizations).toMatchObject([{ id: 'nbf', alerts: [{ kind: 'error-rate', count: 11 }] }]);

  await plantEntries(service, 'nbf', { count: 5, errors: 1, ...closedPeriod });
  expect(await openAlerts(service, 'nbf')).toMatchObject([{ id: alert.id, count: 16 }]);
  expect(only(await platformAlerts(service)).id).toBe(ofPlatform.id);

  await hoursLater(service, 'nbf', 25);
  expect(await openAlerts(service, 'nbf')).toEqual([]);
  expect(await platformAlerts(service)).toEqual([]);
  expect(only(await alertsOf(service, 'nbf'))).toMatchObject({ id: alert.id, state: 'cleared' });

  await plantEntries(service, 'nbf', { count: 11, errors: 1, ...closedPeriod });
  const again = only(await openAlerts(service, 'nbf'));
  expect(again.kind).toBe('error-rate');
  expect(again.id).not.toBe(alert.id);
  expect(only(await platformAlerts(service)).id).not.toBe(ofPlatform.id);
});

test('ALR-2 an error that lies 24 hours back, an attempt that went well and an entry of an administrator do not count', async () => {
  await plantEntries(service, 'nbf', { count: 30, errors: 1, hoursAgo: 24, ...closedPeriod });
  await ownSql(
    service,
    `insert into bilag.sync_logs (organization_id, actor, action, result, error_code, record_id)
     select 'nbf', 'x', 'x', r.result, r.code, r.record from (values
       ('succeeded', null, gen_random_uuid()), ('requested', null, gen_random_uuid()), ('failed', 'MAPPING_INVALID', null),
       ('retrying', 'ERP_BATCH_REFUSED', gen_random_uuid())) r(result, code, record) cross join generate_series(1, 20)`,
  );
  expect(await openAlerts(service, 'nbf')).toEqual([]);
});

test('ALR-2 ALR-3 each organization has thresholds of its own', async () => {
  const settings = { errorsPerDay: 2, pendingHours: 4, emails: [], webhook: null };
  const path = '/v1/organizations/nbf/alert-settings';
  expect(await service.call('PUT', path, orgAdmin('nbf'), settings)).toMatchObject({ status: 200, body: settings });
  for (const id of ['nbf', 'hlf']) {
    await plantEntries(service, id, { count: 1, hoursAgo: 5 });
    await plantEntries(service, id, { count: 3, errors: 1, ...closedPeriod });
  }
  expect(inShort(await openAlerts(service, 'nbf'))).toEqual([
    ['error-rate', null, 3],
    ['pending-too-long', null, 1],
  ]);
  expect(await openAlerts(service, 'hlf')).toEqual([]);
});

test('ALR-3 records pending for over 48 hours with an enabled connector are an alert that leads to the status dashboard', async () => {
  await plantEntries(service, 'nbf', { count: 3, hoursAgo: 49 });
  await plantEntries(service, 'nbf', { count: 2, hoursAgo: 47 });
  await plantEntries(service, 'hlf', { count: 3, hoursAgo: 47 });
  await plantEntries(service, 'nkf', { count: 3, hoursAgo: 49 });
  await ownSql(service, "update bilag.integration_configs set enabled = false where organization_id = 'nkf'");
  const alert = only(await openAlerts(service, 'nbf'));
  expect(alert).toMatchObject({ kind: 'pending-too-long', count: 3, href: '/console/organizations/nbf/status' });
  expect(alert.text).toContain('48 hours');
  expect(await openAlerts(service, 'hlf')).toEqual([]);
  expect(await openAlerts(service, 'nkf')).toEqual([]);
});

test('ALR-3 what the accounting system took two weeks ago and has not booked is pending for too long', async () => {
  await plantEntries(service, 'nbf', { count: 3, hoursAgo: 15 * 24, state: 'accepted' });
  const sentDaysAgo = (days: number, limit: number) =>
    ownSql(
      service,
      `update bilag.outbox set sent_at = now() - interval '${days} days' where sequence in (select sequence from bilag.outbox limit ${limit})`,
    );
  await sentDaysAgo(13, 3);
  expect(await openAlerts(service, 'nbf')).toEqual([]);
  await sentDaysAgo(15, 2);
  expect(only(await openAlerts(service, 'nbf'))).toMatchObject({ kind: 'pending-too-long', count: 2 });
});

test('ALR-5 an alert is cleared when its records are booked, and not before', async () => {
  await plantEntries(service, 'nbf', { count: 2, errors: 3, ...closedPeriod });
  const alert = only(await openAlerts(service, 'nbf'));
  const become = (change: string) => ownSql(service, `update bilag.outbox set ${change} where organization_id = 'nbf'`);
  await become("state = 'sending'");
  expect(await openAlerts(service, 'nbf')).toMatchObject([{ id: alert.id }]);
  // Taken is not booked: the queue of the accounting system may refuse it yet.
  await become("state = 'accepted', failure_code = null, failure_message = null");
  expect(await openAlerts(service, 'nbf')).toMatchObject([{ id: alert.id }]);
  await plantBooked(service, 'nbf');
  expect(await openAlerts(service, 'nbf')).toEqual([]);
  expect(await alertsOf(service, 'nbf')).toMatchObject([
    { id: alert.id, state: 'cleared', text: 'None of the records fails for this reason any more.' },
  ]);
});

test('ALR-5 what was refused and is being tried again is not yet clear', async () => {
  const [sequence = ''] = await plantEntries(service, 'nbf', {
    count: 1,
    state: 'rejected',
    errors: 1,
    ...closedPeriod,
  });
  const alert = only(await openAlerts(service, 'nbf'));
  await service.call('POST', '/v1/organizations/nbf/records/retry', orgAdmin('nbf'), {});
  expect(await ownSql(service, `select state from bilag.outbox where sequence = ${sequence}`)).toEqual([
    { state: 'pending' },
  ]);
  expect(await openAlerts(service, 'nbf')).toMatchObject([{ id: alert.id }]);
  await plantBooked(service, 'nbf');
  expect(await openAlerts(service, 'nbf')).toEqual([]);
});

const failsEverywhere = (ids: readonly string[]) =>
  Promise.all(ids.map((id) => plantEntries(service, id, { count: 1, errors: 3, code: 'ERP_UNREACHABLE' })));
const listedIn = (alert: AlertSeen) => alert.organizations?.map(({ id }) => id);

test('ALR-6 several organizations that fail at once are one alert for global administrators, which lists them', async () => {
  await failsEverywhere(['nbf']);
  expect(await platformAlerts(service)).toEqual([]);
  await failsEverywhere(['hlf', 'nkf']);
  const alert = only(await platformAlerts(service));
  expect(alert).toMatchObject({ kind: 'organizations-failing', count: 3, title: '3 organizations have failures' });
  expect(listedIn(alert)).toEqual(['hlf', 'nbf', 'nkf']);
  for (const id of organizations) expect(alert.text).toContain(id);
  expect(inShort(await alertsOf(service, 'hlf'))).toEqual([['third-failure', 'ERP_UNREACHABLE', 1]]);

  await plantBooked(service, 'hlf');
  await plantBooked(service, 'nkf');
  const smaller = only(await platformAlerts(service));
  expect(smaller.id).toBe(alert.id);
  expect(listedIn(smaller)).toEqual(['nbf']);
  await plantBooked(service, 'nbf');
  expect(await platformAlerts(service)).toEqual([]);
  expect(only(await platformAlerts(service, ''))).toMatchObject({ id: alert.id, state: 'cleared' });
});

test('ALR-6 an org admin sees neither the alerts of the platform nor those of another organization', async () => {
  await failsEverywhere(['nbf', 'hlf']);
  const [alert] = await openAlerts(service, 'nbf');
  expect(await service.call('GET', '/v1/alerts', orgAdmin('nbf'))).toMatchObject({ status: 403 });
  const link = alert?.link ?? '';
  expect(await service.call('GET', link, orgAdmin('hlf'))).toMatchObject({ status: 404 });
  const elsewhere = link.replace('/nbf/', '/hlf/');
  expect(await service.call('GET', elsewhere, orgAdmin('hlf'))).toMatchObject({
    status: 404,
    body: { code: 'ALERT_NOT_FOUND' },
  });
  const seen = await service.call('POST', `${elsewhere}/acknowledgement`, orgAdmin('hlf'), {});
  expect(seen).toMatchObject({ status: 404, body: { code: 'ALERT_NOT_FOUND' } });
  const [ofPlatform] = await platformAlerts(service);
  expect(await service.call('GET', `/v1/organizations/nbf/alerts/${ofPlatform?.id}`, globalAdmin)).toMatchObject({
    status: 404,
  });
});

test('DOD-3 refused access, a rest, a held database and findings of the nightly checks are alerts too, and end by themselves', async () => {
  const change = (text: string) => ownSql(service, `set bilag.scope = 'platform'; ${text}`);
  await change(`update bilag.lanes set pause_code = 'ERP_AUTHENTICATION_FAILED', pause_message = 'Refused.', paused_at = now() where organization_id = 'nbf';
    update bilag.lanes set rest_code = 'ERP_ALLOWANCE_USED_UP', rest_message = 'Used up.', rest_until = now() + interval '1 hour' where organization_id = 'hlf';
    insert into bilag.reconciliations (organization_id, month, state, requested_by, finished_at, figures)
    values ('nkf', '2026-02-01', 'done', 'x', now(), '{"findings": {"missing": 1, "extra": 2}}');
    insert into bilag.mapping_checks (organization_id, checked_at, config_version, credential_version, mapping_version, finding_count, findings)
    values ('nkf', now(), 1, 1, 1, 4, '[]')`);
  expect(inShort(await openAlerts(service, 'nbf'))).toEqual([['sync-paused', 'ERP_AUTHENTICATION_FAILED', 0]]);
  expect(inShort(await openAlerts(service, 'hlf'))).toEqual([['sync-resting', 'ERP_ALLOWANCE_USED_UP', 0]]);
  // Between two rests it looks whether it may go on: that is neither an all clear nor a new alert.
  await change(`update bilag.lanes set rest_until = now() - interval '1 minute' where organization_id = 'hlf'`);
  expect(inShort(await openAlerts(service, 'hlf'))).toEqual([['sync-resting', 'ERP_ALLOWANCE_USED_UP', 0]]);
  expect(inShort(await openAlerts(service, 'nkf'))).toEqual([
    ['ledger-differs', null, 3],
    ['mapping-drift', null, 4],
  ]);
  await change(`select bilag.hold_sending('held-by-hand')`);
  for (const id of organizations)
    expect(inShort(await openAlerts(service, id))).toContainEqual(['sending-held', null, 0]);
  expect(only(await platformAlerts(service)).organizations).toHaveLength(3);
  await change(`update bilag.lanes set pause_code = null, pause_message = null, paused_at = null, rest_code = null, rest_until = '-infinity';
    insert into bilag.reconciliations (organization_id, month, state, requested_by, finished_at, figures)
    values ('nkf', '2026-02-01', 'done', 'x', now(), '{"findings": {"missing": 0}}');
    update bilag.mapping_checks set finding_count = 0;
    update bilag.instance set mode = 'normal'`);
  for (const id of organizations) expect(await openAlerts(service, id)).toEqual([]);
});

test('an alert is acknowledged once, by whoever was first; the sync log says by whom', async () => {
  await plantEntries(service, 'nbf', { count: 1, errors: 3, ...closedPeriod });
  const alert = only(await openAlerts(service, 'nbf'));
  const note = 'The accountant opens the period today';
  const first = await service.call<AlertSeen>('POST', `${alert.link}/acknowledgement`, orgAdmin('nbf'), { note });
  expect(first).toMatchObject({ status: 200, body: { state: 'open', acknowledged: { by: 'admin-of-nbf', note } } });
  const second = await service.call<AlertSeen>('POST', `${alert.link}/acknowledgement`, globalAdmin);
  expect(second.body.acknowledged).toEqual(first.body.acknowledged);
  const told = await ownSql(
    service,
    "select actor, message, detail from bilag.sync_logs where action = 'alert-acknowledged'",
  );
  expect(told).toMatchObject([{ actor: 'admin-of-nbf', message: note, detail: { alertId: alert.id } }]);
  // It stays acknowledged while it grows.
  await plantEntries(service, 'nbf', { count: 1, errors: 3, ...closedPeriod });
  expect(await openAlerts(service, 'nbf')).toMatchObject([{ id: alert.id, count: 2, acknowledged: { note } }]);
});

test('an alert of the platform is acknowledged in the sync log of every organization that it lists', async () => {
  await failsEverywhere(['nbf', 'hlf']);
  const alert = only(await platformAlerts(service));
  const seen = await service.call<AlertSeen>('POST', `${alert.link}/acknowledgement`, globalAdmin, {});
  expect(seen).toMatchObject({ status: 200, body: { acknowledged: { by: 'global-admin', note: null } } });
  const told = await ownSql(
    service,
    "select organization_id as id from bilag.sync_logs where action = 'alert-acknowledged' order by 1",
  );
  expect(told).toEqual([{ id: 'hlf' }, { id: 'nbf' }]);
});

test('alerts are paged, newest first, and told in the language that was asked for', async () => {
  for (const code of ['ERP_PERIOD_CLOSED', 'ERP_UNAVAILABLE', 'ERP_REFUSED']) {
    await plantEntries(service, 'nbf', { count: 1, errors: 3, code });
    await service.alerts.evaluate();
  }
  const path = '/v1/organizations/nbf/alerts';
  const codes: (string | null)[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: string = `${path}?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const answer: Reply<{ items: AlertSeen[]; nextCursor: string | null }> = await service.call(
      'GET',
      page,
      orgAdmin('nbf'),
    );
    codes.push(...answer.body.items.map(({ code }) => code));
    cursor = answer.body.nextCursor;
  }
  expect(codes).toEqual(['ERP_REFUSED', 'ERP_UNAVAILABLE', 'ERP_PERIOD_CLOSED']);
  const inNorwegian = await fetch(`${service.url}${path}?limit=1`, {
    headers: { authorization: `Bearer ${await service.sign(orgAdmin('nbf'))}`, 'accept-language': 'nb-NO' },
  });
  expect(await inNorwegian.json()).toMatchObject({
    items: [{ title: '1 utlegg feilet tre eller flere ganger på rad' }],
  });
  for (const search of ['limit=0', 'state=closed', 'cursor=x', 'x=1']) {
    expect(await service.call('GET', `${path}?${search}`, orgAdmin('nbf'))).toMatchObject({ status: 400 });
  }
});

test('an organization that has nothing wrong has no alert, also without a connector', async () => {
  await createOrganization(service, 'empty');
  await plantEntries(service, 'empty', { count: 1, hoursAgo: 100 });
  await service.alerts.evaluate();
  for (const id of ['empty', 'nbf']) expect(await alertsOf(service, id)).toEqual([]);
});
