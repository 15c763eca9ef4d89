import {
  checkPostedVoucher,
  type Decision,
  type ErrorCode,
  type FailedFilter,
  formatMoney,
  type RecordKind,
  type StoredRecord,
  SyncError,
} from '@bilag/core';
import { administrators, callerOf } from '../access.ts';
import type { Api, Routes } from '../api.ts';
import type { HttpPorts } from '../http-ports.ts';
import { summaryOf } from '../record-view.ts';
import { requireOrganization } from '../require-organization.ts';
import { Resolution, type ResolutionBody, RetryRequest, RetryResult } from '../schemas/decision.ts';
import { OrganizationParams, RecordParams } from '../schemas/params.ts';
import { guarded, problems, withBody } from '../schemas/problem-responses.ts';
import { RecordSummary } from '../schemas/record.ts';
import { ref } from '../schemas/ref.ts';

const tags = ['records'];
const path = '/v1/organizations/:organizationId/records';

/** What people decide about records that failed. */
export const decisionRoutes: Routes = (api, ports) => {
  retryOne(api, ports);
  retryMany(api, ports);
  resolve(api, ports);
};

function retryOne(api: Api, ports: HttpPorts): void {
  api.post(
    `${path}/:recordId/retry`,
    {
      config: { access: administrators },
      schema: {
        operationId: 'retryRecord',
        summary: 'Try a failed record again, now',
        description: 'Before its backoff is over, which then starts afresh. What may be booked is looked up first.',
        tags,
        params: RecordParams,
        response: { 202: ref(RecordSummary), ...problems(...guarded, 409, ...withBody) },
      },
    },
    async (request, reply) => {
      const { organizationId, recordId } = request.params;
      const stored = await storedRecord(organizationId, recordId, ports);
      const retried = await retryNow(organizationId, { recordIds: [recordId] }, callerOf(request).subject, ports);
      if (retried.length === 0) throw new SyncError('RECORD_NOT_FAILED', `The record is ${stored.progress.state}.`);
      return await reply.code(202).send(summaryOf(await storedRecord(organizationId, recordId, ports)));
    },
  );
}

function retryMany(api: Api, ports: HttpPorts): void {
  api.post(
    `${path}/retry`,
    {
      config: { access: administrators },
      schema: {
        operationId: 'retryRecords',
        summary: 'Try failed records again, as one batch',
        description:
          'Those that are named, those that a filter leaves, or all. What did not fail is left alone. Thousands are taken one share after the other: a request that is broken off has ' +
          'taken some of them, and the same request again takes the rest.',
        tags,
        params: OrganizationParams,
        body: ref(RetryRequest),
        response: { 200: ref(RetryResult), 202: ref(RetryResult), ...problems(...guarded, ...withBody) },
      },
    },
    async (request, reply) => {
      const { organizationId } = request.params;
      const { dryRun = false, recordIds, code, kind } = request.body;
      await requireOrganization(ports, organizationId);
      const filter = filterOf(recordIds, code, kind);
      if (dryRun) {
        return await reply.send({ count: await ports.decisions.countFailed(organizationId, filter), recordIds: [] });
      }
      const retried = await retryNow(organizationId, filter, callerOf(request).subject, ports);
      return await reply.code(202).send({ count: retried.length, recordIds: [...retried] });
    },
  );
}

function resolve(api: Api, ports: HttpPorts): void {
  api.post(
    `${path}/:recordId/resolution`,
    {
      config: { access: administrators },
      schema: {
        operationId: 'resolveRecord',
        summary: 'Decide about a record',
        description:
          'For what failed or waits for a person; the record’s `decisions` say which are open. What is being sent, looked up or accepted cannot be decided, and what is booked is taken back by withdrawing its approval. ' +
          'A voucher that a person has posted is looked up in the ledger by its number, and refused when its amount is another one, unless that is confirmed. ' +
          'It is taken back by hand too.',
        tags,
        params: RecordParams,
        body: ref(Resolution),
        response: { 200: ref(RecordSummary), ...problems(...guarded, 409, ...withBody) },
      },
    },
    async (request) => {
      const { organizationId, recordId } = request.params;
      const stored = await storedRecord(organizationId, recordId, ports);
      const decision = await decisionOf(organizationId, stored, request.body, ports);
      const isDone = await ports.decisions.decide(organizationId, recordId, decision, callerOf(request).subject);
      if (!isDone) throw await notOpen(organizationId, recordId, ports);
      ports.onAccepted(organizationId);
      return summaryOf(await storedRecord(organizationId, recordId, ports));
    },
  );
}

