import { type AlertSettingsView, SyncError } from '@bilag/core';
import { administrators, callerOf } from '../access.ts';
import type { Routes } from '../api.ts';
import { etagOf, IfMatch, preconditionOf } from '../etag.ts';
import { requireOrganization } from '../require-organization.ts';
import { AlertSettings, AlertSettingsChange } from '../schemas/alert-settings.ts';
import { OrganizationParams } from '../schemas/params.ts';
import { guarded, problems, withBody } from '../schemas/problem-responses.ts';
import { ref } from '../schemas/ref.ts';

const tags = ['alerts'];
const path = '/v1/organizations/:organizationId/alert-settings';

/** When an organization is alerted, and who is told. */
export const alertSettingsRoutes: Routes = (api, ports) => {
  api.get(
    path,
    {
      config: { access: administrators },
      schema: {
        operationId: 'getAlertSettings',
        summary: 'Read when the organization is alerted, and who is told',
        description: 'Its `ETag` is for `If-Match` when they are saved.',
        tags,
        params: OrganizationParams,
        response: { 200: ref(AlertSettings), ...problems(...guarded) },
      },
    },
    async (request, reply) => {
      const { organizationId } = request.params;
      await requireOrganization(ports, organizationId);
      const view = settingsView(await ports.alertSettings.read(organizationId), ports.sendsEmail);
      return await reply.header('etag', etagOf(view)).send(view);
    },
  );

  api.put(
    path,
    {
      config: { access: administrators },
      schema: {
        operationId: 'saveAlertSettings',
        summary: 'Choose when the organization is alerted, and who is told',
        description: 'Takes the place of all settings. Messages that are still owed go to the receivers of now.',
        tags,
        params: OrganizationParams,
        headers: IfMatch,
        body: ref(AlertSettingsChange),
        response: { 200: ref(AlertSettings), ...problems(...guarded, 412, ...withBody, 422) },
      },
    },
    async (request, reply) => {
      const { organizationId } = request.params;
      const { webhook, ...settings } = request.body;
      await requireOrganization(ports, organizationId);
      const refusal = webhook === null ? undefined : ports.webhooks.refusalOf(webhook.url);
      if (refusal !== undefined) {
        throw new SyncError('WEBHOOK_ADDRESS_NOT_ALLOWED', `The address ${refusal}.`, { field: 'webhook.url' });
      }
      const change = {
        ...settings,
        webhookUrl: webhook?.url ?? null,
        ...(webhook?.secret === undefined ? {} : { webhookSecret: webhook.secret }),
      };
      const { subject } = callerOf(request);
      const precondition = preconditionOf(request.headers);
      const saved = await ports.alertSettings.save(organizationId, change, subject, (stored) =>
        precondition?.(settingsView(stored, ports.sendsEmail)),
      );
      const view = settingsView(saved, ports.sendsEmail);
      return await reply.header('etag', etagOf(view)).send(view);
    },
  );
};

function settingsView(settings: AlertSettingsView, sendsEmail: boolean): AlertSettings {
  const { webhookUrl, secretSet, updated, ...thresholds } = settings;
  const shown = (change: { readonly at: Date; readonly by: string }) => ({ ...change, at: change.at.toISOString() });
  return {
    ...thresholds,
    emails: [...thresholds.emails],
    webhook: webhookUrl === null || secretSet === null ? null : { url: webhookUrl, secretSet: shown(secretSet) },
    sendsEmail,
    updated: updated === null ? null : shown(updated),
  };
}
