import { anApproval } from '@bilag/core/testing';
import pg from 'pg';
import { everyEntry, settle } from './engine.ts';
import { approvingApp, globalAdmin, type TestService } from './service.ts';

/** What was shown of a voucher before it was sent, or kept of it when it was. */
export interface Payload {
  readonly recordId: string;
  readonly payload: string;
  /** Of the payload's UTF-8 bytes, in hexadecimal. */
  readonly sha256: string;
}

const texts = [
  'Train',
  '«Quoted» "twice" \\ and \'once\'',
  'Emoji 👩‍🦯, <b>tags &amp; entities</b>',
  'Æ Ø Å e\u0301',
  '{"json":true}',
  '=HYPERLINK("https://example.org");1,2',
  'Longer than some limits '.repeat(8),
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

/** Approves them while the organization's connector is off, so that nothing is sent yet, and reads the preview of each. */
export async function previewsOf(service: TestService, organizationId: string, costCenter: string) {
  const path = `/v1/organizations/${organizationId}`;
  await enable(service, organizationId, false);
  const previews: Payload[] = [];
  for (const approval of approvals(costCenter)) {
    const { status, body } = await service.call('POST', `${path}/approvals`, approvingApp(organizationId), approval);
    if (status !== 201) throw new Error(`An approval was answered ${status}: ${JSON.stringify(body)}`);
    const recordId = String(body['id']);
    const preview = await service.call<Payload>('GET', `${path}/records/${recordId}/voucher`, globalAdmin);
    if (preview.status !== 200) throw new Error(`A preview was answered ${preview.status}.`);
    previews.push({ recordId, payload: preview.body.payload, sha256: preview.body.sha256 });
  }
  return previews;
}

/** Lets them be sent, and waits until all are booked; `book` is what people in the ERP do once it has accepted all of them. */
export async function sendAll(service: TestService, organizationId: string, book: () => Promise<void>): Promise<void> {
  await enable(service, organizationId, true);
  const hurry = async () => {
    const entries = await everyEntry(service);
    if (entries.every(({ state }) => state === 'accepted')) await book();
  };
  await settle(service, { hurry });
}

async function enable(service: TestService, organizationId: string, enabled: boolean): Promise<void> {
  const address = `/v1/organizations/${organizationId}/integration/enabled`;
  const { status } = await service.call('PUT', address, globalAdmin, { enabled });
  if (status !== 200) throw new Error(`Switching the connector was answered ${status}.`);
}

/** What each attempt's intent says was sent. */
export async function sentBy({ databaseUrl }: TestService): Promise<readonly Payload[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const text = 'select record_id as "recordId", payload, payload_hash as "sha256" from bilag.delivery_attempts';
    return (await client.query<Payload>(text)).rows;
  } finally {
    await client.end();
  }
}
