import type { NamedSchema } from './schemas/ref.ts';
import { EndpointTest, StatusEvent } from './schemas/status-message.ts';

/** What Bilag sends to the endpoints of other services, as the document describes it. */
export const webhooks = {
  statusEvent: sent('receiveStatusEvent', 'Being told what became of a record', StatusEvent),
  endpointTest: sent('receiveEndpointTest', 'Being sent a test', EndpointTest),
};

function sent(operationId: string, summary: string, message: NamedSchema) {
  return {
    post: {
      operationId,
      summary,
      description:
        'Signed as Standard Webhooks are. A message may come twice and in any order: remember the ids that were dealt with. What is not answered with 2xx within 15 seconds is sent again.',
      tags: ['webhooks'],
      security: [],
      parameters: [
        header('webhook-id', 'The message’s id: the same for every try.'),
        header('webhook-timestamp', 'When this try was made, in seconds since 1970.'),
        header('webhook-signature', 'One signature or several with blanks between them, each `v1,` and base64.'),
      ],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { $ref: `#/components/schemas/${message.$id}` } } },
      },
      responses: {
        '2XX': { description: 'Taken.' },
        410: { description: 'Gone: the endpoint is switched off.' },
        default: { description: 'Not taken; sent again later, after `Retry-After` where it says so.' },
      },
    },
  };
}

function header(name: string, description: string) {
  return { name, in: 'header', required: true, description, schema: { type: 'string' } } as const;
}
