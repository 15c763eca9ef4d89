import { type ConnectionReport, type Integration, SyncError, withinDeadline } from '@bilag/core';
import { administrators, callerOf } from '../access.ts';
import type { Routes } from '../api.ts';
import type { HttpPorts } from '../http-ports.ts';
import { requireIntegration } from '../require-integration.ts';
import { ConnectionTest } from '../schemas/integration.ts';
import { OrganizationParams } from '../schemas/params.ts';
import { guarded, problems, withBody } from '../schemas/problem-responses.ts';
import { ref } from '../schemas/ref.ts';
import { usedByOthers } from '../used-by-others.ts';

/** An administrator waits for it, so it answers in under 10 seconds, whatever the ERP does. */
const patienceMs = 9_000;
/** How long the answer waits for lists that are not there yet, within that time. In milliseconds. */
const listsMs = 3_000;

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
          'Signs in and reads the ledger, its accounts and cost centers; writes nothing there. A success is remembered, and all lists are read, if they are long after the answer.',
        tags: ['integration'],
        params: OrganizationParams,
        response: { 200: ref(ConnectionTest), ...problems(...guarded, 409, ...withBody, 422, 502, 503, 504) },
      },
    },
    async (request) => {
      const { organizationId } = request.params;
      const integration = await requireIntegration(ports, organizationId);
      const begunMs = ports.clock.monotonicMs();
      const report = await test(integration, ports);
      const { configVersion, credentialVersion } = integration;
      const tested = { configVersion, credentialVersion, ledger: report.ledger };
      await ports.integrations.recordTest(organizationId, tested, callerOf(request).subject);
      const leftMs = patienceMs - (ports.clock.monotonicMs() - begunMs);
      return {
        ledger: { ...report.ledger },
        usedByOthers: await usedByOthers(request, integration.connector, report.ledger, ports),
        ledgerAccounts: [...report.ledgerAccounts],
        costCenters: [...report.costCenters],
        masterDataReadAt: await readLists(integration, Math.min(listsMs, leftMs), ports),
      };
    },
  );
};

async function test(integration: Integration, { gateways, clock }: HttpPorts): Promise<ConnectionReport> {
  try {
    return await withinDeadline(clock, patienceMs, async (signal) => {
      const gateway = await gateways.gatewayFor(integration);
      return await gateway.testConnection({ signal });
    });
  } catch (error) {
    throw SyncError.from(error);
  }
}

/** Whoever tests goes on to the field mapping, which needs them. What fails or is late here is no failure of the test. */
async function readLists(integration: Integration, waitMs: number, { reader }: HttpPorts): Promise<string | null> {
  try {
    return (await reader.read(integration, Math.max(waitMs, 0))).readAt.toISOString();
  } catch {
    return null;
  }
}
