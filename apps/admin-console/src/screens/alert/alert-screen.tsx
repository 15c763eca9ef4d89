import { getRouteApi } from '@tanstack/react-router';
import { AlertPage } from './alert-page.tsx';

const route = getRouteApi('/organizations/$organizationId/alerts/$alertId');

/** One alert of an organization. */
export function AlertScreen() {
  const { organizationId, alertId } = route.useParams();
  return <AlertPage owner={organizationId} alertId={alertId} />;
}
