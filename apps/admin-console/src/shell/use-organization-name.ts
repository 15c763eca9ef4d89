import { useOrganizations } from '../api/organizations.ts';

/** What people call an organization. */
export function useOrganizationName(organizationId: string): string {
  const { data = [] } = useOrganizations();
  return data.find((it) => it.id === organizationId)?.name ?? organizationId;
}
