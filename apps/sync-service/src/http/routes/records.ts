import { previewVoucher, recordKinds, SyncError } from '@bilag/core';
import { Type } from 'typebox';
import { everyRole } from '../access.ts';
import type { Routes } from '../api.ts';
import { cursorAfter, recordIdOfCursor, unknownCursor } from '../cursor.ts';
import { detailOf, summaryOf } from '../record-view.ts';
import { requireOrganization } from '../require-organization.ts';
import { OrganizationParams, RecordParams } from '../schemas/params.ts';
import { guarded, problems } from '../schemas/problem-responses.ts';
import { RecordDetail, RecordPage } from '../schemas/record.ts';
import { ref } from '../schemas/ref.ts';
import { choice, identifier, outboxState } from '../schemas/values.ts';
import { RecordVoucher } from '../schemas/voucher.ts';
import { voucherView } from '../voucher-view.ts';

const tags = ['records'];
const defaultLimit = 50;

/** What became of the approvals. */
export const recordRoutes: Routes = (api, ports) => {
  api.get(
    '/v1/organizations/:organizationId/records',
    {
      config: { access: everyRole },
      schema: {
        operationId: 'listRecords',
        summary: 'List records, newest first',
        tags,
        params: OrganizationParams,
        querystring: Type.Object(
          {
            limit: Type.Optional(
              Type.Integer({
                minimum: 1,
                maximum: 200,
                description: `How many at most; ${defaultLimit} when left out.`,
              }),
            ),
            cursor: Type.Optional(
              Type.String({ maxLength: 200, description: '`nextCursor` of the page before, with the same filters.' }),
            ),
            state: Type.Optional(outboxState()),
            failed: Type.Optional(
              Type.Boolean({
                description: 'Only those that failed: refused, held for a decision, or waiting out a backoff.',
              }),
            ),
            sourceId: Type.Optional(identifier(100, 'Only the records of this source id.', 'CLM-2026-0117')),
            kind: Type.Optional(choice(recordKinds, 'Only those of this kind; with `sourceId`, those of one source.')),
            search: Type.Optional(
              identifier(
                100,
                'Only those whose source id begins with this, in whatever case; or of which a voucher has it as its reference, its voucher number or the accounting system’s name.',
                'clm-2026',
              ),
            ),
            receiptsFailed: Type.Optional(
              Type.Boolean({ description: 'Only those with a receipt that could not be attached.' }),
            ),
            code: Type.Optional(
              Type.String({
                pattern: '^[A-Z][A-Z_]{1,59}$',
                maxLength: 60,
                description: 'Only those that last failed with this error, and are neither booked nor ignored.',
                examples: ['ERP_PERIOD_CLOSED'],
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: ref(RecordPage), ...problems(...guarded) },
      },
    },
    async (request) => {
      const { organizationId } = request.params;
      const { limit = defaultLimit, cursor, failed = false, receiptsFailed = false, ...filter } = request.query;
      const after = cursor === undefined ? undefined : recordIdOfCursor(cursor);
      await requireOrganization(ports, organizationId);
      // Records are never deleted, so one that is not there was never listed; an empty page would look like the end.
      const isKnown = after === undefined || (await ports.records.find(organizationId, after)) !== undefined;
      if (!isKnown) throw unknownCursor();
      const found = await ports.records.list(organizationId, {
        limit: limit + 1,
        isFailed: failed,
        hasFailedReceipt: receiptsFailed,
        ...filter,
        ...(after === undefined ? {} : { after }),
      });
      const page = found.slice(0, limit);
      const last = found.length > limit ? page.at(-1) : undefined;
      return { items: page.map(summaryOf), nextCursor: last === undefined ? null : cursorAfter(last.recordId) };
    },
  );

  api.get(
    '/v1/organizations/:organizationId/records/:recordId',
    {
      config: { access: everyRole },
      schema: {
        operationId: 'getRecord',
        summary: 'Read one record',
        tags,
        params: RecordParams,
        response: { 200: ref(RecordDetail), ...problems(...guarded) },
      },
    },
    async (request) => {
      const { organizationId, recordId } = request.params;
      const stored = await ports.records.find(organizationId, recordId);
      if (stored !== undefined) {
        const open = await ports.decisions.openDecisions(organizationId, recordId);
        const erpLink = await ports.links.voucher(organizationId, stored);
        return detailOf(stored, open, { erpLink, traceLink: ports.links.trace(stored) });
      }
      await requireOrganization(ports, organizationId);
      throw new SyncError('RECORD_NOT_FOUND', 'There is no such record.');
    },
  );

  api.get(
    '/v1/organizations/:organizationId/records/:recordId/voucher',
    {
      config: { access: everyRole },
      schema: {
        operationId: 'previewVoucher',
        summary: 'See the voucher of a record',
        description:
          'As it was sent where the record is booked or may be, else as the current field mapping makes it; with the exact text that a send carries. Nothing is sent.',
        tags,
        params: RecordParams,
        response: { 200: RecordVoucher, ...problems(...guarded, 409, 422) },
      },
    },
    async (request) => {
      const { organizationId, recordId } = request.params;
      await requireOrganization(ports, organizationId);
      return voucherView(await previewVoucher(organizationId, recordId, ports));
    },
  );
};
