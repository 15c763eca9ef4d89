import { createHash } from 'node:crypto';
import type { AttachmentJson } from '@bilag/core';
import { aFileContent, anApproval, anAttachment } from '@bilag/core/testing';
import { expect, onTestFinished, test } from 'vitest';
import { aFileServer, type FileServer } from './support/file-server.ts';
import { expectProblem } from './support/http-problem.ts';
import { approvalsOf, recordsOf } from './support/http-service.ts';
import { asOwner } from './support/http-stored.ts';
import { aFakeConnector, connectedInDatabase } from './support/plugins.ts';
import { approvingApp, startTestService } from './support/service.ts';

interface ShownReceipt {
  readonly position: number;
  readonly fileName: string;
  readonly state: string;
  readonly failure: { readonly code: string; readonly remedy: string } | null;
  readonly attachedAt: string | null;
}
interface ShownRecord {
  readonly id: string;
  readonly state: string;
  readonly reference: string;
  readonly attempts: number;
  readonly failure: unknown;
  readonly receipts: readonly ShownReceipt[];
}

const app = approvingApp('nbf');
const patient = { interval: 100 };

/** The whole service, connected to a fake ERP that takes files, and an approving app that serves them. */
async function open() {
  const { erp, load } = aFakeConnector();
  const service = await startTestService(undefined, {}, { fake: load });
  onTestFinished(() => service.close());
  await connectedInDatabase(service, 'nbf', 'fake');
  const server = await aFileServer();
  const approve = (body: unknown) => service.call('POST', approvalsOf('nbf'), app, body);
  const record = async (id: unknown) =>
    (await service.call<ShownRecord>('GET', `${recordsOf('nbf')}/${String(id)}`, app)).body;
  const receiptsOf = async (id: unknown) =>
    (await record(id)).receipts.map(({ state, failure }) => failure?.code ?? state);
  return { erp, service, server, approve, record, receiptsOf };
}

/** A file that the approving app serves at this path. */
function served({ url, files }: FileServer, path: string, content = aFileContent()): AttachmentJson {
  files.set(path, content);
  return anAttachment(content, { url: `${url}${path}?signature=secret` });
}

test('an approval’s receipts are attached to its voucher in the ERP once, byte for byte, and the record shows them', async () => {
  const { erp, service, server, approve, record, receiptsOf } = await open();
  const [one, two] = [aFileContent(), aFileContent()];
  const attachments = [served(server, '/a', one), { ...served(server, '/b', two), mediaType: 'image/png' }];
  const { status, body } = await approve(anApproval({ attachments }));
  expect(status).toBe(201);
  await expect.poll(() => receiptsOf(body.id), patient).toEqual(['attached', 'attached']);
  const shown = await record(body.id);
  expect(shown).toMatchObject({ state: 'synced', attempts: 1, failure: null });
  expect(shown.receipts[0]).toEqual({
    position: 1,
    fileName: attachments[0]?.fileName,
    mediaType: 'application/pdf',
    sizeBytes: one.byteLength,
    sha256: createHash('sha256').update(one).digest('hex'),
    state: 'attached',
    failure: null,
    attachedAt: expect.stringMatching(/Z$/),
  });
  const inErp = erp.desk.attached.map(({ fileName, content }) => [fileName, Buffer.from(content).toString()]);
  expect(inErp).toEqual([
    [`${shown.reference}-1.pdf`, Buffer.from(one).toString()],
    [`${shown.reference}-2.png`, Buffer.from(two).toString()],
  ]);
  const [list] = (await service.call<{ items: ShownRecord[] }>('GET', recordsOf('nbf'), app)).body.items;
  expect(list?.receipts).toEqual(shown.receipts);
  expect(await asOwner(service, 'select url from bilag.receipts')).toEqual([{ url: null }, { url: null }]);
  const log = await asOwner(
    service,
    "select action, result, detail from bilag.sync_logs where action = 'receipt' order by log_id",
  );
  expect(log).toEqual(
    [1, 2].map((position) => ({ action: 'receipt', result: 'succeeded', detail: { position, step: 'attempt' } })),
  );
});

test('receipts fail each for itself; the voucher is booked once and shows no failure', async () => {
  const { erp, service, server, approve, record, receiptsOf } = await open();
  const attachments = [
    served(server, '/gone'),
    served(server, '/changed'),
    served(server, '/refused'),
    served(server, '/good'),
  ];
  server.files.delete('/gone');
  server.files.set('/changed', aFileContent());
  erp.desk.faults.push('refuse');
  const { body } = await approve(anApproval({ attachments }));
  await expect
    .poll(() => receiptsOf(body.id), patient)
    .toEqual(['RECEIPT_UNAVAILABLE', 'RECEIPT_CHANGED', 'RECEIPT_REFUSED', 'attached']);
  const shown = await record(body.id);
  expect(shown).toMatchObject({ state: 'synced', attempts: 1, failure: null });
  expect(shown.receipts.map(({ state }) => state)).toEqual(['pending', 'failed', 'failed', 'attached']);
  expect(shown.receipts[1]?.failure?.remedy).toMatch(/by hand/);
  expect(erp.booked).toHaveLength(1);
  const [everything] = await asOwner<{ text: string }>(
    service,
    `select string_agg(l::text, ' ') as text from bilag.sync_logs l where record_id is not null`,
  );
  expect(everything?.text).not.toMatch(/127\.0\.0\.1|signature|receipt \d+\.pdf/);
  expect(JSON.stringify(shown)).not.toMatch(/127\.0\.0\.1|signature/);
});

