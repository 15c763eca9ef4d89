import type { ExpenseRecordJson } from '@bilag/core';
import { aFileContent, anApproval, anAttachment } from '@bilag/core/testing';
import { type MockErp, startMockErp } from '@bilag/mock-erp';
import { expect, onTestFinished, test } from 'vitest';
import { aFileServer } from './support/file-server.ts';
import { approvalsOf, recordsOf } from './support/http-service.ts';
import {
  businessCentralIntegration,
  connectOrganization,
  financeIntegration,
  xledgerIntegration,
  xledgerRestIntegration,
} from './support/organizations.ts';
import { approvingApp, startTestService } from './support/service.ts';

interface ShownRecord {
  readonly state: string;
  readonly reference: string;
  readonly receipts: readonly { readonly state: string; readonly failure: { readonly code: string } | null }[];
}

const app = approvingApp('nbf');
const patient = { interval: 100 };

/** An ERP that takes vouchers and leaves the booking to others for now, and an approving app that serves two files. */
async function open(integrate: (mock: MockErp) => Parameters<typeof connectOrganization>[2]) {
  const mock = await startMockErp({ bookingIntervalMs: 3_600_000, xledgerSettings: { burstLimit: false } });
  onTestFinished(() => mock.close());
  const service = await startTestService(mock);
  onTestFinished(() => service.close());
  await connectOrganization(service, 'nbf', integrate(mock));
  const server = await aFileServer();
  const contents = [aFileContent(), aFileContent()];
  const attachments = contents.map((content, at) => {
    server.files.set(`/${at}`, content);
    return anAttachment(content, { url: `${server.url}/${at}` });
  });
  const approve = async (change: Partial<ExpenseRecordJson> = {}) => {
    const { body } = await service.call('POST', approvalsOf('nbf'), app, anApproval({ attachments, ...change }));
    return async () => (await service.call<ShownRecord>('GET', `${recordsOf('nbf')}/${String(body.id)}`, app)).body;
  };
  return { mock, approve, contents, server };
}

const statesOf = ({ receipts }: ShownRecord) => receipts.map(({ state, failure }) => failure?.code ?? state);

test('receipts go to the lines of a journal that waits in Business Central to be posted; a lost answer doubles none', async () => {
  const { mock, approve, contents } = await open((it) => {
    const integration = businessCentralIntegration(it);
    return { ...integration, settings: { ...integration.settings, post: false } };
  });
  mock.world.faults.add({ operation: 'bc.attachmentContent.update', effect: { kind: 'commit-then-drop' }, times: 1 });
  const [line] = anApproval().lines;
  const read = await approve({ lines: line === undefined ? [] : [{ ...line, costCenter: '100' }] });
  await expect.poll(async () => statesOf(await read()), patient).toEqual(['attached', 'attached']);
  const { state, reference } = await read();
  expect(state).toBe('accepted');
  const files = mock.businessCentral.attachments();
  expect(files.map(({ fileName }) => fileName)).toEqual([`${reference}-1.pdf`, `${reference}-2.pdf`]);
  expect(files.map((it) => Buffer.from(it.contentBase64, 'base64'))).toEqual(contents.map((it) => Buffer.from(it)));
});

test('receipts go to the rows of a voucher that waits in Xledger’s import queue', async () => {
  const { mock, approve } = await open((it) => {
    const integration = xledgerIntegration(it);
    return { ...integration, settings: { ...integration.settings, receipts: true } };
  });
  const read = await approve();
  await expect.poll(async () => statesOf(await read()), patient).toEqual(['attached', 'attached']);
  const { state, reference } = await read();
  expect(state).toBe('accepted');
  const files = mock.xledger.queue.rows().map((row) => row.values['invoiceFile']);
  expect(files.filter((it) => it !== undefined)).toEqual([`${reference}-1.pdf`, `${reference}-2.pdf`]);
});

test.each([
  ['Xledger without the setting', xledgerIntegration, '310'],
  ['Xledger over REST', xledgerRestIntegration, '310'],
  ['Finance & Operations', financeIntegration, '100'],
])(
  'a connection that takes no files (%s) says so on the record, fetches none, and the voucher goes its way',
  async (_name, integration, costCenter) => {
    const { approve, server } = await open(integration);
    const [line] = anApproval().lines;
    const read = await approve({ lines: line === undefined ? [] : [{ ...line, costCenter }] });
    await expect
      .poll(async () => statesOf(await read()), patient)
      .toEqual(['RECEIPTS_NOT_TAKEN', 'RECEIPTS_NOT_TAKEN']);
    expect((await read()).state).toBe('accepted');
    expect(server.requests).toEqual([]);
  },
);

test('receipts of what Business Central posts at once are refused, and the voucher stays booked', async () => {
  const { approve } = await open(businessCentralIntegration);
  const [line] = anApproval().lines;
  const read = await approve({ lines: line === undefined ? [] : [{ ...line, costCenter: '100' }] });
  await expect.poll(async () => statesOf(await read()), patient).toEqual(['RECEIPT_REFUSED', 'RECEIPT_REFUSED']);
  expect((await read()).state).toBe('synced');
});
