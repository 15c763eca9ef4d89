import { Readable } from 'node:stream';
import type { SyncLogEntry, SyncLogFilter, SyncLogReader } from '@bilag/core';
import { Type } from 'typebox';
import { administrators } from '../access.ts';
import type { Routes } from '../api.ts';
import { requireOrganization } from '../require-organization.ts';
import { OrganizationParams } from '../schemas/params.ts';
import { guarded, problems } from '../schemas/problem-responses.ts';
import { syncLogFilters } from '../schemas/sync-log.ts';
import { csvHeader, csvLine } from '../sync-log-csv.ts';
import { assertInOrder } from './sync-logs.ts';

const pageSize = 500;
/** A text that is sent while it is being written. */
const csvFile = Type.Unsafe<Readable>({ type: 'string' });

/** The audit log as a file for a spreadsheet. */
export const syncLogExportRoutes: Routes = (api, ports) => {
  api.get(
    '/v1/organizations/:organizationId/sync-logs.csv',
    {
      config: { access: administrators },
      schema: {
        operationId: 'exportSyncLogs',
        summary: 'Export the sync log as CSV, newest first',
        description:
          'Every entry that the filters let through. UTF-8 with a byte order mark and semicolons, as Excel in Norwegian opens it; instants in UTC; a cell that would begin a formula has an apostrophe before it.',
        tags: ['syncs'],
        params: OrganizationParams,
        querystring: Type.Object(syncLogFilters, { additionalProperties: false }),
        response: {
          200: { description: 'The file.', content: { 'text/csv': { schema: csvFile } } },
          ...problems(...guarded),
        },
      },
    },
    async (request, reply) => {
      const { organizationId } = request.params;
      assertInOrder(request.query);
      await requireOrganization(ports, organizationId);
      const pages = pagesOf(ports.syncLogs, organizationId, request.query);
      // Read before the answer begins, so that a database that is away is answered as a problem and not as half a file.
      const first = await pages.next();
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="sync-log-${organizationId}.csv"`)
        .send(Readable.from(fileOf(first.done === true ? [] : first.value, pages)));
    },
  );
};

/** Page by page, so that a log of any length needs the memory of one page; a slow reader holds no connection to the database. */
async function* pagesOf(logs: SyncLogReader, organizationId: string, filter: SyncLogFilter) {
  let after: string | undefined;
  while (true) {
    const query = { ...filter, limit: pageSize, ...(after === undefined ? {} : { after }) };
    const page = await logs.list(organizationId, query);
    yield page;
    after = page.at(-1)?.logId;
    if (page.length < pageSize) return;
  }
}

async function* fileOf(first: readonly SyncLogEntry[], rest: AsyncIterable<readonly SyncLogEntry[]>) {
  yield csvHeader + first.map(csvLine).join('');
  for await (const page of rest) yield page.map(csvLine).join('');
}
