import {
  type ApprovalResult,
  acceptApprovals,
  type ExpenseRecordJson,
  type StoredRecord,
  SyncError,
} from '@bilag/core';
import { currentTraceparent, noteRecord } from '../../telemetry/stored-trace.ts';
import { everyRole } from '../access.ts';
import type { Routes } from '../api.ts';
import { ApprovalConflict } from '../approval-conflict.ts';
import type { HttpPorts } from '../http-ports.ts';
import { problemOf } from '../problem-of.ts';
import { receiptOf } from '../record-view.ts';
import {
  Approval,
  ApprovalReceipt,
  BulkApprovals,
  BulkEnvelope,
  type BulkItem,
  BulkResult,
} from '../schemas/approval.ts';
import { OrganizationParams } from '../schemas/params.ts';
import { guarded, problems, withBody } from '../schemas/problem-responses.ts';
import { ref } from '../schemas/ref.ts';
import { traceparentOf } from '../traceparent.ts';
import { validationError } from '../validation-errors.ts';
import { compileStrict } from '../validator.ts';

const mebibyte = 1_048_576;
const tags = ['approvals'];

/** Where approvals come in, alone and in bulk. */
export const approvalRoutes: Routes = (api, ports) => {
  api.post(
    '/v1/organizations/:organizationId/approvals',
    {
      config: { access: everyRole },
      bodyLimit: mebibyte,
      schema: {
        operationId: 'acceptApproval',
        summary: 'Take one approval',
        description:
          'The same content again answers with the same record, however often it is sent. A later revision of a source takes the place of the earlier one: ' +
          'nothing is sent when only who approved it and when has changed (its answer says `cancelled`, with the reason); else the earlier voucher is cancelled, or taken back by a reversal if it ' +
          'is booked, and the new one follows.',
        tags,
        params: OrganizationParams,
        body: ref(Approval),
        response: {
          200: { ...ref(ApprovalReceipt), description: 'It was there already, with the same content.' },
          201: {
            ...ref(ApprovalReceipt),
            description:
              'Stored. Its voucher is on its way, unless `state` is `cancelled`: a later revision that says the same.',
          },
          ...problems(...guarded, 409, ...withBody, 422),
        },
      },
    },
    async (request, reply) => {
      const { organizationId } = request.params;
      const traceparent = currentTraceparent() ?? traceparentOf(request.headers.traceparent);
      const [result] = await acceptApprovals(organizationId, [request.body], ports, traceparent);
      if (result === undefined) throw new Error('One approval had no answer.');
      const known = await storedOf(organizationId, [result], ports);
      const receipt = receiptFor(organizationId, request.body, result, known);
      noteRecord(receipt.id);
      if (isNew(result)) ports.onAccepted(organizationId);
      return reply
        .code(isNew(result) ? 201 : 200)
        .header('location', receipt.link)
        .send(receipt);
    },
  );

  const isApproval = compileStrict<ExpenseRecordJson>(Approval);
  api.post(
    '/v1/organizations/:organizationId/approvals/bulk',
    {
      config: {
        access: everyRole,
        swaggerTransform: ({ schema, url }) => ({ schema: { ...schema, body: ref(BulkApprovals) }, url }),
      },
      bodyLimit: 8 * mebibyte,
      schema: {
        operationId: 'acceptApprovals',
        summary: 'Take up to 1,000 approvals',
        description:
          'Each is answered by itself: one that is refused leaves nothing behind and does not fail its neighbours.',
        tags,
        params: OrganizationParams,
        body: BulkEnvelope,
        response: { 200: ref(BulkResult), ...problems(...guarded, ...withBody) },
      },
    },
    async (request) => {
      const { organizationId } = request.params;
      const checked = request.body.approvals.map((it) =>
        isApproval(it) ? it : refused(validationErrorOf(isApproval.errors)),
      );
      const valid = checked.filter(isJson);
      const answers = await acceptApprovals(
        organizationId,
        valid,
        ports,
        currentTraceparent() ?? traceparentOf(request.headers.traceparent),
      );
      if (answers.some(isNew)) ports.onAccepted(organizationId);
      const known = await storedOf(organizationId, answers, ports);
      const results = answers.values();
      const items = checked.map((it, index): BulkItem => {
        const result = isJson(it) ? results.next().value : it;
        if (result === undefined) throw new Error('An approval had no answer.');
        return itemFor(index, organizationId, it, result, known);
      });
      return { items };
    },
  );
};

type StoredRecords = ReadonlyMap<string, StoredRecord>;

const isNew = ({ kind }: ApprovalResult) => kind === 'created' || kind === 'unchanged';

/** What is known of records that are not just beginning, so that their sender is told how far they have come. */
async function storedOf(
  organizationId: string,
  results: readonly ApprovalResult[],
  { records }: HttpPorts,
): Promise<StoredRecords> {
  const ids = results.flatMap((it) => (it.kind === 'existing' || it.kind === 'unchanged' ? [it.recordId] : []));
  return ids.length === 0 ? new Map() : await records.findAll(organizationId, ids);
}

type Refused = ApprovalResult & { readonly kind: 'refused' };
const refused = (error: SyncError): Refused => ({ kind: 'refused', error });
const isJson = (it: ExpenseRecordJson | Refused): it is ExpenseRecordJson => it.kind !== 'refused';

function validationErrorOf(errors: Parameters<typeof validationError>[0][] | null | undefined): SyncError {
  const [fault] = errors ?? [];
  return fault === undefined ? new SyncError('VALIDATION_FAILED', 'Not an approval.') : validationError(fault);
}

function itemFor(
  index: number,
  organizationId: string,
  json: ExpenseRecordJson | Refused,
  result: ApprovalResult,
  known: StoredRecords,
): BulkItem {
  try {
    if (!isJson(json)) throw json.error;
    const record = receiptFor(organizationId, json, result, known);
    return { index, status: isNew(result) ? 201 : 200, record };
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    const problem = problemOf(error);
    return { index, status: problem.status, problem };
  }
}

/** @throws {SyncError} why it was not taken. */
function receiptFor(
  organizationId: string,
  json: ExpenseRecordJson,
  result: ApprovalResult,
  known: StoredRecords,
): ApprovalReceipt {
  switch (result.kind) {
    case 'created':
    case 'unchanged':
    case 'existing':
      return receiptOf(organizationId, json, result, known.get(result.recordId));
    case 'refused':
      throw result.error;
    case 'content-differs':
      throw new ApprovalConflict(
        'RECORD_CONTENT_DIFFERS',
        `Record ${result.recordId} has other content under this revision.`,
        result.differs,
      );
    case 'out-of-order':
      throw new ApprovalConflict(
        'REVISION_OUT_OF_ORDER',
        `Record ${result.recordId} is revision ${result.revision} of the same source already.`,
        ['revision'],
      );
  }
}
