import { MappingRefusal } from '../errors/mapping-refusal.ts';
import { SyncError } from '../errors/sync-error.ts';
import type { ConfigRepo } from '../ports/config-repo.ts';
import type { IntegrationStore, IntegrationView } from '../ports/integration-store.ts';
import { type CheckPorts, checkIntegration } from './check-integration.ts';

/** How long whoever enables a connector waits for the ERP, in milliseconds. */
const patienceMs = 30_000;

/**
 * Lets vouchers be sent, once the connection has been tested and the field mapping fits what the ERP has at this moment.
 * @throws {SyncError} `INTEGRATION_NOT_CONFIGURED`; `INTEGRATION_NOT_TESTED`, also when settings or mapping were changed meanwhile; why the ERP could not
 *   be read; {@link MappingRefusal} with what to fix.
 */
export async function enableIntegration(
  organizationId: string,
  actor: string,
  ports: CheckPorts & { readonly integrations: IntegrationStore; readonly config: ConfigRepo },
): Promise<IntegrationView> {
  const view = await ports.integrations.view(organizationId);
  const integration = view && (await ports.config.integrationOf(organizationId));
  if (integration === undefined || view?.mapping == null) {
    throw new SyncError('INTEGRATION_NOT_CONFIGURED', 'The organization has no accounting system or no field mapping.');
  }
  if (view.tested === null) {
    throw new SyncError('INTEGRATION_NOT_TESTED', 'These settings and credentials have not been tested.');
  }
  const check = await checkIntegration(integration, ports, { actor, patienceMs });
  if (check.failure !== null) throw new SyncError(check.failure.code, check.failure.message);
  if (check.findingCount > 0) {
    throw new MappingRefusal(
      `The field mapping does not fit the accounting system in ${check.findingCount} places.`,
      check.findings,
      check.findingCount,
    );
  }
  return await ports.integrations.setEnabled(organizationId, true, actor, check);
}