test('after a lost answer the receipt is looked up and is in the ERP once', async () => {
  const { erp, server, approve, receiptsOf } = await open();
  erp.desk.faults.push('lose-reply');
  const { body } = await approve(anApproval({ attachments: [served(server, '/a')] }));
  await expect.poll(() => receiptsOf(body.id), patient).toEqual(['ERP_REPLY_LOST']);
  expect(erp.desk.lookUps).toEqual([]);
  await expect.poll(() => receiptsOf(body.id), patient).toEqual(['attached']);
  expect([erp.desk.attached.length, erp.desk.lookUps.length]).toEqual([1, 1]);
});

test('the same approval with a fresh address is the same record, and its file is fetched from there', async () => {
  const { erp, server, approve, receiptsOf } = await open();
  const attachment = served(server, '/expired');
  const content = server.files.get('/expired');
  server.files.delete('/expired');
  const approval = anApproval({ attachments: [attachment] });
  const { body } = await approve(approval);
  await expect.poll(() => receiptsOf(body.id), patient).toEqual(['RECEIPT_UNAVAILABLE']);
  if (content !== undefined) server.files.set('/fresh', content);
  const again = await approve({ ...approval, attachments: [{ ...attachment, url: `${server.url}/fresh?x=1` }] });
  expect([again.status, again.body.id]).toEqual([200, body.id]);
  await expect.poll(() => receiptsOf(body.id), patient).toEqual(['attached']);
  expect(erp.desk.attached).toHaveLength(1);
});

test('other attachments under the same revision are a conflict that names them', async () => {
  const { server, approve } = await open();
  const [one, two] = [served(server, '/a'), served(server, '/b')];
  const approval = anApproval({ attachments: [one] });
  await approve(approval);
  const others = [
    [{ ...approval, attachments: [two] }, 'attachments[0].'],
    [{ ...approval, attachments: [one, two] }, 'attachments[1]'],
    [{ ...approval, attachments: undefined }, 'attachments'],
  ] as const;
  for (const [body, path] of others) {
    const reply = await approve(body);
    expectProblem(reply, reply.body, { status: 409, code: 'RECORD_CONTENT_DIFFERS' });
    const differs = Array.isArray(reply.body.differs) ? reply.body.differs : [];
    expect(differs.every((it) => String(it).startsWith(path))).toBe(true);
    expect(differs).not.toEqual([]);
  }
});

test('API-4 an attachment that could never be delivered is refused, naming the field, and nothing is stored', async () => {
  const { service, server, approve } = await open();
  const good = served(server, '/a');
  const refusals = [
    [{ ...good, url: 'https://files.elsewhere.example/a' }, 422, 'RECEIPT_ADDRESS_NOT_ALLOWED', 'attachments[0].url'],
    [{ ...good, url: 'http://10.0.0.1/a' }, 422, 'RECEIPT_ADDRESS_NOT_ALLOWED', 'attachments[0].url'],
    [{ ...good, url: 'file:///etc/passwd' }, 400, 'VALIDATION_FAILED', 'attachments[0].url'],
    [{ ...good, mediaType: 'text/html' }, 400, 'VALIDATION_FAILED', 'attachments[0].mediaType'],
    [{ ...good, sha256: 'abc' }, 400, 'VALIDATION_FAILED', 'attachments[0].sha256'],
    [{ ...good, sizeBytes: 0 }, 400, 'VALIDATION_FAILED', 'attachments[0].sizeBytes'],
    [{ ...good, sizeBytes: 10_485_761 }, 400, 'VALIDATION_FAILED', 'attachments[0].sizeBytes'],
    [{ ...good, fileName: '../a.pdf' }, 400, 'VALIDATION_FAILED', 'attachments[0].fileName'],
  ] as const;
  for (const [attachment, status, code, field] of refusals) {
    const reply = await approve(anApproval({ attachments: [attachment] }));
    expectProblem(reply, reply.body, { status, code, field });
    expect(JSON.stringify(reply.body)).not.toMatch(/signature|10\.0\.0\.1|passwd/);
  }
  const twice = await approve(anApproval({ attachments: [good, { ...good, url: `${server.url}/b` }] }));
  expectProblem(twice, twice.body, { status: 400, code: 'VALIDATION_FAILED', field: 'attachments[1].sha256' });
  const many = Array.from({ length: 21 }, (_, at) => served(server, `/${at}`));
  expect((await approve(anApproval({ attachments: many }))).status).toBe(400);
  expect(await asOwner(service, 'select 1 from bilag.expense_records')).toEqual([]);
  expect(await asOwner(service, 'select 1 from bilag.receipts')).toEqual([]);
});
