import { getRouteApi, Outlet } from '@tanstack/react-router';
import { liveKey } from '../api/keys.ts';
import { useLiveUpdates } from '../live/use-live-updates.ts';

const route = getRouteApi('/organizations/$organizationId');

/** Around every screen of one organization: what it shows is kept fresh. */
export function OrganizationFrame() {
  const { organizationId } = route.useParams();
  useLiveUpdates(liveKey(organizationId));
  // Another organization is another screen: nothing of one is left standing on the other.
  return <Outlet key={organizationId} />;
}
