import { type Alert, type AlertState, platformId, SyncError } from '@bilag/core';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { administrators, callerOf, globalAdministrators } from '../access.ts';
import { alertDetail, alertItem, platformAlertItem } from '../alert-view.ts';
import type { Api, Routes } from '../api.ts';
import { cursorAfter, recordIdOfCursor, unknownCursor } from '../cursor.ts';
import type { HttpPorts } from '../http-ports.ts';
import { languageOf } from '../language.ts';
import { requireOrganization } from '../require-organization.ts';
import {
  AlertAcknowledgement,
  AlertDetail,
  AlertItem,
  AlertPage,
  AlertParams,
  alertQuery,
  PlatformAlertPage,
  PlatformAlertParams,
} from '../schemas/alert.ts';
import { OrganizationParams } from '../schemas/params.ts';
import { guarded, problems, withBody } from '../schemas/problem-responses.ts';
import { ref } from '../schemas/ref.ts';

const tags = ['alerts'];
const path = '/v1/organizations/:organizationId/alerts';

/** Whoever sends no body at all says the same as with `{}`. */
const withoutBody = async (request: FastifyRequest): Promise<void> => {
  if (request.body === undefined) request.body = {};
};

/** What an organization's administrators should know. */
export const alertRoutes: Routes = (api, ports) => {
  listAlerts(api, ports);
  readAlert(api, ports);
  acknowledgeAlert(api, ports);
};

function listAlerts(api: Api, ports: HttpPorts): void {
  api.get(
    path,
    {
      config: { access: administrators },
      schema: {
        operationId: 'listAlerts',
        summary: 'List alerts, newest first',
        description: 'Records that fail for the same reason are one alert, with their number.',
        tags,
        params: OrganizationParams,
        querystring: alertQuery,
        response: { 200: ref(AlertPage), ...problems(...guarded) },
      },
    },
    async (request) => {
      const { organizationId } = request.params;
      await requireOrganization(ports, organizationId);
      const { found, nextCursor } = await pageOf(ports, organizationId, request.query);
      const language = languageOf(request.headers);
      return { items: found.map((it) => alertItem(it, language)), nextCursor };
    },
  );
}

function readAlert(api: Api, ports: HttpPorts): void {
  api.get(
    `${path}/:alertId`,
    {
      config: { access: administrators },
      schema: {
        operationId: 'getAlert',
        summary: 'Read one alert, and what became of the messages about it',
        tags,
        params: AlertParams,
        response: { 200: ref(AlertDetail), ...problems(...guarded) },
      },
    },
    async (request) => {
      const { organizationId, alertId } = request.params;
      await requireOrganization(ports, organizationId);
      return await detailOf(ports, organizationId, alertId, request);
    },
  );
}

function acknowledgeAlert(api: Api, ports: HttpPorts): void {
  api.post(
    `${path}/:alertId/acknowledgement`,
    {
      config: { access: administrators },
      preValidation: withoutBody,
      schema: {
        operationId: 'acknowledgeAlert',
        summary: 'Say that an alert has been seen',
        description: 'It stays open until its cause is gone. Whoever was first stands.',
        tags,
        params: AlertParams,
        body: Type.Optional(ref(AlertAcknowledgement)),
        response: { 200: ref(AlertItem), ...problems(...guarded, ...withBody) },
      },
    },
    async (request) => {
      const { organizationId, alertId } = request.params;
      await requireOrganization(ports, organizationId);
      const alert = await acknowledge(ports, organizationId, alertId, request);
      return alertItem(alert, languageOf(request.headers));
    },
  );
}

/** What the administrators of the platform should know: one alert that lists the organizations, not one each. */
export const platformAlertRoutes: Routes = (api, ports) => {
  api.get(
    '/v1/alerts',
    {
      config: { access: globalAdministrators },
      schema: {
        operationId: 'listPlatformAlerts',
        summary: 'List alerts of the whole platform, newest first',
        description:
          'When organizations fail at once, they are listed in one alert. Each organization has its own besides.',
        tags,
        querystring: alertQuery,
        response: { 200: ref(PlatformAlertPage), ...problems(400, 401, 403, 503) },
      },
    },
    async (request) => {
      const { found, nextCursor } = await pageOf(ports, platformId, request.query);
      const language = languageOf(request.headers);
      return { items: found.map((it) => platformAlertItem(it, language)), nextCursor };
    },
  );
  api.get(
    '/v1/alerts/:alertId',
    {
      config: { access: globalAdministrators },
      schema: {
        operationId: 'getPlatformAlert',
        summary: 'Read one alert of the platform, and what became of the messages about it',
        tags,
        params: PlatformAlertParams,
        response: { 200: ref(AlertDetail), ...problems(401, 403, 404, 503) },
      },
    },
    async (request) => await detailOf(ports, platformId, request.params.alertId, request),
  );
  api.post(
    '/v1/alerts/:alertId/acknowledgement',
    {
      config: { access: globalAdministrators },
      preValidation: withoutBody,
      schema: {
        operationId: 'acknowledgePlatformAlert',
        summary: 'Say that an alert of the platform has been seen',
        description:
          'It stays open until its cause is gone. The sync log of every organization that it lists says who has seen it.',
        tags,
        params: PlatformAlertParams,
        body: Type.Optional(ref(AlertAcknowledgement)),
        response: { 200: ref(AlertItem), ...problems(400, 401, 403, 404, 503, ...withBody) },
      },
    },
    async (request) => {
      const alert = await acknowledge(ports, platformId, request.params.alertId, request);
      return alertItem(alert, languageOf(request.headers));
    },
  );
};

async function pageOf(
  { alerts }: HttpPorts,
  organizationId: string,
  query: { readonly limit?: number; readonly cursor?: string; readonly state?: AlertState },
) {
  const { limit = 20, cursor, state } = query;
  const after = cursor === undefined ? undefined : recordIdOfCursor(cursor);
  // Alerts are never deleted, so one that is not there was never listed; an empty page would look like the end.
  if (after !== undefined && (await alerts.find(organizationId, after)) === undefined) throw unknownCursor();
  const found = await alerts.list(organizationId, {
    limit: limit + 1,
    ...(state === undefined ? {} : { state }),
    ...(after === undefined ? {} : { after }),
  });
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  return { found: page, nextCursor: last === undefined ? null : cursorAfter(last.alertId) };
}

async function detailOf(
  { alerts }: HttpPorts,
  organizationId: string,
  alertId: string,
  request: Pick<FastifyRequest, 'headers'>,
) {
  const stored = await alerts.find(organizationId, alertId);
  if (stored === undefined) throw unknownAlert();
  return alertDetail(stored.alert, stored.deliveries, languageOf(request.headers));
}

async function acknowledge(
  { alerts }: HttpPorts,
  organizationId: string,
  alertId: string,
  request: FastifyRequest,
): Promise<Alert> {
  const alert = await alerts.acknowledge(organizationId, alertId, {
    actor: callerOf(request).subject,
    note: noteOf(request.body),
  });
  if (alert === undefined) throw unknownAlert();
  return alert;
}

function noteOf(body: unknown): string | null {
  const hasNote = typeof body === 'object' && body !== null && 'note' in body && typeof body.note === 'string';
  return hasNote ? String(body.note) : null;
}

const unknownAlert = () => new SyncError('ALERT_NOT_FOUND', 'There is no such alert.');
