import { anApproval } from '@bilag/core/testing';
import type { MockErp } from '@bilag/mock-erp';
import { expect } from 'vitest';
import { settle } from './engine.ts';
import { approvalsOf, recordsOf } from './http-service.ts';
import { asOwner } from './http-stored.ts';
import { connectOrganization, standardMapping, xledgerIntegration } from './organizations.ts';
import { approvingApp, aServiceWithMock, orgAdmin, type TestService } from './service.ts';

/** Who approves, and who looks after what failed. */
export const app = approvingApp('nbf');
export const admin = orgAdmin('nbf');
export const records = recordsOf('nbf');
const mapping = '/v1/organizations/nbf/integration/mapping';

/** A record as a list shows it. */
export interface Seen {
  readonly id: string;
  readonly state: string;
  readonly attempts: number;
  readonly failure: { readonly code: string; readonly message: string } | null;
  /** Of one record: a list does not say. */
  readonly decisions?: readonly { readonly decision: string; readonly of: string }[];
}
interface Page {
  readonly items: readonly Seen[];
}

/** A claim of 120 kroner. */
export const claim = (sourceId: string, costCenter = '310', expenseType = 'toll') =>
  anApproval({ sourceId, lines: [{ expenseType, amount: '120.00', costCenter, text: 'Toll' }] });

/** Has it approved. @returns the record's id. */
export async function approve(service: TestService, body: object): Promise<string> {
  const { status, body: receipt } = await service.call<Seen>('POST', approvalsOf('nbf'), app, body);
  expect(status).toBe(201);
  return receipt.id;
}

/** The records that failed. */
export async function failed(service: TestService) {
  const answer = await service.call<Page>('GET', `${records}?failed=true`, admin);
  expect(answer).toMatchObject({ status: 200 });
  return answer.body.items;
}
/** One record. */
export const seen = async (service: TestService, id: string) =>
  (await service.call<Seen>('GET', `${records}/${id}`, admin)).body;
/** How many vouchers the ledger has. */
export const booked = ({ world }: MockErp) => world.ledger.list().length;

/** Three claims whose cost center the ERP does not have, and one that is booked. */
export async function threeFailed() {
  const { service, mock } = await aServiceWithMock();
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  const fine = await approve(service, claim('OK'));
  const bad: string[] = [];
  for (const name of ['A', 'B', 'C']) bad.push(await approve(service, claim(name, '999')));
  await settle(service);
  return { service, mock, fine, bad };
}

/** The mapping sends every cost center to one that there is. */
export async function setRight(service: TestService): Promise<void> {
  const { toll } = standardMapping.expenseTypes;
  const fixed = { ...toll, costCenter: '310' };
  const body = { ...standardMapping, expenseTypes: { ...standardMapping.expenseTypes, toll: fixed } };
  expect(await service.call('PUT', mapping, admin, body)).toMatchObject({ status: 200 });
}

/** What the sync log says of a record. */
export const log = (service: TestService, recordId: string) =>
  asOwner<{ action: string; result: string; trigger: string | null; refers: boolean; actor: string }>(
    service,
    `select l.action, l.result, l.trigger, l.actor, exists (
       select from bilag.sync_logs r where r.organization_id = l.organization_id and r.log_id = l.refers_to and r.action = 'retry') as refers
     from bilag.sync_logs l where l.record_id = '${recordId}' order by l.log_id`,
  );
