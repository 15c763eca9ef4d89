import { anApproval } from '@bilag/core/testing';
import { expect } from 'vitest';
import { ownSql } from './reconciliation.ts';
import { globalAdmin, orgAdmin, type TestService } from './service.ts';

/** An alert as the API shows it in a list. */
export interface AlertSeen {
  readonly id: string;
  readonly organizationId: string | null;
  readonly kind: string;
  readonly state: string;
  readonly code: string | null;
  readonly connector: string | null;
  readonly count: number;
  readonly title: string;
  readonly text: string;
  readonly raisedAt: string;
  readonly clearedAt: string | null;
  readonly acknowledged: { readonly by: string; readonly note: string | null } | null;
  readonly href: string;
  readonly records: string | null;
  readonly link: string;
  readonly organizations?: readonly OrganizationSeen[];
}

/** An organization in an alert of the platform. */
export interface OrganizationSeen {
  readonly id: string;
  readonly alerts: readonly { readonly kind: string; readonly code: string | null; readonly count: number }[];
}

/** A message about an alert as the API shows it. */
export interface DeliverySeen {
  readonly id: string;
  readonly event: string;
  readonly sink: string;
  readonly target: string | null;
  readonly state: string;
  readonly attempts: number;
  readonly nextAttemptAt: string | null;
  readonly lastError: string | null;
}

/** One alert as the API shows it alone. */
export interface AlertDetailSeen extends AlertSeen {
  readonly recordKinds: readonly string[];
  readonly recordId: string | null;
  readonly failuresInARow: number | null;
  readonly threshold: number | null;
  readonly message: string | null;
  readonly remedy: string | null;
  readonly month: string | null;
  readonly errors: readonly { readonly code: string; readonly count: number }[];
  readonly deliveries: readonly DeliverySeen[];
}

interface Page {
  readonly items: readonly AlertSeen[];
  readonly nextCursor: string | null;
}

/** Nobody evaluates but the test. */
export const quietAlerts = { BILAG_ALERT_CRON: 'off', BILAG_ALERT_GATHER_MS: '0' } as const;

/** The alerts of an organization as its administrator reads them, newest first. */
export async function alertsOf(service: TestService, id: string, search = ''): Promise<readonly AlertSeen[]> {
  const path = `/v1/organizations/${id}/alerts${search}`;
  const { status, body } = await service.call<Page>('GET', path, orgAdmin(id));
  expect(status).toBe(200);
  return body.items;
}

/** Evaluates, and reads the open alerts of an organization. */
export async function openAlerts(service: TestService, id: string): Promise<readonly AlertSeen[]> {
  await service.alerts.evaluate();
  return await alertsOf(service, id, '?state=open');
}

/** Evaluates, and reads the alerts of the platform. */
export async function platformAlerts(service: TestService, search = '?state=open'): Promise<readonly AlertSeen[]> {
  await service.alerts.evaluate();
  const { status, body } = await service.call<Page>('GET', `/v1/alerts${search}`, globalAdmin);
  expect(status).toBe(200);
  return body.items;
}

/** One alert with everything that is known of it, as an administrator reads it. */
export async function alertDetail(service: TestService, { link }: Pick<AlertSeen, 'link'>): Promise<AlertDetailSeen> {
  const { status, body } = await service.call<AlertDetailSeen>('GET', link, globalAdmin);
  expect(status).toBe(200);
  return body;
}

