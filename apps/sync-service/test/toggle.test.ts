import { expect, test } from 'vitest';
import { businessCentralIntegration, connectOrganization, xledgerIntegration } from './support/organizations.ts';
import { aServiceWithMock, globalAdmin, orgAdmin } from './support/service.ts';

const of = (id: string, part: string) => `/v1/organizations/${id}/${part}`;

test('TOG-1 TOG-4 DOD-8 integration and status name the connector and whether it is enabled; a global administrator toggles any, an administrator the own', async () => {
  const { service, mock } = await aServiceWithMock();
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  await connectOrganization(service, 'hlf', businessCentralIntegration(mock));
  const shown = async (as = globalAdmin) => {
    const states = ['nbf', 'hlf'].map(async (id) => {
      const integration = await service.call<{ enabled: boolean }>('GET', of(id, 'integration'), as);
      const status = await service.call<{ enabled: boolean }>('GET', of(id, 'status'), as);
      if (integration.status !== 200) return integration.status;
      expect(status.body).toMatchObject({ enabled: integration.body.enabled });
      return integration.body;
    });
    return await Promise.all(states);
  };
  const toggle = async (id: string, enabled: boolean, as = globalAdmin) =>
    (await service.call('PUT', of(id, 'integration/enabled'), as, { enabled })).status;
  expect(await shown()).toMatchObject([
    { connector: 'xledger', enabled: true },
    { connector: 'dynamics', enabled: true },
  ]);
  expect(await toggle('hlf', false)).toBe(200);
  expect(await shown()).toMatchObject([{ enabled: true }, { enabled: false }]);
  expect(await toggle('nbf', false, orgAdmin('nbf'))).toBe(200);
  expect(await toggle('hlf', true, orgAdmin('nbf'))).toBe(404);
  expect(await shown()).toMatchObject([{ enabled: false }, { enabled: false }]);
  expect(await shown(orgAdmin('nbf'))).toMatchObject([{ enabled: false }, 404]);
  expect(await toggle('hlf', true)).toBe(200);
  expect(await shown()).toMatchObject([{ enabled: false }, { connector: 'dynamics', enabled: true }]);
});
