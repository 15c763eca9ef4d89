import type { Organization } from '@bilag/core';
import { unknownOrganization } from './access.ts';
import type { HttpPorts } from './http-ports.ts';

/** The organization of the path. @throws {SyncError} `UNKNOWN_ORGANIZATION`. */
export async function requireOrganization(
  { organizations }: Pick<HttpPorts, 'organizations'>,
  organizationId: string,
): Promise<Organization> {
  const found = await organizations.find(organizationId);
  if (found === undefined) throw unknownOrganization();
  return found;
}
