import {
  type DueStatusDelivery,
  parseVoucherReference,
  type StatusMessageType,
  type StatusSubject,
  statusMessage,
  statusMessageTypes,
} from '@bilag/core';
import { beforeAll, expect, test } from 'vitest';
import { checkAgainst } from './support/http-document-check.ts';
import { type OpenApi, openApiOf } from './support/http-openapi.ts';
import { serviceOfThisFile } from './support/http-service.ts';

const file = serviceOfThisFile([]);
let document: OpenApi;
beforeAll(async () => {
  document = await openApiOf(file.service);
});

const messageOf = (type: StatusMessageType, change: Partial<StatusSubject>): string => {
  const due: DueStatusDelivery = {
    organizationId: 'nbf',
    endpointId: '0199b6f0-6a5e-7c31-8a4f-3f0d7a1b2c3e',
    deliveryId: '0199b6f0-6a5e-7c31-8a4f-3f0d7a1b2c3f',
    type,
    occurredAt: new Date('2026-11-25T12:00:07.120Z'),
    url: 'https://hooks.example.org/bilag',
    secrets: [],
    attempts: 1,
    ageMs: 0,
    failures: 0,
    subject: {
      recordId: '0199b6f0-6a5e-7c31-8a4f-3f0d7a1b2c3d',
      kind: 'reimbursement',
      sourceId: '1187',
      revision: 1,
      of: 'voucher',
      reference: 'R-7Q2M9X1B3C5D7F0K4Z',
      erpReference: null,
      errorCode: null,
      logId: '4711',
      ...change,
    },
  };
  return statusMessage(due);
};
const receipt = {
  position: 1,
  mediaType: 'application/pdf',
  voucher: { reference: parseVoucherReference('R-7Q2M9X1B3C5D7F0K4Z'), state: 'accepted' },
} as const;
const changes: readonly Partial<StatusSubject>[] = [
  {},
  { errorCode: 'ERP_PERIOD_CLOSED' },
  { erpReference: '20261187', of: 'reversal' },
  { receipt: { ...receipt, state: 'attached', code: null } },
  { errorCode: 'RECEIPT_CHANGED', receipt: { ...receipt, state: 'failed', code: 'RECEIPT_CHANGED' } },
];

const schemaOf = (type: StatusMessageType) => (type === 'endpoint.test' ? 'EndpointTest' : 'StatusEvent');

test('API-3 the document says what other services are sent: every message is as it describes it, with no field more', () => {
  const check = checkAgainst(document);
  for (const type of statusMessageTypes) {
    for (const change of changes) {
      const validate = check.at(`/components/schemas/${schemaOf(type)}`);
      validate(JSON.parse(messageOf(type, change)));
      expect({ type, change, errors: validate.errors ?? [] }).toEqual({ type, change, errors: [] });
    }
  }
  expect(document.components.schemas['StatusEvent']).toMatchObject({
    additionalProperties: false,
    properties: { type: { enum: statusMessageTypes.filter((it) => it !== 'endpoint.test') } },
  });
});

test('API-3 both are among the webhooks of the document, with the headers that prove where they come from', () => {
  const sent = Object.values(document.webhooks).map(({ post }) => ({
    body: post?.requestBody?.content['application/json']?.schema.$ref,
    headers: post?.parameters?.map((it) => it.name),
  }));
  const headers = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
  expect(sent).toEqual(['StatusEvent', 'EndpointTest'].map((it) => ({ body: `#/components/schemas/${it}`, headers })));
});
