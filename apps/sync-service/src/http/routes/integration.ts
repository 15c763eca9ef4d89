import { enableIntegration, type Integration as StoredIntegration, SyncError } from '@bilag/core';
import { administrators, callerOf } from '../access.ts';
import type { Api, Routes } from '../api.ts';
import { assertFewBytes } from '../configuration-size.ts';
import { etagOf, IfMatch, preconditionOf } from '../etag.ts';
import type { HttpPorts } from '../http-ports.ts';
import { integrationView } from '../integration-view.ts';
import { notConfigured } from '../require-integration.ts';
import { requireOrganization } from '../require-organization.ts';
import { assertSavedAddresses } from '../saved-addresses.ts';
import { EnabledChange, Integration, IntegrationChange } from '../schemas/integration.ts';
import { OrganizationParams } from '../schemas/params.ts';
import { guarded, problems, withBody } from '../schemas/problem-responses.ts';
import { ref } from '../schemas/ref.ts';
import { assertStorable } from '../storable-settings.ts';

const tags = ['integration'];

/** An organization's connector, its settings, credentials and feature flag. */
export const integrationRoutes: Routes = (api, ports) => {
  readIntegration(api, ports);
  saveIntegration(api, ports);
  switchIntegration(api, ports);
};

function readIntegration(api: Api, ports: HttpPorts): void {
  api.get(
    '/v1/organizations/:organizationId/integration',
    {
      config: { access: administrators },
      schema: {
        operationId: 'getIntegration',
        summary: 'Read the integration; credentials are never shown',
        description: 'Its `ETag` is for `If-Match` when it is saved.',
        tags,
        params: OrganizationParams,
        response: { 200: ref(Integration), ...problems(...guarded, 409) },
      },
    },
    async (request, reply) => {
      const { organizationId } = request.params;
      await requireOrganization(ports, organizationId);
      const stored = await ports.integrations.view(organizationId);
      if (stored === undefined) throw notConfigured();
      const view = integrationView(stored);
      return await reply.header('etag', etagOf(view)).send(view);
    },
  );
}

function saveIntegration(api: Api, ports: HttpPorts): void {
  api.put(
    '/v1/organizations/:organizationId/integration',
    {
      config: { access: administrators },
      schema: {
        operationId: 'saveIntegration',
        summary: 'Save connector, settings and credentials',
        description:
          'Any change needs a new connection test; nothing is sent until the integration is enabled again. A setting that says where unfinished vouchers lie is not changed while one is on its way (409).',
        tags,
        params: OrganizationParams,
        headers: IfMatch,
        body: ref(IntegrationChange),
        response: { 200: ref(Integration), ...problems(...guarded, 409, 412, ...withBody, 422) },
      },
    },
    async (request, reply) => {
      const { organizationId } = request.params;
      const { connector, settings, credentials } = request.body;
      await requireOrganization(ports, organizationId);
      assertFewBytes(request.body);
      assertStorable(settings);
      const used = credentials ?? (await savedCredentials(organizationId, { connector, settings }, ports));
      await ports.connectors.check(connector, { settings, credentials: used });
      const placeSettings = await ports.connectors.placeSettingsOf(connector, settings);
      const change = { connector, settings, placeSettings, ...(credentials === undefined ? {} : { credentials }) };
      const { subject } = callerOf(request);
      const precondition = preconditionOf(request.headers);
      const saved = await ports.integrations.save(organizationId, change, subject, (stored) =>
        precondition?.(stored && integrationView(stored)),
      );
      const view = integrationView(saved);
      return await reply.header('etag', etagOf(view)).send(view);
    },
  );
}

/** The credentials that stay when none are sent. Those of another connector are no use, and a new address gets none that it was not meant to get. */
async function savedCredentials(
  organizationId: string,
  next: { readonly connector: string; readonly settings: unknown },
  ports: HttpPorts,
): Promise<unknown> {
  const saved: StoredIntegration | undefined = await ports.config.integrationOf(organizationId);
  if (saved?.connector === next.connector) {
    assertSavedAddresses(next.settings, saved.settings);
    return saved.credentials;
  }
  throw new SyncError('INVALID_CREDENTIALS_FORM', 'A new connector needs credentials.', { field: 'credentials' });
}

function switchIntegration(api: Api, ports: HttpPorts): void {
  api.put(
    '/v1/organizations/:organizationId/integration/enabled',
    {
      config: { access: administrators },
      schema: {
        operationId: 'switchIntegration',
        summary: 'Start or stop sending vouchers',
        description:
          'Enabling reads the accounting system’s lists and checks the field mapping against them; it also ends a pause. What arrives while it is disabled waits.',
        tags,
        params: OrganizationParams,
        body: ref(EnabledChange),
        response: { 200: ref(Integration), ...problems(...guarded, 409, ...withBody, 422, 502, 504) },
      },
    },
    async (request) => {
      const { organizationId } = request.params;
      await requireOrganization(ports, organizationId);
      const { subject } = callerOf(request);
      const view = request.body.enabled
        ? await enableIntegration(organizationId, subject, ports)
        : await ports.integrations.setEnabled(organizationId, false, subject);
      if (view.enabled) ports.onAccepted(organizationId);
      return integrationView(view);
    },
  );
}
