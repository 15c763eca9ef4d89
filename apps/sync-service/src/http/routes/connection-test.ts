import { type AccountingGateway, type Clock, type ConnectionReport, SyncError } from '@bilag/core';
import { administrators, callerOf } from '../access.ts';
import type { Routes } from '../api.ts';
import { requireOrganization } from '../require-organization.ts';
import { ConnectionTest } from '../schemas/integration.ts';
import { OrganizationParams } from '../schemas/params.ts';
import { guarded, problems, withBody } from '../schemas/problem-responses.ts';
import { ref } from '../schemas/ref.ts';
import { notConfigured } from './integration.ts';

/** An administrator waits for it, so it answers in under 10 seconds, whatever the ERP does. */
const patienceMs = 9_000;

/** The connection test of the saved configuration. */
export const connectionTestRoutes: Routes = (api, ports) => {
  api.post(
    '/v1/organizations/:organizationId/integration/test',
    {
      config: { access: administrators },
      schema: {
        operationId: 'testIntegration',
        summary: 'Test the connection with what is saved',
        description:
          'Signs in and reads the ledger, its accounts and cost centers; writes nothing there. A success is remembered.',
        tags: ['integration'],
        params: OrganizationParams,
        response: { 200: ref(ConnectionTest), ...problems(...guarded, 409, ...withBody, 422, 502, 503, 504) },
      },
    },
    async (request) => {
      const { organizationId } = request.params;
      await requireOrganization(ports, organizationId);
      const integration = await ports.config.integrationOf(organizationId);
      if (integration === undefined) throw notConfigured();
      const report = await testWithin(() => ports.gateways.gatewayFor(integration), ports.clock);
      const { configVersion, credentialVersion } = integration;
      const tested = { configVersion, credentialVersion, ledger: report.ledger };
      await ports.integrations.recordTest(organizationId, tested, callerOf(request).subject);
      return {
        ledger: { ...report.ledger },
        ledgerAccounts: [...report.ledgerAccounts],
        costCenters: [...report.costCenters],
      };
    },
  );
};

/** Also ends for a connector that does not heed its signal. */
async function testWithin(open: () => Promise<AccountingGateway>, clock: Clock): Promise<ConnectionReport> {
  const deadline = clock.deadline(patienceMs);
  const late = new Promise<never>((_resolve, reject) => {
    const error = new SyncError(
      'ERP_TIMEOUT',
      `The accounting system did not answer in ${patienceMs / 1_000} seconds.`,
    );
    deadline.signal.addEventListener('abort', () => reject(error), { once: true });
  });
  try {
    const test = async () => (await open()).testConnection({ signal: deadline.signal });
    return await Promise.race([test(), late]);
  } catch (error) {
    throw SyncError.from(error);
  } finally {
    deadline.cancel();
  }
}
