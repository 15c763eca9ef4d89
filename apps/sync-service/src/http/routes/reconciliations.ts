import { parseLedgerMonth, SyncError } from '@bilag/core';
import { Type } from 'typebox';
import { administrators, callerOf } from '../access.ts';
import type { Api, Routes } from '../api.ts';
import { cursorAfter, positionCursor, positionOfCursor, recordIdOfCursor, unknownCursor } from '../cursor.ts';
import type { HttpPorts } from '../http-ports.ts';
import { reconciliationFindingView, reconciliationView } from '../reconciliation-view.ts';
import { requireIntegration } from '../require-integration.ts';
import { requireOrganization } from '../require-organization.ts';
import { OrganizationParams } from '../schemas/params.ts';
import { guarded, problems, withBody } from '../schemas/problem-responses.ts';
import {
  ledgerMonth,
  Reconciliation,
  ReconciliationDetail,
  ReconciliationPage,
  ReconciliationParams,
  ReconciliationRequest,
} from '../schemas/reconciliation.ts';
import { ref } from '../schemas/ref.ts';

const tags = ['reconciliation'];
const path = '/v1/organizations/:organizationId/reconciliations';

const limit = (most: number, otherwise: number) =>
  Type.Optional(
    Type.Integer({ minimum: 1, maximum: most, description: `How many at most; ${otherwise} when left out.` }),
  );
const cursor = Type.Optional(
  Type.String({ maxLength: 200, description: '`nextCursor` of the page before, with the same filters.' }),
);

/** Our books of a month held against the ledger. */
export const reconciliationRoutes: Routes = (api, ports) => {
  requestReconciliation(api, ports);
  listReconciliations(api, ports);
  readReconciliation(api, ports);
};

function requestReconciliation(api: Api, ports: HttpPorts): void {
  api.post(
    path,
    {
      config: { access: administrators },
      schema: {
        operationId: 'requestReconciliation',
        summary: 'Hold a month against the ledger',
        description:
          'A worker reads the ledger in bulk; read how far it has come at `link`. Nothing is ever sent or changed because of it. One of a month at a time.',
        tags,
        params: OrganizationParams,
        body: ref(ReconciliationRequest),
        response: { 202: ref(Reconciliation), ...problems(...guarded, 409, ...withBody) },
      },
    },
    async (request, reply) => {
      const { organizationId } = request.params;
      const period = parseLedgerMonth(request.body.month);
      await requireIntegration(ports, organizationId);
      const { subject } = callerOf(request);
      const requested = await ports.reconciliations.request(organizationId, period, subject);
      if (requested === undefined) {
        throw new SyncError('RECONCILIATION_RUNNING', `A reconciliation of ${period.month} waits or is under way.`);
      }
      ports.onReconciliationRequested();
      const view = reconciliationView(organizationId, requested);
      return await reply.code(202).header('location', view.link).send(view);
    },
  );
}

function listReconciliations(api: Api, ports: HttpPorts): void {
  api.get(
    path,
    {
      config: { access: administrators },
      schema: {
        operationId: 'listReconciliations',
        summary: 'List reconciliations, newest first',
        tags,
        params: OrganizationParams,
        querystring: Type.Object(
          { limit: limit(100, 20), cursor, month: Type.Optional(ledgerMonth()) },
          { additionalProperties: false },
        ),
        response: { 200: ref(ReconciliationPage), ...problems(...guarded) },
      },
    },
    async (request) => {
      const { organizationId } = request.params;
      const { limit: most = 20, cursor: given, month } = request.query;
      await requireOrganization(ports, organizationId);
      const after = given === undefined ? undefined : recordIdOfCursor(given);
      if (after !== undefined && (await ports.reconciliations.find(organizationId, after)) === undefined) {
        throw unknownCursor();
      }
      const found = await ports.reconciliations.list(organizationId, {
        limit: most + 1,
        ...(after === undefined ? {} : { after }),
        ...(month === undefined ? {} : { month }),
      });
      const page = found.slice(0, most);
      const last = found.length > most ? page.at(-1) : undefined;
      return {
        items: page.map((it) => reconciliationView(organizationId, it)),
        nextCursor: last === undefined ? null : cursorAfter(last.reconciliationId),
      };
    },
  );
}

function readReconciliation(api: Api, ports: HttpPorts): void {
  api.get(
    `${path}/:reconciliationId`,
    {
      config: { access: administrators },
      schema: {
        operationId: 'getReconciliation',
        summary: 'Read a reconciliation, its statement and its findings',
        description: 'Findings come page by page; while it runs there may be more of them later.',
        tags,
        params: ReconciliationParams,
        querystring: Type.Object({ limit: limit(500, 100), cursor }, { additionalProperties: false }),
        response: { 200: ref(ReconciliationDetail), ...problems(...guarded) },
      },
    },
    async (request) => {
      const { organizationId, reconciliationId } = request.params;
      const { limit: most = 100, cursor: given } = request.query;
      await requireOrganization(ports, organizationId);
      const after = given === undefined ? 0 : positionOfCursor(given);
      const stored = await ports.reconciliations.find(organizationId, reconciliationId);
      if (stored === undefined) throw new SyncError('RECONCILIATION_NOT_FOUND', 'There is no such reconciliation.');
      const found = await ports.reconciliations.findings(organizationId, reconciliationId, { limit: most + 1, after });
      const page = found.slice(0, most);
      const last = found.length > most ? page.at(-1) : undefined;
      return {
        ...reconciliationView(organizationId, stored),
        findings: page.map((it) => reconciliationFindingView(organizationId, it, stored.currency)),
        nextCursor: last === undefined ? null : positionCursor(last.position),
      };
    },
  );
}
