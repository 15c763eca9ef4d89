import { createHmac, timingSafeEqual } from 'node:crypto';
import { anApproval } from '@bilag/core/testing';
import { expect } from 'vitest';
import { untilOthersHaveEnded } from './audit.ts';
import { ownSql } from './reconciliation.ts';
import { orgAdmin, type TestService } from './service.ts';
import type { ReceivedWebhook } from './webhook-receiver.ts';

/** An endpoint as the API shows it; `secret` where it was just made. */
export interface EndpointSeen {
  readonly id: string;
  readonly link: string;
  readonly secret: string;
  readonly enabled: boolean;
  readonly disabledFor: string | null;
  readonly failingSince: string | null;
  readonly lastError: string | null;
  readonly lastDeliveredAt: string | null;
}

/** A message as the API shows it. */
export interface MessageSeen {
  readonly id: string;
  readonly type: string;
  readonly recordId: string | null;
  readonly state: string;
  readonly attempts: number;
  readonly nextAttemptAt: string | null;
  readonly lastError: string | null;
}

export const everyEvent = [
  'record.accepted',
  'record.synced',
  'record.retrying',
  'record.failed',
  'record.in_doubt',
  'record.needs_decision',
  'record.cancelled',
  'record.reversed',
  'record.receipt_attached',
  'record.receipt_failed',
] as const;

/** Where the endpoints of an organization are. */
export const endpointsOf = (id: string) => `/v1/organizations/${id}/webhook-endpoints`;

/** Has another service told, as an administrator does. */
export async function anEndpoint(
  service: TestService,
  id: string,
  url: string,
  eventTypes: readonly string[] = everyEvent,
): Promise<EndpointSeen> {
  const body = { url, eventTypes, enabled: true };
  const answer = await service.call<EndpointSeen>('POST', endpointsOf(id), orgAdmin(id), body);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
}

/** The messages to an endpoint, newest first. */
export async function messagesOf(service: TestService, id: string, { link }: Pick<EndpointSeen, 'link'>) {
  const { status, body } = await service.call<{ items: readonly MessageSeen[] }>(
    'GET',
    `${link}/deliveries`,
    orgAdmin(id),
  );
  expect(status).toBe(200);
  return body.items;
}

/** Reads what is to be told, once no transaction of others holds it up. */
export async function recordEvents(service: TestService, replica: Pick<TestService, 'statusWebhooks'> = service) {
  await untilOthersHaveEnded({ asOwner: (text, values) => ownSql(service, text, values) });
  return await replica.statusWebhooks.record();
}

/** What the log says became of a voucher, and how the voucher stands. */
export interface PlantedStep {
  readonly action: string;
  readonly result: string;
  readonly code?: string;
  readonly state?: string;
  readonly isReversal?: boolean;
}

let planted = 0;

/** Stores a record with its voucher and one entry of the log, as the engine would have left them, in one transaction. @returns the record’s id. */
export async function plantStep(service: TestService, id: string, step: PlantedStep): Promise<string> {
  const { action, result, code = null, state = 'pending', isReversal = false } = step;
  planted += 1;
  const isFinished = state === 'synced' || state === 'cancelled';
  const voucher = isFinished
    ? `insert into bilag.finished_entries (organization_id, sequence, record_id, reference, state, reverses, erp_reference)
       select organization_id, sequence, record_id, reference, $6, case when $7::boolean then 'OLD' end, 'V-' || $3::text from records`
    : `insert into bilag.outbox (organization_id, sequence, record_id, reference, state, reverses, fresh)
       select organization_id, sequence, record_id, reference, $6, case when $7::boolean then 'OLD' end, $3::text is null from records`;
  const [row] = await ownSql<{ record_id: string }>(
    service,
    `with records as (
       insert into bilag.expense_records (organization_id, record_id, sequence, kind, source_id, revision, reference, content)
       values ($1, bilag.record_id(), nextval('bilag.outbox_sequence'), 'reimbursement', 'W-' || $3::text, 1, 'W' || $3::text, $8::jsonb) returning *
     ), vouchers as (${voucher}), told as (
       insert into bilag.sync_logs (organization_id, actor, action, result, record_id, sequence, attempt, error_code, message)
       select organization_id, 'engine', $2, $4, record_id, sequence, 1, $5, 'Words of the ERP about Kari Nordmann' from records
     ) select record_id from records`,
    [id, action, String(planted), result, code, state, isReversal, JSON.stringify(anApproval())],
  );
  return row?.record_id ?? '';
}

/** As `docs/status-webhooks.md` tells receivers to verify. */
export function isGenuine({ headers, body }: Pick<ReceivedWebhook, 'headers' | 'body'>, secret: string): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  if (!(Math.abs(Date.now() / 1_000 - Number(timestamp)) < 300)) return false;
  const hmac = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'));
  const expected = hmac.update(`${String(id)}.${String(timestamp)}.${body}`).digest();
  return String(signatures)
    .split(' ')
    .filter((it) => it.startsWith('v1,'))
    .map((it) => Buffer.from(it.slice('v1,'.length), 'base64'))
    .some((it) => it.length === expected.length && timingSafeEqual(it, expected));
}
