import { parseVoucherReference } from '@bilag/core';
import { anApproval } from '@bilag/core/testing';
import { startMockErp } from '@bilag/mock-erp';
import { expect, onTestFinished, test } from 'vitest';
import { parseConfig } from '../src/config.ts';
import { createRecordLinks } from '../src/connectors/record-links.ts';
import { approvalsOf, recordsOf } from './support/http-service.ts';
import { businessCentralIntegration, connectOrganization } from './support/organizations.ts';
import { ownSql } from './support/reconciliation.ts';
import { approvingApp, orgAdmin, startTestService } from './support/service.ts';

const template = 'https://traces.example.org/trace/{traceId}';

test('a booked voucher is linked to in the web client of the accounting system, and its attempts to their trace', async () => {
  const mock = await startMockErp({ bookingIntervalMs: 100 });
  onTestFinished(() => mock.close());
  const service = await startTestService(mock, { BILAG_TRACE_URL_TEMPLATE: template });
  onTestFinished(() => service.close());
  await connectOrganization(service, 'hlf', businessCentralIntegration(mock));
  const lines = [{ expenseType: 'toll', amount: '42.00', costCenter: '100', text: 'Toll' }];
  const { body } = await service.call<{ id: string; reference: string }>(
    'POST',
    approvalsOf('hlf'),
    approvingApp('hlf'),
    anApproval({ lines }),
  );
  const seen = async () =>
    (
      await service.call<{ state: string; erpLink: string | null; traceLink: string | null }>(
        'GET',
        `${recordsOf('hlf')}/${body.id}`,
        orgAdmin('hlf'),
      )
    ).body;
  await expect.poll(seen).toMatchObject({ state: 'synced' });
  // The mock is no place that Microsoft's web client knows.
  expect(await seen()).toMatchObject({ erpLink: null });
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  await ownSql(
    service,
    `update bilag.integration_configs set settings = settings - 'apiUrl' || '{"companyName": "HLF Norge"}' where organization_id = 'hlf'`,
  );
  const setTrace = (flags: string) =>
    ownSql(service, 'update bilag.expense_records set traceparent = $1', [`00-${trace}-00f067aa0ba902b7-${flags}`]);
  await setTrace('01');
  const { tenantId, environment } = mock.world.seed.businessCentral;
  expect(await seen()).toMatchObject({
    erpLink: `https://businesscentral.dynamics.com/${tenantId}/${environment}/?company=HLF%20Norge&page=20&filter=%27Document%20No.%27%20IS%20%27${body.reference}%27`,
    traceLink: `https://traces.example.org/trace/${trace}`,
  });
  await setTrace('00');
  expect(await seen()).toMatchObject({ traceLink: null });
  await ownSql(service, `update bilag.finished_entries set sent_ledger = 'dynamics another-company'`);
  expect(await seen()).toMatchObject({ erpLink: null });
});

const record = {
  progress: { state: 'synced' },
  reference: parseVoucherReference('R-0K4Z7Q2M9X1B3C5D7F'),
  sentTo: 'own 1',
} as const;

/** The links of an installation whose connector says this. */
function linksOf(voucherLink: () => string) {
  const schemas = { settingsSchema: {}, credentialsSchema: {}, mappingTargetsSchema: {} };
  const open = () => {
    throw new Error('Nobody asks for it.');
  };
  const profile = { name: 'p', title: 'P', ...schemas, open, voucherLink };
  const tested = { at: new Date(), ledger: { id: '1', name: 'Books' } };
  return createRecordLinks({
    integrations: { view: () => Promise.resolve({ connector: 'own', settings: {}, tested }) },
    load: () => Promise.resolve({ name: 'own', title: 'Own', profiles: [profile] }),
  });
}

test.each([
  'javascript:alert(1)',
  ' JavaScript:alert(1)',
  'data:text/html,x',
  'http://erp.example.org/1',
  'https://me:secret@erp.example.org/1',
  '//erp.example.org',
  '',
])('a connector that says «%s» links nowhere', async (address) => {
  expect(await linksOf(() => address).voucher('nbf', record)).toBeNull();
});

test('a connector that fails at it links nowhere, and one that says an https address links there', async () => {
  const broken = () => {
    throw new Error('broken');
  };
  expect(await linksOf(broken).voucher('nbf', record)).toBeNull();
  expect(await linksOf(() => 'https://erp.example.org/1').voucher('nbf', record)).toBe('https://erp.example.org/1');
});

test.each(['javascript:alert(1)//{traceId}', 'https://traces.example.org/', 'https://{traceId'])(
  'the address of traces «%s» is refused at the start',
  (address) => {
    expect(() => parseConfig({ BILAG_TRACE_URL_TEMPLATE: address })).toThrow(
      /BILAG_TRACE_URL_TEMPLATE must be an address/,
    );
  },
);
