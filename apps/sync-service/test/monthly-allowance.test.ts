import { expect, test } from 'vitest';
import { settle } from './support/engine.ts';
import { connectOrganization, xledgerIntegration } from './support/organizations.ts';
import { ownSql } from './support/reconciliation.ts';
import { aServiceWithMock, orgAdmin } from './support/service.ts';
import { approveClaims, beginSync, bookedReferences, endOfSync, statusOf } from './support/syncs.ts';

const thisMonth = "date_trunc('month', now() at time zone 'Europe/Oslo')::date";

test('a month’s allowance that is used up stops what is new and says so, until the setting is raised', async () => {
  const { service, mock } = await aServiceWithMock();
  const { credentials, settings, connector } = xledgerIntegration(mock);
  const withRequests = (monthlyRequests: number) => ({
    connector,
    credentials,
    settings: { ...settings, monthlyRequests },
  });
  await connectOrganization(service, 'nbf', withRequests(5_000));
  await approveClaims(service, 'nbf', 1);
  await settle(service);
  await ownSql(
    service,
    `insert into bilag.erp_usage values ('nbf', ${thisMonth}, 4900, 0, 0)
     on conflict (organization_id, month) do update set requests = 4900`,
  );
  mock.world.requests.clear();
  await approveClaims(service, 'nbf', 2);
  const rest = async () => (await statusOf(service, 'nbf')).resting?.code;
  await expect.poll(rest).toBe('ERP_ALLOWANCE_USED_UP');
  expect(await statusOf(service, 'nbf')).toMatchObject({ pending: 2, health: { level: 'amber', reason: 'resting' } });
  const vain = await beginSync(service, 'nbf');
  expect(await endOfSync(service, 'nbf', vain.id)).toMatchObject({
    state: 'stopped',
    stopped: { code: 'ERP_ALLOWANCE_USED_UP', remedy: expect.stringContaining('monthly requests') },
  });
  const attempts = 'select max(attempts)::integer as attempts, max(failures)::integer as failures from bilag.outbox';
  expect(await ownSql(service, attempts)).toEqual([{ attempts: 0, failures: 0 }]);
  expect(mock.world.requests.counts()).toEqual({});

  const path = '/v1/organizations/nbf/integration';
  await service.call('PUT', path, orgAdmin('nbf'), withRequests(20_000));
  await service.call('POST', `${path}/test`, orgAdmin('nbf'));
  await service.call('PUT', `${path}/enabled`, orgAdmin('nbf'), { enabled: true });
  await settle(service);
  expect(bookedReferences(mock)).toHaveLength(3);
  expect(await statusOf(service, 'nbf')).toMatchObject({ resting: null, health: { level: 'green' } });
});
