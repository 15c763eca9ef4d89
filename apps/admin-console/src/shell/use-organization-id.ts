import { useParams } from '@tanstack/react-router';

/** The organization whose screen it is; none on the screens of all of them. */
export function useOrganizationId(): string | undefined {
  return useParams({ strict: false }).organizationId;
}
