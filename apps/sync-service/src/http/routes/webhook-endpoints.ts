import { randomBytes } from 'node:crypto';
import { SyncError, type WebhookEndpointSettings } from '@bilag/core';
import { administrators, callerOf } from '../access.ts';
import type { Api, Routes } from '../api.ts';
import type { HttpPorts } from '../http-ports.ts';
import { requireOrganization } from '../require-organization.ts';
import { OrganizationParams } from '../schemas/params.ts';
import { guarded, problems, withBody } from '../schemas/problem-responses.ts';
import { ref } from '../schemas/ref.ts';
import {
  EndpointParams,
  WebhookEndpoint,
  WebhookEndpointChange,
  WebhookEndpointList,
  WebhookEndpointWithSecret,
} from '../schemas/webhook-endpoint.ts';
import { endpointView } from '../webhook-endpoint-view.ts';

const tags = ['webhooks'];
const path = '/v1/organizations/:organizationId/webhook-endpoints';
/** A secret is stored nowhere as it is, so the answer that shows it cannot be given again. */
const once = { access: administrators, isToldOnce: true } as const;

/** Which other services are told what becomes of records. */
export const webhookEndpointRoutes: Routes = (api, ports) => {
  listEndpoints(api, ports);
  createEndpoint(api, ports);
  readEndpoint(api, ports);
  saveEndpoint(api, ports);
  removeEndpoint(api, ports);
  replaceSecret(api, ports);
};

function listEndpoints(api: Api, ports: HttpPorts): void {
  api.get(
    path,
    {
      config: { access: administrators },
      schema: {
        operationId: 'listWebhookEndpoints',
        summary: 'List the services that are told what becomes of records',
        tags,
        params: OrganizationParams,
        response: { 200: ref(WebhookEndpointList), ...problems(...guarded) },
      },
    },
    async (request) => {
      const { organizationId } = request.params;
      await requireOrganization(ports, organizationId);
      return { items: (await ports.webhookEndpoints.list(organizationId)).map(endpointView) };
    },
  );
}

function createEndpoint(api: Api, ports: HttpPorts): void {
  api.post(
    path,
    {
      config: once,
      schema: {
        operationId: 'createWebhookEndpoint',
        summary: 'Tell another service what becomes of records',
        description: 'The answer has the secret that messages are signed with. It is never shown again.',
        tags,
        params: OrganizationParams,
        body: ref(WebhookEndpointChange),
        response: { 201: ref(WebhookEndpointWithSecret), ...problems(...guarded, ...withBody, 409, 422) },
      },
    },
    async (request, reply) => {
      const { organizationId } = request.params;
      await requireOrganization(ports, organizationId);
      requireAllowed(ports, request.body);
      const secret = newSecret();
      const actor = callerOf(request).subject;
      const endpoint = await ports.webhookEndpoints.create(organizationId, request.body, secret, actor);
      const view = endpointView(endpoint);
      return await reply
        .code(201)
        .header('location', view.link)
        .header('cache-control', 'no-store')
        .send({ ...view, secret });
    },
  );
}

function readEndpoint(api: Api, ports: HttpPorts): void {
  api.get(
    `${path}/:endpointId`,
    {
      config: { access: administrators },
      schema: {
        operationId: 'getWebhookEndpoint',
        summary: 'Read one endpoint, and whether it takes what it is sent',
        tags,
        params: EndpointParams,
        response: { 200: ref(WebhookEndpoint), ...problems(...guarded) },
      },
    },
    async (request) => {
      const { organizationId, endpointId } = request.params;
      await requireOrganization(ports, organizationId);
      return endpointView(found(await ports.webhookEndpoints.find(organizationId, endpointId)));
    },
  );
}

function saveEndpoint(api: Api, ports: HttpPorts): void {
  api.put(
    `${path}/:endpointId`,
    {
      config: { access: administrators },
      schema: {
        operationId: 'saveWebhookEndpoint',
        summary: 'Change an endpoint, or switch it on or off',
        description:
          'The secret stays. Switched off, what it was still owed is given up; switched on again, it is told what happens from then on.',
        tags,
        params: EndpointParams,
        body: ref(WebhookEndpointChange),
        response: { 200: ref(WebhookEndpoint), ...problems(...guarded, ...withBody, 422) },
      },
    },
    async (request) => {
      const { organizationId, endpointId } = request.params;
      await requireOrganization(ports, organizationId);
      requireAllowed(ports, request.body);
      const actor = callerOf(request).subject;
      return endpointView(found(await ports.webhookEndpoints.save(organizationId, endpointId, request.body, actor)));
    },
  );
}

function removeEndpoint(api: Api, ports: HttpPorts): void {
  api.delete(
    `${path}/:endpointId`,
    {
      config: { access: administrators },
      schema: {
        operationId: 'removeWebhookEndpoint',
        summary: 'Remove an endpoint, with its secret and its messages',
        tags,
        params: EndpointParams,
        response: { 204: { description: 'It is gone.' }, ...problems(...guarded) },
      },
    },
    async (request, reply) => {
      const { organizationId, endpointId } = request.params;
      await requireOrganization(ports, organizationId);
      const actor = callerOf(request).subject;
      if (!(await ports.webhookEndpoints.remove(organizationId, endpointId, actor))) throw unknownEndpoint();
      return await reply.code(204).send();
    },
  );
}

function replaceSecret(api: Api, ports: HttpPorts): void {
  api.post(
    `${path}/:endpointId/secret`,
    {
      config: once,
      schema: {
        operationId: 'replaceWebhookSecret',
        summary: 'Make a new secret for an endpoint',
        description:
          'The answer has it; it is never shown again. For 24 hours messages are signed with the former one too, so that the receiver can change over.',
        tags,
        params: EndpointParams,
        response: { 200: ref(WebhookEndpointWithSecret), ...problems(...guarded, ...withBody) },
      },
    },
    async (request, reply) => {
      const { organizationId, endpointId } = request.params;
      await requireOrganization(ports, organizationId);
      const secret = newSecret();
      const actor = callerOf(request).subject;
      const endpoint = found(await ports.webhookEndpoints.replaceSecret(organizationId, endpointId, secret, actor));
      return await reply.header('cache-control', 'no-store').send({ ...endpointView(endpoint), secret });
    },
  );
}

/** @throws {SyncError} `WEBHOOK_ADDRESS_NOT_ALLOWED`, by the same rule as at every try. */
function requireAllowed({ webhooks }: HttpPorts, { url }: Pick<WebhookEndpointSettings, 'url'>): void {
  const refusal = webhooks.refusalOf(url);
  if (refusal === undefined) return;
  throw new SyncError('WEBHOOK_ADDRESS_NOT_ALLOWED', `The address ${refusal}.`, { field: 'url' });
}

function found<T>(it: T | undefined): T {
  if (it === undefined) throw unknownEndpoint();
  return it;
}

const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`;
const unknownEndpoint = () => new SyncError('WEBHOOK_ENDPOINT_NOT_FOUND', 'There is no such endpoint.');
