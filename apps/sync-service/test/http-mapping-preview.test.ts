import { anApproval } from '@bilag/core/testing';
import { expect, test, vi } from 'vitest';
import { everyEntry } from './support/engine.ts';
import { expectProblem } from './support/http-problem.ts';
import { approvalsOf, recordsOf } from './support/http-service.ts';
import { everythingStored } from './support/http-stored.ts';
import { connectOrganization, standardMapping, xledgerIntegration } from './support/organizations.ts';
import { approvingApp, aServiceWithMock, globalAdmin, orgAdmin } from './support/service.ts';

const path = '/v1/organizations/nbf/integration';

interface Preview {
  readonly findings: readonly { readonly path: string; readonly code: string }[];
  readonly effects: readonly { readonly sourceId: string; readonly effect: string; readonly problem: unknown }[];
  readonly sample: { readonly recordId: string; readonly voucher: { readonly lines: readonly object[] } } | null;
}

/** One record waits because the connector is off, one was rejected on its cost center. */
async function anOrganization() {
  const { service, mock } = await aServiceWithMock();
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  const approve = async (sourceId: string, expenseType: string, costCenter: string) => {
    const lines = [{ expenseType, amount: '100.00', costCenter, text: 'x' }];
    await service.call('POST', approvalsOf('nbf'), approvingApp('nbf'), anApproval({ sourceId, lines }));
  };
  await approve('REJECTED', 'parking', '999');
  await vi.waitFor(async () => expect(await everyEntry(service)).toEqual([{ state: 'rejected', count: 1 }]), 20_000);
  await service.call('PUT', `${path}/enabled`, globalAdmin, { enabled: false });
  await approve('WAITS', 'toll', '310');
  const preview = (body: object) => service.call<Preview>('POST', `${path}/mapping/preview`, orgAdmin('nbf'), body);
  const effects = async (expenseTypes: object) => {
    const { status, body } = await preview({
      mapping: { ...standardMapping, expenseTypes: { ...standardMapping.expenseTypes, ...expenseTypes } },
    });
    expect(status).toBe(200);
    return { ...body, effects: Object.fromEntries(body.effects.map((it) => [it.sourceId, it.effect])) };
  };
  return { service, preview, effects };
}

test('CFG-4 what a change of the field mapping does to the records that wait is seen before it is saved, and nothing changes', async () => {
  const { service, effects } = await anOrganization();
  const before = await everythingStored(service);
  expect((await effects({})).effects).toEqual({ WAITS: 'unchanged', REJECTED: 'still-refused' });
  const other = await effects({ toll: { treatment: 'post', ledgerAccount: '7140' } });
  expect(other.effects).toMatchObject({ WAITS: 'changed' });
  expect(other.sample?.voucher.lines).toContainEqual(
    expect.objectContaining({ ledgerAccount: '7140', rule: { mappingVersion: 2, path: 'expenseTypes.toll' } }),
  );
  const mended = await effects({ parking: { treatment: 'post', ledgerAccount: '7143', costCenter: '310' } });
  expect(mended.effects).toMatchObject({ REJECTED: 'mended' });
  const unknown = await effects({ toll: { treatment: 'post', ledgerAccount: '7999' } });
  expect(unknown.effects).toMatchObject({ WAITS: 'refused' });
  expect(unknown.findings).toMatchObject([
    { path: 'expenseTypes.toll.ledgerAccount', code: 'ERP_UNKNOWN_LEDGER_ACCOUNT' },
  ]);
  expect((await effects({ toll: { treatment: 'payroll' } })).effects).toMatchObject({ WAITS: 'changed' });
  expect(await everythingStored(service)).toEqual(before);
});

test('the voucher of the record that is named is shown; one that does not exist is said not to', async () => {
  const { service, preview } = await anOrganization();
  const list = await service.call<{ items: readonly { id: string; sourceId: string }[] }>(
    'GET',
    recordsOf('nbf'),
    orgAdmin('nbf'),
  );
  const recordId = list.body.items.find((it) => it.sourceId === 'REJECTED')?.id;
  expect((await preview({ mapping: standardMapping, recordId })).body.sample).toMatchObject({
    recordId,
    voucher: { problem: { code: 'ERP_UNKNOWN_DIMENSION_VALUE' } },
  });
  const stranger = await preview({ mapping: standardMapping, recordId: '00000000-0000-7000-8000-000000000000' });
  expectProblem(stranger, stranger.body, { status: 404, code: 'RECORD_NOT_FOUND' });
});
