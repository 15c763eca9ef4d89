import type { AttachmentJson } from '@bilag/core';
import { aFileContent, anApproval, anAttachment } from '@bilag/core/testing';
import { expect, onTestFinished, test } from 'vitest';
import { aFileServer, type FileServer } from './support/file-server.ts';
import { approvalsOf, recordsOf } from './support/http-service.ts';
import { asOwner } from './support/http-stored.ts';
import { aFakeConnector, connectedInDatabase } from './support/plugins.ts';
import { approvingApp, startTestService } from './support/service.ts';
import { anEndpoint, isGenuine } from './support/status-webhooks.ts';
import { aReceiver } from './support/webhook-receiver.ts';

const app = approvingApp('nbf');
const patient = { interval: 100 };
const receiptEvents = ['record.receipt_attached', 'record.receipt_failed'] as const;

/** The whole service with a fake ERP that takes files, and an approving app that serves them and is told of them. */
async function open(eventTypes: readonly string[] = receiptEvents) {
  const { erp, load } = aFakeConnector();
  const service = await startTestService(undefined, {}, { fake: load });
  onTestFinished(() => service.close());
  await connectedInDatabase(service, 'nbf', 'fake');
  const [server, receiver] = [await aFileServer(), await aReceiver()];
  const { secret } = await anEndpoint(service, 'nbf', `${receiver.url}/hook`, eventTypes);
  const approve = (body: object) => service.call('POST', approvalsOf('nbf'), app, body);
  /** In the order of the receipts: what came is in none. */
  const told = () =>
    receiver.requests
      .map(({ body }) => JSON.parse(body))
      .toSorted((a, b) => Number(a.data.logId) - Number(b.data.logId));
  const outline = () => told().map(({ type, data }) => [type, data.receipt?.position, data.errorCode]);
  return { erp, service, server, receiver, secret, approve, told, outline };
}

function served({ url, files }: FileServer, path: string, content = aFileContent()): AttachmentJson {
  files.set(path, content);
  return anAttachment(content, { url: `${url}${path}?signature=secret` });
}

test('API-4 the approving app is told, signed, which receipt is attached and which is not served and what to do, with nothing of a person', async () => {
  const { service, server, receiver, secret, approve, told } = await open();
  const attachments = [served(server, '/good'), { ...served(server, '/gone'), mediaType: 'image/png' }];
  server.files.delete('/gone');
  const { body } = await approve(anApproval({ sourceId: 'CLM-9', attachments }));
  await expect.poll(() => told().length, patient).toBe(2);
  const { body: record } = await service.call<{ reference: string }>(
    'GET',
    `${recordsOf('nbf')}/${String(body.id)}`,
    app,
  );
  const [attached, failed] = told();
  const about = {
    organizationId: 'nbf',
    recordId: body.id,
    kind: 'reimbursement',
    sourceId: 'CLM-9',
    revision: 1,
    of: 'voucher',
    state: 'synced',
    reference: record.reference,
    erpReference: null,
    logId: expect.stringMatching(/^\d+$/),
  };
  expect(attached).toEqual({
    type: 'record.receipt_attached',
    timestamp: attached.data.occurredAt,
    data: {
      ...about,
      errorCode: null,
      occurredAt: expect.stringMatching(/Z$/),
      receipt: { position: 1, fileName: `${record.reference}-1.pdf`, state: 'attached', remedy: null },
    },
  });
  expect(failed).toEqual({
    type: 'record.receipt_failed',
    timestamp: failed.data.occurredAt,
    data: {
      ...about,
      errorCode: 'RECEIPT_UNAVAILABLE',
      occurredAt: expect.stringMatching(/Z$/),
      receipt: {
        position: 2,
        fileName: `${record.reference}-2.png`,
        state: 'pending',
        remedy: expect.stringContaining('still serves the file'),
      },
    },
  });
  for (const it of receiver.requests) {
    expect(isGenuine(it, secret)).toBe(true);
    expect(it.body).not.toMatch(/127\.0\.0\.1|signature|receipt \d+\.pdf/);
  }
});

test('a file that is not served is told once for all its tries, and again after a fresh address failed too', async () => {
  const { service, server, approve, outline } = await open();
  const attachment = served(server, '/expired');
  server.files.delete('/expired');
  const approval = anApproval({ attachments: [attachment] });
  await approve(approval);
  const failed = ['record.receipt_failed', 1, 'RECEIPT_UNAVAILABLE'];
  await expect.poll(outline, patient).toEqual([failed]);
  await asOwner(service, 'update bilag.receipts set due_at = clock_timestamp()');
  await approve(anApproval());
  const failures = async () => {
    const [row] = await asOwner<{ fetch_failures: number }>(service, 'select fetch_failures from bilag.receipts');
    return row?.fetch_failures;
  };
  await expect.poll(failures, patient).toBe(2);
  await approve({ ...approval, attachments: [{ ...attachment, url: `${server.url}/fresh` }] });
  await expect.poll(outline, patient).toEqual([failed, failed]);
});

test('a receipt that was given up is told with what to do, and so is the next that is attached', async () => {
  const { erp, server, approve, told, outline } = await open();
  const attachments = [served(server, '/changed'), served(server, '/refused'), served(server, '/good')];
  server.files.set('/changed', aFileContent());
  erp.desk.faults.push('refuse');
  await approve(anApproval({ attachments }));
  await expect.poll(outline, patient).toEqual([
    ['record.receipt_failed', 1, 'RECEIPT_CHANGED'],
    ['record.receipt_failed', 2, 'RECEIPT_REFUSED'],
    ['record.receipt_attached', 3, null],
  ]);
  expect(told().map(({ data }) => data.receipt.state)).toEqual(['failed', 'failed', 'attached']);
  expect(told()[0].data.receipt.remedy).toMatch(/by hand/);
});

test('a receipt that stays in doubt is told with the code that its record shows', async () => {
  const { erp, server, approve, outline } = await open();
  erp.desk.faults.push('lose-reply');
  erp.desk.inconclusive = 'ERP_LOOK_UP_INCONCLUSIVE';
  await approve(anApproval({ attachments: [served(server, '/a')] }));
  await expect.poll(outline, patient).toEqual([['record.receipt_failed', 1, 'RECEIPT_IN_DOUBT']]);
});

test('a failure of an address that was renewed meanwhile is not told: the file is fetched from the new one', async () => {
  const { server, approve, outline } = await open();
  const content = aFileContent();
  const old = served(server, '/old', content);
  server.files.set('/fresh', content);
  const fresh = { ...old, url: `${server.url}/fresh` };
  const approval = anApproval({ attachments: [old] });
  server.files.set('/old', (_request, response) => {
    void approve({ ...approval, attachments: [fresh] }).then(() => response.writeHead(403).end());
  });
  await approve(approval);
  await expect.poll(outline, patient).toEqual([['record.receipt_attached', 1, null]]);
});

test('who asked for bookings only is told nothing of receipts', async () => {
  const { server, approve, told, service } = await open(['record.synced']);
  await approve(anApproval({ attachments: [served(server, '/a')] }));
  await expect
    .poll(() => asOwner(service, 'select state from bilag.receipts'), patient)
    .toEqual([{ state: 'attached' }]);
  await approve(anApproval());
  await expect.poll(() => told().length, patient).toBe(2);
  expect(told().map(({ type }) => type)).toEqual(['record.synced', 'record.synced']);
  expect(told().every(({ data }) => !('receipt' in data))).toBe(true);
});
