import {
  endpointFaults,
  mostWebhookEndpoints,
  statusDeliveryStates,
  statusEventTypes,
  statusMessageTypes,
} from '@bilag/core';
import { type Static, Type } from 'typebox';
import { named, nullable, ref } from './ref.ts';
import { choice, organizationId, recordId } from './values.ts';

const closed = { additionalProperties: false } as const;
const instant = (description: string) => Type.String({ format: 'date-time', description });
const endpointId = () => Type.String({ format: 'uuid', maxLength: 36, description: 'The endpoint’s id.' });
const deliveryId = () =>
  Type.String({
    format: 'uuid',
    maxLength: 36,
    description: 'The message’s id: its `webhook-id`, the same for every try.',
  });

/** `/v1/organizations/{organizationId}/webhook-endpoints/{endpointId}…` */
export const EndpointParams = Type.Object({ organizationId: organizationId(), endpointId: endpointId() });

/** `/v1/organizations/{organizationId}/webhook-endpoints/{endpointId}/deliveries/{deliveryId}…` */
export const DeliveryParams = Type.Object({
  organizationId: organizationId(),
  endpointId: endpointId(),
  deliveryId: deliveryId(),
});

/** How messages are listed. */
export const deliveryQuery = Type.Object(
  {
    state: Type.Optional(choice(statusDeliveryStates, 'Only those that have come so far.')),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 100, description: 'How many at most; 20 when left out.' }),
    ),
    cursor: Type.Optional(
      Type.String({ maxLength: 200, description: '`nextCursor` of the page before, with the same filters.' }),
    ),
  },
  closed,
);

const eventTypes = (description: string) =>
  Type.Array(choice(statusEventTypes, 'An event of a record.'), {
    minItems: 1,
    maxItems: statusEventTypes.length,
    uniqueItems: true,
    description,
  });

/** Where another service is told of records. */
export const WebhookEndpointChange = named(
  'WebhookEndpointChange',
  Type.Object(
    {
      url: Type.String({
        pattern: '^https?://[!-~]+$',
        maxLength: 2_000,
        description: 'Where webhooks are received; at a host that the operator of Bilag has allowed.',
        examples: ['https://hooks.example.org/bilag'],
      }),
      eventTypes: eventTypes('What it is told of.'),
      enabled: Type.Boolean({
        description: 'Whether it is told. What happens while it is switched off is not told later.',
      }),
    },
    {
      ...closed,
      examples: [
        {
          url: 'https://hooks.example.org/bilag',
          eventTypes: ['record.synced', 'record.failed', 'record.needs_decision'],
          enabled: true,
        },
      ],
    },
  ),
);

const EndpointChanged = named('EndpointChanged', Type.Object({ at: instant('When.'), by: Type.String() }, closed));

const shown = {
  id: endpointId(),
  url: Type.String(),
  eventTypes: eventTypes('What it is told of.'),
  enabled: Type.Boolean(),
  disabledFor: nullable(
    choice(
      endpointFaults,
      'Why Bilag itself has switched it off. Failing: it has taken nothing for three days. Gone: it answered 410.',
    ),
  ),
  failingSince: nullable(instant('Since when every try has failed.')),
  lastError: nullable(Type.String({ description: 'Why the last try failed.' })),
  lastDeliveredAt: nullable(instant('When it last took a message.')),
  secretSetAt: instant('When its secret was made.'),
  created: ref(EndpointChanged),
  updated: ref(EndpointChanged),
  link: Type.String({ format: 'uri-reference' }),
};

/** An endpoint as it is shown: everything but the secret. */
export const WebhookEndpoint = named('WebhookEndpoint', Type.Object(shown, closed));
/** @see WebhookEndpoint */
export type WebhookEndpoint = Static<typeof WebhookEndpoint>;

/** An endpoint with the secret that was made for it just now. */
export const WebhookEndpointWithSecret = named(
  'WebhookEndpointWithSecret',
  Type.Object(
    {
      ...shown,
      secret: Type.String({
        description: 'What messages are signed with. Shown this once and never again.',
        examples: ['whsec_…'],
      }),
    },
    closed,
  ),
);

/** All endpoints of an organization. */
export const WebhookEndpointList = named(
  'WebhookEndpointList',
  Type.Object({ items: Type.Array(ref(WebhookEndpoint), { maxItems: mostWebhookEndpoints }) }, closed),
);

/** A message to an endpoint. */
export const WebhookDelivery = named(
  'WebhookDelivery',
  Type.Object(
    {
      id: deliveryId(),
      type: choice(statusMessageTypes, 'What it tells.'),
      recordId: nullable(recordId()),
      state: choice(statusDeliveryStates, 'Given up: nobody took it for three days, or the endpoint was switched off.'),
      attempts: Type.Integer({ minimum: 0, description: 'Tries begun.' }),
      nextAttemptAt: nullable(instant('When it is tried again.')),
      lastError: nullable(Type.String({ description: 'Why the last try failed.' })),
      occurredAt: instant('When what it tells happened.'),
      endedAt: nullable(instant('When it was delivered or given up.')),
    },
    closed,
  ),
);
/** @see WebhookDelivery */
export type WebhookDelivery = Static<typeof WebhookDelivery>;

/** A page of messages, newest first. */
export const WebhookDeliveryPage = named(
  'WebhookDeliveryPage',
  Type.Object(
    {
      items: Type.Array(ref(WebhookDelivery)),
      nextCursor: nullable(Type.String({ description: 'Give it as `cursor` to read on; null at the end.' })),
    },
    closed,
  ),
);

/** Names for the document. */
export const webhookEndpointSchemas = [
  WebhookEndpointChange,
  EndpointChanged,
  WebhookEndpoint,
  WebhookEndpointWithSecret,
  WebhookEndpointList,
  WebhookDelivery,
  WebhookDeliveryPage,
] as const;
