import { createHash } from 'node:crypto';
import { anApproval } from '@bilag/core/testing';
import type { MockErp } from '@bilag/mock-erp';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { settle } from './support/engine.ts';
import { businessCentralIntegration, connectOrganization, xledgerIntegration } from './support/organizations.ts';
import { approvingApp, aServiceWithMock, globalAdmin, type TestService } from './support/service.ts';

interface Preview {
  readonly payload: string;
  readonly sha256: string;
}

/** What each attempt's intent says was sent. */
async function sentBy({ databaseUrl }: TestService) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const text = 'select record_id as "recordId", payload, payload_hash as "sha256" from bilag.delivery_attempts';
    return (await client.query<Preview & { recordId: string }>(text)).rows;
  } finally {
    await client.end();
  }
}

const texts = [
  'Train',
  '«Quoted» "twice" \\ and \'once\'',
  'Emoji 👩‍🦯, <b>tags &amp; entities</b>',
  'Æ Ø Å',
  '{"json":true}',
];

/** Records of every shape: one line and many, both kinds of payee, texts that a careless renderer would spoil. */
function approvals(costCenter: string) {
  return Array.from({ length: 25 }, (_, at) =>
    anApproval({
      sourceId: `CLM-${at}`,
      payee: { type: at % 2 === 0 ? 'employee' : 'volunteer', id: `P${at}`, name: 'Ola Nordmann' },
      lines: Array.from({ length: 1 + (at % 7) }, (_line, line) => ({
        expenseType: line % 2 === 0 ? 'toll' : 'parking',
        amount: `${at + 1}.${String(line).padStart(2, '0')}`,
        costCenter,
        text: texts[(at + line) % texts.length] ?? '',
      })),
    }),
  );
}

/** The JSON objects that a payload is made of, each of which stands in a request as it is. */
function partsOf(payload: string): readonly string[] {
  if (!payload.startsWith('{"journalLines":[')) return [payload];
  return payload
    .split('{"line":')
    .slice(1)
    .map((it) => it.slice(0, it.lastIndexOf(',"dimensions":[')));
}

describe.each([
  ['Xledger', xledgerIntegration, '310', 'xledger.addGLImportItems'],
  ['Business Central', businessCentralIntegration, '100', 'bc.batch'],
] as const)(
  '%s',
  (_name, integration: (
    mock: MockErp,
  ) =>
    | ReturnType<typeof xledgerIntegration>
    | ReturnType<typeof businessCentralIntegration>, costCenter, operation) => {
    test('the preview’s hash is the hash of what was sent, for every record, and its bytes are in the requests', async () => {
      const { service, mock } = await aServiceWithMock();
      await connectOrganization(service, 'org', integration(mock));
      const path = '/v1/organizations/org';
      const enable = (enabled: boolean) => service.call('PUT', `${path}/integration/enabled`, globalAdmin, { enabled });
      await enable(false);
      const ids: string[] = [];
      for (const it of approvals(costCenter)) {
        const { status, body } = await service.call('POST', `${path}/approvals`, approvingApp('org'), it);
        expect(status).toBe(201);
        ids.push(String(body['id']));
      }
      const previews = new Map<string, Preview>();
      for (const id of ids) {
        const { body } = await service.call<Preview>('GET', `${path}/records/${id}/voucher`, globalAdmin);
        expect(createHash('sha256').update(body.payload).digest('hex')).toBe(body.sha256);
        previews.set(id, body);
      }
      expect((await enable(true)).status).toBe(200);
      await settle(service);
      const attempts = await sentBy(service);
      expect(attempts.map(({ recordId }) => recordId).toSorted()).toEqual(ids.toSorted());
      for (const { recordId, payload, sha256 } of attempts) {
        expect({ payload, sha256 }).toEqual({
          payload: previews.get(recordId)?.payload,
          sha256: previews.get(recordId)?.sha256,
        });
      }
      const requests = mock.world.requests
        .list()
        .filter((it) => it.operation === operation)
        .map(({ body }) => body)
        .join('\n');
      const parts = attempts.flatMap(({ payload }) => partsOf(payload));
      expect(parts.length).toBeGreaterThanOrEqual(attempts.length);
      expect(parts.filter((part) => !requests.includes(part))).toEqual([]);
    });
  },
);
