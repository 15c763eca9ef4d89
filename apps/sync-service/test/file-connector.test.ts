import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { anApproval } from '@bilag/core/testing';
import { expect, onTestFinished, test } from 'vitest';
import { parseConfig } from '../src/config.ts';
import { ConfigError } from '../src/environment.ts';
import { settle } from './support/engine.ts';
import { createOrganization } from './support/http-service.ts';
import { standardMapping } from './support/organizations.ts';
import { approvingApp, globalAdmin, orgAdmin, startTestService, type TestService } from './support/service.ts';

const folderKey = 'correct horse battery staple';
const settings = { profile: 'folder', folder: 'hlf', timing: { settlingMs: 500, bookingPollMs: 100 } };

/** A service whose operator lets connectors write below a folder. */
async function aServiceWithFolder(): Promise<{ readonly service: TestService; readonly root: string }> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'bilag-export-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const service = await startTestService(undefined, { BILAG_EXPORT_FOLDER: root, BILAG_ALLOW_LOOPBACK: 'false' });
  onTestFinished(() => service.close());
  return { service, root };
}

/** The organization's administrator sets the connector up, over the API alone. */
async function connect(service: TestService, organizationId: string): Promise<void> {
  const integration = `/v1/organizations/${organizationId}/integration`;
  const steps = [
    ['PUT', integration, { connector: 'file', settings, credentials: { folderKey } }],
    ['POST', `${integration}/test`, undefined],
    ['PUT', `${integration}/mapping`, standardMapping],
    ['PUT', `${integration}/enabled`, { enabled: true }],
  ] as const;
  for (const [method, address, body] of steps) {
    const answer = await service.call(method, address, orgAdmin(organizationId), body);
    expect(answer, `${method} ${address}`).toMatchObject({ status: 200 });
  }
}

async function approve(service: TestService, organizationId: string) {
  const address = `/v1/organizations/${organizationId}/approvals`;
  const { status, body } = await service.call('POST', address, approvingApp(organizationId), anApproval());
  expect(status).toBe(201);
  return {
    reference: String(body.reference),
    record: `/v1/organizations/${organizationId}/records/${String(body.id)}`,
  };
}

async function expectRecord(service: TestService, record: string, seen: object): Promise<void> {
  const look = async () => (await service.call('GET', record, globalAdmin)).body;
  await expect.poll(look, { interval: 50 }).toMatchObject(seen);
}

test('DOD-9 an organization on the file connector gets its approvals as files, and one that is moved to «booked» is synced', async () => {
  const { service, root } = await aServiceWithFolder();
  await createOrganization(service, 'hlf');
  await connect(service, 'hlf');
  const [booked, refused] = [await approve(service, 'hlf'), await approve(service, 'hlf')];
  const at = (folder: string, name = '') => path.join(root, 'hlf', folder, name);
  const [bookedFile, refusedFile] = [`${booked.reference}.csv`, `${refused.reference}.csv`];
  for (const it of [booked, refused]) {
    await expectRecord(service, it.record, { state: 'accepted', erpReference: `${it.reference}.csv` });
  }
  expect((await readdir(at('new'))).toSorted()).toEqual([bookedFile, refusedFile].toSorted());
  const { body: preview } = await service.call('GET', `${booked.record}/voucher`, globalAdmin);
  expect(await readFile(at('new', bookedFile), 'utf8')).toBe(preview.payload);

  await rename(at('new', bookedFile), at('booked', bookedFile));
  await writeFile(at('refused', `${refused.reference}.txt`), 'Account 7142 is closed.');
  await rename(at('new', refusedFile), at('refused', refusedFile));
  await expectRecord(service, booked.record, { state: 'synced', erpReference: bookedFile });
  await expectRecord(service, refused.record, { state: 'rejected' });
  await settle(service);
  expect(await readdir(at('new'))).toEqual([]);
});

test('an organization cannot choose the folder of another one', async () => {
  const { service } = await aServiceWithFolder();
  await createOrganization(service, 'hlf');
  await createOrganization(service, 'nbf');
  await connect(service, 'hlf');
  const integration = '/v1/organizations/nbf/integration';
  const credentials = { folderKey: 'the key of somebody else' };
  await service.call('PUT', integration, orgAdmin('nbf'), { connector: 'file', settings, credentials });
  const tested = await service.call('POST', `${integration}/test`, orgAdmin('nbf'));
  expect(tested.body).toMatchObject({ code: 'ERP_AUTHENTICATION_FAILED' });
  for (const folder of ['../hlf', '/etc', 'a/../hlf']) {
    const change = { connector: 'file', settings: { ...settings, folder }, credentials };
    const { status, body } = await service.call('PUT', integration, orgAdmin('nbf'), change);
    expect([status, body.code]).toEqual([422, 'INVALID_SETTINGS']);
  }
});

test('an operator who names no folder, or none with an absolute path, has no files written', async () => {
  const service = await startTestService();
  onTestFinished(() => service.close());
  await createOrganization(service, 'hlf');
  const change = { connector: 'file', settings, credentials: { folderKey } };
  const refused = await service.call('PUT', '/v1/organizations/hlf/integration', orgAdmin('hlf'), change);
  expect(refused.body).toMatchObject({
    code: 'INVALID_SETTINGS',
    detail: expect.stringContaining('BILAG_EXPORT_FOLDER'),
  });
  expect(() => parseConfig({ ...service.environment, BILAG_EXPORT_FOLDER: 'export' })).toThrow(ConfigError);
});