/** An administrator waits for the ledger's answer. In milliseconds. */
const patienceMs = 9_000;

/**
 * What a person decides, with what the ledger says of it. @throws {SyncError} `RECORD_NOT_OPEN` before the ledger is asked; and what speaks against the voucher,
 *   unless that is confirmed: what the ledger has, or that another record is booked as the same one.
 */
async function decisionOf(
  organizationId: string,
  stored: StoredRecord,
  { decision, of = 'voucher', voucherNumber, confirmDifference = false, reason }: ResolutionBody,
  ports: HttpPorts,
): Promise<Decision> {
  const open = await ports.decisions.openDecisions(organizationId, stored.recordId);
  const isOpen = open.some((it) => it.what === decision && it.of === of);
  if (!isOpen) throw await notOpen(organizationId, stored.recordId, ports);
  if (decision !== 'posted') return { what: decision, reason };
  // The document's schema demands it.
  const erpReference = voucherNumber?.trim() ?? '';
  const { verdict, booking, objection } = await checkPostedVoucher(
    organizationId,
    stored,
    erpReference,
    patienceMs,
    ports,
  );
  const names = [erpReference, erpReference.toUpperCase(), ...(booking === undefined ? [] : [booking.erpReference])];
  const other =
    objection === undefined ? await ports.decisions.otherBookedAs(organizationId, stored.recordId, names) : undefined;
  const taken = other === undefined ? undefined : takenBy(other, erpReference);
  const against = objection ?? taken;
  if (against !== undefined && !confirmDifference) throw against;
  const { currency } = stored.record;
  const ledgerAmount =
    booking === undefined ? {} : { ledgerAmount: formatMoney({ currency, minor: booking.debitMinor }) };
  const ledgerCheck = taken === undefined ? verdict : 'taken';
  return { what: decision, of, erpReference, reason, ledgerCheck, ...ledgerAmount };
}

const takenBy = (sourceId: string, erpReference: string) =>
  new SyncError('POSTED_VOUCHER_TAKEN', `Record ${sourceId} is booked as voucher ${erpReference} already.`, {
    field: 'voucherNumber',
  });

/** Says how the record stands and what may be decided instead, as it is now and not as it was when somebody looked. */
async function notOpen(organizationId: string, recordId: string, ports: HttpPorts): Promise<SyncError> {
  const { progress } = await storedRecord(organizationId, recordId, ports);
  const open = await ports.decisions.openDecisions(organizationId, recordId);
  const words = open.map(({ what, of }) => (of === 'voucher' ? what : `${what} of the reversal`));
  const instead = words.length === 0 ? 'nothing now' : words.join(', ');
  return new SyncError(
    'RECORD_NOT_OPEN',
    `It cannot be decided so: it is ${progress.state}. What may be decided: ${instead}.`,
  );
}

async function retryNow(organizationId: string, filter: FailedFilter, actor: string, ports: HttpPorts) {
  const retried = await ports.decisions.retry(organizationId, filter, actor);
  if (retried.length > 0) ports.onAccepted(organizationId);
  return retried;
}

async function storedRecord(organizationId: string, recordId: string, ports: HttpPorts) {
  await requireOrganization(ports, organizationId);
  const stored = await ports.records.find(organizationId, recordId);
  if (stored === undefined) throw new SyncError('RECORD_NOT_FOUND', 'There is no such record.');
  return stored;
}

function filterOf(recordIds?: readonly string[], code?: ErrorCode, kind?: RecordKind): FailedFilter {
  return { ...(recordIds && { recordIds }), ...(code && { code }), ...(kind && { kind }) };
}
