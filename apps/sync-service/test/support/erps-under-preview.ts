import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { MockErp } from '@bilag/mock-erp';
import { onTestFinished } from 'vitest';
import {
  businessCentralIntegration,
  fileIntegration,
  financeIntegration,
  type Integration,
  xledgerIntegration,
  xledgerRestIntegration,
} from './organizations.ts';
import { aServiceWithMock, startTestService, type TestService } from './service.ts';

/** An ERP of a profile, and a service that reaches it. */
export interface ErpUnderPreview {
  readonly service: TestService;
  readonly integration: Integration;
  /** People in the ERP book all that it has accepted. */
  readonly book: () => Promise<void>;
  /**
   * What arrived, put together again as payloads: requests that carry a payload as it is, or its JSON objects one by one. Where one request carries the
   * payloads of several vouchers it is taken apart by those that are given, and what is left of it is one more.
   */
  readonly received: (payloads: readonly string[]) => Promise<readonly string[]>;
}

/** Every profile of every connector, by name, with a cost center of its books. */
export const erpsUnderPreview = [
  { name: 'Xledger GraphQL', costCenter: '310', open: openXledger },
  { name: 'Xledger REST', costCenter: '310', open: openXledgerRest },
  { name: 'Business Central', costCenter: '100', open: openBusinessCentral },
  { name: 'Finance & Operations', costCenter: '100', open: openFinance },
  { name: 'CSV files', costCenter: '310', open: () => openFiles('csv') },
  { name: 'JSON files', costCenter: '310', open: () => openFiles('json') },
] as const;

const nobody = () => Promise.resolve();

/** Payloads stand in the list of a mutation's inputs, separated by commas. */
async function openXledger(): Promise<ErpUnderPreview> {
  const { service, mock } = await aServiceWithMock();
  const received = (payloads: readonly string[]) => {
    const lists = bodiesOf(mock, 'xledger.addGLImportItems').map(
      (it) => /"inputs":\[([^]*)\]\}\}$/.exec(it)?.[1] ?? it,
    );
    return Promise.resolve(takenApart(lists, payloads, ','));
  };
  return { service, integration: xledgerIntegration(mock), book: nobody, received };
}

async function openXledgerRest(): Promise<ErpUnderPreview> {
  const { service, mock } = await aServiceWithMock();
  const received = () => Promise.resolve(bodiesOf(mock, 'xledger-rest.journalEntries.create'));
  return { service, integration: xledgerRestIntegration(mock), book: nobody, received };
}

/** Lines and their dimensions have requests of their own in a batch; the payload is made of their bodies. */
async function openBusinessCentral(): Promise<ErpUnderPreview> {
  const { service, mock } = await aServiceWithMock();
  const received = (payloads: readonly string[]) => {
    const batches = bodiesOf(mock, 'bc.batch').join('\n');
    return Promise.resolve(payloads.filter((payload) => objectsIn(payload).every((it) => batches.includes(it))));
  };
  return { service, integration: businessCentralIntegration(mock), book: nobody, received };
}

/** Every line has a request of its own in a batch, and its body begins with the company and the journal. */
async function openFinance(): Promise<ErpUnderPreview> {
  const { service, mock } = await aServiceWithMock();
  const received = () => {
    const bodies = bodiesOf(mock, 'finance.LedgerJournalLines.create').toReversed();
    const lines = bodies.map((it) => it.replace(/^\{"dataAreaId":"hlf","JournalBatchNumber":"\d+",/, '{'));
    const vouchers = Map.groupBy(lines, (it) => /"Voucher":"([^"]+)"/.exec(it)?.[1]);
    return Promise.resolve([...vouchers.values()].map((it) => `{"LedgerJournalLines":[${it.join(',')}]}`));
  };
  const book = async () => {
    for (const { header, lines } of mock.finance.journals()) {
      if (lines.length === 0 || header['IsPosted'] === 'Yes') continue;
      await mock.finance.post(String(header['dataAreaId']), String(header['JournalBatchNumber']));
    }
  };
  return { service, integration: financeIntegration(mock), book, received };
}

/** A person moves the files on that were imported. */
async function openFiles(format: 'csv' | 'json'): Promise<ErpUnderPreview> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'bilag-preview-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const service = await startTestService(undefined, { BILAG_EXPORT_FOLDER: root });
  onTestFinished(() => service.close());
  const waiting = path.join(root, 'org', 'new');
  const booked = path.join(root, 'org', 'booked');
  return {
    service,
    integration: fileIntegration('org', format),
    async book() {
      for (const it of await readdir(waiting)) await rename(path.join(waiting, it), path.join(booked, it));
    },
    async received() {
      const names = await readdir(booked);
      return await Promise.all(names.map((it) => readFile(path.join(booked, it), 'utf8')));
    },
  };
}

/** Newest first, as the mock's log has them. */
function bodiesOf(mock: MockErp, operation: string): readonly string[] {
  return mock.world.requests
    .list()
    .filter((it) => it.operation === operation)
    .map(({ body }) => body);
}

function takenApart(texts: readonly string[], payloads: readonly string[], between: string): readonly string[] {
  const found = payloads.filter((payload) => texts.some((it) => it.includes(payload)));
  const left = texts.map((it) => found.reduce((rest, payload) => rest.replace(payload, () => ''), it));
  return [...found, ...left.map((it) => it.replaceAll(between, '')).filter((it) => it !== '')];
}

/** The bodies of lines and dimension lines in a payload for Business Central; a line of these books has one dimension at most. */
function objectsIn(payload: string): readonly string[] {
  const lines = payload.split('{"line":').slice(1);
  return lines.flatMap((it) => {
    const [line = '', dimension = ''] = it.split(',"dimensions":[');
    return [line, dimension.slice(0, dimension.indexOf(']}'))].filter((object) => object !== '');
  });
}
