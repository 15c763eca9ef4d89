import { assertPast, parseInstant, SyncError, withdrawApproval } from '@bilag/core';
import { callerOf, everyRole } from '../access.ts';
import type { Routes } from '../api.ts';
import { summaryOf } from '../record-view.ts';
import { requireOrganization } from '../require-organization.ts';
import { WithdrawalBody } from '../schemas/approval.ts';
import { OrganizationParams } from '../schemas/params.ts';
import { guarded, problems, withBody } from '../schemas/problem-responses.ts';
import { RecordSummary } from '../schemas/record.ts';
import { ref } from '../schemas/ref.ts';

/** Where approvals are taken back. */
export const withdrawalRoutes: Routes = (api, ports) => {
  api.post(
    '/v1/organizations/:organizationId/approvals/withdrawals',
    {
      config: { access: everyRole },
      schema: {
        operationId: 'withdrawApproval',
        summary: 'Take back an approval',
        description:
          'What was not sent is cancelled; what is booked is taken back by a reversal; what may be booked is looked up first. Said again it changes nothing. ' +
          'A booked voucher is never altered.',
        tags: ['approvals'],
        params: OrganizationParams,
        body: ref(WithdrawalBody),
        response: {
          200: { ...ref(RecordSummary), description: 'It was withdrawn before.' },
          201: { ...ref(RecordSummary), description: 'Withdrawn; its voucher is cancelled or taken back.' },
          ...problems(...guarded, 409, ...withBody),
        },
      },
    },
    async (request, reply) => {
      const { organizationId } = request.params;
      await requireOrganization(ports, organizationId);
      const { withdrawnAt: told, ...said } = request.body;
      const withdrawnAt = parseInstant(told, 'withdrawnAt');
      assertPast(withdrawnAt, 'withdrawnAt', ports.clock.now());
      const actor = callerOf(request).subject;
      const withdrawal = { ...said, organizationId, actor, withdrawnAt };
      const { recordId, isNew } = await withdrawApproval(withdrawal, ports.revisions);
      if (isNew) ports.onAccepted(organizationId);
      const stored = await ports.records.find(organizationId, recordId);
      if (stored === undefined) throw new SyncError('RECORD_NOT_FOUND', 'There is no such record.');
      const view = summaryOf(stored);
      return await reply
        .code(isNew ? 201 : 200)
        .header('location', view.link)
        .send(view);
    },
  );
};
