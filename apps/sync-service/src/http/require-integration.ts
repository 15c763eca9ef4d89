import { type Integration, SyncError } from '@bilag/core';
import type { HttpPorts } from './http-ports.ts';
import { requireOrganization } from './require-organization.ts';

/**
 * The integration of the path's organization, credentials opened.
 * @throws {SyncError} `UNKNOWN_ORGANIZATION`, `INTEGRATION_NOT_CONFIGURED` or `CREDENTIALS_UNREADABLE`.
 */
export async function requireIntegration(
  ports: Pick<HttpPorts, 'organizations' | 'config'>,
  organizationId: string,
): Promise<Integration> {
  await requireOrganization(ports, organizationId);
  const integration = await ports.config.integrationOf(organizationId);
  if (integration === undefined) throw notConfigured();
  return integration;
}

/** What an organization without an accounting system is answered. */
export function notConfigured(): SyncError {
  return new SyncError('INTEGRATION_NOT_CONFIGURED', 'The organization has no accounting system yet.');
}
