import { SyncError, type SyncLogEntry } from '@bilag/core';
import { Type } from 'typebox';
import { administrators, globalAdministrators } from '../access.ts';
import type { Api, Routes } from '../api.ts';
import { unknownCursor } from '../cursor.ts';
import type { HttpPorts } from '../http-ports.ts';
import { requireOrganization } from '../require-organization.ts';
import { OrganizationParams } from '../schemas/params.ts';
import { guarded, problems } from '../schemas/problem-responses.ts';
import { ref } from '../schemas/ref.ts';
import { SyncLogDetail, SyncLogPage, SyncLogParams, syncLogFilters, syncLogPaging } from '../schemas/sync-log.ts';
import { organizationId as organizationIdSchema } from '../schemas/values.ts';
import { placeOfCursor, syncLogCursor } from '../sync-log-cursor.ts';
import { syncLogDetail, syncLogItem } from '../sync-log-view.ts';

const tags = ['syncs'];
const path = '/v1/organizations/:organizationId/sync-logs';
const defaultLimit = 50;

/** The audit log: everything that was done, by whom and with what result. It is only ever read. */
export const syncLogRoutes: Routes = (api, ports) => {
  listOfOrganization(api, ports);
  readOne(api, ports);
  listOfPlatform(api, ports);
};

function listOfOrganization(api: Api, ports: HttpPorts): void {
  api.get(
    path,
    {
      config: { access: administrators },
      schema: {
        operationId: 'listSyncLogs',
        summary: 'List the sync log, newest first',
        tags,
        params: OrganizationParams,
        querystring: Type.Object({ ...syncLogPaging, ...syncLogFilters }, { additionalProperties: false }),
        response: { 200: ref(SyncLogPage), ...problems(...guarded) },
      },
    },
    async (request) => {
      const { organizationId } = request.params;
      const { limit = defaultLimit, cursor, ...filter } = request.query;
      assertInOrder(filter);
      const after = cursor === undefined ? undefined : placeOfCursor(cursor);
      await requireOrganization(ports, organizationId);
      if (after !== undefined && after.organizationId !== organizationId) throw unknownCursor();
      await assertListed(ports, after);
      const query = { ...filter, limit: limit + 1, ...(after === undefined ? {} : { after: after.logId }) };
      return pageOf(await ports.syncLogs.list(organizationId, query), limit);
    },
  );
}

function readOne(api: Api, ports: HttpPorts): void {
  api.get(
    `${path}/:logId`,
    {
      config: { access: administrators },
      schema: {
        operationId: 'getSyncLog',
        summary: 'Read one entry of the sync log',
        description: 'With what was sent and answered. An entry never changes.',
        tags,
        params: SyncLogParams,
        response: { 200: ref(SyncLogDetail), ...problems(...guarded) },
      },
    },
    async (request) => {
      const { organizationId, logId } = request.params;
      const found = await ports.syncLogs.find(organizationId, logId);
      if (found !== undefined) return syncLogDetail(found);
      await requireOrganization(ports, organizationId);
      throw new SyncError('LOG_ENTRY_NOT_FOUND', 'There is no such entry in the sync log.');
    },
  );
}

function listOfPlatform(api: Api, ports: HttpPorts): void {
  api.get(
    '/v1/sync-logs',
    {
      config: { access: globalAdministrators },
      schema: {
        operationId: 'listAllSyncLogs',
        summary: 'List the sync logs of every organization, newest first',
        tags,
        querystring: Type.Object(
          { ...syncLogPaging, organizationId: Type.Optional(organizationIdSchema()), ...syncLogFilters },
          { additionalProperties: false },
        ),
        response: { 200: ref(SyncLogPage), ...problems(400, 401, 403, 503) },
      },
    },
    async (request) => {
      const { limit = defaultLimit, cursor, ...filter } = request.query;
      assertInOrder(filter);
      const after = cursor === undefined ? undefined : placeOfCursor(cursor);
      await assertListed(ports, after);
      const query = { ...filter, limit: limit + 1, ...(after === undefined ? {} : { after: after.logId }) };
      return pageOf(await ports.syncLogs.listAll(query), limit);
    },
  );
}

/** A period that ends before it begins is a slip of the pen, and an empty list would hide it. Throws `VALIDATION_FAILED`. */
export function assertInOrder({ from, to }: { readonly from?: string; readonly to?: string }): void {
  if (from === undefined || to === undefined || from <= to) return;
  throw new SyncError('VALIDATION_FAILED', '«to» is before «from».', { field: 'to' });
}

/** Entries are never deleted, so one that is not there was never listed; an empty page would look like the end. */
async function assertListed(ports: HttpPorts, after: ReturnType<typeof placeOfCursor> | undefined): Promise<void> {
  if (after === undefined) return;
  if ((await ports.syncLogs.find(after.organizationId, after.logId)) === undefined) throw unknownCursor();
}

function pageOf(found: readonly SyncLogEntry[], limit: number) {
  const items = found.slice(0, limit);
  const last = found.length > limit ? items.at(-1) : undefined;
  return { items: items.map(syncLogItem), nextCursor: last === undefined ? null : syncLogCursor(last) };
}
