import { expect, test } from 'vitest';
import { admin, approve, claim, records } from './support/failed-records.ts';
import { asOwner } from './support/http-stored.ts';
import { connectOrganization, xledgerIntegration } from './support/organizations.ts';
import { aServiceWithMock } from './support/service.ts';

test('DSH-3 DSH-4 an accounting system that serves nothing is amber while something waits for it, and green when nothing does any more', async () => {
  const { service, mock } = await aServiceWithMock({ BILAG_ROLE: 'api' });
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  const status = async () => (await service.call('GET', '/v1/organizations/nbf/status', admin)).body;
  const turnsInVain = (count: number) =>
    asOwner(service, `update bilag.lanes set troubles = ${count}, rest_until = now() where organization_id = 'nbf'`);
  const id = await approve(service, claim('A'));
  await turnsInVain(2);
  expect(await status()).toMatchObject({ health: { level: 'green' }, resting: null });
  await turnsInVain(3);
  expect(await status()).toMatchObject({
    health: { level: 'amber', reason: 'resting' },
    resting: { code: 'ERP_UNAVAILABLE' },
  });
  const decision = { decision: 'ignore', reason: 'Paid in cash' };
  expect(await service.call('POST', `${records}/${id}/resolution`, admin, decision)).toMatchObject({ status: 200 });
  expect(await status()).toMatchObject({ health: { level: 'green', reason: 'in-order' }, resting: null });
});