/** Kind, code and count of each, in order of the kinds. */
export const inShort = (alerts: readonly Pick<AlertSeen, 'kind' | 'code' | 'count'>[]) =>
  alerts
    .map(({ kind, code, count }) => [kind, code, count] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

/** How an entry in the outbox stands that {@link plantEntries} stores. */
export interface PlantedEntries {
  readonly count: number;
  readonly state?: 'pending' | 'unknown' | 'accepted' | 'rejected' | 'held';
  readonly code?: string;
  readonly message?: string;
  readonly kind?: 'reimbursement' | 'honorarium';
  /** Errors of each in the sync log, one a minute. */
  readonly errors?: number;
  /** When they were approved and, if at all, failed, before now. */
  readonly hoursAgo?: number;
}

let planted = 0;

/** Stores entries as the engine would have left them. To be used where nobody sends. @returns their sequences. */
export async function plantEntries(service: TestService, id: string, entries: PlantedEntries): Promise<string[]> {
  const { count, state = 'pending', code = null, message = null, kind = 'reimbursement' } = entries;
  const { errors = 0, hoursAgo = 0 } = entries;
  planted += 1;
  const rows = await ownSql<{ sequence: string }>(
    service,
    `with records as (
       insert into bilag.expense_records (organization_id, record_id, sequence, kind, source_id, revision, reference, content, received_at)
       select $1, bilag.record_id(), nextval('bilag.outbox_sequence'), $3, 'P-' || $9::text || '-' || i, 1, 'P' || $9::text || '-' || i, $10::jsonb,
         now() - $8::double precision * interval '1 hour'
       from generate_series(1, $2::integer) i returning *
     ), entries as (
       insert into bilag.outbox (organization_id, sequence, record_id, reference, state, failure_code, failure_message, fresh, due_at)
       select organization_id, sequence, record_id, reference, $4, $5, $6, false, case when $4 = 'pending' then now() + interval '1 hour' end from records
       returning *
     ), logged as (
       insert into bilag.sync_logs (organization_id, at, actor, action, result, record_id, sequence, attempt, error_code, message)
       select o.organization_id, now() - $8::double precision * interval '1 hour' - e * interval '1 minute', 'engine', 'attempt', 'retrying', o.record_id, o.sequence, e, $5, $6
       from entries o cross join generate_series(1, $7::integer) e
     )
     select sequence::text as sequence from entries`,
    [id, count, kind, state, code, message, errors, hoursAgo, String(planted), JSON.stringify(anApproval())],
  );
  return rows.map((it) => it.sequence);
}

/** Lets entries be booked, as far as the tables tell. */
export async function plantBooked(service: TestService, id: string): Promise<void> {
  await ownSql(
    service,
    `with taken as (delete from bilag.outbox where organization_id = $1 returning *)
     insert into bilag.finished_entries (organization_id, sequence, record_id, reference, state, attempts)
     select organization_id, sequence, record_id, reference, 'synced', 1 from taken`,
    [id],
  );
}

/** So much later, as far as the sync log and the outbox tell. */
export async function hoursLater(service: TestService, id: string, hours: number): Promise<void> {
  await ownSql(service, `update bilag.sync_logs set at = at - $2 * interval '1 hour' where organization_id = $1`, [
    id,
    hours,
  ]);
  await ownSql(
    service,
    `update bilag.expense_records set received_at = received_at - $2 * interval '1 hour' where organization_id = $1`,
    [id, hours],
  );
}

/** As if nothing had happened yet in any organization. */
export async function forgetEverything(service: TestService): Promise<void> {
  await ownSql(
    service,
    `truncate bilag.alerts, bilag.alert_deliveries, bilag.alert_settings, bilag.outbox, bilag.finished_entries, bilag.expense_records, bilag.sync_logs,
       bilag.reconciliations, bilag.mapping_checks cascade;
     update bilag.integration_configs set enabled = true;
     update bilag.instance set mode = 'normal';
     update bilag.lanes set pause_code = null, pause_message = null, paused_at = null, rest_code = null, rest_message = null, rest_until = '-infinity'`,
  );
}

/** Sends the messages that are due. */
export async function tell(service: Pick<TestService, 'alerts'>): ReturnType<TestService['alerts']['deliver']> {
  return await service.alerts.deliver(new AbortController().signal);
}

/** Ends the waiting of messages after failures. */
export async function skipWaiting(service: TestService): Promise<void> {
  await ownSql(service, "update bilag.alert_deliveries set next_at = now() where state = 'waiting'");
}

/** Saves the alert settings of an organization as its administrator does. */
export async function saveSettings(service: TestService, id: string, change: Readonly<Record<string, unknown>>) {
  const settings = { errorsPerDay: 10, pendingHours: 48, emails: [], webhook: null, ...change };
  const path = `/v1/organizations/${id}/alert-settings`;
  const answer = await service.call('PUT', path, orgAdmin(id), settings);
  expect(answer).toMatchObject({ status: 200 });
  return answer.body;
}
