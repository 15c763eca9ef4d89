import { SyncError } from '@bilag/core';
import { administrators, callerOf } from '../access.ts';
import type { Api, Routes } from '../api.ts';
import { cursorAfter, recordIdOfCursor, unknownCursor } from '../cursor.ts';
import type { HttpPorts } from '../http-ports.ts';
import { requireOrganization } from '../require-organization.ts';
import { guarded, problems, withBody } from '../schemas/problem-responses.ts';
import { ref } from '../schemas/ref.ts';
import {
  DeliveryParams,
  deliveryQuery,
  EndpointParams,
  WebhookDelivery,
  WebhookDeliveryPage,
} from '../schemas/webhook-endpoint.ts';
import { deliveryView } from '../webhook-endpoint-view.ts';

const tags = ['webhooks'];
const path = '/v1/organizations/:organizationId/webhook-endpoints/:endpointId';

/** What was sent to an endpoint, and sending it again. */
export const webhookDeliveryRoutes: Routes = (api, ports) => {
  listDeliveries(api, ports);
  sendAgain(api, ports);
  sendTest(api, ports);
};

function listDeliveries(api: Api, ports: HttpPorts): void {
  api.get(
    `${path}/deliveries`,
    {
      config: { access: administrators },
      schema: {
        operationId: 'listWebhookDeliveries',
        summary: 'List the messages to an endpoint, newest first',
        description: 'Those that ended are kept for 30 days.',
        tags,
        params: EndpointParams,
        querystring: deliveryQuery,
        response: { 200: ref(WebhookDeliveryPage), ...problems(...guarded) },
      },
    },
    async (request) => {
      const { organizationId, endpointId } = request.params;
      await requireEndpoint(ports, organizationId, endpointId);
      const { limit = 20, cursor, state } = request.query;
      const after = cursor === undefined ? undefined : recordIdOfCursor(cursor);
      if (after !== undefined && !(await ports.webhookEndpoints.findDelivery(organizationId, endpointId, after))) {
        throw unknownCursor();
      }
      const list = await ports.webhookEndpoints.deliveries(organizationId, endpointId, {
        limit: limit + 1,
        ...(state === undefined ? {} : { state }),
        ...(after === undefined ? {} : { after }),
      });
      const page = list.slice(0, limit);
      const last = list.length > limit ? page.at(-1) : undefined;
      return {
        items: page.map(deliveryView),
        nextCursor: last === undefined ? null : cursorAfter(last.deliveryId),
      };
    },
  );
}

function sendAgain(api: Api, ports: HttpPorts): void {
  api.post(
    `${path}/deliveries/:deliveryId/retry`,
    {
      config: { access: administrators },
      schema: {
        operationId: 'sendWebhookAgain',
        summary: 'Send a message once more, now',
        description: 'Also one that was delivered. It has the same id and the same content.',
        tags,
        params: DeliveryParams,
        response: { 202: ref(WebhookDelivery), ...problems(...guarded, 409, ...withBody) },
      },
    },
    async (request, reply) => {
      const { organizationId, endpointId, deliveryId } = request.params;
      await requireEndpoint(ports, organizationId, endpointId);
      const again = await ports.webhookEndpoints.sendAgain(organizationId, endpointId, deliveryId);
      if (again === undefined) throw new SyncError('WEBHOOK_DELIVERY_NOT_FOUND', 'There is no such message.');
      return await reply.code(202).send(deliveryView(again));
    },
  );
}

function sendTest(api: Api, ports: HttpPorts): void {
  api.post(
    `${path}/test`,
    {
      config: { access: administrators },
      schema: {
        operationId: 'testWebhookEndpoint',
        summary: 'Send a test message to an endpoint',
        description:
          'Its `type` is `endpoint.test` and it is about no record. What became of it is in the list of messages, and in the sync log.',
        tags,
        params: EndpointParams,
        response: { 202: ref(WebhookDelivery), ...problems(...guarded, 409, ...withBody) },
      },
    },
    async (request, reply) => {
      const { organizationId, endpointId } = request.params;
      await requireOrganization(ports, organizationId);
      const test = await ports.webhookEndpoints.sendTest(organizationId, endpointId, callerOf(request).subject);
      if (test === undefined) throw unknownEndpoint();
      return await reply.code(202).send(deliveryView(test));
    },
  );
}

async function requireEndpoint(ports: HttpPorts, organizationId: string, endpointId: string): Promise<void> {
  await requireOrganization(ports, organizationId);
  if ((await ports.webhookEndpoints.find(organizationId, endpointId)) === undefined) throw unknownEndpoint();
}

const unknownEndpoint = () => new SyncError('WEBHOOK_ENDPOINT_NOT_FOUND', 'There is no such endpoint.');
